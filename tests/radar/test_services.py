"""Answering and settling."""

import pytest

from coordination.audit.models import Event
from coordination.kernel import jobs
from coordination.kernel.errors import Conflict, Forbidden, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Period
from coordination.radar import services
from coordination.radar.queries import flags as queries
from coordination.radar.rules import Outcome, Standing
from coordination.reporting.panels import weights
from tests.factories import radar as make
from tests.factories.reporting import MONTH


@pytest.fixture
def flag(cast, clock):
    return make.repeated(cast)


def answer(flag, who, text="与台账一致，两个月都是120起", key=None, version=None):
    return services.answer(
        flag, actor=who.actor, operation=key or fresh_key(), version=version or flag.version, text=text
    )


def settle(flag, who, note=""):
    return services.settle(flag, actor=who.actor, operation=fresh_key(), version=flag.version, note=note)


def test_the_unit_answers_and_may_say_it_better(cast, flag):
    answer(flag, cast.bank)
    assert (flag.standing, flag.answered_by_id) == (Standing.ANSWERED, cast.bank.id)
    answer(flag, cast.bank, "  台账第3页  ")
    assert flag.answer == "台账第3页"
    events = make.session.query(Event).filter_by(action="flag.answer").all()
    assert [event.content["answer"] for event in events] == ["与台账一致，两个月都是120起", "台账第3页"]
    assert {event.subject_type for event in events} == {"reports"}


def test_resent_is_said_once(cast, flag):
    key = fresh_key()
    answer(flag, cast.bank, key=key)
    again = answer(flag, cast.bank, "另一句", key=key)
    assert again.answer == "与台账一致，两个月都是120起"
    assert make.session.query(Event).filter_by(action="flag.answer").count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "长" * 301])
def test_an_answer_says_something_in_300_characters(cast, flag, text):
    with pytest.raises(Invalid) as refusal:
        answer(flag, cast.bank, text)
    assert refusal.value.field == "text"
    assert answer(flag, cast.bank, "长" * 300).answer == "长" * 300


def test_a_stale_page_is_told_so(cast, flag):
    with pytest.raises(Stale):
        answer(flag, cast.bank, version=flag.version + 1)


def test_the_office_takes_the_explanation(cast, flag):
    answer(flag, cast.bank)
    settle(flag, cast.clerk)
    assert (flag.outcome, flag.settled_by_id) == (Outcome.ACCEPTED, cast.clerk.id)
    with pytest.raises(Conflict):
        answer(flag, cast.bank, "再说一句")
    with pytest.raises(Conflict):
        settle(flag, cast.clerk)


def test_without_an_answer_the_office_says_why(cast, flag):
    with pytest.raises(Invalid) as refusal:
        settle(flag, cast.clerk)
    assert refusal.value.field == "note"
    assert settle(flag, cast.clerk, "电话核实，台账已看").settlement == "电话核实，台账已看"


def test_others_cannot(cast, flag):
    for stranger in (cast.carrier, cast.outsider, cast.auditor):
        with pytest.raises(NotFound):
            answer(flag, stranger)
        with pytest.raises(NotFound):
            settle(flag, stranger, "好")
    with pytest.raises(Forbidden):
        answer(flag, cast.bank_reviewer)
    with pytest.raises(Forbidden):
        settle(flag, cast.bank, "好")


def test_an_accepted_explanation_is_not_asked_for_again(cast, flag):
    answer(flag, cast.bank)
    settle(flag, cast.clerk)
    assert services.scan(flag.report) == 0
    assert len(make.flags(flag.report)) == 1


def test_checking_now(cast, flag):
    services.check(cast.office, actor=cast.clerk.actor, operation=fresh_key(), period=Period.parse(MONTH))
    make.session.commit()
    assert jobs.work_off() >= 1
    assert make.session.query(Event).filter_by(action="flag.check").count() == 1


def test_open_questions_weigh_in_the_queue(app, cast, flag):
    assert weights([flag.report_id])[flag.report_id] >= 1
    settle(flag, cast.clerk, "电话核实")
    assert queries.weights([flag.report_id]) == {}


def test_nothing_of_it_is_read_by_rankings_and_circulars():
    """A question is never a penalty: the slices that judge do not know that it exists."""
    from coordination.config import ROOT

    for slice_ in ("rankings", "circulars", "completion", "timeliness"):
        for module in (ROOT / "coordination" / slice_).rglob("*.py"):
            text = module.read_text("utf-8")
            assert "radar" not in text, module
            assert "report_flags" not in text, module
