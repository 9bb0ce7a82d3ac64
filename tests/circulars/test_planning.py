"""What an office sets for its documents, and the series of numbers by kind."""

import pytest
from sqlalchemy import select

from coordination.circulars import quota, services
from coordination.circulars.models import NumberEntry
from coordination.circulars.numbering import codes, expected, number
from coordination.circulars.proofreading import Check
from coordination.circulars.states import Kind, Series
from coordination.kernel import db
from coordination.kernel.errors import Forbidden, Invalid, NotFound
from coordination.kernel.operations import fresh_key
from tests.circulars.pages import page
from tests.circulars.test_numbering import issue, waiting_for_signature
from tests.factories import circulars as factory


def plan(cast, most=3, who=None, year=2026):
    actor = (who or cast.leader).actor
    return services.set_quota(cast.office, actor=actor, operation=fresh_key(), year=year, most=most)


def set_code(cast, series, code, who=None):
    actor = (who or cast.leader).actor
    return services.set_code(cast.office, actor=actor, operation=fresh_key(), series=series, code=code)


def of_kind(cast, kind):
    made = waiting_for_signature(cast)
    made.kind = kind
    db.session.flush()
    issue(made, cast)
    return made


def test_each_series_counts_by_itself_under_its_own_code(cast, clock, session):
    kinds = (Kind.MONTHLY, Kind.SPECIAL, Kind.MINUTES, Kind.LETTER, Kind.REMINDER, Kind.MINUTES)
    assert [number(of_kind(cast, kind)) for kind in kinds] == [
        "山反诈联办〔2026〕1号",
        "山反诈联办〔2026〕2号",
        "山反诈联办纪〔2026〕1号",
        "山反诈联办函〔2026〕1号",
        "山反诈联办函〔2026〕2号",
        "山反诈联办纪〔2026〕2号",
    ]
    ledger = session.scalars(select(NumberEntry).order_by(NumberEntry.id))
    assert [(one.series, one.sequence) for one in ledger if one.series is Series.LETTER] == [
        (Series.LETTER, 1),
        (Series.LETTER, 2),
    ]


def test_a_code_of_its_own_holds_from_the_next_number_on(cast, clock):
    first = of_kind(cast, Kind.LETTER)
    set_code(cast, Series.LETTER, "山反诈函")
    second = of_kind(cast, Kind.LETTER)
    assert (number(first), number(second)) == ("山反诈联办函〔2026〕1号", "山反诈函〔2026〕2号")
    set_code(cast, Series.LETTER, "")
    waiting = waiting_for_signature(cast)
    waiting.kind = Kind.LETTER
    assert expected(waiting, 2026) == "山反诈联办函〔2026〕3号"


def test_a_number_given_stays_when_the_office_takes_another_code(cast, clock):
    issued = of_kind(cast, Kind.MONTHLY)
    cast.office.document_code = "山机制办"
    assert number(issued) == "山反诈联办〔2026〕1号"
    assert number(of_kind(cast, Kind.MONTHLY)) == "山机制办〔2026〕2号"


@pytest.mark.parametrize(
    ("series", "code"),
    [(Series.LETTER, "山反诈联办"), (Series.LETTER, "山〔2026〕"), (Series.MINUTES, "长" * 13)],
)
def test_a_code_that_would_make_numbers_alike_is_refused(cast, clock, series, code):
    with pytest.raises(Invalid) as refusal:
        set_code(cast, series, code)
    assert refusal.value.field == "code"
    assert codes(cast.office)[series] not in {"山反诈联办", code}


def test_the_plan_of_a_year_is_a_meter_and_a_warning_once_it_is_used_up(cast, clock):
    assert quota.meter(cast.office.id, 2026) == quota.Meter(2026, 0, None)
    plan(cast, 2)
    plan(cast, 1)
    of_kind(cast, Kind.LETTER)
    meter = quota.meter(cast.office.id, 2026)
    assert (meter.issued, meter.most, meter.left, meter.percent) == (1, 1, 0, 100)
    factory.ready(cast)
    found = [one for one in services.findings(factory.draft(cast)) if one.check is Check.QUOTA]
    assert "计划1件" in str(found[0].message)


@pytest.mark.parametrize(
    ("most", "year", "field"), [(0, 2026, "most"), (1000, 2026, "most"), (3, 2025, "plan_year")]
)
def test_a_plan_that_cannot_be_says_why(cast, clock, most, year, field):
    with pytest.raises(Invalid) as refusal:
        plan(cast, most, year=year)
    assert refusal.value.field == field


def test_the_leader_plans(cast, clock):
    with pytest.raises(Forbidden):
        plan(cast, who=cast.clerk)
    with pytest.raises(NotFound):
        plan(cast, who=cast.outsider)


def test_the_ledger_shows_series_kinds_and_plan(cast, clock, client_for, session):
    of_kind(cast, Kind.REMINDER)
    session.commit()
    leader = client_for(cast.leader)

    def post(address, **data):
        return leader.post(address, data={"operation_key": fresh_key()} | data)

    assert post("/circulars/ledger/plan", plan_year="2026", most="二").status_code == 422
    assert post("/circulars/ledger/plan", plan_year="2026", most="40").status_code == 302
    assert post("/circulars/ledger/code", series="circular", code="甲").status_code == 422
    assert post("/circulars/ledger/code", series="minutes", code="山反诈纪要").status_code == 302
    shown = page(leader, "/circulars/ledger?series=letter")
    assert "山反诈联办函〔2026〕1号" in shown
    assert "督办函" in shown
    assert "2026年已发文1件，计划40件" in shown
    assert "山反诈纪要" in shown
    assert (
        post("/circulars/ledger/void", year="2026", upto="2", reason="已用", series="letter").status_code
        == 302
    )
    assert "下一个是 3 号" in page(leader, "/circulars/ledger?series=letter")
    assert "下一个是 1 号" in page(leader, "/circulars/ledger?series=nonsense")
    assert "保存计划" not in page(client_for(cast.clerk), "/circulars/ledger")
