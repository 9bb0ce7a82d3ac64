from datetime import timedelta
from decimal import Decimal as D

import pytest
from sqlalchemy import select

from coordination.audit.models import Event
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.reporting import queries, services
from coordination.reporting.models import Revision
from coordination.reporting.sheet import Entry
from coordination.reporting.states import ReportState
from tests.factories import reporting as make

DISSUADED, AMOUNT, TRAINED = make.BANK


def act(service, report, who, **values):
    given = {"operation": fresh_key(), "version": report.version} | values
    return service(report, actor=who.actor, **given)


def key(report, code):
    return f"{report.unit_id}-{code}"


def acts(session, report):
    found = select(Event.action).where(Event.subject_type == "reports", Event.subject_id == report.id)
    return list(session.scalars(found.order_by(Event.id)))


def test_a_draft_keeps_everything_that_was_typed_also_what_is_no_number(cast, bank, session):
    act(services.fill, bank, cast.bank, entries=make.entries(bank, ("5", "12万", "很多人")))
    sheet = queries.sheet(bank)
    assert bank.state is ReportState.DRAFT
    assert sheet.stored[key(bank, AMOUNT)].value == 120_000
    assert sheet.stored[key(bank, TRAINED)].typed == "很多人"
    assert sheet.entries[key(bank, AMOUNT)].typed == "120,000"
    assert acts(session, bank) == ["report.fill"]


def test_a_figure_too_fine_for_money_is_kept_as_typed_and_not_rounded(cast, bank, session):
    act(services.fill, bank, cast.bank, entries=make.entries(bank, ("", "1.005", "")))
    stored = queries.sheet(bank).stored[key(bank, AMOUNT)]
    assert (stored.value, stored.typed) == (None, "1.005")


def test_a_figure_that_is_deleted_again_is_blank(cast, bank, session):
    act(services.fill, bank, cast.bank, entries=make.entries(bank, ("5", "", "")))
    act(services.fill, bank, cast.bank, entries=make.entries(bank, ("", "", "")))
    assert make.figures(bank) == {key(bank, DISSUADED): None}


def test_a_submission_leaves_a_revision_and_the_time(cast, bank, session, clock):
    make.submitted(bank, cast.bank, "5", "12万", "30")
    revision = session.scalars(select(Revision).where(Revision.report_id == bank.id)).one()
    assert (bank.state, bank.revision, bank.first_submitted_at) == (ReportState.SUBMITTED, 1, clock.now())
    assert [figure["value"] for figure in revision.figures] == ["5", "120000", "30"]
    assert revision.submitted_by_id == cast.bank.id
    assert acts(session, bank) == ["report.submit"]


def test_what_is_blank_or_wrong_is_told_at_its_place_and_nothing_is_filed(cast, bank, session):
    with pytest.raises(Invalid) as refused:
        make.submitted(bank, cast.bank, "5.5", "很多", "")
    assert {name: str(text) for name, text in refused.value.errors.items()} == {
        f"v-{key(bank, DISSUADED)}": "网点劝阻数要填整数，单位是起",
        f"v-{key(bank, AMOUNT)}": "网点劝阻金额要填数字，单位是元",
        f"v-{key(bank, TRAINED)}": "员工培训人次还没有填，没有就填0",
    }
    session.refresh(bank)
    assert (bank.state, bank.revision) == (ReportState.MISSING, 0)
    assert acts(session, bank) == []


def test_a_large_change_asks_for_a_reason_and_then_goes_through(cast, bank, session):
    before = make.report(bank.form, cast.units.bank, "2026-09")
    make.approved(before, cast.bank, cast.clerk, "20", "1000", "30")
    with pytest.raises(Invalid) as refused:
        make.submitted(bank, cast.bank, "31", "1000", "30")
    assert list(refused.value.errors) == [f"r-{key(bank, DISSUADED)}"]
    explained = make.entries(bank, ("31", "1000", "30")) | {key(bank, DISSUADED): Entry("31", "厅堂值守月")}
    act(services.submit, bank, cast.bank, entries=explained)
    assert queries.sheet(bank).stored[key(bank, DISSUADED)].reason == "厅堂值守月"


def test_a_table_must_add_up_and_a_blank_total_is_added_up(cast, police, session):
    a, b = cast.units.a.id, cast.units.b.id
    rows = {a: ("3", "1", "100.5"), b: ("4", "5", "200"), None: ("8", "", "")}
    with pytest.raises(Invalid) as refused:
        act(services.submit, police, cast.police, entries=make.entries(police, rows))
    assert {name: str(text) for name, text in refused.value.errors.items()} == {
        f"v-{b}-case.solved": "白塔街道破案数（5）不能大于白塔街道立案数（4），请核对两项",
        "v-total-case.filed": "立案数各行相加是7，合计行填的是8，请核对",
    }
    rows = {a: ("3", "1", "100.5"), b: ("4", "2", "200"), None: ("7", "", "")}
    act(services.submit, police, cast.police, entries=make.entries(police, rows))
    assert make.figures(police)["total-case.loss"] == D("300.50")


def test_a_zero_report_is_an_act_with_zero_in_every_place(cast, bank, session):
    act(services.report_zero, bank, cast.bank)
    assert bank.zero
    assert set(make.figures(bank).values()) == {D(0)}
    assert queries.approved(cast.office.id, make.BANK, [make.MONTH]) == []
    act(services.approve, bank, cast.clerk)
    facts = queries.approved(cast.office.id, make.BANK, [make.MONTH])
    assert [fact.value for fact in facts] == [0, 0, 0]


def test_a_zero_report_after_a_busy_month_asks_why(cast, bank, session):
    before = make.report(bank.form, cast.units.bank, "2026-09")
    make.approved(before, cast.bank, cast.clerk, "20", "1000", "30")
    with pytest.raises(Invalid) as refused:
        act(services.report_zero, bank, cast.bank)
    assert str(refused.value.errors["reason"]) == "有3项平常不是0，要说明这期为什么是0。"
    act(services.report_zero, bank, cast.bank, reason="网点装修停业")
    assert queries.sheet(bank).stored[key(bank, AMOUNT)].reason == "网点装修停业"


def test_figures_typed_after_a_zero_report_was_returned_make_it_an_ordinary_one(cast, bank, session):
    act(services.report_zero, bank, cast.bank)
    act(services.give_back, bank, cast.clerk, reason="请再核对")
    make.submitted(bank, cast.bank, "1", "2", "3")
    assert (bank.zero, bank.revision) == (False, 2)


def test_the_first_submission_counts_for_punctuality_whatever_comes_later(cast, bank, session, clock):
    make.submitted(bank, cast.bank, "5", "1", "30")
    first = clock.now()
    clock.move(hours=48)
    act(services.give_back, bank, cast.clerk, reason="请再核对")
    make.submitted(bank, cast.bank, "6", "1", "30")
    assert (bank.first_submitted_at, bank.submitted_at - first) == (first, timedelta(hours=48))
    standing = queries.punctuality(cast.office.id, make.MONTH)[cast.units.bank.id]
    assert (standing.expected, standing.filed, standing.on_time, standing.late) == (1, 1, 1, 0)


def test_the_second_of_two_people_of_one_unit_is_told_and_overwrites_nothing(cast, bank, session):
    seen = bank.version
    act(services.fill, bank, cast.bank, entries=make.entries(bank, ("5", "", "")))
    with pytest.raises(Stale):
        act(services.fill, bank, cast.bank, version=seen, entries=make.entries(bank, ("6", "", "")))
    assert make.figures(bank)[key(bank, DISSUADED)] == 5


def test_sending_twice_files_once(cast, bank, session):
    sent = {"operation": fresh_key(), "version": bank.version, "entries": make.entries(bank, ("5", "1", "3"))}
    first = act(services.submit, bank, cast.bank, **sent)
    again = act(services.submit, bank, cast.bank, **sent)
    assert again is first
    assert bank.revision == 1
    assert acts(session, bank) == ["report.submit"]


def test_a_filed_report_takes_no_draft(cast, bank, session):
    make.submitted(bank, cast.bank, "5", "1", "30")
    with pytest.raises(Conflict, match="已上报"):
        act(services.fill, bank, cast.bank, entries={})


def test_nobody_files_for_another_unit(cast, bank, session):
    for stranger in (cast.carrier, cast.township_a, cast.outsider, cast.outside_unit, cast.auditor):
        with pytest.raises(NotFound):
            act(services.fill, bank, stranger, entries={})
    for colleague in (cast.clerk, cast.leader, cast.bank_reviewer):
        with pytest.raises(Forbidden):
            act(services.submit, bank, colleague, entries={})


def test_a_reason_does_not_outlive_the_figure_it_was_given_for(cast, bank, session):
    """Else a figure that was sent back could be replaced by any other, unasked."""
    make.approved(
        make.report(bank.form, cast.units.bank, "2026-09"), cast.bank, cast.clerk, "10", "100000", "30"
    )
    place = key(bank, DISSUADED)
    first = make.entries(bank, ("40", "120000", "30"))
    explained = first | {place: Entry("40", "厅堂值守月")}
    act(services.submit, bank, cast.bank, entries=explained)
    act(services.give_back, bank, cast.clerk, reason="请再核对")
    with pytest.raises(Invalid) as refused:
        act(services.submit, bank, cast.bank, entries={place: Entry("99999", "厅堂值守月")})
    assert list(refused.value.errors) == [f"r-{place}"]
    assert "原来的说明是对40写的" in str(refused.value.errors[f"r-{place}"])
    act(services.submit, bank, cast.bank, entries={place: Entry("41", "厅堂值守月，另有1起补登")})
    act(services.give_back, bank, cast.clerk, reason="请再核对")
    act(services.submit, bank, cast.bank, entries={})  # the figure stands, and so does its reason
    assert bank.revision == 3
