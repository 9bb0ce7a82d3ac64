"""The office's own ledger: every message that left the house, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import contains_eager, joinedload

from coordination.accounts.models import Account
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.notifications.models import Delivery, Notification
from coordination.notifications.queries.ledger import explained
from coordination.notifications.rules import masked_mail
from coordination.notifications.states import Channel, DeliveryState
from coordination.notifications.wording import restored
from coordination.organizations.rules import masked_phone

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the page; `before` is the last line of the page before."""

    state: DeliveryState | None = None
    channel: Channel | None = None
    robot_id: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A line of the ledger; the address is masked."""

    delivery: Delivery
    person: str
    unit: str
    address: str
    message: Text
    error: Text | None


def visible_to(actor: Actor) -> Select[Delivery]:
    """What the office and its units were sent; for people of the office itself."""
    own = select(Delivery).where(Delivery.office_id == actor.office_id)
    return own if actor.unit_id is None else own.where(false())


def sent(actor: Actor, wanted: Wanted) -> list[Sent]:
    """The newest first, one more than a page if there are more."""
    found = (
        visible_to(actor)
        .join(Delivery.notification)
        .outerjoin(Notification.account)
        .options(
            contains_eager(Delivery.notification)
            .contains_eager(Notification.account)
            .options(joinedload(Account.unit), joinedload(Account.office))
        )
    )
    if wanted.state:
        found = found.where(Delivery.state == wanted.state)
    if wanted.channel:
        found = found.where(Delivery.channel == wanted.channel)
    if wanted.robot_id:
        found = found.where(Delivery.robot_id == wanted.robot_id)
    if wanted.before:
        found = found.where(Delivery.id < wanted.before)
    return [_line(row) for row in session.scalars(found.order_by(Delivery.id.desc()).limit(PAGE + 1))]


def tallies(actor: Actor) -> Mapping[DeliveryState, int]:
    """How many there are in each state."""
    found = visible_to(actor).with_only_columns(Delivery.state, func.count()).group_by(Delivery.state)
    return {row[0]: row[1] for row in session.execute(found)}


def _line(delivery: Delivery) -> Sent:
    told = delivery.notification
    account = told.account
    place = (account.unit or account.office).short_name if account else ""
    return Sent(
        delivery,
        account.name if account else delivery.address,
        place,
        _masked(delivery),
        restored(told.message, told.content),
        explained(delivery),
    )


def _masked(delivery: Delivery) -> str:
    if delivery.channel is Channel.MAIL:
        return masked_mail(delivery.address)
    return masked_phone(delivery.address) if delivery.channel is Channel.SMS else ""
