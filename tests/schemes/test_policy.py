"""Who may do what with schemes and what is entered by hand for them; reads like domain.md. No database."""

from datetime import UTC, datetime

import pytest

from coordination.kernel.policy import allowed
from coordination.organizations.models import Office
from coordination.schemes import policy as _policy  # noqa: F401  its table is published
from coordination.schemes.models import Scheme, SchemeEntry
from coordination.schemes.states import EntryAction, SchemeAction, SchemeState
from tests.factories.actors import CAST, HERE, OFFICE

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
