"""The bare SQL of scores.py: written for its scheme and its tables, as quick as we could make it.

A statement for each level: figures of three months joined once, values and the weight that is assessed,
what a cohort looks like, how many units are reached for items scored by rank, points, totals, ranks. What
is the same for several items is spelled by a function. `round(a / b, 6)` is right for these data: with at
most two decimals and a denominator below 10⁹ no quotient lies nearer to a half than the 16 significant
digits of PostgreSQL resolve. An engine for any data may not rely on that.
"""

from collections.abc import Iterator

LEVELS = ("community", "township", "county")
ITEMS = range(30)
CHANGED = [n for n in ITEMS if n % 3]
RANKED = [n for n in ITEMS if n % 5 == 1]
MINMAX = [n for n in ITEMS if n % 5 == 2]

SUMS = """
INSERT INTO {level}_figures
SELECT p.parent, f.period, {sums} FROM {below}_figures f JOIN {below} p USING (unit) GROUP BY 1, 2
"""
STATEMENT = """
INSERT INTO hand_result
WITH given AS MATERIALIZED (
  SELECT u.unit, u.cohort, {values}, 100 - {unassessed} AS a
  FROM {level} u
  LEFT JOIN {level}_figures n ON n.unit = u.unit AND n.period = '2026-10'
  LEFT JOIN {level}_figures m ON m.unit = u.unit AND m.period = '2026-09'
  LEFT JOIN {level}_figures y ON y.unit = u.unit AND y.period = '2025-10'),
cohorts AS (SELECT cohort, count(*) AS size, {seen} FROM given GROUP BY cohort),
scored AS MATERIALIZED (
  SELECT unit, cohort, size, a, points, total FROM (
    SELECT g.unit, g.cohort, c.size, g.a, {points}
    FROM given g JOIN cohorts c USING (cohort) {reached}
    OFFSET 0) p CROSS JOIN LATERAL (SELECT round({total}, 2) AS total, ARRAY[{each}] AS points) t),
ranks AS (
  SELECT cohort, total, 1 - count(*) +
    sum(count(*)) OVER (PARTITION BY cohort ORDER BY total DESC) AS rank
  FROM scored WHERE size >= 3 GROUP BY cohort, total)
SELECT '{level}', unit, cohort, unit, CASE WHEN size < 3 THEN 'unranked' ELSE 'ranked' END,
  CASE WHEN size >= 3 THEN rank END, total, a, points
FROM scored LEFT JOIN ranks USING (cohort, total)
"""
REACHED = """
LEFT JOIN (
  SELECT cohort, v{n}, sum(count(*)) OVER (PARTITION BY cohort ORDER BY v{n} {order}) AS reached{n}
  FROM given WHERE v{n} IS NOT NULL GROUP BY cohort, v{n}) r{n}
  ON r{n}.cohort = g.cohort AND r{n}.v{n} = g.v{n}
"""


def by_hand() -> Iterator[str]:
    for place, level in enumerate(LEVELS):
        if place:
            sums = ", ".join(f"sum(i{n:02})" for n in ITEMS)
            yield SUMS.format(level=level, below=LEVELS[place - 1], sums=sums)
            yield f"ANALYZE {level}_figures"
        yield STATEMENT.format(
            level=level,
            values=", ".join(f"{value(n)} AS v{n}" for n in ITEMS),
            unassessed=" - ".join(f"CASE WHEN {unassessed(n)} THEN {weight(n)} ELSE 0 END" for n in CHANGED),
            seen=", ".join(
                [f"count(v{n}) AS n{n}" for n in RANKED]
                + [f"min(v{n}) AS least{n}, max(v{n}) AS most{n}" for n in MINMAX]
            ),
            points=", ".join(f"coalesce({points(n)}, 0) AS p{n}" for n in ITEMS),
            reached="".join(REACHED.format(n=n, order="" if n % 2 else "DESC") for n in RANKED),
            total=" + ".join(f"p{n}" for n in ITEMS),
            each=", ".join(f"p{n}" for n in ITEMS),
        )


def weight(n: int) -> int:
    return 4 if n < 10 else 3


def value(n: int) -> str:
    """The value of an item; a change from a small count or from nothing is not assessed."""
    now, base = f"n.i{n:02}", f"{'nmy'[n % 3]}.i{n:02}"
    if n % 3 == 0:
        return now
    small = "" if n % 2 else f"WHEN {base} > 0 AND {base} < 5 THEN NULL "
    return (
        f"CASE {small}WHEN {now} = {base} THEN 0 WHEN {base} = 0 THEN NULL "
        f"ELSE round(({now} - {base}) * 100 / abs({base}), 2) END"
    )


def unassessed(n: int) -> str:
    now, base = f"n.i{n:02}", f"{'nmy'[n % 3]}.i{n:02}"
    small = "" if n % 2 else f" OR {base} > 0 AND {base} < 5"
    return f"{now} IS NOT NULL AND ({base} IS NULL{small} OR {base} = 0 AND {now} <> 0)"


def points(n: int) -> str:
    w, v, higher = weight(n) * 100, f"g.v{n}", n % 2 == 1
    target, limit = (5, 20) if n % 3 == 0 else (10, 80)
    first, second = (
        (f"{v} >= {limit}", f"{v} >= {target}") if higher else (f"{v} <= {target}", f"{v} <= {limit}")
    )
    part = f"{v} - c.least{n}" if higher else f"c.most{n} - {v}"
    room = limit - target
    return (
        f"round({w} * least(greatest({v}, 0), {target}) / ({target} * g.a), 6)"
        if higher
        else f"round({w} * least(greatest({limit} - {v}, 0), {room}) / ({room} * g.a), 6)",
        f"round({w} * r{n}.reached{n} / (c.n{n} * g.a), 6)",
        f"CASE WHEN c.most{n} > c.least{n} THEN round({w} * ({part}) / ((c.most{n} - c.least{n}) * g.a), 6) "
        f"WHEN {v} IS NOT NULL THEN round({w} / g.a, 6) END",
        f"round(CASE WHEN {first} THEN {w} WHEN {second} THEN {w} * 0.6 END / g.a, 6)",
        f"CASE WHEN {v} IS NOT NULL THEN "
        f"round(({weight(n)} - least(greatest(0.1 * {v}, 0), {weight(n)})) * 100 / g.a, 6) END",
    )[n % 5]
