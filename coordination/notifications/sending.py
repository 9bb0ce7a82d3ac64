"""Sending: each row is claimed, handed over and settled in commits of its own.

    waiting, leased  ->  handed (committed BEFORE the message leaves)  ->  delivered | failed | unknown
                     <-  waiting again, after a pause, for what may pass or may have been lost

Whoever dies before the hand-over has sent nothing: after the lease the row is simply taken again.
Whoever dies after it leaves a doubt, and a row is sent again after the first doubt only.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import ColumnElement, Table, or_, select, tuple_, update

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.operations import transaction
from coordination.notifications.channels import senders
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
#: The table itself: two statements a message go past the unit of work.
ROWS = cast(Table, Delivery.__table__)


@dataclass(frozen=True, slots=True)
class Claim:
    """Rows leased until an instant, which tells this lease of a row from every later one."""

    ids: Sequence[int]
    until: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a parcel, and how many attempts that was."""

    parcel: Parcel
    outcome: Outcome
    attempts: int = 1


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
        session.execute(update(ROWS).where(ROWS.c.id.in_(ids)).values(leased_until=now + LEASE))
    return Claim(ids, now + LEASE)


def _send_batch(claimed: Claim, end: float) -> None:
    """One commit between two messages: it settles the last one and hands over the next."""
    with transaction():
        ready = parcels(lines(claimed.ids))
    answer: Answer | None = None
    with senders() as open_channels:
        for parcel in ready:
            with transaction():
                _settle(answer)
                answer = None
                handed = None if time.monotonic() > end else _hand_over(parcel, claimed, open_channels)
            if handed:
                outcome = open_channels[handed[0].channel].send(handed[0].to, letter(handed, clock.now()))
                answer = Answer(handed, outcome)
    with transaction():
        _settle(answer)
        _release(claimed)


def _hand_over(parcel: Parcel, claimed: Claim, open_channels: Collection[Channel]) -> Parcel | None:
    """The lines of the parcel that are about to leave: those whose lease is not over by now."""
    refusal = None
    if parcel[0].channel not in open_channels:
        refusal = failed(Reason.OFF, permanent=True)
    elif parcel[0].stopped:
        refusal = failed(Reason.CLOSED, permanent=True)
    elif not parcel[0].to:
        refusal = failed(Reason.SEALED, permanent=True)
    if refusal is not None:
        _settle(Answer(parcel, refusal, attempts=0), frm=DeliveryState.WAITING)
        return None
    now = clock.now()
    values = {
        "state": DeliveryState.HANDED,
        "handed_at": now,
        "leased_until": now + LEASE,
        "attempts": ROWS.c.attempts + 1,
    }
    ours = update(ROWS).where(ROWS.c.id.in_([line.id for line in parcel]), _leased(claimed))
    handed = set(session.scalars(ours.values(values).returning(ROWS.c.id)))
    return tuple(line for line in parcel if line.id in handed)


def _settle(answer: Answer | None, *, frm: DeliveryState = DeliveryState.HANDED) -> None:
    """Write what became of an attempt, for each line by what was tried with it before.

    A line that somebody else has judged meanwhile, for the answer took longer than the lease, is left alone.
    """
    if answer is None:
        return
    for line in answer.parcel:
        attempts = line.attempts + answer.attempts
        values = _after(answer.outcome, attempts, line.doubts, line.hours)
        same = (ROWS.c.id == line.id) & (ROWS.c.state == frm) & (ROWS.c.attempts == attempts)
        session.execute(update(ROWS).where(same).values(values))


def _release(claimed: Claim) -> None:
    """Give back what the shift was too short for."""
    ours = update(ROWS).where(ROWS.c.id.in_(claimed.ids), _leased(claimed))
    session.execute(ours.values(leased_until=None))


def _settle_left_behind(now: datetime) -> None:
    """Rows whose worker died between hand-over and answer."""
    found = select(Delivery).where(_left_behind(now)).order_by(Delivery.id)
    for row in session.scalars(found.limit(BATCH).with_for_update(skip_locked=True)).all():
        values = _after(unknown(Reason.DIED), row.attempts, row.doubts, row.hours)
        session.execute(update(ROWS).where(ROWS.c.id == row.id).values(values))


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


def _leased(claimed: Claim) -> ColumnElement[bool]:
    return (ROWS.c.state == DeliveryState.WAITING) & (ROWS.c.leased_until == claimed.until)


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
