"""Who may do what with schemes and what is entered by hand for them; reads like domain.md. No database."""

from datetime import UTC, datetime

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.organizations.models import Office
from coordination.schemes import policy as _policy  # noqa: F401  its table is published
from coordination.schemes.models import Scheme, SchemeEntry
from coordination.schemes.states import EntryAction, SchemeAction, SchemeState

CLERK, LEADER, LIAISON = Function.CLERK, Function.LEADER, Function.LIAISON


def person(*functions, office=1, unit=None):
    return Actor(7, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(CLERK),
    "leader": person(LEADER),
    "liaison": person(LIAISON, unit=5),
    "unit reviewer": person(Function.UNIT_REVIEWER, unit=5),
    "township": person(Function.TOWNSHIP, unit=6),
    "community worker": person(Function.COMMUNITY_WORKER, unit=6),
    "auditor": person(Function.AUDITOR),
    "system administrator": person(Function.SYSTEM_ADMINISTRATOR),
    "security administrator": person(Function.SECURITY_ADMINISTRATOR),
    "clerk next door": person(CLERK, office=2),
    "leader next door": person(LEADER, office=2),
    "liaison next door": person(LIAISON, office=2, unit=9),
    "clerk who sits in a unit": person(CLERK, unit=5),
    "nobody": Actor(None, ""),
}
OFFICE = {"clerk", "leader"}
UNITS = {"liaison", "unit reviewer", "township", "community worker"}
HERE = OFFICE | UNITS | {"clerk who sits in a unit"}

office = Office(id=1)
NOW = datetime(2026, 10, 1, tzinfo=UTC)
scheme = Scheme(id=3, office_id=1, state=SchemeState.IN_FORCE)
draft = Scheme(id=8, office_id=1, state=SchemeState.DRAFT, drafted_at=NOW)
given_up = Scheme(id=9, office_id=1, state=SchemeState.CLOSED, drafted_at=NOW)
closed = Scheme(id=10, office_id=1, state=SchemeState.CLOSED, drafted_at=NOW, enacted_at=NOW)
set_up_before_drafts = Scheme(id=11, office_id=1, state=SchemeState.CLOSED)
entry = SchemeEntry(id=4, office_id=1, scheme_id=3, unit_id=6)
confirmed = SchemeEntry(id=5, office_id=1, scheme_id=3, unit_id=6, confirmed_at=NOW)
OF_THE_UNIT = {"township", "community worker"}

MATRIX = [
    (SchemeAction.VIEW, scheme, HERE),
    (SchemeAction.VIEW, closed, HERE),
    (SchemeAction.VIEW, set_up_before_drafts, HERE),
    (SchemeAction.VIEW, draft, OFFICE),
    (SchemeAction.VIEW, given_up, OFFICE),
    (SchemeAction.LIST, office, HERE),
    (SchemeAction.DRAFT, office, {"clerk"}),
    (SchemeAction.DRAFT, scheme, {"clerk"}),
    (SchemeAction.EDIT, draft, {"clerk"}),
    (SchemeAction.DISCARD, draft, {"clerk"}),
    (SchemeAction.ENACT, scheme, {"leader"}),
    (SchemeAction.CLOSE, scheme, {"leader"}),
    (SchemeAction.FREEZE, scheme, {"clerk"}),
    (EntryAction.LIST, scheme, OFFICE),
    (EntryAction.VIEW, entry, OFFICE),
    (EntryAction.VIEW, confirmed, OFFICE | OF_THE_UNIT),
    (EntryAction.ENTER, scheme, {"clerk"}),
    (EntryAction.CONFIRM, entry, {"leader"}),
    (EntryAction.WITHDRAW, entry, OFFICE),
]


@pytest.mark.parametrize(("action", "subject", "who"), MATRIX)
def test_who_may(action, subject, who):
    assert {name for name, actor in CAST.items() if allowed(actor, action, subject)} == who


def test_every_action_has_a_row():
    assert {action for action, _subject, _who in MATRIX} == {*SchemeAction, *EntryAction}
