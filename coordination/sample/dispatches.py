"""Receipts of the sample (示例): signed for by each unit's person, save for two of the month's circular."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.accounts.models import Account
from coordination.circulars.models import Circular
from coordination.circulars.states import Kind
from coordination.dispatches import services
from coordination.dispatches.models import Dispatch
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import fresh_key
from coordination.organizations.models import Office
from coordination.reminders.rules import UNRECEIVED_AFTER
from coordination.sample.months import Cast

#: Whose units have not signed for the month's circular; they find it on their desks.
OWING = ("education", "carrier-mobile")
#: Minutes between two signatures, and within how many all are in.
STEP, WITHIN = 13, 175


def sign_receipts(office: Office) -> None:
    """Each unit signs in its turn on the day; a day later those who have not are reminded once."""
    filers, owing = Cast.of(office).filers, _owing(office)
    sent = session.scalars(
        select(Dispatch)
        .where(Dispatch.office_id == office.id)
        .options(joinedload(Dispatch.circular).joinedload(Circular.office), joinedload(Dispatch.unit))
        .order_by(Dispatch.circular_id, Dispatch.sort_order, Dispatch.unit_id)
    ).all()
    for place, one in enumerate(sent, start=1):
        if one.circular.kind is Kind.MONTHLY and one.unit_id in owing:
            continue
        with clock.standing(one.sent_at + timedelta(minutes=place * STEP % WITHIN + 5)):
            services.receive(one, actor=filers[one.unit_id].actor, operation=fresh_key())
    for moment in sorted({one.sent_at for one in sent}):
        with clock.standing(moment + UNRECEIVED_AFTER + timedelta(minutes=5)):
            services.remind_due()


def _owing(office: Office) -> set[int]:
    """The units of these accounts."""
    found = select(Account.unit_id).where(Account.office_id == office.id, Account.username.in_(OWING))
    return {unit_id for unit_id in session.scalars(found) if unit_id is not None}
