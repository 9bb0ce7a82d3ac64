"""Assignments of October 2026, seen on Friday, 6 November 2026."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from types import SimpleNamespace

import pytest

from coordination.completion.rules import Outcome
from coordination.kernel.period import Period
from coordination.organizations.models import MemberUnit
from coordination.tasks.models import Assignment
from coordination.tasks.rules import AssignmentState as State
from tests.factories import tasks as make

OCTOBER, NOVEMBER = Period.parse("2026-10"), Period.parse("2026-11")
#: 20 October 2026, 17:00 in China, and a deadline that today has not reached.
DUE = datetime(2026, 10, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
#: A state, and how far before its deadline the work was handed in, that stand as each outcome does.
AS = {
    Outcome.ON_TIME: (State.CLOSED, -HOUR),
    Outcome.LATE: (State.DONE, HOUR),
    Outcome.WAITING: (State.SUBMITTED, -HOUR),
    Outcome.OVERDUE: (State.WORKING, None),
    Outcome.UNDER_WAY: (State.ISSUED, None),
}
Asked = Callable[..., Assignment]


@pytest.fixture
def asked(cast: SimpleNamespace, clock: object) -> Asked:
    """`asked(unit, outcome)`: an assignment that stands so; by default of the unit's own party."""

    def one(
        unit: MemberUnit,
        stands: Outcome = Outcome.ON_TIME,
        party: str = "unit",
        weight: str = "1",
        **values: object,
    ) -> Assignment:
        office = values.pop("office", cast.office)
        due = values.pop("due_at", LATER if stands is Outcome.UNDER_WAY else DUE)
        articles = values.pop("articles", ())
        task = make.task(
            office,
            values.pop("title", "风险排查"),
            party_id=make.party(party).id,
            weight=D(weight),
            due_at=due,
            issued_at=due - timedelta(days=10),
            duty_id=values.pop("duty_id", None),
            articles=list(articles),
        )
        state, beside = AS[stands]
        given = {} if beside is None else {"submitted_at": due + beside}
        return make.assignment(task, unit, state, **(given | values))

    return one
