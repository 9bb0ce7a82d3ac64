"""What waits for the office about titles, counted; each number is a list somewhere."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from coordination.applications.queries.desk import office_counts
from coordination.certificates.queries.lists import waiting_for
from coordination.inspections.models import Inspection
from coordination.inspections.queries.due import plannable
from coordination.inspections.states import InspectionState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.notices.models import Notice
from coordination.notices.queries.inside import unanswered
from coordination.notices.states import NoticeState


@dataclass(frozen=True, slots=True)
class Due:
    """`late_…` are past their day; the others wait, or come up. `unplanned`: titles that have come to the
    day of their inspection, and none is planned; `inspections`: the planned ones."""

    late_opinions: int
    late_notices: int
    late_reviews: int
    late_inspections: int
    unplanned: int
    objections: int
    reviews: int
    concluding: int
    before_notice: int
    naming: int
    inspections: int
    ending: int

    @property
    def nothing(self) -> bool:
        return not any(getattr(self, name) for name in self.__slots__)


def due(actor: Actor, today: date) -> Due:
    """What waits for the actor's office; six statements."""
    applications, titles = office_counts(actor, today), waiting_for(actor, today)
    late_inspections, inspections = _inspections(actor, today)
    office_id = actor.office_id or 0
    return Due(
        late_opinions=applications.late,
        late_notices=_notices_over(office_id, today),
        late_reviews=titles.overdue,
        late_inspections=late_inspections,
        unplanned=_unplanned(office_id, today),
        objections=unanswered(office_id),
        reviews=titles.open,
        concluding=applications.ready,
        before_notice=applications.before_notice,
        naming=titles.naming,
        inspections=inspections,
        ending=titles.ending,
    )


def _notices_over(office_id: int, today: date) -> int:
    """Public notices whose last day has passed and that nobody has ended."""
    found = select(func.count()).where(
        Notice.office_id == office_id, Notice.state == NoticeState.OPEN, Notice.closes_on < today
    )
    return session.scalar(found.select_from(Notice)) or 0


def _inspections(actor: Actor, today: date) -> tuple[int, int]:
    found = select(func.count().filter(Inspection.due_on < today), func.count()).where(
        Inspection.office_id == actor.office_id, Inspection.state == InspectionState.PLANNED
    )
    row = session.execute(found.select_from(Inspection)).one()
    return row[0], row[1]


def _unplanned(office_id: int, today: date) -> int:
    titles = plannable(office_id, today).order_by(None).subquery()
    return session.scalar(select(func.count()).select_from(titles).where(titles.c.due_on <= today)) or 0
