"""Who may do what with sheets. No database: plain values."""

from types import SimpleNamespace

import pytest

from coordination.kernel.policy import allowed
from coordination.spreadsheets.policy import POLICY, SheetAction
from tests.reporting.test_policy import BANK, CAST, HERE, OFFICE, REPORT

OWN = SimpleNamespace(id=5, office_id=HERE, unit_id=BANK)
COLLECTION = SimpleNamespace(id=6, office_id=HERE, unit_id=None)
SUBJECTS = {"report": REPORT, "office": OFFICE, "own": OWN, "collection": COLLECTION}

MATRIX = {
    (SheetAction.UPLOAD, "report"): {"liaison"},
    (SheetAction.VIEW, "own"): {"liaison"},
    (SheetAction.CONFIRM, "own"): {"liaison"},
    (SheetAction.FILE, "own"): set(),
    (SheetAction.ENTER, "own"): set(),
    (SheetAction.COLLECT, "office"): {"clerk"},
    (SheetAction.VIEW, "collection"): {"clerk"},
    (SheetAction.CONFIRM, "collection"): {"clerk"},
    (SheetAction.ENTER, "collection"): {"clerk"},
    (SheetAction.FILE, "collection"): {"clerk"},
}


@pytest.mark.parametrize(("asked", "subject"), MATRIX)
def test_the_matrix_of_functions(asked, subject):
    may = {name for name, one in CAST.items() if allowed(one, asked, SUBJECTS[subject])}
    assert may == MATRIX[asked, subject]


def test_the_matrix_has_a_row_for_every_action():
    assert {action for action, _subject in MATRIX} == set(POLICY)
