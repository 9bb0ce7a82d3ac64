"""Who may do what with an application of the township, as the issue says it. No database."""

from types import SimpleNamespace

import pytest

from coordination.applications.policy import POLICY
from coordination.applications.states import OPEN, WORKFLOW, ApplicationAction, ApplicationState
from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed

A, S = ApplicationAction, ApplicationState
HERE, THERE, TOWNSHIP, OTHER, POLICE, BANK = 1, 2, 11, 12, 13, 14
COMMUNITY, NEXT_DOOR = 101, 102


def person(number, *functions, office=HERE, unit=None, division=None):
    return Actor(
        number, "某人", office_id=office, unit_id=unit, division_id=division, functions=frozenset(functions)
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "township": person(3, Function.TOWNSHIP, unit=TOWNSHIP),
    "township_filer": person(4, Function.TOWNSHIP, unit=TOWNSHIP),
    "township_reviewer": person(5, Function.UNIT_REVIEWER, unit=TOWNSHIP),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP, division=COMMUNITY),
    "neighbour": person(7, Function.COMMUNITY_WORKER, unit=TOWNSHIP, division=NEXT_DOOR),
    "other_township": person(8, Function.TOWNSHIP, unit=OTHER),
    "police": person(9, Function.LIAISON, unit=POLICE),
    "police_reviewer": person(10, Function.UNIT_REVIEWER, unit=POLICE),
    "bank": person(11, Function.LIAISON, unit=BANK),
    "auditor": person(12, Function.AUDITOR),
    "administrator": person(13, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(14, Function.CLERK, office=THERE),
    "outside_police": person(15, Function.LIAISON, office=THERE, unit=21),
}
OFFICE = SimpleNamespace(id=HERE)
UNIT = SimpleNamespace(id=TOWNSHIP, office_id=HERE, unit_id=TOWNSHIP, division_id=50)
SIGNING = SimpleNamespace(id=POLICE, office_id=HERE, unit_id=POLICE, division_id=None)
SUBJECT = SimpleNamespace(id=71, office_id=HERE, unit_id=TOWNSHIP, division_id=COMMUNITY)
OPINION = SimpleNamespace(id=91, office_id=HERE, unit_id=POLICE)


def application(state):
    return SimpleNamespace(
        id=99,
        office_id=HERE,
        unit_id=TOWNSHIP,
        division_id=COMMUNITY,
        state=state,
        filed_by_id=4,
        opinions=[OPINION],
    )


OBJECTS = {
    "office": OFFICE,
    "unit": UNIT,
    "signing unit": SIGNING,
    "subject": SUBJECT,
    "opinion": OPINION,
    "filed": application(S.FILED),
    "reviewed": application(S.JOINT_REVIEW),
}
TOWNSHIPS = {"township", "township_filer"}
MATRIX = {
    (A.LIST, "office"): {"clerk", "leader"},
    (A.MINE, "unit"): {*TOWNSHIPS, "township_reviewer", "worker", "neighbour"},
    (A.FILE_MANY, "unit"): TOWNSHIPS,
    (A.CREATE, "subject"): {*TOWNSHIPS, "worker"},
    (A.VIEW, "filed"): {
        *TOWNSHIPS,
        "clerk",
        "leader",
        "township_reviewer",
        "worker",
        "police",
        "police_reviewer",
    },
    (A.EDIT, "filed"): {*TOWNSHIPS, "worker"},
    (A.FILE, "filed"): {*TOWNSHIPS, "worker"},
    (A.ADMIT, "filed"): {"township", "clerk"},
    (A.RETURN, "filed"): {"township", "clerk", "leader"},
    (A.RETURN, "reviewed"): {"clerk", "leader"},
    (A.OPINE, "opinion"): {"police", "police_reviewer"},
    (A.OPINE, "signing unit"): {"police", "police_reviewer"},
    (A.CHASE, "reviewed"): {"clerk", "leader"},
    (A.CHASE, "office"): {"clerk", "leader"},
    (A.CONCLUDE, "reviewed"): {"clerk"},
    (A.PUBLISH, "reviewed"): {"clerk"},
    (A.UNPUBLISH, "reviewed"): {"clerk", "leader"},
    (A.CLOSE_NOTICE, "reviewed"): {"clerk"},
    (A.NAME, "reviewed"): {"leader"},
    (A.REFUSE, "reviewed"): {"clerk", "leader"},
    (A.WITHDRAW, "reviewed"): {*TOWNSHIPS, "worker"},
}


@pytest.mark.parametrize(("action", "thing"), sorted(MATRIX), ids=str)
def test_the_matrix(action, thing):
    found = {name for name, actor in CAST.items() if allowed(actor, action, OBJECTS[thing])}
    assert found == MATRIX[action, thing]


def test_every_action_stands_in_the_matrix():
    assert {action for action, _thing in MATRIX} | {A.SKIP} == set(POLICY) == set(A)


def test_the_system_may_and_nobody_signed_in_may_nothing():
    nobody = Actor(None, "")
    for action in A:
        assert allowed(SYSTEM, action, OBJECTS["filed"])
        assert not allowed(nobody, action, OBJECTS["filed"])


def test_the_way_from_the_draft_to_the_name():
    state = S.DRAFT
    for action in (A.FILE, A.ADMIT, A.CONCLUDE, A.PUBLISH, A.CLOSE_NOTICE, A.NAME):
        state = WORKFLOW.next(state, action)
    assert state is S.NAMED


def test_what_is_over_stays_over():
    for state in (S.NAMED, S.REFUSED, S.WITHDRAWN):
        assert list(WORKFLOW.actions(state)) == []


def test_everything_open_can_be_withdrawn_and_only_what_was_filed_is_refused():
    assert {state for state in S if A.WITHDRAW in WORKFLOW.actions(state)} == set(OPEN)
    refused = {state for state in S if A.REFUSE in WORKFLOW.actions(state)}
    assert refused == {S.JOINT_REVIEW, S.BEFORE_NOTICE, S.NOTICE, S.BEFORE_NAMING}
