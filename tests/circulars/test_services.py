"""From the draft to the printed, numbered document."""

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.circulars import services
from coordination.circulars.binding import rendered
from coordination.circulars.jobs import print_document
from coordination.circulars.models import Circular, NumberEntry
from coordination.circulars.numbering import number
from coordination.circulars.states import CircularState
from coordination.kernel import files
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.jobs import work_off
from coordination.kernel.operations import fresh_key
from coordination.rankings.models import Ranking
from coordination.reporting.models import Report
from coordination.reporting.states import ReportState
from tests.factories import circulars as factory


@pytest.fixture
def place(cast, clock):
    return factory.ready(cast)


def texts(circular):
    return [rendered(block["text"], circular.facts) for block in circular.body]


def saved(circular, actor, **changes):
    given = {
        "title": circular.title,
        "addressees": circular.addressees,
        "copies_to": circular.copies_to,
        "body": circular.body,
        "version": circular.version,
    } | changes
    return services.edit(circular, actor=actor, operation=fresh_key(), **given)


def test_a_draft_names_cases_change_ranking_and_who_it_goes_to(cast, place):
    circular = factory.draft(cast, place.ranking)
    whole = "".join(texts(circular))
    assert circular.title == "关于2026年10月全区打击治理电信网络诈骗工作情况的通报"
    assert circular.addressees == "各镇人民政府、各街道办事处，联席会议各成员单位"
    assert "共立电信网络诈骗案件29起，环比下降6.45%" in whole
    assert "南岭镇9起（占31.03%）" in whole
    assert [part["title"] for part in circular.annex["parts"]][:1] == ["各乡镇（街道）立案和损失情况表"]
    assert "乡镇组得分居前的依次是：" in whole


def test_every_number_in_the_text_leads_to_an_approved_report_or_a_score_line(cast, place, session):
    circular = factory.draft(cast, place.ranking)
    reports = {report.id for report in session.scalars(select(Report)) if report.state == "approved"}
    names = {
        name for block in circular.body for name in services.reading(circular).facts if name in block["text"]
    }
    assert names
    for name in names:
        fact = circular.facts[name]
        if fact["group"] != "报送":
            assert fact["sources"], name
        for source in fact["sources"]:
            assert source.get("line_id") or source["report_id"] in reports


def test_nothing_approved_makes_no_draft(cast, clock):
    with pytest.raises(Invalid) as refusal:
        factory.draft(cast)
    assert refusal.value.field == "period"


def test_a_ranking_of_another_month_is_refused(cast, place):
    with pytest.raises(Invalid) as refusal:
        services.draft(
            cast.office,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            period="2026-09",
            ranking=place.ranking,
        )
    assert refusal.value.field == "ranking"


def test_sentences_can_be_edited_and_facts_stay(cast, place):
    circular = factory.draft(cast, place.ranking)
    body = [
        {"kind": "heading", "level": 1, "text": "一、总的看"},
        {"kind": "paragraph", "text": "共【立案数】。"},
    ]
    saved(circular, cast.clerk.actor, body=body)
    assert circular.body[0] == {"kind": "heading", "level": 1, "text": "总的看"}
    assert texts(circular)[1] == "共29起。"


@pytest.mark.parametrize("wrong", ["共【立案书】起。", "共【立案数起。", "共立案数】起。", "共【立 案数】。"])
def test_an_unknown_or_broken_fact_is_an_error_at_its_paragraph(cast, place, wrong):
    circular = factory.draft(cast, place.ranking)
    body = [*circular.body[:2], {"kind": "paragraph", "text": wrong}]
    with pytest.raises(Invalid) as refusal:
        saved(circular, cast.clerk.actor, body=body)
    assert list(refusal.value.errors) == ["body-2"]


def test_an_old_version_is_stale(cast, place):
    circular = factory.draft(cast, place.ranking)
    seen = circular.version
    saved(circular, cast.clerk.actor, title="关于十月情况的通报")
    with pytest.raises(Stale):
        saved(circular, cast.clerk.actor, version=seen)


def test_only_the_drafter_edits(cast, place):
    circular = factory.draft(cast, place.ranking)
    with pytest.raises(Forbidden):
        saved(circular, cast.second_clerk.actor)


def test_a_typed_statistic_blocks_the_way(cast, place):
    circular = factory.draft(cast, place.ranking)
    saved(circular, cast.clerk.actor, body=[{"kind": "paragraph", "text": "全区立案31起。"}])
    with pytest.raises(Invalid):
        services.hand_in(
            circular,
            actor=cast.clerk.actor,
            operation=fresh_key(),
            version=circular.version,
            accepted=True,
        )
    assert circular.state is CircularState.DRAFT


def test_a_warning_needs_a_tick(cast, place):
    circular = factory.draft(cast, place.ranking)
    body = [{"kind": "paragraph", "text": "共【立案数】，见3号楼。"}]
    saved(circular, cast.clerk.actor, body=body)
    go = {"actor": cast.clerk.actor, "version": circular.version}
    with pytest.raises(Invalid) as refusal:
        services.hand_in(circular, operation=fresh_key(), **go)
    assert refusal.value.field == "accepted"
    services.hand_in(circular, operation=fresh_key(), accepted=True, **go)
    assert circular.state is CircularState.CHECKING


def test_the_drafter_does_not_check(cast, place):
    circular = factory.handed_in(cast, place.ranking)
    with pytest.raises(Forbidden):
        services.check(
            circular, actor=cast.clerk.actor, operation=fresh_key(), version=circular.version, accepted=True
        )


def test_the_database_too_keeps_drafter_checker_and_signer_apart(cast, place, session):
    circular = factory.checked(cast, place.ranking)
    with pytest.raises(IntegrityError, match="drafter_checks_not"), session.begin_nested():
        session.execute(
            text("UPDATE circulars SET checked_by_id = drafted_by_id WHERE id = :id"), {"id": circular.id}
        )


def test_sent_back_it_is_a_draft_again_with_the_reason(cast, place):
    circular = factory.checked(cast, place.ranking)
    services.send_back(
        circular,
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=circular.version,
        reason="第二段说得不清楚",
    )
    assert (circular.state, circular.return_reason) == (CircularState.DRAFT, "第二段说得不清楚")
    assert circular.checked_by_id is None


def test_issue_numbers_publishes_and_prints(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    assert number(circular) == "山反诈联办〔2026〕1号"
    assert session.get_one(Ranking, place.ranking.id).published_at is not None
    assert session.scalars(select(NumberEntry.circular_id)).all() == [circular.id]
    assert work_off() == 1
    circular = session.get_one(Circular, circular.id)
    content = files.content(circular.document)
    assert content.startswith(b"%PDF")
    assert circular.document.name == f"山反诈联办〔2026〕1号 {circular.title}.pdf"


def test_printing_twice_prints_once(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    work_off()
    first = session.get_one(Circular, circular.id).document_id
    print_document(circular.id)
    session.commit()
    assert first is not None
    assert session.get_one(Circular, circular.id, populate_existing=True).document_id == first


def test_signing_sent_twice_gives_one_number(cast, place, session):
    circular = factory.checked(cast, place.ranking)
    key, version = fresh_key(), circular.version
    for _ in range(2):
        services.issue(circular, actor=cast.leader.actor, operation=key, version=version, accepted=True)
    assert session.scalars(select(NumberEntry.sequence)).all() == [1]


def test_signed_a_second_time_with_a_new_key_it_is_refused(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    with pytest.raises(Conflict):
        services.issue(
            circular,
            actor=cast.leader.actor,
            operation=fresh_key(),
            version=circular.version,
            accepted=True,
        )
    assert session.scalars(select(NumberEntry.sequence)).all() == [1]


def test_a_refused_signature_takes_no_number(cast, place, session):
    circular = factory.checked(cast, place.ranking)
    with pytest.raises(Stale):
        services.issue(circular, actor=cast.leader.actor, operation=fresh_key(), version=0, accepted=True)
    session.refresh(circular)
    services.issue(
        circular, actor=cast.leader.actor, operation=fresh_key(), version=circular.version, accepted=True
    )
    assert circular.sequence == 1


@pytest.mark.parametrize(
    "change",
    [
        "title = '另一个标题'",
        "body = '[]'",
        "facts = '{}'",
        "sequence = 99",
        "state = 'draft', sequence = NULL, year = NULL, issued_on = NULL",
    ],
)
def test_an_issued_circular_stays_as_it_was_signed(cast, place, session, change):
    circular = factory.issued(cast, place.ranking)
    with pytest.raises(IntegrityError, match="issued"), session.begin_nested():
        session.execute(text(f"UPDATE circulars SET {change} WHERE id = :id"), {"id": circular.id})  # noqa: S608


def test_its_document_is_set_once(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    work_off()
    with pytest.raises(IntegrityError, match="has its document"), session.begin_nested():
        session.execute(text("UPDATE circulars SET document_id = NULL"))
    assert circular.id


def test_withdrawn_it_keeps_number_and_text(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    services.withdraw(
        circular,
        actor=cast.leader.actor,
        operation=fresh_key(),
        version=circular.version,
        reason="数据口径有误",
    )
    assert circular.state is CircularState.WITHDRAWN
    assert number(circular) == "山反诈联办〔2026〕1号"
    with pytest.raises(IntegrityError, match="go back"), session.begin_nested():
        session.execute(text("UPDATE circulars SET withdraw_reason = '别的'"))


def test_withdrawing_needs_a_reason(cast, place):
    circular = factory.issued(cast, place.ranking)
    with pytest.raises(Invalid) as refusal:
        services.withdraw(
            circular, actor=cast.leader.actor, operation=fresh_key(), version=circular.version, reason=" "
        )
    assert refusal.value.field == "reason"


def test_a_changed_report_is_noticed_before_signing_and_drawn_anew_by_the_drafter(cast, place, session):
    circular = factory.draft(cast, place.ranking)
    police = session.scalars(select(Report).where(Report.period == "2026-10")).first()
    police.state, police.approved_by_id, police.return_reason = ReportState.RETURNED, None, "核对"
    session.flush()
    assert {str(finding.check) for finding in services.findings(circular)} == {
        "consulted",
        "current",
    }
    services.renew(circular, actor=cast.clerk.actor, operation=fresh_key(), version=circular.version)
    assert "立案数" not in circular.facts
    assert "brackets" in {str(finding.check) for finding in services.findings(circular)}


def test_each_act_leaves_one_row_in_the_audit(cast, place, session):
    circular = factory.issued(cast, place.ranking)
    acts = session.scalars(
        select(Event.action)
        .where(Event.subject_type == "circulars", Event.subject_id == circular.id)
        .where(Event.action.startswith("circular."))
        .order_by(Event.id)
    )
    assert list(acts) == ["circular.draft", "circular.hand_in", "circular.check", "circular.issue"]


def test_strangers_find_nothing(cast, place):
    circular = factory.draft(cast, place.ranking)
    for stranger in (cast.outsider, cast.police, cast.auditor):
        with pytest.raises(NotFound):
            saved(circular, stranger.actor)


def test_the_real_county_month_says_what_its_figures_say(cast, clock):
    """通城县 2024-03: the published circular printed a loss change of 上升213.47%."""
    factory.tongcheng(cast)
    circular = services.draft(cast.office, actor=cast.clerk.actor, operation=fresh_key(), period="2024-03")
    whole = "".join(texts(circular))
    assert "共立电信网络诈骗案件31起，环比上升47.62%，同比下降26.19%" in whole
    assert "损失186.30万元，环比下降28.19%，同比下降35.49%" in whole
    assert "5个：麦市镇、石南镇、北港镇、马港镇、四庄乡" in whole
    assert "发案最多的是隽水镇，立案20起，占64.52%" in whole
    rates = [fact["value"] for name, fact in circular.facts.items() if name.endswith("损失金额占比")]
    assert len(rates) == 6
    assert sum(map(float, rates)) == pytest.approx(100, abs=1e-9)
    assert not [finding for finding in services.findings(circular) if finding.level == "error"]
    assert isinstance(circular, Circular)
