"""The lights as SQL, for lists that count and sort by them; the rule itself is `rules.light`."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import ColumnElement, and_, case, func, literal

from coordination.kernel.period import DayTest
from coordination.tasks.models import Assignment
from coordination.tasks.rules import BEHIND, UNDER_WAY, AssignmentState, Light, soon_until

#: Worst first: the place of a light in lists sorted by trouble.
ORDER: tuple[Light, ...] = tuple(Light)
GREY = ORDER.index(Light.GREY)


def trouble(now: datetime, is_workday: DayTest) -> ColumnElement[int]:
    """The place of an assignment's light in `ORDER`."""
    waiting = Assignment.state == AssignmentState.SUBMITTED
    return case(
        (Assignment.state.not_in(UNDER_WAY), GREY),
        (waiting, ORDER.index(Light.GREEN)),
        (Assignment.due_at < now, ORDER.index(Light.RED)),
        (_elapsed(now) - Assignment.percent >= BEHIND, ORDER.index(Light.YELLOW)),
        (Assignment.due_at < soon_until(now, is_workday), ORDER.index(Light.BLUE)),
        else_=ORDER.index(Light.GREEN),
    )


def _elapsed(now: datetime) -> ColumnElement[Decimal]:
    """Share of the time that is gone, in percent; a deadline at or before the issue: all of it."""
    whole = func.extract("epoch", Assignment.due_at - Assignment.issued_at)
    gone = func.extract("epoch", literal(now) - Assignment.issued_at)
    share = func.least(func.greatest(gone * 100 / whole, 0), 100)
    return case((and_(Assignment.due_at > Assignment.issued_at), share), else_=100)
