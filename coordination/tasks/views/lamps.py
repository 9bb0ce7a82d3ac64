"""How an assignment stands, in the words of the pages; the calendar is read once a request."""

from flask import g

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.forms import Act
from coordination.kernel.period import DayTest
from coordination.kernel.text import Text
from coordination.kernel.web import actor
from coordination.tasks import rules
from coordination.tasks.models import Assignment
from coordination.tasks.rules import Light
from coordination.tasks.states import WISH_LABELS, WISH_STATES, WORKFLOW, AssignmentAction
from coordination.tasks.views.place import blueprint

#: How each state looks; the words are those of the state.
LOOKS = {"submitted": "wait", "returned": "change", "done": "done", "closed": "done"}


def calendar() -> DayTest:
    if "working_days" not in g:
        g.working_days = working_days(clock.now())
    found: DayTest = g.working_days
    return found


def lamp(one: Assignment) -> Light:
    return rules.light(
        one.state,
        percent=one.percent,
        issued_at=one.issued_at,
        due_at=one.due_at,
        now=clock.now(),
        is_workday=calendar(),
    )


def left(one: Assignment) -> Text:
    """How far the deadline is, in words."""
    return rules.time_left(one.due_at, clock.now(), calendar())


def can(action: AssignmentAction, one: Assignment) -> bool:
    """Whether this person can do it at this moment."""
    return action in WORKFLOW.available(actor(), one)


@blueprint.context_processor
def assignment_words() -> dict[str, object]:
    return {
        "AssignmentAction": AssignmentAction,
        "lamp": lamp,
        "left": left,
        "can": can,
        "waiting_states": rules.UNDER_WAY,
        "state_looks": LOOKS,
        "button_form": lambda: Act(formdata=None),
        "wishes": WISH_LABELS,
        "wish_states": WISH_STATES,
    }
