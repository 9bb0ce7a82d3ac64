"""Backup and restore: one folder with the database, every stored file, and a manifest with hashes.

The database is read in one snapshot and the files after it. Files are only ever added, so every row of the
snapshot has its file.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Connection, make_url, text

from coordination.kernel.clock import clock
from coordination.kernel.db import ROLE
from coordination.operation import database, postgres, schema
from coordination.operation.refusal import Refused

DUMP, FILES, MANIFEST = "database.dump", "files", "manifest.json"
FORMAT = 1
#: A dump holds no roles, and names the role whose default privileges it sets; see migration 0001.
ROLES = f"""
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{ROLE}') THEN CREATE ROLE {ROLE} NOLOGIN; END IF;
END $$;
DO $$ BEGIN
  SET LOCAL ROLE {ROLE};
  RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
  EXECUTE format('GRANT {ROLE} TO %I', current_user);
END $$;
GRANT USAGE ON SCHEMA public TO {ROLE};
"""
DEFAULTS = f"""
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {ROLE};
"""
LOCK_ISSUING = "INSERT INTO ledger_checks (office_id, since, cause) SELECT id, now(), :cause FROM offices"


@dataclass(frozen=True)
class Manifest:
    """`counts`: rows of each table; `hashes`: SHA-256 of each file of the backup, by its path in it."""

    format: int
    made_at: str
    revision: str
    counts: dict[str, int]
    hashes: dict[str, str]


def back_up(url: str, uploads: Path, folder: Path) -> Path:
    """Write a backup below `folder` and answer its path; a folder without `.part` is complete.

    Raises Refused when pg_dump fails.
    """
    made_at = clock.now()
    target = folder / f"coordination-{made_at:%Y%m%dT%H%M%SZ}"
    part = target.with_name(target.name + ".part")
    part.mkdir(parents=True, mode=0o700)
    counts, revision = _dump(url, part / DUMP)
    _copy(uploads, part / FILES)
    hashes = {name: digest(part / name) for name in sorted(_names(part))}
    manifest = Manifest(FORMAT, made_at.isoformat(), revision, counts, hashes)
    content = json.dumps(asdict(manifest), indent=1, sort_keys=True, ensure_ascii=False)
    (part / MANIFEST).write_text(content + "\n", encoding="utf-8")
    _sync(part)
    return part.rename(target)


def restore(
    backup: Path,
    url: str,
    uploads: Path,
    *,
    replace: bool = False,
    rehearsal: bool = False,
    tell: Callable[[str], object] = print,
) -> None:
    """Put a backup in place: all of the database or nothing, then the files.

    Unless it is a rehearsal, no office can issue a document before somebody has compared its ledger of
    numbers: what was issued after the backup is on paper only. Raises Refused when the backup is
    damaged, when the database is in use, or holds tables and `replace` is not given.
    """
    if faults := damaged(backup):
        raise Refused(f"备份已损坏：{faults[0]}", f"the backup is damaged: {faults[0]}")
    with database.transaction(url) as connection:
        _refuse_in_use(connection)
        _clear(connection, replace=replace)
        connection.execute(text(ROLES))
    _pg_restore(url, backup / DUMP)
    with database.transaction(url) as connection:
        connection.execute(text(DEFAULTS))
    _copy(backup / FILES, uploads)
    if not rehearsal:
        schema.migrate(url)
        with database.transaction(url) as connection:
            connection.execute(text(LOCK_ISSUING), {"cause": backup.name})
    tell(f"restored {backup.name}: {sum(read(backup).counts.values())} rows")


def read(backup: Path) -> Manifest:
    return Manifest(**json.loads((backup / MANIFEST).read_text(encoding="utf-8")))


def damaged(backup: Path) -> list[str]:
    """What differs between the backup and its manifest."""
    try:
        expected = read(backup).hashes
    except (OSError, ValueError, TypeError) as error:
        return [f"{MANIFEST}: {error}"]
    present = set(_names(backup)) - {MANIFEST}
    lost = [f"{name}: missing" for name in sorted(expected.keys() - present)]
    added = [f"{name}: not in the manifest" for name in sorted(present - expected.keys())]
    kept = sorted(expected.keys() & present)
    return lost + added + [f"{name}: changed" for name in kept if digest(backup / name) != expected[name]]


def digest(path: Path) -> str:
    with path.open("rb") as file:
        hashing = sha256()
        while block := file.read(1 << 20):
            hashing.update(block)
    return hashing.hexdigest()


def row_counts(connection: Connection) -> dict[str, int]:
    """Rows of every table, by name."""
    tables = connection.scalars(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    ).all()
    quote = connection.dialect.identifier_preparer.quote
    return {name: int(connection.scalar(text(f"SELECT count(*) FROM {quote(name)}")) or 0) for name in tables}  # noqa: S608


def _dump(url: str, target: Path) -> tuple[dict[str, int], str]:
    with database.connection(url, isolation="REPEATABLE READ") as connection:
        snapshot = str(connection.scalar(text("SELECT pg_export_snapshot()")))
        arguments = ["--format=custom", f"--snapshot={snapshot}", f"--file={target}"]
        _tool("pg_dump", connection, [*arguments, _address(url)])
        return row_counts(connection), schema.current(connection)


def _pg_restore(url: str, dump: Path) -> None:
    with database.connection(url) as connection:
        listed = _tool("pg_restore", connection, ["--list", str(dump)])
        wanted = [line for line in listed.splitlines() if " DEFAULT ACL " not in line]
        contents = dump.parent / f".contents-{os.getpid()}"
        contents.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        connection.rollback()
        try:
            whole = ["--single-transaction", "--exit-on-error", "--no-owner", f"--use-list={contents}"]
            _tool("pg_restore", connection, [*whole, f"--dbname={_address(url)}", str(dump)])
        finally:
            contents.unlink()


def _tool(name: str, connection: Connection, arguments: list[str]) -> str:
    major = int(connection.scalar(text("SHOW server_version_num")) or 0) // 10_000
    done = subprocess.run([postgres.tool(name, major), *arguments], capture_output=True, text=True)
    if done.returncode != 0:
        reason = done.stderr.strip()
        raise Refused(f"{name} 失败：{reason}", f"{name} failed: {reason}")
    return done.stdout


def _address(url: str) -> str:
    """The address in the form of libpq's own tools."""
    return make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)


def _refuse_in_use(connection: Connection) -> None:
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    if others := connection.scalar(text(query + " AND backend_type = 'client backend'")):
        raise Refused(
            f"数据库还有 {others} 个连接，请先停止网页和后台进程",
            f"{others} connections use the database: stop web and workers first",
        )


def _clear(connection: Connection, *, replace: bool) -> None:
    tables = connection.scalar(text("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"))
    if tables and not replace:
        raise Refused(
            f"数据库已有 {tables} 张表，确要覆盖请加 --replace",
            f"the database holds {tables} tables: add --replace to drop them",
        )
    if tables:
        connection.execute(text("DROP SCHEMA public CASCADE"))
        connection.execute(text("CREATE SCHEMA public"))


def _copy(source: Path, target: Path) -> None:
    """Add the files that are not there yet; names are hashes, so equal names are equal files."""
    target.mkdir(parents=True, exist_ok=True)
    for name in _names(source) if source.exists() else ():
        present = target / name
        if not present.exists():
            present.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source / name, present.with_suffix(".part"))
            present.with_suffix(".part").rename(present)


def _names(folder: Path) -> Iterator[str]:
    """Every file below the folder; hidden folders hold what is half sent or can be drawn anew."""
    for path in folder.rglob("*"):
        name = path.relative_to(folder)
        if not name.parts[0].startswith(".") and path.is_file():
            yield name.as_posix()


def _sync(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())
