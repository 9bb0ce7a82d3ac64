"""Who may do what, as the specification reads it. No database: people are plain actors."""

from types import SimpleNamespace

import pytest

from coordination.kernel.errors import Forbidden, NotFound
from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed, check
from coordination.organizations.policy import DivisionAction, OfficeAction, UnitAction

HERE, THERE, BANK, TOWNSHIP = 1, 2, 21, 22


def person(*functions: Function, office: int = HERE, unit: int | None = None) -> Actor:
    return Actor(7, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(Function.CLERK),
    "leader": person(Function.LEADER),
    "administrator": person(Function.SYSTEM_ADMINISTRATOR),
    "security": person(Function.SECURITY_ADMINISTRATOR),
    "auditor": person(Function.AUDITOR),
    "bank": person(Function.LIAISON, unit=BANK),
    "bank_reviewer": person(Function.UNIT_REVIEWER, unit=BANK),
    "township": person(Function.TOWNSHIP, unit=TOWNSHIP),
    "worker": person(Function.COMMUNITY_WORKER, unit=TOWNSHIP),
    "outsider": person(Function.CLERK, office=THERE),
    "outside_unit": person(Function.LIAISON, office=THERE, unit=31),
}
OFFICE = SimpleNamespace(id=HERE)
UNIT = SimpleNamespace(id=BANK, office_id=HERE, kind_code="bank")
PLACE = SimpleNamespace(office_id=HERE, division=SimpleNamespace(id=9))

KEEPERS = {"clerk", "administrator"}
OFFICE_PEOPLE = {"clerk", "leader", "administrator"}
MATRIX = {
    (OfficeAction.VIEW, "office"): OFFICE_PEOPLE,
    (OfficeAction.EDIT, "office"): {"leader", "administrator"},
    (OfficeAction.FOUND, "office"): set(),
    (UnitAction.LIST, "office"): OFFICE_PEOPLE,
    (UnitAction.VIEW, "office"): OFFICE_PEOPLE,
    (UnitAction.ADD, "office"): KEEPERS,
    (UnitAction.VIEW, "unit"): OFFICE_PEOPLE | {"bank", "bank_reviewer"},
    (UnitAction.EDIT, "unit"): KEEPERS,
    (UnitAction.ORDER, "unit"): KEEPERS,
    (UnitAction.CLOSE, "unit"): KEEPERS,
    (UnitAction.REOPEN, "unit"): KEEPERS,
    (UnitAction.REVEAL, "unit"): {"clerk", "leader", "bank", "bank_reviewer"},
    (DivisionAction.LIST, "office"): OFFICE_PEOPLE,
    (DivisionAction.VIEW, "place"): OFFICE_PEOPLE,
    (DivisionAction.COUNT, "place"): {"clerk"},
    (DivisionAction.CLOSE, "place"): KEEPERS,
    (DivisionAction.REOPEN, "place"): KEEPERS,
    (DivisionAction.IMPORT, "place"): set(),
}
SUBJECTS = {"office": OFFICE, "unit": UNIT, "place": PLACE}


@pytest.mark.parametrize(("action", "kind"), MATRIX, ids=lambda value: str(value))
def test_the_matrix_holds_for_the_whole_cast(action: UnitAction, kind: str) -> None:
    may = {name for name, actor in CAST.items() if allowed(actor, action, SUBJECTS[kind])}
    assert may == MATRIX[action, kind]


def test_every_action_stands_in_the_matrix() -> None:
    stated = {action for action, _kind in MATRIX}
    assert stated == {*OfficeAction, *UnitAction, *DivisionAction}


def test_an_office_with_the_number_of_a_unit_is_not_that_unit() -> None:
    liaison = person(Function.LIAISON, unit=HERE)
    assert not allowed(liaison, UnitAction.VIEW, OFFICE)


def test_what_may_not_be_seen_is_absent_and_what_may_not_be_done_is_forbidden() -> None:
    with pytest.raises(NotFound):
        check(CAST["outsider"], UnitAction.EDIT, UNIT)
    with pytest.raises(Forbidden):
        check(CAST["bank"], UnitAction.EDIT, UNIT)


def test_only_the_system_imports_divisions() -> None:
    assert allowed(SYSTEM, DivisionAction.IMPORT, PLACE)
