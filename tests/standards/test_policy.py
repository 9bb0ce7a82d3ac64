"""Who reads, writes and enacts standards. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, allowed
from coordination.standards.policy import POLICY, StandardAction
from coordination.standards.rules import VersionState

HERE, THERE, BANK = 1, 2, 11


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township": person(5, Function.TOWNSHIP, unit=12),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=12),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "outside_leader": person(10, Function.LEADER, office=THERE),
    "outside_liaison": person(11, Function.LIAISON, office=THERE, unit=21),
}
SUBJECTS = {
    "office": SimpleNamespace(id=HERE),
    # its number is that of an office, and says nothing
    "pattern": SimpleNamespace(id=HERE, office_id=None),
    "pattern_version": SimpleNamespace(id=HERE, office_id=None, state=VersionState.ENACTED),
    "standard": SimpleNamespace(id=101, office_id=HERE),
    "draft": SimpleNamespace(id=102, office_id=HERE, state=VersionState.DRAFT),
    "discarded": SimpleNamespace(id=103, office_id=HERE, state=VersionState.DISCARDED),
    "enacted": SimpleNamespace(id=104, office_id=HERE, state=VersionState.ENACTED),
    "subject": SimpleNamespace(id=105, office_id=HERE, unit_id=12),
    "event": SimpleNamespace(id=106, office_id=HERE, unit_id=12),
}
OFFICE = {"clerk", "leader"}
HERE_AT_WORK = OFFICE | {"liaison", "unit_reviewer", "township", "worker"}
EVERYBODY_AT_WORK = HERE_AT_WORK | {"outsider", "outside_leader", "outside_liaison"}
A = StandardAction

MATRIX = {
    (A.VIEW, "pattern"): EVERYBODY_AT_WORK,
    (A.VIEW, "pattern_version"): EVERYBODY_AT_WORK,
    (A.VIEW, "standard"): HERE_AT_WORK,
    (A.VIEW, "enacted"): HERE_AT_WORK,
    (A.VIEW, "draft"): OFFICE,
    (A.VIEW, "discarded"): OFFICE,
    (A.LIST, "office"): HERE_AT_WORK,
    (A.CREATE, "office"): {"clerk"},
    (A.ADOPT, "pattern"): {"clerk", "outsider"},
    (A.ADOPT, "standard"): set(),
    (A.EDIT, "draft"): {"clerk"},
    (A.EDIT, "pattern_version"): set(),
    (A.REVISE, "standard"): {"clerk"},
    (A.REVISE, "pattern"): set(),
    (A.DISCARD, "draft"): {"clerk"},
    (A.DISCARD, "pattern_version"): set(),
    (A.TRY, "draft"): OFFICE,
    (A.TRY, "enacted"): OFFICE,
    (A.TRY, "pattern_version"): set(),
    (A.ENACT, "draft"): {"leader"},
    (A.ENACT, "pattern_version"): set(),
    (A.CLOSE, "standard"): {"clerk"},
    (A.CLOSE, "pattern"): set(),
    (A.VETOES, "office"): OFFICE,
    (A.VETO, "subject"): {"clerk"},
    (A.UNVETO, "event"): {"leader"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_clerk_drafts_the_leader_enacts_and_all_read_what_is_enacted(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(POLICY)
