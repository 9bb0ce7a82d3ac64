"""Scores and ranks of all communities, townships and counties against bare SQL, as ratios.

    python benchmarks/scores.py [FILE.csv|FILE.csv.xz] [--share 0.01 0.1 1] [--runs 3]

FILE is the national list (620,573 communities in 41,352 townships and 2,978 counties; without FILE a
made-up tree of 91,000). Thirty indicators of every community for this month, the month before and the
month a year before; townships and counties have the sums. A scheme of thirty items, ten of them on
values, ten on the change from last month, ten on that from last year, by five methods, is scored and
ranked within every province at the three levels, on an embedded server. Bare SQL (scores_by_hand.py)
was written for this very scheme and these tables; both add up, form values, score, rank and keep the
same rows, which are compared to the last digit. They run in turn, each first in every other run; the
median of the ratios counts. The memory is that of this process; the time for a community may not grow
with the share.
"""

import argparse
import lzma
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from import_divisions import made_up
from scores_by_hand import by_hand
from sqlalchemy import (
    Connection,
    Engine,
    Integer,
    Numeric,
    Subquery,
    TableClause,
    Text,
    column,
    create_engine,
    insert,
    literal,
    select,
    table,
    text,
)

from coordination.kernel.period import Period
from coordination.operation.servers import temporary
from coordination.rankings.engine import formed, ranking, rolled_up
from coordination.rankings.rules import Better, Item, Method, Scheme
from coordination.rankings.rules.measures import Asked, Figure
from coordination.schemes.rules import Measure

LIMIT, MEMORY_LIMIT, GROWTH_LIMIT = 1.5, 300, 1.3
PERIOD, PERIODS = Period.parse("2026-10"), ("2026-10", "2026-09", "2025-10")
LEVELS = ("community", "township", "county")
CODES = tuple(f"i{n:02}" for n in range(30))
RESULT = ("unit", "cohort", "ord", "state", "rank", "total", "assessed", "points")
COLUMNS = ("level", *RESULT)
MEASURES = (Measure.VALUE, Measure.MOM, Measure.YOY)
SETTINGS = ("SET LOCAL work_mem = '128MB'", "SET LOCAL jit = off")

LISTED = "CREATE UNLOGGED TABLE listed (code text, name text, level text, parent_code text)"
#: A unit is a number within its level, in the order of the codes; the cohort is its province.
PLACES = """
DROP TABLE IF EXISTS chosen, community, township, county;
CREATE UNLOGGED TABLE chosen AS
  SELECT l.code, l.parent_code AS township, t.parent_code AS county
  FROM listed l JOIN listed t ON t.code = l.parent_code
  WHERE l.level = 'community' AND mod(hashtext(l.code)::bigint + 2147483648, 10000) < {share};
CREATE UNLOGGED TABLE county AS
  SELECT row_number() OVER (ORDER BY county)::int AS unit, left(county, 2)::int AS cohort, county AS code
  FROM chosen GROUP BY county;
CREATE UNLOGGED TABLE township AS
  SELECT row_number() OVER (ORDER BY township)::int AS unit, c.cohort, township AS code, c.unit AS parent
  FROM (SELECT township, county FROM chosen GROUP BY 1, 2) t JOIN county c ON c.code = t.county;
CREATE UNLOGGED TABLE community AS
  SELECT row_number() OVER (ORDER BY c.code)::int AS unit, t.cohort, c.code, t.unit AS parent
  FROM chosen c JOIN township t ON t.code = c.township;
DROP TABLE IF EXISTS community_figures, township_figures, county_figures;
CREATE UNLOGGED TABLE community_figures AS
  SELECT unit, period, {figures} FROM (VALUES {periods}) p (period, k), community ORDER BY k, unit;
CREATE UNLOGGED TABLE township_figures (LIKE community_figures);
CREATE UNLOGGED TABLE county_figures (LIKE community_figures)
"""
#: Small counts at even places, amounts with two decimals at odd ones; one in 97 was not filed.
COUNT = "nullif(mod(hashint4extended(unit, {seed} + k) & 65535, 97), 96) / 4"
AMOUNT = "round(nullif(mod(hashint4extended(unit, {seed} + k) & 65535, 9700), 9699) / 100.0, 2)"
RESULTS = """
DROP TABLE IF EXISTS {name}_result;
CREATE UNLOGGED TABLE {name}_result (level text, unit int, cohort int, ord int, state text, rank bigint,
  total numeric, assessed numeric, points numeric[])
"""
DIFFERENT = """
SELECT count(*) FROM engine_result e FULL JOIN hand_result h USING (level, unit)
WHERE (e.cohort, e.ord, e.state, e.rank, e.total, e.assessed, e.points)
  IS DISTINCT FROM (h.cohort, h.ord, h.state, h.rank, h.total, h.assessed, h.points)
"""


def scheme() -> tuple[Scheme, list[Asked]]:
    """Item n is on indicator n: measure n % 3, method n % 5, more is better where n is odd."""
    items, asked = [], []
    for n, code in enumerate(CODES):
        measure, higher = MEASURES[n % 3], n % 2 == 1
        target, limit = (Decimal(5), Decimal(20)) if measure is Measure.VALUE else (Decimal(10), Decimal(80))
        edges = (limit, target) if higher else (target, limit)
        items.append(
            Item(
                code=code,
                title=code,
                weight=Decimal(4 if n < 10 else 3),
                method=list(Method)[n % 5],
                direction=Better.HIGHER if higher else Better.LOWER,
                target=target,
                limit=limit,
                steps=tuple(zip(edges, (Decimal(1), Decimal("0.6")), strict=True)),
                per_event=Decimal("0.1"),
            )
        )
        asked.append(Asked(measure, Figure(code, counted=not higher)))
    return Scheme("全国", tuple(items)), asked


def engine_run(connection: Connection) -> None:
    """The engine: three statements that score and rank, and two that add up the level below."""
    rules, asked = scheme()
    for level, below in zip(LEVELS, (None, *LEVELS), strict=False):
        if below:
            rows = rolled_up(figures_of(below), parents_of(below), CODES)
            target = figures_of(level)
            connection.execute(insert(target).from_select(["unit", "period", *CODES], rows))
            connection.execute(text(f"ANALYZE {target.name}"))
        given = formed(asked, units_of(level), figures_of(level), PERIOD).cte("given")
        ranked = ranking(rules, given).subquery()
        rows = select(literal(level), *(ranked.c[name] for name in RESULT))
        connection.execute(insert(table("engine_result", *map(column, COLUMNS))).from_select(COLUMNS, rows))


def figures_of(level: str) -> TableClause:
    numbers = (column(code, Numeric) for code in CODES)
    return table(f"{level}_figures", column("unit", Integer), column("period", Text), *numbers)


def parents_of(level: str) -> TableClause:
    return table(level, column("unit", Integer), column("parent", Integer))


def units_of(level: str) -> Subquery:
    """The number of a unit is its place in official order."""
    known = table(level, column("unit", Integer), column("cohort", Integer))
    return select(known.c.unit, known.c.cohort, known.c.unit.label("ord")).subquery("units")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--share", type=float, nargs="+", default=[0.01, 0.1, 1.0])
    arguments.add_argument("--runs", type=int, default=3)
    given = arguments.parse_args()
    with temporary() as servers:
        owner = create_engine(servers.administrator_url)
        load(owner, given.file)
        found = {share: measure(owner, share, given.runs) for share in sorted(given.share)}
        owner.dispose()
    return judge(found)


def load(owner: Engine, file: Path | None) -> None:
    """The list of places, line by line: no file is held in memory."""
    connection = owner.raw_connection()
    cursor = connection.cursor()
    cursor.execute(LISTED)
    with cursor.copy("COPY listed FROM STDIN (FORMAT csv)") as copy:  # type: ignore[attr-defined]
        for line in lines_of(file):
            copy.write(line + "\n")
    cursor.execute("CREATE INDEX ON listed (code); ANALYZE listed")
    connection.commit()
    connection.close()


def lines_of(file: Path | None) -> Iterator[str]:
    if file is None:
        yield from made_up()
        return
    with (lzma.open if file.suffix == ".xz" else open)(file, "rt", encoding="utf-8") as lines:
        next(lines)
        yield from (line.rstrip("\n") for line in lines)


Runs = dict[str, list[float]]


def measure(owner: Engine, share: float, runs: int) -> tuple[int, Runs]:
    """How many units there are at the three levels, and the seconds of each run."""
    with owner.begin() as connection:
        figures = ", ".join(
            f"({(AMOUNT if n % 2 else COUNT).format(seed=n * 1000)})::numeric AS {code}"
            for n, code in enumerate(CODES)
        )
        periods = ", ".join(f"('{period}', {k})" for k, period in enumerate(PERIODS))
        made = PLACES.format(share=round(share * 10_000), figures=figures, periods=periods)
        for statement in made.split(";\n"):
            connection.execute(text(statement.replace(":", "\\:")))
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    times: Runs = {"hand": [], "engine": []}
    contenders: list[tuple[str, Callable[[Connection], None]]] = [("hand", hand_run), ("engine", engine_run)]
    for _run in range(runs):
        for name, run in contenders:
            times[name].append(timed(owner, name, run))
        contenders.reverse()
        with owner.connect() as connection:
            different = connection.execute(text(DIFFERENT)).scalar_one()
            assert not different, f"{different:,} rows of engine and bare SQL differ"
    with owner.connect() as connection:
        units = connection.execute(text("SELECT count(*) FROM engine_result")).scalar_one()
    return units, times


def timed(owner: Engine, name: str, run: Callable[[Connection], None]) -> float:
    """Seconds from empty tables to kept results."""
    with owner.begin() as connection:
        connection.execute(text("TRUNCATE township_figures, county_figures"))
        for statement in RESULTS.format(name=name).split(";\n"):
            connection.execute(text(statement))
    start = perf_counter()
    with owner.begin() as connection:
        for setting in SETTINGS:
            connection.execute(text(setting))
        run(connection)
    return perf_counter() - start


def hand_run(connection: Connection) -> None:
    for statement in by_hand():
        connection.execute(text(statement))


def judge(found: dict[float, tuple[int, Runs]]) -> int:
    print("share       units   bare SQL     engine   ratio   engine, µs a unit")
    worst, slowness = 0.0, []
    for share, (units, times) in found.items():
        ratio = median(b / a for a, b in zip(times["hand"], times["engine"], strict=True))
        own = median(times["engine"])
        slowness.append(own / units * 1e6)
        worst = max(worst, ratio)
        bare = median(times["hand"])
        print(f"{share:5.0%}{units:12,}{bare:9.2f} s{own:9.2f} s{ratio:8.2f}{slowness[-1]:12.1f}")
    memory = getrusage(RUSAGE_SELF).ru_maxrss // 1024
    growth = slowness[-1] / min(slowness)
    print(f"ratio at most {LIMIT}; this process {memory} MB, at most {MEMORY_LIMIT}; ", end="")
    print(f"a unit takes {growth:.2f} times as long at {max(found):.0%}, at most {GROWTH_LIMIT}")
    return int(worst > LIMIT or memory > MEMORY_LIMIT or growth > GROWTH_LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
