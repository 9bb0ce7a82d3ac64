"""A standard of ten criteria on all communities against bare SQL, as ratios.

    python benchmarks/standards.py [FILE.csv|FILE.csv.xz] [--share 0.05] [--runs 5]

The communities of FILE (the national list has 620,573; without FILE a made-up tree of 91,000), or a
share of them, with twelve months of tallies each, monthly figures and duties of their townships and a
few vetoes, on an embedded server. Bare SQL is one statement written by hand for this very standard,
asked by the tables' owner, without fences. `survey` counts how many stand how; `standings` answers how
each community stands against each criterion, and bare SQL then fetches a row for each. Ours is asked as
the office, behind the fences. All run in turn, the median of the ratios counts, and the counts of both
must agree.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from import_divisions import _plain
from sqlalchemy import Engine, create_engine, select, text

import coordination.models  # noqa: F401  the whole metadata
from coordination.indicators.models import Indicator
from coordination.kernel import db
from coordination.kernel.operations import fresh_key
from coordination.kernel.policy import SYSTEM
from coordination.operation import schema
from coordination.operation.servers import temporary
from coordination.organizations.services.importing import import_divisions
from coordination.responsibilities.models import Party
from coordination.standards import queries
from coordination.standards.evaluation import standings, surveys
from coordination.standards.models import Criterion, Standard, StandardVersion
from coordination.standards.rules import Base, CriterionKind, Listed, VersionState, WindowKind
from coordination.subjects.rules import SubjectKind

LIMIT = 2.0
AS_OF = date(2026, 12, 31)
SEED = """
INSERT INTO unit_kinds (code, name, english, sort_order) VALUES ('township', '乡镇街道', 'Townships', 1);
INSERT INTO parties (code, name, english, sort_order) VALUES ('p', '属地责任', 'Place', 1);
INSERT INTO indicators (code, name, unit, type, direction, over_time, over_divisions, rankable)
  VALUES ('visits', '宣传场次', '场', 'integer', 'higher', 'sum', 'sum', true);
INSERT INTO offices (division_id, name, short_name, mark, document_code, area_name)
  SELECT min(id), '示例', '示例', '示例', '示', '全国' FROM divisions;
INSERT INTO accounts (username, name, office_id, functions, state, password_hash, password_changed_at)
  SELECT 'clerk' || n, '经办' || n, (SELECT id FROM offices), '{clerk}', 'active', '-', now()
  FROM generate_series(1, 2) n;
CREATE TEMPORARY TABLE chosen AS
  SELECT id, parent_id, name, code FROM divisions
  WHERE level = 'community' AND abs(hashtext(code)) % 10000 < :share;
INSERT INTO member_units (office_id, kind_code, division_id, name, short_name, sort_order, pinyin, initials)
  SELECT (SELECT id FROM offices), 'township', id, code, name, id, '', '' FROM divisions
  WHERE id IN (SELECT parent_id FROM chosen);
INSERT INTO subjects (office_id, kind, name, division_id, located_in_id, unit_id)
  SELECT u.office_id, 'community', c.name, c.id, c.parent_id, u.id
  FROM chosen c JOIN member_units u ON u.division_id = c.parent_id;
INSERT INTO tally_filings (office_id, grain, first_on, last_on, source, rows, filed_at, filed_by_id)
  SELECT o.id, 'month', '2026-01-01', '2026-12-31', 'sheet', 1, now(), a.id
  FROM offices o, (SELECT min(id) AS id FROM accounts) a;
INSERT INTO tallies (office_id, filing_id, subject_id, unit_id, grain, first_on, last_on, cases, loss,
  largest_loss, suspects, dens, last_case_on, recorded_at)
SELECT s.office_id, f.id, s.id, s.unit_id, 'month', m.first, (m.first + interval '1 month - 1 day')::date,
  d.cases, d.cases * 300000, d.cases * (s.id % 7) * 40000, (s.id * 31 + m.n * 17) % 97 / 96,
  (s.id * 37 + m.n * 11) % 199 / 198, CASE WHEN d.cases > 0 AND s.id % 2 = 0 THEN m.first + 9 END, now()
FROM subjects s CROSS JOIN tally_filings f
CROSS JOIN LATERAL (
  SELECT n, (date '2026-01-01' + n * interval '1 month')::date AS first FROM generate_series(0, 11) n) m
CROSS JOIN LATERAL (SELECT greatest(0, (s.id * 13 + m.n * 29) % 23 - 20)::int AS cases) d
WHERE (s.id + m.n) % 401 > 0;
INSERT INTO report_forms (office_id, code, name, shape, unit_kinds, sort_order, first_period, enacted_at)
  SELECT id, 'town', '乡镇月报', 'self', '{township}', 1, '2026-01', now() FROM offices;
INSERT INTO reports (office_id, form_id, unit_id, period, due_at, state, submitted_at, submitted_by_id,
  approved_at, approved_by_id, revision)
SELECT u.office_id, f.id, u.id, '2026-' || n, now(), 'approved', now(), a.first, now(), a.last, 1
FROM member_units u, report_forms f, generate_series(10, 12) n,
  (SELECT min(id) AS first, max(id) AS last FROM accounts) a;
INSERT INTO report_figures (report_id, office_id, unit_id, subject_id, indicator_id, value)
SELECT r.id, r.office_id, r.unit_id, r.unit_id, i.id, (r.unit_id * 7 + r.id) % 12
FROM reports r, indicators i;
INSERT INTO tasks (office_id, origin, title, party_id, due_at, state, issued_at)
SELECT o.id, 'meeting', '任务' || n, p.id, timestamptz '2026-07-10 17:00+08' + n * interval '1 month',
  'issued', '2026-06-01' FROM offices o, parties p, generate_series(0, 3) n;
INSERT INTO assignments (office_id, task_id, unit_id, role, party_id, weight, state, issued_at, due_at,
  submitted_at, submitted_by_id, approved_at, approved_by_id, closed_at)
SELECT t.office_id, t.id, u.id, 'lead', t.party_id, 1, CASE WHEN d.done THEN 'closed' ELSE 'issued' END,
  t.issued_at, t.due_at, CASE WHEN d.done THEN t.due_at END, CASE WHEN d.done THEN a.first END,
  CASE WHEN d.done THEN t.due_at END, CASE WHEN d.done THEN a.last END, CASE WHEN d.done THEN t.due_at END
FROM tasks t CROSS JOIN member_units u CROSS JOIN (SELECT min(id) AS first, max(id) AS last FROM accounts) a
CROSS JOIN LATERAL (SELECT (t.id + u.id) % 5 > 0 AS done) d;
INSERT INTO veto_events (office_id, subject_id, unit_id, happened_on, text, recorded_at, recorded_by_id)
SELECT s.office_id, s.id, s.unit_id, date '2026-01-01' + (s.id % 365)::int, '示例事项', now(), a.id
FROM subjects s, (SELECT min(id) AS id FROM accounts) a WHERE s.id % 100 = 0;
"""
HALF, DAYS, MONTHS = WindowKind.HALF_YEAR, WindowKind.DAYS, WindowKind.MONTHS
CRITERIA: tuple[dict[str, Any], ...] = (
    {"kind": CriterionKind.ZERO_CASES, "window_kind": DAYS, "window_size": 100},
    {"kind": CriterionKind.ZERO_CASES, "window_kind": MONTHS, "window_size": 1},
    {"kind": CriterionKind.ZERO_CASES, "window_kind": HALF, "either": "发案"},
    {
        "kind": CriterionKind.CASES_DROP,
        "window_kind": HALF,
        "base": Base.PREVIOUS,
        "threshold": Decimal(50),
        "either": "发案",
    },
    {"kind": CriterionKind.LARGEST_LOSS, "window_kind": HALF, "threshold": Decimal(500_000)},
    {"kind": CriterionKind.NONE_LISTED, "window_kind": DAYS, "window_size": 100, "listed": Listed.SUSPECTS},
    {"kind": CriterionKind.NONE_LISTED, "window_kind": HALF, "listed": Listed.DENS},
    {"kind": CriterionKind.NO_VETO, "window_kind": WindowKind.YEAR},
    {"kind": CriterionKind.INDICATOR, "window_kind": MONTHS, "window_size": 3, "threshold": Decimal(12)},
    {"kind": CriterionKind.DUTIES, "window_kind": HALF, "threshold": Decimal(80)},
)
#: The same ten, for 31 December 2026. A hundred days begin on 23 September, the half years are those of 2026.
BARE = """
WITH t AS (
  SELECT subject_id,
    sum(cases) FILTER (WHERE coalesce(last_case_on, last_on) >= '2026-09-23') AS cases_100,
    sum(least(last_on, '2026-12-31') - greatest(first_on, '2026-09-23') + 1)
      FILTER (WHERE last_on >= '2026-09-23') AS days_100,
    sum(cases) FILTER (WHERE coalesce(last_case_on, last_on) >= '2026-12-01') AS cases_12,
    sum(last_on - greatest(first_on, '2026-12-01') + 1) FILTER (WHERE last_on >= '2026-12-01') AS days_12,
    sum(cases) FILTER (WHERE coalesce(last_case_on, last_on) >= '2026-07-01') AS cases_h2,
    sum(last_on - greatest(first_on, '2026-07-01') + 1) FILTER (WHERE last_on >= '2026-07-01') AS days_h2,
    sum(cases) FILTER (WHERE first_on <= '2026-06-30') AS cases_h1,
    sum(least(last_on, '2026-06-30') - first_on + 1) FILTER (WHERE first_on <= '2026-06-30') AS days_h1,
    max(largest_loss) FILTER (WHERE last_on >= '2026-07-01') AS largest,
    sum(suspects) FILTER (WHERE last_on >= '2026-09-23') AS suspects,
    sum(dens) FILTER (WHERE last_on >= '2026-07-01') AS dens
  FROM tallies
  WHERE superseded_at IS NULL AND first_on <= '2026-12-31' AND last_on >= '2026-01-01'
  GROUP BY subject_id),
v AS (
  SELECT subject_id FROM veto_events
  WHERE withdrawn_at IS NULL AND happened_on BETWEEN '2026-01-01' AND '2026-12-31' GROUP BY 1),
f AS (
  SELECT g.subject_id AS unit_id, sum(g.value) AS visits, count(DISTINCT r.period) AS periods
  FROM report_figures g JOIN reports r ON r.id = g.report_id
  WHERE r.state IN ('approved', 'locked') AND r.period IN ('2026-10', '2026-11', '2026-12') GROUP BY 1),
a AS (
  SELECT unit_id, sum(weight) AS due,
    coalesce(sum(weight) FILTER (WHERE state IN ('done', 'closed') AND submitted_at <= due_at), 0) AS done
  FROM assignments
  WHERE due_at >= '2026-07-01 00:00+08' AND due_at < '2027-01-01 00:00+08' AND division_id IS NULL
    AND state NOT IN ('withdrawn', 'terminated', 'transferred') GROUP BY 1)
SELECT s.id, concat(
  CASE WHEN cases_100 > 0 THEN 'u' WHEN days_100 = 100 THEN 'm' ELSE 'k' END,
  CASE WHEN cases_12 > 0 THEN 'u' WHEN days_12 = 31 THEN 'm' ELSE 'k' END,
  CASE WHEN cases_h2 > 0 THEN 'u' WHEN days_h2 = 184 THEN 'm' ELSE 'k' END,
  CASE WHEN days_h1 = 181 THEN
    CASE WHEN cases_h1 = 0 OR (cases_h1 - coalesce(cases_h2, 0)) * 100 < 50 * cases_h1 THEN 'u'
      WHEN days_h2 = 184 THEN 'm' ELSE 'k' END ELSE 'k' END,
  CASE WHEN largest >= 500000 THEN 'u' WHEN days_h2 = 184 THEN 'm' ELSE 'k' END,
  CASE WHEN suspects > 0 THEN 'u' WHEN days_100 = 100 THEN 'm' ELSE 'k' END,
  CASE WHEN dens > 0 THEN 'u' WHEN days_h2 = 184 THEN 'm' ELSE 'k' END,
  CASE WHEN v.subject_id IS NULL THEN 'm' ELSE 'u' END,
  CASE WHEN periods = 3 THEN CASE WHEN visits >= 12 THEN 'm' ELSE 'u' END ELSE 'k' END,
  CASE WHEN due IS NULL THEN 'n' WHEN done * 100 >= 80 * due THEN 'm' ELSE 'u' END) AS standings
FROM subjects s LEFT JOIN t ON t.subject_id = s.id LEFT JOIN v ON v.subject_id = s.id
LEFT JOIN f USING (unit_id) LEFT JOIN a USING (unit_id)
WHERE s.kind = 'community' AND s.closed_on IS NULL
"""
COUNTED = f"SELECT standings, count(*) FROM ({BARE}) found GROUP BY 1"  # noqa: S608  nothing is typed in


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("file", nargs="?", type=Path)
    arguments.add_argument("--share", type=float, default=1.0)
    arguments.add_argument("--runs", type=int, default=5)
    given = arguments.parse_args()
    with TemporaryDirectory() as folder, temporary() as servers:
        file = _plain(given.file, Path(folder) / "divisions.csv")
        schema.migrate(servers.database_url)
        db.connect(servers.database_url, statement_timeout_ms=0)
        with db.acting(db.SYSTEM_SCOPE):
            import_divisions(file, actor=SYSTEM, operation=fresh_key())
        owner = create_engine(servers.administrator_url)
        rows = seed(owner, given.share)
        office_id, version_id = enacted()
        try:
            return report(measure(owner, office_id, version_id, given.runs), *rows)
        finally:
            db.session.remove()
            owner.dispose()


def seed(owner: Engine, share: float) -> tuple[int, int]:
    """Communities and tallies made."""
    with owner.begin() as connection:
        for statement in filter(str.strip, SEED.split(";\n")):
            values = {"share": round(share * 10_000)} if ":share" in statement else {}
            connection.execute(text(statement), values)
        counts = connection.execute(
            text("SELECT (SELECT count(*) FROM subjects), (SELECT count(*) FROM tallies)")
        )
        made = counts.one()
    with owner.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))
    return made[0], made[1]


def enacted() -> tuple[int, int]:
    """The standard, written as rows: services are measured nowhere here."""
    with db.acting(db.SYSTEM_SCOPE):
        (office_id,) = db.session.execute(text("SELECT id FROM offices")).one()
        indicator, party = (
            db.session.scalars(select(Indicator.id)).one(),
            db.session.scalars(select(Party.id)).one(),
        )
        own = {
            CriterionKind.INDICATOR: {"indicator_id": indicator},
            CriterionKind.DUTIES: {"party_id": party},
        }
        lines = [
            Criterion(code=str(n), sort_order=n, text=str(one["kind"]), **one, **own.get(one["kind"], {}))
            for n, one in enumerate(CRITERIA, start=1)
        ]
        standard = Standard(office_id=office_id, name="示例标准", subject_kind=SubjectKind.COMMUNITY)
        version = StandardVersion(
            standard=standard,
            office_id=office_id,
            number=1,
            state=VersionState.DRAFT,
            title_name="示例",
            criteria=lines,
        )
        db.session.add(version)
        db.session.commit()
        return office_id, version.id


Times = dict[str, list[float]]


def measure(owner: Engine, office_id: int, version_id: int, runs: int) -> Times:
    times: Times = {"bare count": [], "survey": [], "bare rows": [], "standings": []}
    with owner.connect() as bare:
        for _run in range(runs):
            bare.rollback()
            with timed(times["bare count"]):
                counted = bare.execute(text(COUNTED)).all()
            with timed(times["survey"]):
                surveyed = ours(
                    office_id, version_id, lambda one: surveys([one], office_id, AS_OF)[one.id].counts
                )
            with timed(times["bare rows"]):
                fetched = bare.execute(text(BARE)).all()
            with timed(times["standings"]):
                judged = ours(office_id, version_id, lambda one: standings(one, office_id, AS_OF))
            expected = {row[0]: row[1] for row in counted}
            assert surveyed == expected, "survey and bare SQL disagree"
            assert Counter(row[1] for row in fetched) == expected
            assert Counter(judged.values()) == expected, "standings and bare SQL disagree"
    return times


def ours(office_id: int, version_id: int, ask: Callable[[StandardVersion], Any]) -> Any:
    """Asked as the office: a new transaction, the version read, the question behind the fences."""
    db.session.remove()
    with db.acting(db.Scope((office_id,))):
        version = db.session.get_one(StandardVersion, version_id, options=queries.whole())
        return ask(version)


@contextmanager
def timed(times: list[float]) -> Iterator[None]:
    start = perf_counter()
    yield
    times.append(perf_counter() - start)


def report(times: Times, communities: int, tallies: int) -> int:
    print(f"{communities:,} communities, {tallies:,} tallies, {len(CRITERIA)} criteria; medians")
    worst = 0.0
    for bare, own in (("bare count", "survey"), ("bare rows", "standings")):
        ratio = median(b / a for a, b in zip(times[bare], times[own], strict=True))
        worst = max(worst, ratio)
        print(f"{bare:<12}{median(times[bare]):7.2f} s   {own:<10}{median(times[own]):7.2f} s   {ratio:.2f}")
    print(f"at most {LIMIT}")
    return int(worst > LIMIT)


if __name__ == "__main__":
    raise SystemExit(main())
