"""The lock under which a consultation is acted upon, and what it refuses once it is over."""

from sqlalchemy import select

from coordination.consultations.models import Consultation
from coordination.consultations.rules import is_over
from coordination.consultations.states import ConsultationState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.text import Text, _


def hold(consultation_id: int, *, shared: bool = False) -> Consultation:
    """The consultation as it is now, until the transaction ends; `shared`: beside others who object."""
    found = select(Consultation).where(Consultation.id == consultation_id)
    locked = found.with_for_update(read=shared).execution_options(populate_existing=True)
    return session.scalars(locked).one()


def hold_for_unit(consultation_id: int) -> Consultation:
    """As `hold`, for what a unit may only do until the last day. Raises Conflict after it."""
    found = hold(consultation_id, shared=True)
    if found.state is not ConsultationState.OPEN:
        raise Conflict(_("征求意见已经结束，不能再提。"))
    if is_over(found.closes_on, clock.today()):
        raise Conflict(too_late(found))
    return found


def too_late(consultation: Consultation) -> Text:
    """What a unit is told after the last day, with whom to call."""
    day = {"month": consultation.closes_on.month, "day": consultation.closes_on.day}
    contact = consultation.office.contact
    if contact:
        return _(
            "征求意见已于{month}月{day}日截止，不能再提异议。数据确有错误的，请联系联席办：{contact}。",
            **day,
            contact=contact,
        )
    return _("征求意见已于{month}月{day}日截止，不能再提异议。数据确有错误的，请联系联席办。", **day)
