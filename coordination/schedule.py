"""Every periodic job in one table, and the clock process that runs them.

Each is idempotent and may run late, twice, or on two machines at once; the rows decide what is still to do.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from threading import Event

import structlog

from coordination.accounts.signing import forget_old_attempts
from coordination.applications.services.asking import remind_due
from coordination.audit import sealing
from coordination.certificates.services import expire_due
from coordination.certificates.services import look_when_due as look_at_titles
from coordination.consultations.services import attend_daily
from coordination.dispatches.services import remind_due as remind_recipients
from coordination.inspections.services import remind_due as remind_inspectors
from coordination.kernel import jobs, uploads
from coordination.kernel.db import session
from coordination.notifications.jobs import ring_when_due
from coordination.notifications.services.forgetting import forget_old
from coordination.radar.jobs import look_when_due
from coordination.reminders.services.ladder import climb_due
from coordination.reporting.services import open_due_periods
from coordination.subjects.services import follow_daily
from coordination.tasks.services.recurring import open_due_tasks

log = structlog.get_logger()


@dataclass(frozen=True)
class Periodic:
    """`call` runs when the clock starts and then after each `every`."""

    name: str
    every: timedelta
    call: Callable[[], object]


SCHEDULE = (
    Periodic("jobs.sweep", timedelta(seconds=30), jobs.sweep),
    Periodic("notifications.ring_when_due", timedelta(seconds=30), ring_when_due),
    Periodic("audit.seal", timedelta(minutes=1), sealing.seal),
    Periodic("accounts.forget_old_attempts", timedelta(hours=1), forget_old_attempts),
    Periodic("uploads.sweep", timedelta(hours=1), uploads.sweep),
    Periodic("notifications.forget_old", timedelta(hours=6), forget_old),
    Periodic("reminders.climb_due", timedelta(minutes=15), climb_due),
    Periodic("reporting.open_due_periods", timedelta(minutes=10), open_due_periods),
    Periodic("radar.look_when_due", timedelta(minutes=1), look_when_due),
    Periodic("subjects.follow_daily", timedelta(hours=24), follow_daily),
    Periodic("tasks.open_due_tasks", timedelta(minutes=10), open_due_tasks),
    Periodic("applications.remind_due", timedelta(minutes=15), remind_due),
    Periodic("inspections.remind_due", timedelta(minutes=15), remind_inspectors),
    Periodic("dispatches.remind_due", timedelta(minutes=15), remind_recipients),
    Periodic("consultations.attend_daily", timedelta(minutes=15), attend_daily),
    Periodic("certificates.look_when_due", timedelta(minutes=10), look_at_titles),
    Periodic("certificates.expire_due", timedelta(hours=1), expire_due),
)


def tick_until(stopped: Event, schedule: tuple[Periodic, ...] = SCHEDULE) -> None:
    """Run what is due until `stopped`; a failure is logged and tried again at the next turn."""
    due = dict.fromkeys(schedule, 0.0)
    while not stopped.is_set():
        now = time.monotonic()
        for periodic in [entry for entry, at in due.items() if at <= now]:
            _call(periodic)
            due[periodic] = time.monotonic() + periodic.every.total_seconds()
        stopped.wait(max(0.0, min(due.values()) - time.monotonic()))


def _call(periodic: Periodic) -> None:
    try:
        periodic.call()
    except Exception:
        log.exception("periodic job failed", name=periodic.name)
    finally:
        session.remove()
