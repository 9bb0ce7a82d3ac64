"""How subjects stand: windows, late knowledge, alternatives, figures, duties; on the database."""

from datetime import date

import pytest

from coordination.standards.evaluation import evaluate
from coordination.standards.rules import Base, CriterionKind, Listed, WindowKind
from tests.factories import standards as make

AS_OF = date(2026, 10, 31)


@pytest.fixture
def place(cast, clock):
    return make.community(cast.units.a)


@pytest.fixture
def filing(cast):
    return make.filing(cast.office, cast.clerk, date(2026, 1, 1), date(2026, 10, 31))


def found(version, subject, as_of=AS_OF, known_at=None):
    result = evaluate(version, [subject.id], as_of, known_at)[subject.id]
    return result, [result.findings[one.id] for one in version.criteria]


def test_smoke(cast, place, filing):
    version = make.standard(
        cast.office,
        {"kind": CriterionKind.ZERO_CASES},
        {"kind": CriterionKind.CASES_DROP, "threshold": 50, "base": Base.PREVIOUS},
        {"kind": CriterionKind.LARGEST_LOSS, "threshold": 500000},
        {"kind": CriterionKind.NONE_LISTED, "listed": Listed.SUSPECTS},
        {"kind": CriterionKind.CHECK},
        {"kind": CriterionKind.NO_VETO, "window_kind": WindowKind.YEAR},
    )
    make.tally(filing, place, date(2026, 10, 1), AS_OF, 1, largest_loss=20)
    result, _findings = found(version, place)

    assert result.met is False
