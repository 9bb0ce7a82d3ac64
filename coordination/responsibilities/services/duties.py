"""Adding, changing, closing and reopening the duties of an office."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations.models import Office
from coordination.responsibilities.models import Duty
from coordination.responsibilities.policy import DutyAction
from coordination.responsibilities.services.checking import DutyDetails, cleaned


@service(DutyAction.ADD)
def add(office: Office, details: DutyDetails, *, actor: Actor, operation: str) -> Duty:
    """A new duty of the office; raises Invalid with everything that is wrong, each at its field."""
    last = session.scalar(select(func.max(Duty.sort_order)).where(Duty.office_id == office.id))
    duty = Duty(office_id=office.id, sort_order=(last or 0) + 10)
    _fill(duty, cleaned(duty, details))
    session.add(duty)
    record(actor, DutyAction.ADD, duty, name=duty.name, recurrence=duty.recurrence)
    return duty


@service(DutyAction.EDIT)
def edit(duty: Duty, details: DutyDetails, *, actor: Actor, operation: str, version: int | None) -> Duty:
    """Change a duty; tasks that have been opened stay as they are.

    Raises Stale when somebody else changed it meanwhile, Invalid with everything that is wrong.
    """
    expect(duty, version)
    values = cleaned(duty, details)
    changed = {
        name: [_plain(getattr(duty, name)), _plain(value)]
        for name, value in values.items()
        if getattr(duty, name) != value
    }
    _fill(duty, values)
    record(actor, DutyAction.EDIT, duty, name=duty.name, changed=changed)
    return duty


@service(DutyAction.CLOSE)
def close(duty: Duty, *, actor: Actor, operation: str, version: int | None) -> Duty:
    """No task opens from it any more; what has been opened goes on."""
    expect(duty, version)
    if duty.closed_at is not None:
        raise Conflict(_("“{name}”已经停用。", name=duty.name))
    duty.closed_at = clock.now()
    record(actor, DutyAction.CLOSE, duty, name=duty.name)
    return duty


@service(DutyAction.REOPEN)
def reopen(duty: Duty, *, actor: Actor, operation: str, version: int | None) -> Duty:
    """Take it up again; if it recurs, the task of the period that runs opens by the schedule."""
    expect(duty, version)
    if duty.closed_at is None:
        raise Conflict(_("“{name}”没有停用。", name=duty.name))
    duty.closed_at = None
    record(actor, DutyAction.REOPEN, duty, name=duty.name)
    return duty


def _fill(duty: Duty, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(duty, name, value)


def _plain(value: object) -> object:
    return str(value) if isinstance(value, Decimal) else value
