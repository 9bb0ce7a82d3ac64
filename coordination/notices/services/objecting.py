"""Raising an objection: anybody on the public page, or the office for who wrote, called or came."""

from datetime import date

from coordination.applications.states import ApplicationState
from coordination.audit.services import record
from coordination.kernel import db
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid, NotFound
from coordination.kernel.operations import service
from coordination.kernel.policy import ANONYMOUS, Actor
from coordination.kernel.text import _
from coordination.notices.models import Notice, NoticeEntry, Objection
from coordination.notices.queries.inside import whole
from coordination.notices.rules import checked, new_reference
from coordination.notices.services.telling import tell_objection
from coordination.notices.states import Channel, NoticeAction, NoticeState, ObjectionState


def object_publicly(
    notice_id: int, *, operation: str, entry_id: int, contact_name: str, contact_phone: str, text: str
) -> str:
    """What somebody without an account objects; answers the reference to keep.

    Raises Invalid at `entry`, `contact_name`, `contact_phone` or `text`, Conflict when the days are over.
    """
    with db.acting(db.SYSTEM_SCOPE):
        notice = session.get(Notice, notice_id, options=whole())
        if notice is None:
            raise NotFound
        made = _object(
            notice,
            actor=ANONYMOUS,
            operation=operation,
            entry_id=entry_id,
            contact_name=contact_name,
            contact_phone=contact_phone,
            text=text,
        )
        return made.reference


@service(NoticeAction.OBJECT)
def _object(
    notice: Notice,
    *,
    actor: Actor,
    operation: str,
    entry_id: int,
    contact_name: str,
    contact_phone: str,
    text: str,
) -> Objection:
    _in_time(notice, clock.today())
    made = _made(notice, entry_id, Channel.PAGE, contact_name, contact_phone, text)
    record(actor, NoticeAction.OBJECT, notice, name=made.application.subject.name)
    tell_objection(actor, made)
    return made


@service(NoticeAction.ENTER)
def enter(
    notice: Notice,
    *,
    actor: Actor,
    operation: str,
    entry_id: int,
    channel: Channel,
    contact_name: str,
    contact_phone: str,
    text: str,
) -> Objection:
    """Write down what came on paper, by phone or in person. Raises as `object_publicly` does."""
    if channel is Channel.PAGE:
        raise Invalid(_("请选择异议是怎么收到的。"), field="channel")
    if notice.state is not NoticeState.OPEN:
        raise Conflict(_("公示已经结束，不能再登记异议。"))
    made = _made(notice, entry_id, channel, contact_name, contact_phone, text)
    made.entered_by_id = actor.id
    session.flush()
    record(actor, NoticeAction.ENTER, notice, name=made.application.subject.name, channel=str(channel))
    tell_objection(actor, made)
    return made


def _in_time(notice: Notice, today: date) -> None:
    if notice.state is not NoticeState.OPEN or notice.closes_on is None or today > notice.closes_on:
        raise Conflict(_("公示期已过，不能再提异议。可以直接联系公示里的受理电话。"))


def _made(
    notice: Notice, entry_id: int, channel: Channel, contact_name: str, contact_phone: str, text: str
) -> Objection:
    name, phone, said = checked(contact_name, contact_phone, text)
    application = _entry(notice, entry_id).application
    made = Objection(
        office_id=notice.office_id,
        notice_id=notice.id,
        notice=notice,
        application_id=application.id,
        application=application,
        reference=new_reference(),
        channel=channel,
        contact_name=name,
        contact_phone=phone,
        text=said,
        received_at=clock.now(),
        state=ObjectionState.OPEN,
    )
    session.add(made)
    session.flush()
    return made


def _entry(notice: Notice, entry_id: int) -> NoticeEntry:
    found = next((one for one in notice.entries if one.id == entry_id), None)
    if found is None or found.taken_off_at or found.application.state is not ApplicationState.NOTICE:
        raise Invalid(_("请选择对哪一个提异议。"), field="entry")
    return found
