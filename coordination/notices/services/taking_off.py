"""An application that leaves the procedure comes off its notice; the entry stays, as taken off."""

from sqlalchemy import select

from coordination.applications import watching
from coordination.applications.models import Application
from coordination.applications.states import ApplicationState
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.notices.models import NoticeEntry


def taken_off(application: Application, before: ApplicationState, actor: Actor) -> None:
    """Note on every notice that shows it that it is no longer in the procedure, and why."""
    if before is not ApplicationState.NOTICE:
        return
    shown = select(NoticeEntry).where(
        NoticeEntry.application_id == application.id, NoticeEntry.taken_off_at.is_(None)
    )
    for entry in session.scalars(shown):
        entry.taken_off_at, entry.taken_off_reason = clock.now(), application.reason


watching.publish(taken_off)
