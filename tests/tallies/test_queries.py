"""The clocks in one statement agree with the rule; fences hold; lists count their statements."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from random import Random
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import insert, select

from coordination.kernel import db
from coordination.kernel.clock import ZONE, Clock
from coordination.kernel.period import Period
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies import queries
from coordination.tallies.models import Filing, Tally
from coordination.tallies.queries.coverage import coverage, months_until_now
from coordination.tallies.queries.months import asked
from coordination.tallies.rules import clock as rules
from coordination.tallies.rules.clock import Kept
from tests.factories.organizations import add, session
from tests.factories.subjects import followed

DAY = timedelta(days=1)
FIRST = date(2026, 5, 1)


@pytest.fixture
def subjects(cast: SimpleNamespace, clock: Clock) -> dict[str, Subject]:
    return followed(cast)


def moment(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 9, tzinfo=ZONE)


def scattered(cast: SimpleNamespace, subject: Subject, seed: int) -> list[Kept]:
    """Half a year of months and days with gaps, cases, late rows and corrections; straight into the table."""
    draw = Random(seed)  # noqa: S311  reproducible on purpose
    filing = add(
        Filing(
            office_id=cast.office.id,
            unit_id=cast.units.police.id,
            grain="day",
            first_on=FIRST,
            last_on=FIRST,
            source="form",
            rows=1,
            filed_at=moment(FIRST),
            filed_by_id=cast.police.id,
        )
    )
    rows: list[dict[str, Any]] = []
    month = Period.parse("2026-05")
    for _number in range(6):
        rows += _month_rows(draw, month)
        month = month.next()
    shared = {
        "office_id": cast.office.id,
        "filing_id": filing.id,
        "subject_id": subject.id,
        "unit_id": subject.unit_id,
    }
    if rows:
        session.execute(insert(Tally), [shared | row for row in rows])
    names = ("first_on", "last_on", "cases", "last_case_on", "recorded_at", "superseded_at", "revision")
    return [Kept(*(row[name] for name in names)) for row in rows]


def _month_rows(draw: Random, month: Period) -> list[dict[str, Any]]:
    days = [month.start + number * DAY for number in range((month.end - month.start).days)]
    how = draw.choice(["month", "month", "days", "nothing"])
    if how == "nothing":
        return []
    spans = [(days[0], days[-1])] if how == "month" else [(day, day) for day in days if draw.random() < 0.8]
    rows = []
    for first, last in spans:
        cases = int(draw.random() < (0.4 if how == "month" else 0.03))
        told = draw.choice(days) if cases and how == "month" and draw.random() < 0.7 else None
        told_at = moment(last + draw.randint(1, 20) * DAY)
        row = {
            "grain": "month" if how == "month" else "day",
            "first_on": first,
            "last_on": last,
            "cases": cases,
            "last_case_on": told,
            "revision": 1,
            "reason": "",
            "recorded_at": told_at,
            "superseded_at": None,
        }
        if draw.random() < 0.2:
            again = told_at + 3 * DAY
            change = {"cases": 1 - cases, "last_case_on": None, "revision": 2, "reason": "更正"}
            rows += [row | {"superseded_at": again}, row | change | {"recorded_at": again}]
        else:
            rows.append(row)
    return rows


@pytest.mark.parametrize("seed", range(12))
def test_the_statement_agrees_with_the_rule(
    cast: SimpleNamespace, subjects: dict[str, Subject], seed: int
) -> None:
    liu = subjects["柳沟社区"]
    rows = scattered(cast, liu, seed)
    for ahead in range(0, 190, 9):
        as_of = FIRST + ahead * DAY
        now = [row.spell for row in rows if row.superseded_at is None]
        assert queries.clocks([liu.id], as_of)[liu.id] == rules.clock(now, as_of)
        then = moment(as_of + 5 * DAY)
        known = [row.spell for row in rows if row.known(then)]
        assert queries.clocks([liu.id], as_of, then)[liu.id] == rules.clock(known, as_of)
    assert queries.setbacks([liu.id]).get(liu.id, []) == rules.setbacks(rows)


def test_many_clocks_and_setbacks_take_three_statements(
    cast: SimpleNamespace, subjects: dict[str, Subject], counting: Callable[[], Any]
) -> None:
    for number, subject in enumerate(subjects.values()):
        scattered(cast, subject, number)
    ids = [one.id for one in subjects.values()]
    with counting() as seen:
        found = queries.clocks(ids, date(2026, 10, 31))
        queries.setbacks(ids)
    assert set(found) == set(ids)
    assert len(seen) == 3
    assert queries.clocks([], FIRST) == {}


def test_coverage_says_who_misses_which_month(
    cast: SimpleNamespace, subjects: dict[str, Subject], counting: Callable[[], Any]
) -> None:
    for number, name in enumerate(("柳沟社区", "白塔社区")):
        scattered(cast, subjects[name], number + 20)
    shown = asked(cast.office.id, SubjectKind.COMMUNITY, None)
    with counting() as seen:
        found = coverage(shown, months_until_now(6))
    assert len(seen) == 1
    assert [str(month) for month in found.months][::5] == ["2026-10", "2026-05"]
    assert [group.name for group in found.groups] == ["青溪镇", "白塔街道"]
    quiet = next(row for row in found.rows if row.subject.name == "石桥村")
    assert quiet.lacks
    assert all(cell.is_missing for cell in quiet.cells)
    stored = session.scalars(
        select(Tally).where(Tally.superseded_at.is_(None), Tally.first_on >= date(2026, 9, 1))
    ).all()
    in_time = [row for row in stored if row.first_on < date(2026, 11, 1)]
    assert found.sums[0].cases + found.sums[1].cases == sum(row.cases for row in in_time)


def test_a_township_finds_its_own_rows_only_and_the_police_find_all(
    cast: SimpleNamespace, subjects: dict[str, Subject]
) -> None:
    for number, name in enumerate(("柳沟社区", "白塔社区")):
        scattered(cast, subjects[name], number)
    liu, tower = subjects["柳沟社区"], subjects["白塔社区"]
    cast.worker.division_id = liu.division_id
    session.commit()

    def found(person: Any) -> set[int]:
        with db.acting(person.actor.scope):
            return set(session.scalars(select(Tally.subject_id).distinct()))

    assert found(cast.township_a) == {liu.id}
    assert found(cast.township_b) == {tower.id}
    assert found(cast.worker) == {liu.id}
    assert found(cast.police) == found(cast.clerk) == {liu.id, tower.id}
    assert found(cast.outsider) == found(cast.outside_unit) == set()


def test_a_community_that_moved_takes_its_history_along(
    cast: SimpleNamespace, subjects: dict[str, Subject]
) -> None:
    liu = subjects["柳沟社区"]
    scattered(cast, liu, 4)
    before = session.query(Tally).filter_by(subject_id=liu.id).count()
    session.get_one(Subject, liu.id).unit_id = cast.units.b.id
    session.commit()
    with db.acting(cast.township_b.actor.scope):
        assert session.query(Tally).filter_by(subject_id=liu.id).count() == before > 0
    with db.acting(cast.township_a.actor.scope):
        assert session.query(Tally).count() == 0


def test_a_township_hears_how_far_the_tallies_reach_without_seeing_the_filings(
    cast: SimpleNamespace, subjects: dict[str, Subject]
) -> None:
    scattered(cast, subjects["柳沟社区"], 1)
    with db.acting(cast.township_b.actor.scope):
        assert session.query(Filing).count() == 0
        assert queries.last_day(cast.office.id) == FIRST
    with db.acting(cast.outsider.actor.scope):
        assert queries.last_day(cast.office.id) is None


def test_nobody_changes_a_stored_row(cast: SimpleNamespace, subjects: dict[str, Subject]) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import ProgrammingError

    scattered(cast, subjects["柳沟社区"], 3)
    for statement in ("UPDATE tallies SET cases = 0", "DELETE FROM tallies", "DELETE FROM tally_filings"):
        with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
            session.execute(text(statement))
