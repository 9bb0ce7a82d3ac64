"""The acts upon questions: looking for them, answering, settling. None of them is a penalty."""

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service, transaction
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office
from coordination.radar import jobs, scanning
from coordination.radar.models import Flag
from coordination.radar.policy import FlagAction
from coordination.radar.queries.unscanned import Batch
from coordination.radar.rules import Outcome
from coordination.reporting.models import Report

ANSWER_AT_MOST = NOTE_AT_MOST = 300


def scan(report: Report) -> int:
    """Look at one filed report here and now; answers how many questions were raised. Twice is once."""
    with transaction():
        session.flush()
        return scanning.scan(Batch(report.office_id, report.period, [report.id]))


@service(FlagAction.CHECK)
def check(office: Office, *, actor: Actor, operation: str, period: Period) -> Office:
    """Have a worker look at everything filed for the period."""
    jobs.look_at.later(office.id, str(period), key=f"radar:{operation}")
    record(actor, FlagAction.CHECK, office, period=str(period))
    return office


@service(FlagAction.ANSWER)
def answer(flag: Flag, *, actor: Actor, operation: str, version: int | None, text: str) -> Flag:
    """Say why the figure is as it is; can be said again until the office has settled the question.

    Raises Invalid at `text` when nothing or more than 300 characters are said, Conflict when settled.
    """
    expect(flag, version)
    _still_open(flag)
    flag.answer = _said(text, "text")
    if not flag.answer:
        raise Invalid(_("写明核对的结果和依据。"), field="text")
    flag.answered_at, flag.answered_by_id = clock.now(), actor.id
    record(actor, FlagAction.ANSWER, flag.report, question=str(flag.kind), answer=flag.answer)
    return flag


@service(FlagAction.SETTLE)
def settle(flag: Flag, *, actor: Actor, operation: str, version: int | None, note: str = "") -> Flag:
    """Take the explanation; without an answer of the unit the office writes down what it knows itself.

    Raises Invalid at `note` when neither says anything, Conflict when settled already.
    """
    expect(flag, version)
    _still_open(flag)
    said = _said(note, "note")
    if not said and not flag.answer:
        raise Invalid(_("单位还没有说明。直接采纳要写明依据，例如电话核实的情况。"), field="note")
    flag.outcome, flag.settlement = Outcome.ACCEPTED, said
    flag.settled_at, flag.settled_by_id = clock.now(), actor.id
    record(actor, FlagAction.SETTLE, flag.report, question=str(flag.kind), note=said)
    return flag


def _still_open(flag: Flag) -> None:
    if flag.outcome is not None:
        raise Conflict(_("这个疑问已经了结，不能再改。"))


def _said(text: str, field: str) -> str:
    said = text.strip()
    if len(said) > ANSWER_AT_MOST:
        raise Invalid(_("最多{limit}字", limit=ANSWER_AT_MOST), field=field)
    return said
