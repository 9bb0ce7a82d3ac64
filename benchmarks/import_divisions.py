"""Import of divisions against raw COPY plus index building of the same rows, as a ratio.

    python benchmarks/import_divisions.py [FILE.csv|FILE.csv.xz] [--runs 3]

The import checks every line, spells initials, gives ids and paths, and is one transaction; the
yardstick copies the finished rows into an empty table and builds its indexes and its foreign key.
Both run in turn on an embedded server. Without FILE a made-up tree of 100,000 divisions is used;
a compressed file is unpacked before, since the yardstick reads no file of that kind.
"""

import argparse
import lzma
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter

import coordination.models  # noqa: F401  the whole metadata
from coordination.kernel import db
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.operation import schema
from coordination.operation.servers import temporary
from coordination.organizations.services.importing import import_divisions

COLUMNS = "id, code, name, level, parent_id, path, initials"
MADE_UP = (("province", 5), ("city", 10), ("county", 10), ("township", 14), ("community", 13))
YARDSTICK = """
  DROP TABLE IF EXISTS yardstick;
  CREATE TABLE yardstick (LIKE divisions INCLUDING DEFAULTS)
"""
INDEXES = """
  ALTER TABLE yardstick ADD PRIMARY KEY (id);
  ALTER TABLE yardstick ADD UNIQUE (code);
  CREATE INDEX ON yardstick (parent_id);
  CREATE INDEX ON yardstick (path text_pattern_ops);
  ALTER TABLE yardstick ADD FOREIGN KEY (parent_id) REFERENCES yardstick (id)
"""


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    with TemporaryDirectory() as folder, temporary() as servers:
        file = _plain(given.file, Path(folder) / "divisions.csv")
        schema.migrate(servers.database_url)
        engine = db.connect(servers.database_url, statement_timeout_ms=0)
        connection = engine.raw_connection()
        raw = connection.cursor()
        ours: list[float] = []
        theirs: list[float] = []
        again: list[float] = []
        for _run in range(given.runs):
            raw.execute("TRUNCATE divisions CASCADE")
            connection.commit()
            with db.acting(db.SYSTEM_SCOPE):
                with timed(ours):
                    found = import_divisions(file, actor=SYSTEM, operation=fresh_key())
                with timed(again):
                    import_divisions(file, actor=SYSTEM, operation=fresh_key())
            with raw.copy(f"COPY divisions ({COLUMNS}) TO STDOUT") as out:
                rows = b"".join(bytes(part) for part in out)
            raw.execute(
                "DROP TABLE IF EXISTS yardstick; CREATE TABLE yardstick (LIKE divisions INCLUDING DEFAULTS)"
            )
            connection.commit()
            with timed(theirs):
                with raw.copy(f"COPY yardstick ({COLUMNS}) FROM STDIN") as copy:
                    copy.write(rows)
                raw.execute(INDEXES)
                connection.commit()
        connection.close()
        engine.dispose()
    print(f"divisions: {found.rows:,}; file {file_size(rows)}; {given.runs} runs, medians")
    print(f"COPY + indexes  {median(theirs):6.2f} s   1.00")
    print(f"import          {median(ours):6.2f} s   {median(ours) / median(theirs):.2f}")
    print(f"import again    {median(again):6.2f} s   {median(again) / median(theirs):.2f}")


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    start = perf_counter()
    yield
    times.append(perf_counter() - start)


def file_size(rows: bytes) -> str:
    return f"{len(rows) / 1e6:.0f} MB as rows"


def _plain(given: Path | None, target: Path) -> Path:
    if given is None:
        target.write_text("code,name,level,parent_code\n" + "\n".join(made_up()), "utf-8")
    elif given.suffix == ".xz":
        target.write_bytes(lzma.decompress(given.read_bytes()))
    else:
        return given
    return target


def made_up(depth: int = 0, parent: str = "") -> Iterator[str]:
    """A tree of five levels: 98,555 divisions."""
    if depth == len(MADE_UP):
        return
    level, many = MADE_UP[depth]
    for number in range(1, many + 1):
        code = f"{parent}{number:02}" if depth else f"{10 + number}"
        yield f"{code},示例区划{number},{level},{parent}"
        yield from made_up(depth + 1, code)


if __name__ == "__main__":
    main()
