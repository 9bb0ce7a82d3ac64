"""Sending: each row is claimed, handed over and settled in commits of its own.

    waiting, leased  ->  handed (committed BEFORE the message leaves)  ->  delivered | failed | unknown
                     <-  waiting again, after a pause, for what may pass or may have been lost

Whoever dies before the hand-over has sent nothing: after the lease the row is simply taken again.
Whoever dies after it leaves a doubt, and a row is sent again after the first doubt only.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, tuple_, update

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import transaction
from coordination.notifications.channels import Sender, senders
from coordination.notifications.composing import Line, letter, lines, parcels
from coordination.notifications.models import Delivery
from coordination.notifications.rules import (
    Hours,
    Outcome,
    Reason,
    Verdict,
    failed,
    may_leave,
    not_before,
    tries_again,
    unknown,
)
from coordination.notifications.states import Channel, DeliveryState

BATCH = 50
LEASE = timedelta(minutes=3)
#: A worker that is asked to stop is given 20 seconds.
SHIFT_SECONDS = 12
Parcel = tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Claim:
    """Rows leased until an instant, which tells this lease of a row from every later one."""

    ids: Sequence[int]
    until: datetime


def send_due() -> bool:
    """Send batch after batch for a short while; whether there may be more."""
    end = time.monotonic() + SHIFT_SECONDS
    while time.monotonic() < end:
        claimed = claim(clock.now())
        if claimed is None:
            return False
        _send_batch(claimed, end)
    return True


def is_due() -> bool:
    """Whether a row waits for a worker now, or was left behind by one."""
    now = clock.now()
    found = select(Delivery.id).where(or_(_waiting(now), _left_behind(now))).limit(1)
    return session.scalar(found) is not None


def claim(now: datetime) -> Claim | None:
    """Lease the next rows; None when nothing is due. Digest lines are taken with all their like."""
    with transaction():
        _settle_left_behind(now)
        due = select(Delivery.id, Delivery.digest, Delivery.account_id, Delivery.address).where(_waiting(now))
        due = due.order_by(Delivery.not_before, Delivery.id).with_for_update(skip_locked=True)
        rows = session.execute(due.limit(BATCH)).all()
        persons = {(row.account_id, row.address) for row in rows if row.digest}
        of_persons = tuple_(Delivery.account_id, Delivery.address).in_(persons)
        alike = session.execute(due.where(Delivery.digest, of_persons)).all() if persons else []
        ids = sorted({row.id for row in (*rows, *alike)})
        if not ids:
            return None
        session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(leased_until=now + LEASE))
    return Claim(ids, now + LEASE)


def _send_batch(claimed: Claim, end: float) -> None:
    with transaction():
        ready = parcels(lines(claimed.ids))
    with senders() as open_channels:
        for parcel in ready:
            if time.monotonic() > end:
                _release(parcel, claimed)
            else:
                _send(parcel, open_channels, claimed)


def _send(parcel: Parcel, open_channels: Mapping[Channel, Sender], claimed: Claim) -> None:
    sender, now = open_channels.get(parcel[0].channel), clock.now()
    if sender is None or parcel[0].stopped:
        reason = Reason.OFF if sender is None else Reason.CLOSED
        _settle(parcel, failed(reason, permanent=True), claimed.until, frm=DeliveryState.WAITING)
    elif (lease := _hand_over(parcel, claimed, now)) is not None:
        outcome = sender.send(parcel[0].to, letter(parcel, now))
        _settle(parcel, outcome, lease, frm=DeliveryState.HANDED, tried=1)


def _hand_over(parcel: Parcel, claimed: Claim, now: datetime) -> datetime | None:
    """Commit that the message is about to leave; None when the lease was over and another has the row."""
    ids = [line.id for line in parcel]
    values = {
        "state": DeliveryState.HANDED,
        "handed_at": now,
        "leased_until": now + LEASE,
        "attempts": Delivery.attempts + 1,
    }
    handing = update(Delivery).where(Delivery.id.in_(ids), *_still_ours(DeliveryState.WAITING, claimed.until))
    with transaction():
        handed = session.scalars(handing.values(values).returning(Delivery.id)).all()
        if len(handed) == len(ids):
            return now + LEASE
        session.rollback()
    return None


def _settle(parcel: Parcel, outcome: Outcome, lease: datetime, *, frm: DeliveryState, tried: int = 0) -> None:
    """Write what became of the attempt, for each line by what was tried with it before."""
    with transaction():
        for line in parcel:
            values = _after(outcome, line.attempts + tried, line.doubts, line.hours)
            ours = update(Delivery).where(Delivery.id == line.id, *_still_ours(frm, lease))
            session.execute(ours.values(values))


def _release(parcel: Parcel, claimed: Claim) -> None:
    ids = [line.id for line in parcel]
    ours = update(Delivery).where(Delivery.id.in_(ids), *_still_ours(DeliveryState.WAITING, claimed.until))
    with transaction():
        session.execute(ours.values(leased_until=None))


def _settle_left_behind(now: datetime) -> None:
    """Rows whose worker died between hand-over and answer."""
    found = select(Delivery).where(_left_behind(now)).order_by(Delivery.id)
    for row in session.scalars(found.limit(BATCH).with_for_update(skip_locked=True)).all():
        values = _after(unknown(Reason.DIED), row.attempts, row.doubts, row.hours)
        session.execute(update(Delivery).where(Delivery.id == row.id).values(values))


def _after(outcome: Outcome, attempts: int, doubts: int, hours: Hours) -> dict[str, object]:
    """The columns of a row after an attempt: settled, or waiting for the next."""
    now = clock.now()
    doubts += outcome.verdict is Verdict.UNKNOWN
    values: dict[str, object] = {
        "doubts": doubts,
        "reason": outcome.reason,
        "error": outcome.detail,
        "leased_until": None,
    }
    pause = tries_again(outcome, attempts, doubts)
    if pause is None:
        return values | {"state": DeliveryState(outcome.verdict), "settled_at": now}
    return values | {
        "state": DeliveryState.WAITING,
        "not_before": not_before(now + pause, hours, working_days()),
    }


def _still_ours(state: DeliveryState, lease: datetime) -> tuple[ColumnElement[bool], ...]:
    return (Delivery.state == state, Delivery.leased_until == lease)


def _waiting(now: datetime) -> ColumnElement[bool]:
    """Due, held by nobody, and allowed to disturb people at this hour."""
    is_workday = working_days()
    open_hours = [hours for hours in Hours if may_leave(now, hours, is_workday)]
    free = or_(Delivery.leased_until.is_(None), Delivery.leased_until < now)
    due = (Delivery.state == DeliveryState.WAITING) & Delivery.settled_at.is_(None)
    return due & (Delivery.not_before <= now) & Delivery.hours.in_(open_hours) & free


def _left_behind(now: datetime) -> ColumnElement[bool]:
    handed = (Delivery.state == DeliveryState.HANDED) & Delivery.settled_at.is_(None)
    return handed & (Delivery.leased_until < now)
