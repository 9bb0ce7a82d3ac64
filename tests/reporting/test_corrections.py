"""Correction after approval: asked with a reason, answered by the office; what was approved stays."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Forbidden, Invalid, Stale
from coordination.kernel.operations import fresh_key
from coordination.notifications.models import Notification
from coordination.notifications.wording import restored
from coordination.reporting import queries, services
from coordination.reporting.queries import wishes
from coordination.reporting.queries.history import revision
from coordination.reporting.sentences import told
from coordination.reporting.states import ReportState, WishState
from tests.factories import organizations, periods
from tests.factories import reporting as make

DISSUADED, AMOUNT, TRAINED = make.BANK


@pytest.fixture
def passed(cast, bank):
    return make.approved(bank, cast.bank, cast.clerk, "5", "1000", "30")


def decide(service, report, who, **values):
    asked = wishes.corrections_of(report)[0]
    given = {"operation": fresh_key(), "request_id": asked.id, "version": asked.version} | values
    return service(report, actor=who.actor, **given)


def messages(session, person):
    found = select(Notification).where(Notification.account_id == person.id)
    return [str(restored(one.message, one.content)) for one in session.scalars(found)]


def body(answer):
    return answer.get_data(as_text=True)


def test_the_unit_asks_the_office_grants_and_the_approved_revision_stays(cast, passed, session):
    periods.asked_correction(passed, cast.bank, "培训人次多报10")
    assert passed.state is ReportState.APPROVED
    decide(services.grant_correction, passed, cast.second_clerk)
    assert (passed.state, passed.return_reason) == (ReportState.RETURNED, "培训人次多报10")
    assert (passed.approved_by_id, queries.facts_of(passed)) == (None, [])
    make.approved(passed, cast.bank, cast.clerk, "5", "1000", "20")
    made = wishes.corrections_of(passed)[0]
    assert (made.state, made.revision_before, made.revision_after) == (WishState.GRANTED, 1, 2)
    assert (made.asked_in_office, made.after_freeze) == (False, False)
    kept = revision(cast.clerk.actor, id=passed.id, number=1)
    assert [figure["value"] for figure in kept.figures] == ["5", "1000", "30"]
    assert [str(line.sentence) for line in told(timeline(passed))][:5] == [
        "审核通过（第2次上报）",
        "上报（第2次）",
        "同意更正第1次上报：培训人次多报10",
        "申请更正第1次上报：培训人次多报10",
        "审核通过（第1次上报）",
    ]


def test_the_office_reopens_by_itself_with_a_reason_and_points_at_the_figure(cast, passed, session):
    place = f"{passed.unit_id}-{AMOUNT}"
    services.reopen(
        passed,
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=passed.version,
        reason="与公安口径不一致",
        notes={place: ""},
    )
    assert (passed.state, queries.sheet(passed).pointed_at) == (
        ReportState.RETURNED,
        {place: "与公安口径不一致"},
    )
    made = wishes.corrections_of(passed)[0]
    assert (made.asked_in_office, made.decided_by_id, made.revision_after) == (True, cast.leader.id, None)


def test_a_refusal_needs_words_and_leaves_the_figures_alone(cast, passed, session):
    periods.asked_correction(passed, cast.bank)
    with pytest.raises(Invalid, match="理由") as refused:
        decide(services.refuse_correction, passed, cast.clerk, answer=" ")
    assert list(refused.value.errors) == ["answer"]
    passed = make.again(passed)
    decide(services.refuse_correction, passed, cast.clerk, answer="下期一并更正")
    assert make.again(passed).state is ReportState.APPROVED
    assert str(told(timeline(passed))[0].sentence) == "不同意更正申请：下期一并更正"
    periods.asked_correction(passed, cast.bank, "再次申请")
    assert len(wishes.corrections_of(passed)) == 2


@pytest.mark.parametrize(("reason", "said"), [(" ", "请写明"), ("长" * 501, "最多500个字")])
def test_a_correction_is_asked_with_a_reason(cast, passed, session, reason, said):
    with pytest.raises(Invalid, match=said):
        periods.asked_correction(passed, cast.bank, reason)


def test_one_request_at_a_time_and_the_office_answers_it_first(cast, passed, session):
    periods.asked_correction(passed, cast.bank)
    session.commit()
    with pytest.raises(Conflict, match="等答复"):
        periods.asked_correction(passed, cast.bank)
    passed = make.again(passed)
    with pytest.raises(Conflict, match="先答复申请"):
        services.reopen(
            passed, actor=cast.clerk.actor, operation=fresh_key(), version=passed.version, reason="有误"
        )


def test_only_what_is_approved_can_be_corrected(cast, bank, session):
    with pytest.raises(Conflict, match="未报"):
        periods.asked_correction(bank, cast.bank)
    make.submitted(bank, cast.bank, "5", "1000", "30")
    with pytest.raises(Conflict, match="已上报"):
        services.reopen(
            bank, actor=cast.clerk.actor, operation=fresh_key(), version=bank.version, reason="有误"
        )


def test_an_answer_on_an_old_page_is_refused(cast, passed, session):
    periods.asked_correction(passed, cast.bank)
    asked = wishes.corrections_of(passed)[0]
    with pytest.raises(Stale):
        decide(services.grant_correction, passed, cast.clerk, version=asked.version + 1)
    decide(services.grant_correction, make.again(passed), cast.clerk)
    with pytest.raises(Conflict, match="已经答复"):
        decide(services.refuse_correction, passed, cast.second_clerk, answer="晚了")


def test_who_asked_does_not_answer_even_after_a_move_to_the_office(cast, passed, session):
    periods.asked_correction(passed, cast.bank)
    asked = wishes.corrections_of(passed)[0]
    asked.asked_by_id = cast.clerk.id
    session.commit()
    with pytest.raises(Forbidden, match="申请人"):
        decide(services.refuse_correction, make.again(passed), cast.clerk, answer="不行")
    change = (
        "UPDATE report_corrections SET state = 'granted', decided_at = now(), decided_by_id = asked_by_id"
    )
    with pytest.raises(IntegrityError, match="two_people"), session.begin_nested():
        session.execute(text(change))


def test_both_sides_are_told(cast, passed, session):
    periods.asked_correction(passed, cast.bank)
    assert any("申请更正2026年10月银行月报" in one for one in messages(session, cast.clerk))
    decide(services.grant_correction, passed, cast.clerk)
    assert any("同意更正2026年10月银行月报" in one for one in messages(session, cast.bank))
    assert messages(session, cast.carrier) == []


def test_the_pages_lead_from_the_wish_to_the_difference(cast, passed, client_for, session):
    unit, office = client_for(cast.bank), client_for(cast.clerk)
    address = f"/reports/{passed.id}"
    assert "申请更正" in body(unit.get(address))
    refused = unit.post(f"{address}/correction", data=_sent(passed, reason=""))
    assert (refused.status_code, "请写明哪个数错了" in body(refused)) == (422, True)
    unit.post(f"{address}/correction", data=_sent(passed, reason="培训人次多报10"))
    assert "等联席办答复" in body(unit.get(address))
    queue = body(office.get("/reports/queue"))
    assert "1 项申请等答复" in queue
    assert "培训人次多报10" in queue
    page = office.get(f"{address}/correction/decide")
    assert "第1次上报" in body(page)
    asked = wishes.corrections_of(make.again(passed))[0]
    given = {"operation_key": fresh_key(), "version": str(asked.version)}
    silent = office.post(f"{address}/correction/decide", data=given | {"decision": "refuse", "answer": ""})
    assert silent.status_code == 422
    assert "请写明不同意的理由" in body(silent)
    answer = office.post(f"{address}/correction/decide", data=given | {"decision": "grant"})
    assert answer.location == "/reports/queue"
    assert "更正前：第1次上报" in body(unit.get(address))
    assert "<b>1,000</b>" in body(unit.get(f"{address}/revisions/1"))
    assert "更正：</b>培训人次多报10" in body(unit.get(f"{address}/fill"))
    make.approved(make.again(passed), cast.bank, cast.second_clerk, "5", "1000", "20")
    assert "改了什么" in body(office.get(address))


def test_a_correction_that_waits_for_review_is_not_called_unfinished(cast, passed, client_for, session):
    periods.asked_correction(passed, cast.bank, "培训人次多报10")
    decide(services.grant_correction, passed, cast.second_clerk)
    unit = client_for(cast.bank)
    assert "还没有改完" in body(unit.get(f"/reports/{passed.id}"))
    make.submitted(passed, cast.bank, "5", "1000", "20")
    page = body(unit.get(f"/reports/{passed.id}"))
    assert "已报待审" in page
    assert "还没有改完" not in page


def _sent(report, **more):
    return {"operation_key": fresh_key(), "version": str(make.again(report).version)} | more


@pytest.mark.parametrize("page", ["correction", "extension", "revisions/1"])
def test_the_neighbour_finds_neither_wish_nor_revision(cast, passed, client_for, page):
    for stranger in (cast.carrier, cast.township_a, cast.outsider, cast.outside_unit, cast.auditor):
        assert client_for(stranger).get(f"/reports/{passed.id}/{page}").status_code == 404


def test_each_side_keeps_to_its_own_acts(cast, passed, client_for, session):
    periods.asked_correction(passed, cast.bank)
    session.commit()
    unit, office, reader = (client_for(one) for one in (cast.bank, cast.clerk, cast.bank_reviewer))
    for page in ("correction/decide", "extension/decide"):
        assert unit.get(f"/reports/{passed.id}/{page}").status_code == 403
    for client in (office, reader):
        assert client.get(f"/reports/{passed.id}/correction").status_code == 403
    assert unit.post(f"/reports/{passed.id}/reopen", data=_sent(passed, reason="有误")).status_code == 403
    assert make.again(passed).state is ReportState.APPROVED


def test_revisions_that_are_not_there_are_not_found(cast, passed, client_for):
    client = client_for(cast.clerk)
    for number in (0, 2, 10**30):
        assert client.get(f"/reports/{passed.id}/revisions/{number}").status_code == 404


def test_a_table_keeps_its_rows_when_an_old_revision_is_read(cast, police, client_for, session):
    rows = {cast.units.a.id: ("3", "1", "100.5"), cast.units.b.id: ("4", "2", "200")}
    entries = make.entries(police, rows)
    given = {"operation": fresh_key(), "version": police.version, "entries": entries}
    services.submit(police, actor=cast.police.actor, **given)
    session.commit()
    page = body(client_for(cast.clerk).get(f"/reports/{police.id}/revisions/1"))
    assert "白塔街道" in page
    assert "300.5" in page


def test_a_long_name_and_a_long_reason_do_not_break_the_list(cast, clock, client_for, session):
    form = make.bank_form(cast.office)
    unit = organizations.unit(cast.office, "长" * 300, "bank")
    report = make.report(form, unit)
    who = organizations.account("联络员", cast.office, *cast.bank.actor.functions, unit=unit)
    make.approved(report, who, cast.clerk, "1", "2", "3")
    periods.asked_correction(report, who, "因" * 500)
    session.commit()
    page = body(client_for(cast.clerk).get("/reports/queue"))
    assert "因" * 79 + "…" in page
    assert "因" * 100 not in page
