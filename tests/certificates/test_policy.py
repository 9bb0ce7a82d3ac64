"""Who gives titles, sees certificates, states a case and decides. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.certificates.policy import POLICY
from coordination.certificates.states import CertificateAction as A
from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed

HERE, THERE, TOWN_A, TOWN_B, POLICE, PLACE = 1, 2, 11, 12, 13, 71


def person(number, *functions, office=HERE, unit=None, division=None):
    return Actor(
        number,
        "某人",
        office_id=office,
        unit_id=unit,
        division_id=division,
        functions=frozenset(functions),
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "leader_who_acted": person(3, Function.LEADER),
    "township_a": person(4, Function.TOWNSHIP, Function.LIAISON, unit=TOWN_A),
    "reviewer_a": person(5, Function.UNIT_REVIEWER, unit=TOWN_A),
    "township_b": person(6, Function.TOWNSHIP, unit=TOWN_B),
    "police": person(7, Function.LIAISON, unit=POLICE),
    "worker": person(8, Function.COMMUNITY_WORKER, unit=TOWN_A, division=PLACE),
    "other_worker": person(9, Function.COMMUNITY_WORKER, unit=TOWN_A, division=72),
    "auditor": person(10, Function.AUDITOR),
    "administrator": person(11, Function.SYSTEM_ADMINISTRATOR),
    "outside_leader": person(12, Function.LEADER, office=THERE),
    "outside_clerk": person(13, Function.CLERK, office=THERE),
}
OFFICE = SimpleNamespace(id=HERE)
APPLICATION = SimpleNamespace(id=5, office_id=HERE, unit_id=TOWN_A, division_id=PLACE, filed_by_id=3)
CERTIFICATE = SimpleNamespace(id=6, office_id=HERE, unit_id=TOWN_A, division_id=PLACE)
REVIEW = SimpleNamespace(id=7, office_id=HERE, unit_id=TOWN_A, division_id=PLACE, opened_by_id=3)
SUBJECTS = {"office": OFFICE, "application": APPLICATION, "certificate": CERTIFICATE, "review": REVIEW}

office_people = {"clerk", "leader", "leader_who_acted"}
unit_people = {"township_a", "reviewer_a"}
MATRIX = {
    (A.LIST, "office"): office_people,
    (A.VIEW, "certificate"): office_people | unit_people | {"worker"},
    (A.VIEW, "review"): office_people | unit_people | {"worker"},
    (A.DOWNLOAD, "certificate"): office_people | unit_people | {"worker"},
    (A.NAME, "application"): {"leader"},
    (A.SUSPEND, "certificate"): {"clerk"},
    (A.STATE_CASE, "review"): {"township_a", "worker"},
    (A.RESTORE, "review"): {"leader"},
    (A.REVOKE, "review"): {"leader"},
    (A.EXPIRE, "certificate"): set(),
    (A.REPLACE, "certificate"): set(),
}


@pytest.mark.parametrize(("action", "subject"), MATRIX)
def test_the_matrix_of_functions(action, subject):
    found = {name for name, one in CAST.items() if allowed(one, action, SUBJECTS[subject])}
    assert found == MATRIX[(action, subject)]


def test_every_action_stands_in_the_matrix():
    assert {action for action, _subject in MATRIX} == set(POLICY) == set(A)


def test_titles_end_by_the_system_alone():
    assert allowed(SYSTEM, A.EXPIRE, CERTIFICATE)
