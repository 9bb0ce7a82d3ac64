"""What a unit tells about its work: the draft, progress, the end; nothing told is changed again."""

from decimal import Decimal as D
from types import SimpleNamespace

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError

from coordination.audit.models import Event
from coordination.audit.queries import timeline
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.tasks.models import Feedback
from coordination.tasks.queries import filing as queries
from coordination.tasks.rules import AssignmentState, unproven
from coordination.tasks.services import filing
from coordination.tasks.services.filing import Filing
from tests.factories import tasks as make

S = AssignmentState


@pytest.fixture
def bank(cast, clock):
    """Acknowledged, with a target of 60 and no evidence asked."""
    task = make.task(cast.office, target=D(60), target_unit="场")
    return make.assignment(task, cast.units.bank, S.ACKNOWLEDGED, who=cast.bank)


def act(service, assignment, who, filing=None, **values):
    given = {"operation": fresh_key(), "version": queries.number(assignment), "filing": filing or Filing()}
    return service(assignment, actor=who.actor, **(given | values))


def test_a_draft_is_kept_and_not_told(cast, bank, session):
    act(filing.save, bank, cast.bank, Filing("排查了3个网点", 20, D(5)))
    draft = queries.draft(bank)
    assert (draft.text, draft.percent, draft.quantity, draft.sent_at) == ("排查了3个网点", 20, 5, None)
    assert queries.sent(bank) == []
    assert (bank.state, bank.percent, bank.quantity) == (S.ACKNOWLEDGED, 0, 0)
    assert timeline(bank) == []  # the office does not read along
    assert timeline(draft)[0].action == "assignment.draft"


def test_one_draft_for_all_people_of_a_unit(cast, bank, session):
    act(filing.save, bank, cast.bank, Filing("一"))
    act(filing.save, bank, cast.bank, Filing("二"))
    assert len(session.scalars(select(Feedback)).all()) == 1


def test_who_writes_from_an_old_page_is_told_and_changes_nothing(cast, bank, session):
    seen = queries.number(bank)
    act(filing.save, bank, cast.bank, Filing("同事写的"))
    for service in (filing.save, filing.feed_back, filing.submit):
        with pytest.raises(Stale):
            act(service, bank, cast.bank, Filing("我写的"), version=seen)
    assert queries.draft(bank).text == "同事写的"


def test_a_page_from_before_a_sending_is_stale_also_when_a_new_draft_was_begun(cast, bank, session):
    act(filing.save, bank, cast.bank, Filing("一"))
    seen = queries.number(bank)
    act(filing.feed_back, bank, cast.bank, Filing("一"))
    act(filing.save, bank, cast.bank, Filing("二"))
    with pytest.raises(Stale):
        act(filing.save, bank, cast.bank, Filing("三"), version=seen)


def test_progress_is_told_and_added_up(cast, bank, session, clock):
    act(filing.feed_back, bank, cast.bank, Filing("第一批", 20, D(12)))
    act(filing.feed_back, bank, cast.bank, Filing("第二批", None, D(18)))
    assert (bank.state, bank.quantity, bank.percent) == (S.WORKING, 30, 50)
    assert [one.text for one in queries.sent(bank)] == ["第二批", "第一批"]
    assert queries.draft(bank) is None
    assert [event.action for event in timeline(bank)] == ["assignment.feed_back"] * 2
    assert timeline(bank)[0].content == {"percent": 50}


def test_what_was_told_too_much_is_taken_back_by_a_negative_quantity(cast, bank, session):
    act(filing.feed_back, bank, cast.bank, Filing("报了12场", None, D(12)))
    act(filing.feed_back, bank, cast.bank, Filing("多报2场，冲减", None, D(-2)))
    assert bank.quantity == 10
    with pytest.raises(Invalid, match="累计数量不能小于0"):
        act(filing.feed_back, bank, cast.bank, Filing("再减", None, D(-11)))


def test_nothing_told_is_no_feedback(cast, bank, session):
    with pytest.raises(Invalid, match="写一句进展") as refused:
        act(filing.feed_back, bank, cast.bank, Filing("  "))
    assert refused.value.field == "text"
    assert bank.state is S.ACKNOWLEDGED


def test_the_end_is_reported_and_waits_for_the_check(cast, bank, session, clock):
    sent = act(filing.submit, bank, cast.bank, Filing("全部完成", 80, D(60)))
    assert sent.final
    assert (bank.state, bank.percent, bank.quantity) == (S.SUBMITTED, 100, 60)
    assert (bank.submitted_at, bank.submitted_by_id) == (clock.now(), cast.bank.id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"asked_for": "现场照片2张"}, "files"),
        ({"quantity": D(59)}, "text"),
        ({}, "text"),
        ({"text": "差1场，下月补", "quantity": D(59)}, None),
        ({"files": 1}, None),
        ({"files": 1, "asked_for": "现场照片2张"}, None),
    ],
)
def test_the_end_needs_what_the_task_asks(given, field):
    asked = {"text": "", "files": 0, "asked_for": "", "quantity": D(60), "target": D(60)} | given
    assert list(unproven(**asked)) == ([field] if field else [])


def test_the_evidence_that_the_task_asks_is_asked_for_by_its_name(cast, session, clock):
    task = make.task(cast.office, evidence="现场照片2张")
    bank = make.assignment(task, cast.units.bank, S.ACKNOWLEDGED, who=cast.bank)
    with pytest.raises(Invalid) as refused:
        act(filing.submit, bank, cast.bank, Filing("全部完成"))
    assert str(refused.value.errors["files"]) == "办结要有佐证材料，请先上传：现场照片2张"
    session.refresh(bank)
    assert bank.state is S.ACKNOWLEDGED


def test_after_a_return_it_is_mended_and_submitted_again(cast, session, clock):
    bank = make.assignment(make.task(cast.office), cast.units.bank, S.RETURNED, who=cast.bank)
    act(filing.feed_back, bank, cast.bank, Filing("正在补拍"))
    assert bank.state is S.RETURNED
    act(filing.submit, bank, cast.bank, Filing("已补拍"))
    assert bank.state is S.SUBMITTED


@pytest.mark.parametrize("state", [S.ISSUED, S.SUBMITTED, S.DONE, S.CLOSED, S.WITHDRAWN, S.TERMINATED])
def test_where_nothing_is_to_be_told_a_sentence_says_why(cast, session, clock, state):
    bank = make.assignment(make.task(cast.office), cast.units.bank, state)
    for service in (filing.save, filing.feed_back, filing.submit):
        with pytest.raises(Conflict, match="现在是“"):
            act(service, bank, cast.bank, Filing("迟来的反馈"))
    assert queries.draft(bank) is None


def test_a_form_sent_twice_has_one_effect(cast, bank, session):
    key, version = fresh_key(), queries.number(bank)
    for _time in range(2):
        act(filing.feed_back, bank, cast.bank, Filing("一次", None, D(7)), operation=key, version=version)
    assert bank.quantity == 7
    assert len(queries.sent(bank)) == 1


def test_only_who_carries_it_out_writes_and_the_neighbour_sees_nothing(cast, bank, session):
    for who, error in (
        (cast.bank_reviewer, Forbidden),
        (cast.clerk, Forbidden),
        (cast.carrier, NotFound),
        (cast.outsider, NotFound),
        (cast.auditor, NotFound),
    ):
        with pytest.raises(error):
            act(filing.save, bank, who, Filing("不该写"))


def test_a_community_worker_tells_of_the_own_community(cast, session, clock):
    place, other = make.community(cast.units.a), make.community(cast.units.a, "白塔社区")
    worker, stranger = make.worker(cast.units.a, place), make.worker(cast.units.a, other, "邻社区干事")
    township = make.assignment(make.task(cast.office), cast.units.a, S.ACKNOWLEDGED, who=cast.township_a)
    passed = make.passed_on(township, place, S.ACKNOWLEDGED, who=worker)
    act(filing.feed_back, passed, worker, Filing("入户40户"))
    with pytest.raises(NotFound):
        act(filing.feed_back, passed, stranger, Filing("不是我的"))
    with pytest.raises(Forbidden):
        act(filing.feed_back, passed, cast.township_a, Filing("代报"))


def test_text_beyond_measure_is_refused_with_its_length(cast, bank, session):
    with pytest.raises(Invalid, match="最多5000个字，现在是5001个"):
        act(filing.save, bank, cast.bank, Filing("长" * 5001))


@pytest.mark.parametrize(
    "statement", ["UPDATE feedback SET text = '改'", "DELETE FROM feedback"], ids=["update", "delete"]
)
def test_the_database_too_keeps_what_was_told(cast, bank, session, statement):
    act(filing.feed_back, bank, cast.bank, Filing("原话"))
    with pytest.raises(IntegrityError, match="stays as it is"), session.begin_nested():
        session.execute(text(statement))
    assert queries.sent(bank)[0].text == "原话"


def test_what_was_told_is_read_in_two_statements_however_much_it_is(cast, bank, session, counting):
    def told() -> int:
        session.expunge_all()
        with counting() as seen:
            for one in queries.sent(SimpleNamespace(id=bank.id)):
                assert one.by.name
                assert one.evidence == []
        return len(seen)

    make.feedback(bank, cast.bank)
    one = told()
    for _number in range(20):
        make.feedback(bank, cast.bank)
    assert told() == one == 2


def test_each_act_leaves_its_event(cast, bank, session):
    act(filing.save, bank, cast.bank, Filing("一"))
    act(filing.feed_back, bank, cast.bank, Filing("一"))
    act(filing.submit, bank, cast.bank, Filing("完"))
    found = session.scalars(select(Event.action).where(Event.account_id == cast.bank.id).order_by(Event.id))
    assert list(found) == ["assignment.draft", "assignment.feed_back", "assignment.submit"]
