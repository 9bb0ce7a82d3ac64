"""Reports of two banks and the police in October and September, filed in every way there is."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from coordination.reporting.states import ReportState
from tests.factories import reporting as make
from tests.factories.organizations import unit


def filed(form, who, period, *, hours, state=ReportState.APPROVED, by, reviewer, grace=None, revision=1):
    """A report first filed so many hours after its deadline (before it, if negative)."""
    made = make.report(form, who, period)
    made.first_submitted_at = made.submitted_at = made.due_at + timedelta(hours=hours)
    made.state, made.revision, made.submitted_by_id = state, revision, by.id
    if state is ReportState.APPROVED:
        made.approved_by_id, made.approved_at = reviewer.id, made.submitted_at
    if state is ReportState.RETURNED:
        made.return_reason = "请核对"
    if grace is not None:
        made.grace_until = made.due_at + timedelta(hours=grace)
    make.session.commit()
    return made


@pytest.fixture
def filings(cast, clock):
    """On 6 November, an hour after the October deadline of 17:00."""
    clock.move(hours=8)
    bank, police = make.bank_form(cast.office), make.police_form(cast.office)
    other = unit(cast.office, "农业银行山阳支行", "bank", 5)
    other.short_name = "农行"
    other.pinyin, other.initials = "nongyeyinhang", "nyyh"
    people = {"by": cast.bank, "reviewer": cast.clerk}
    make.session.commit()
    return SimpleNamespace(
        bank=bank,
        police=police,
        other=other,
        in_time=filed(bank, cast.units.bank, "2026-09", hours=-1, **people),
        late=filed(bank, other, "2026-09", hours=1, revision=2, **people),
        by_grace=filed(police, cast.units.police, "2026-09", hours=5, grace=24, **people),
        missing=make.report(bank, cast.units.bank),
        returned=filed(bank, other, "2026-10", hours=-2, state=ReportState.RETURNED, **people),
        pending=make.report(police, cast.units.police, due_at=make.DUE + timedelta(days=2)),
    )
