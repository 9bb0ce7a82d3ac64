from decimal import Decimal as D

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Invalid, Stale
from coordination.kernel.operations import fresh_key
from coordination.reporting import queries, services
from coordination.reporting.models import Revision
from coordination.reporting.states import ReportState
from tests.factories import reporting as make

DISSUADED, AMOUNT, TRAINED = make.BANK


def act(service, report, who, **values):
    given = {"operation": fresh_key(), "version": report.version} | values
    return service(report, actor=who.actor, **given)


@pytest.fixture
def filed(cast, bank):
    return make.submitted(bank, cast.bank, "5", "1000", "30")


def test_an_approved_figure_becomes_a_fact_with_its_source(cast, filed, session):
    assert queries.approved(cast.office.id, make.BANK, [make.MONTH]) == []
    act(services.approve, filed, cast.clerk)
    fact = queries.approved(cast.office.id, [AMOUNT], [make.MONTH])[0]
    assert (fact.value, fact.subject_id, fact.form_code) == (D(1000), cast.units.bank.id, "bank")
    assert (fact.reporter_unit, fact.reporter, fact.reviewer) == ("工商银行山阳支行", "银行联络员", "经办甲")
    assert (fact.report_id, fact.revision, fact.subject_name) == (filed.id, 1, "工商银行山阳支行")
    assert queries.approved(cast.office.id, [AMOUNT], [make.MONTH], form_codes=["carrier"]) == []
    assert queries.approved(cast.other.id, [AMOUNT], [make.MONTH]) == []
    assert len(queries.facts_of(filed)) == 3


def test_the_total_row_of_a_table_is_the_fact_without_subject(cast, police, session):
    rows = {cast.units.a.id: ("3", "1", "100.5"), cast.units.b.id: ("4", "2", "200")}
    act(services.submit, police, cast.police, entries=make.entries(police, rows))
    act(services.approve, police, cast.clerk)
    facts = queries.approved(cast.office.id, ["case.filed"], [make.MONTH])
    assert [(fact.subject_name, fact.value) for fact in facts] == [("", 7), ("青溪镇", 3), ("白塔街道", 4)]


def test_a_returned_report_can_be_submitted_again_and_the_notes_are_answered(cast, filed, session):
    place = f"{cast.units.bank.id}-{AMOUNT}"
    act(services.give_back, filed, cast.clerk, reason="请核对", notes={place: "与台账不一致"})
    assert (filed.state, filed.return_reason) == (ReportState.RETURNED, "请核对")
    assert queries.sheet(filed).pointed_at == {place: "与台账不一致"}
    act(services.fill, filed, cast.bank, entries=make.entries(filed, ("5", "2000", "30")))
    assert (filed.state, queries.sheet(filed).pointed_at) == (ReportState.RETURNED, {place: "与台账不一致"})
    make.submitted(filed, cast.bank, "5", "2000", "30")
    assert (filed.state, filed.return_reason, queries.sheet(filed).pointed_at) == (
        ReportState.SUBMITTED,
        "",
        {},
    )


def test_a_figure_pointed_at_without_words_carries_the_reason(cast, filed, session):
    place = f"{cast.units.bank.id}-{AMOUNT}"
    act(services.give_back, filed, cast.clerk, reason="请核对", notes={place: " "})
    assert queries.sheet(filed).pointed_at == {place: "请核对"}


@pytest.mark.parametrize(
    ("reason", "notes", "said"),
    [
        ("  ", None, "请写明退回原因"),
        ("", {f"1-{AMOUNT}": ""}, "请写明退回原因"),
        ("", {"a": "有", "b": ""}, "没有写问题"),
        ("长" * 501, None, "最多500个字"),
    ],
)
def test_a_return_says_what_is_to_be_mended(cast, filed, session, reason, notes, said):
    with pytest.raises(Invalid, match=said) as refused:
        act(services.give_back, filed, cast.clerk, reason=reason, notes=notes)
    assert list(refused.value.errors) == ["reason"]
    assert make.again(filed).state is ReportState.SUBMITTED


def test_a_draft_is_neither_approved_nor_returned(cast, bank, session):
    for service, values in ((services.approve, {}), (services.give_back, {"reason": "请核对"})):
        with pytest.raises(Conflict, match="未报"):
            act(service, bank, cast.clerk, **values)


def test_who_reviews_an_old_page_is_told_so(cast, filed, session):
    seen = filed.version
    act(services.give_back, filed, cast.clerk, reason="请核对")
    make.submitted(filed, cast.bank, "6", "1000", "30")
    with pytest.raises(Stale):
        act(services.approve, filed, cast.second_clerk, version=seen)


def test_four_eyes_hold_in_the_database_too(cast, filed, session):
    change = "UPDATE reports SET state = 'approved', approved_by_id = submitted_by_id WHERE id = :id"
    with pytest.raises(IntegrityError, match="four_eyes"), session.begin_nested():
        session.execute(text(change), {"id": filed.id})


def test_nobody_rewrites_a_revision(cast, filed, session):
    number = session.scalars(select(Revision.id).where(Revision.report_id == filed.id)).one()
    with pytest.raises(ProgrammingError, match="permission denied"), session.begin_nested():
        session.execute(text("UPDATE report_revisions SET zero = true WHERE id = :id"), {"id": number})


def test_what_was_never_filed_cannot_be_looked_at_by_way_of_the_review(cast, bank, client_for, session):
    entries, address = make.entries(bank, ("5", "1000", "30")), f"/reports/{bank.id}"
    clerk = client_for(cast.clerk)
    assert clerk.get(f"{address}/review").location == address
    act(services.fill, make.again(bank), cast.bank, entries=entries)
    session.commit()
    assert clerk.get(f"{address}/review").location == address
    refused = {"operation_key": fresh_key(), "version": str(make.again(bank).version), "reason": ""}
    assert clerk.post(f"{address}/return", data=refused).location == address


def test_only_figures_of_the_form_get_into_the_audit(cast, filed, session):
    act(services.give_back, filed, cast.clerk, reason="请核对", notes={"13800000000": "不是数据"})
    assert timeline(filed)[0].content["figures"] == []


def test_a_refusal_says_what_stands_against_it_and_blames_no_function_that_is_there(
    cast, bank, client_for, session
):
    make.submitted(bank, cast.bank, "5", "1000", "30")
    bank.submitted_by_id = cast.clerk.id  # as a sheet that the office collected is filed
    session.commit()
    own = client_for(cast.clerk).get(f"/reports/{bank.id}/review")
    unit = client_for(cast.bank).get(f"/reports/{bank.id}/review")
    office = client_for(cast.clerk).get(f"/reports/{bank.id}/fill")
    reviewer = client_for(cast.bank_reviewer).get(f"/reports/{bank.id}/fill")
    assert [one.status_code for one in (own, unit, office, reviewer)] == [403, 403, 403, 403]
    assert "谁上报的，谁不能审核。请由联席办另一位同事审核。" in own.text
    assert "这一步由联席办办理。" in unit.text
    assert "这一步由填报单位的人办理。" in office.text
    assert not any("职能" in one.text for one in (own, unit, office))
    assert "您的职能不能做这一步" in reviewer.text
