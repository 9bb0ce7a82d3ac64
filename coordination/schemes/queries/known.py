"""What an office has that a scheme may rest on: indicators, parties, kinds of subjects, units."""

from collections.abc import Collection

from sqlalchemy import func, select

from coordination.indicators.models import Indicator, Regulation
from coordination.indicators.queries import reachable, regulations
from coordination.indicators.sentences import refusal
from coordination.kernel.db import session
from coordination.kernel.period import Kind
from coordination.organizations import queries as organizations
from coordination.report_forms.models import FormField, ReportForm
from coordination.responsibilities.queries import parties
from coordination.schemes.rules.drafts import CONSTANTS, Figure, Known
from coordination.schemes.rules.fitness import Units
from coordination.subjects.rules import SubjectKind


def known(office_id: int) -> Known:
    """Everything that an item of the office may rest on; a constant number of statements."""
    cited = {one.cited_as: one for one in regulations(office_id)}
    reported = _reported(office_id)
    rows = session.scalars(reachable(office_id)).all()
    codes = {one.code for one in rows if one.id in reported} | set(CONSTANTS)
    return Known(
        figures={one.id: _figure(one, codes, cited.get(one.regulation)) for one in rows},
        parties={party.code for party in parties(closed=False)},
        subject_kinds={str(kind) for kind in SubjectKind},
    )


def _figure(one: Indicator, reported: Collection[str], regulation: Regulation | None) -> Figure:
    parts = tuple(part for part in (one.numerator, one.denominator) if part)
    return Figure(
        code=one.code,
        name=one.name,
        unit=one.unit,
        refusal=None if one.rankable else refusal(one, regulation),
        forbidden=not one.rankable and bool(one.regulation),
        closed=one.closed_at is not None,
        reported=all(code in reported for code in parts or (one.code,)),
        parts=parts,
        last=one.over_time == "last",
    )


def _reported(office_id: int) -> set[int]:
    """The indicators that a monthly form in force asks for."""
    found = (
        select(FormField.indicator_id)
        .join(FormField.form)
        .where(
            ReportForm.office_id == office_id,
            ReportForm.period_kind == Kind.MONTH,
            ReportForm.enacted_at.is_not(None),
            ReportForm.closed_at.is_(None),
            func.coalesce(ReportForm.last_period, "") == "",
        )
    )
    return set(session.scalars(found.distinct()))


def units(office_id: int) -> Units:
    """The open units of the office, in official order, and the kinds of units."""
    found = organizations.units(office_id)
    return Units(
        names={one.id: one.name for one in found},
        kinds={one.id: one.kind_code for one in found},
        kind_names={one.code: one.name for one in organizations.kinds()},
    )
