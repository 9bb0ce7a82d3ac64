"""Who may do what with a report of the bank. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.indicators.policy import IndicatorAction
from coordination.kernel.functions import Function
from coordination.kernel.policy import SYSTEM, Actor, allowed
from coordination.reporting.policy import POLICY
from coordination.reporting.states import ReportAction

HERE, THERE, BANK, TOWNSHIP = 1, 2, 11, 12


def person(number, *functions, office=HERE, unit=None):
    return Actor(number, "某人", office_id=office, unit_id=unit, functions=frozenset(functions))


CAST = {
    "clerk": person(1, Function.CLERK),
    "leader": person(2, Function.LEADER),
    "liaison": person(3, Function.LIAISON, unit=BANK),
    "unit_reviewer": person(4, Function.UNIT_REVIEWER, unit=BANK),
    "township": person(5, Function.TOWNSHIP, unit=TOWNSHIP),
    "worker": person(6, Function.COMMUNITY_WORKER, unit=TOWNSHIP),
    "auditor": person(7, Function.AUDITOR),
    "administrator": person(8, Function.SYSTEM_ADMINISTRATOR),
    "outsider": person(9, Function.CLERK, office=THERE),
    "outside_liaison": person(10, Function.LIAISON, office=THERE, unit=21),
}
OFFICE = SimpleNamespace(id=HERE)
UNIT = SimpleNamespace(id=BANK, office_id=HERE, unit_id=BANK)
REPORT = SimpleNamespace(id=99, office_id=HERE, unit_id=BANK, submitted_by_id=3)

MATRIX = {
    (ReportAction.VIEW, "report"): {"clerk", "leader", "liaison", "unit_reviewer"},
    (ReportAction.FILL, "report"): {"liaison"},
    (ReportAction.SUBMIT, "report"): {"liaison"},
    (ReportAction.APPROVE, "report"): {"clerk", "leader"},
    (ReportAction.RETURN, "report"): {"clerk", "leader"},
    (ReportAction.REOPEN, "report"): {"clerk", "leader"},
    (ReportAction.EXTEND, "report"): {"clerk", "leader"},
    (ReportAction.REFUSE, "report"): {"clerk", "leader"},
    (ReportAction.ASK_CORRECTION, "report"): {"liaison"},
    (ReportAction.ASK_EXTENSION, "report"): {"liaison"},
    (ReportAction.LIST, "unit"): {"liaison", "unit_reviewer"},
    (ReportAction.OVERSEE, "office"): {"clerk", "leader"},
    (ReportAction.OPEN, "office"): {"clerk"},
    (ReportAction.FREEZE, "office"): {"clerk"},
    (ReportAction.APPROVE, "office"): {"clerk", "leader"},
    (ReportAction.EXTEND, "office"): {"clerk", "leader"},
    (ReportAction.VIEW, "office"): {"clerk", "leader"},
    (IndicatorAction.LIST, "office"): {
        "clerk",
        "leader",
        "liaison",
        "unit_reviewer",
        "township",
        "worker",
    },
}
SUBJECTS = {"report": REPORT, "unit": UNIT, "office": OFFICE}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == {*POLICY, IndicatorAction.LIST}


def test_who_filed_a_report_never_judges_it():
    moved_to_the_office = person(3, Function.CLERK)
    assert not allowed(moved_to_the_office, ReportAction.APPROVE, REPORT)
    assert not allowed(moved_to_the_office, ReportAction.RETURN, REPORT)
    assert not allowed(moved_to_the_office, ReportAction.REOPEN, REPORT)


def test_a_unit_whose_number_is_that_of_the_office_sees_no_overview():
    liaison = person(3, Function.LIAISON, unit=HERE)
    assert not allowed(liaison, ReportAction.VIEW, OFFICE)


def test_the_schedule_may_open_periods():
    assert allowed(SYSTEM, ReportAction.OPEN, OFFICE)
