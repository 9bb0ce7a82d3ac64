"""Events that veto a title: entered by the clerk, withdrawn by the leader; never deleted."""

from datetime import date

from sqlalchemy import select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.personal import personal
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.standards import watching
from coordination.standards.models import VetoEvent
from coordination.standards.policy import StandardAction
from coordination.subjects.models import Subject

TEXT_AT_MOST = 300


@service(StandardAction.VETO)
def veto(subject: Subject, *, actor: Actor, operation: str, happened_on: date | None, text: str) -> VetoEvent:
    """Enter an event against a subject, once; raises Invalid at `happened_on` or `text`."""
    errors: dict[str, Text] = _words("text", text, _("请写明是什么事项，不写个人姓名、证件号和账号。"))
    if happened_on is None or happened_on > clock.today():
        errors["happened_on"] = _("发生日期要填今天或以前。")
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    _check_new(subject, happened_on, text.strip())
    event = VetoEvent(
        office_id=subject.office_id,
        subject_id=subject.id,
        unit_id=subject.unit_id,
        happened_on=happened_on,
        text=text.strip(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    session.add(event)
    record(actor, StandardAction.VETO, event, name=subject.name, text=event.text)
    watching.vetoed(event)
    return event


@service(StandardAction.UNVETO)
def unveto(event: VetoEvent, *, actor: Actor, operation: str, version: int | None, reason: str) -> VetoEvent:
    """Withdraw an event with a reason; it stays on the record. Raises Invalid at `reason`."""
    expect(event, version)
    if event.withdrawn_at is not None:
        raise Conflict(_("这一件已经撤销了。"))
    errors = _words("reason", reason, _("请写明为什么撤销。"))
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    event.withdrawn_at, event.withdrawn_by_id = clock.now(), actor.id
    event.withdrawn_reason = reason.strip()
    record(actor, StandardAction.UNVETO, event, name=event.subject.name, reason=event.withdrawn_reason)
    return event


def _words(field: str, typed: str, empty: Text) -> dict[str, Text]:
    if not typed.strip():
        return {field: empty}
    if len(typed.strip()) > TEXT_AT_MOST:
        count = len(typed.strip())
        return {field: _("最多{limit}个字，现在是{count}个字。", limit=TEXT_AT_MOST, count=count)}
    for found in personal(typed):
        words = _("“{words}”像是{kind}，请删去：登记会给单位看。", words=found.masked, kind=found.kind)
        return {field: words}
    return {}


def _check_new(subject: Subject, happened_on: date | None, text: str) -> None:
    """The same event of the same day is entered once, whoever comes second."""
    session.refresh(subject, ("version",), with_for_update={"key_share": True})
    same = select(VetoEvent.id).where(
        VetoEvent.subject_id == subject.id,
        VetoEvent.happened_on == happened_on,
        VetoEvent.text == text,
        VetoEvent.withdrawn_at.is_(None),
    )
    if session.scalar(same.limit(1)):
        raise Invalid(_("这一天的这件事已经登记过了。"), field="text")
