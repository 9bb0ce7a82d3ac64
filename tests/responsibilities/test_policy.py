"""Who may do what with duties and dictionaries. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.responsibilities.policy import (
    ARTICLE_POLICY,
    DUTY_POLICY,
    PARTY_POLICY,
    ArticleAction,
    DutyAction,
    PartyAction,
)

TOP, BELOW, THERE = 1, 2, 3


def person(number, *functions, office=TOP, unit=None, kind=None):
    return Actor(
        number, "某人", office_id=office, unit_id=unit, unit_kind=kind, functions=frozenset(functions)
    )


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "bank": person(3, Function.LIAISON, unit=11, kind="bank"),
    "bank_reviewer": person(4, Function.UNIT_REVIEWER, unit=11, kind="bank"),
    "carrier": person(5, Function.LIAISON, unit=12, kind="carrier"),
    "township": person(6, Function.TOWNSHIP, unit=13, kind="township"),
    "worker": person(7, Function.COMMUNITY_WORKER, unit=13, kind="township"),
    "auditor": person(8, Function.AUDITOR),
    "administrator": person(9, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(10, Function.CLERK, office=THERE),
    "outside_bank": person(11, Function.LIAISON, office=THERE, unit=21, kind="bank"),
}
OFFICE_PEOPLE = {"clerk", "leader"}
BANK_PEOPLE = {"bank", "bank_reviewer"}
UNIT_PEOPLE = {*BANK_PEOPLE, "carrier", "township", "worker"}

OFFICE = SimpleNamespace(id=TOP, parent_id=None)
SUBJECTS = {
    "office": OFFICE,
    "duty of banks": SimpleNamespace(id=90, office_id=TOP, unit_kinds=["bank"]),
    "duty of all": SimpleNamespace(id=91, office_id=TOP, unit_kinds=[]),
    "entry": SimpleNamespace(row=SimpleNamespace(id=1), office=OFFICE, office_id=TOP),
}
MATRIX = {
    (DutyAction.VIEW, "duty of banks"): OFFICE_PEOPLE | BANK_PEOPLE,
    (DutyAction.VIEW, "duty of all"): OFFICE_PEOPLE | UNIT_PEOPLE,
    (DutyAction.LIST, "office"): OFFICE_PEOPLE | UNIT_PEOPLE,
    (DutyAction.ADD, "office"): {"clerk"},
    (DutyAction.LOAD, "office"): {"clerk"},
    (DutyAction.EDIT, "duty of banks"): {"clerk"},
    (DutyAction.CLOSE, "duty of banks"): {"clerk"},
    (DutyAction.REOPEN, "duty of banks"): {"clerk"},
    (PartyAction.VIEW, "entry"): OFFICE_PEOPLE | UNIT_PEOPLE,
    (PartyAction.LIST, "office"): OFFICE_PEOPLE | UNIT_PEOPLE,
    (PartyAction.ADD, "office"): {"clerk"},
    (PartyAction.EDIT, "entry"): {"clerk"},
    (PartyAction.CLOSE, "entry"): {"clerk"},
    (PartyAction.REOPEN, "entry"): {"clerk"},
    (ArticleAction.VIEW, "entry"): OFFICE_PEOPLE | UNIT_PEOPLE,
    (ArticleAction.LIST, "office"): OFFICE_PEOPLE | UNIT_PEOPLE,
    (ArticleAction.ADD, "office"): {"clerk"},
    (ArticleAction.EDIT, "entry"): {"clerk"},
    (ArticleAction.CLOSE, "entry"): {"clerk"},
    (ArticleAction.REOPEN, "entry"): {"clerk"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == {*DUTY_POLICY, *PARTY_POLICY, *ARTICLE_POLICY}


KEPT = [action for action in (*PARTY_POLICY, *ARTICLE_POLICY) if action.name not in ("VIEW", "LIST")]


@pytest.mark.parametrize("action", KEPT)
def test_an_office_with_a_superior_reads_the_dictionaries_and_keeps_its_own_duties(action):
    office = SimpleNamespace(id=BELOW, parent_id=TOP)
    clerk = person(20, Function.CLERK, office=BELOW)
    subject = office if action.name == "ADD" else SimpleNamespace(office=office, office_id=BELOW)
    assert not allowed(clerk, action, subject)
    assert allowed(clerk, type(action).LIST, office)
    assert allowed(clerk, DutyAction.ADD, office)


def test_the_system_may_load_the_duties_of_the_law():
    assert allowed(SYSTEM, DutyAction.LOAD, OFFICE)
