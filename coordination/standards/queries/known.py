"""What an office has that criteria may rest on: reported indicators, parties, units that can confirm."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import func, select

from coordination.indicators.queries import reachable
from coordination.indicators.rules import CONSTANTS, Type
from coordination.kernel.db import session
from coordination.kernel.period import Kind
from coordination.organizations import queries as organizations
from coordination.organizations.models import MemberUnit
from coordination.organizations.rules import TOWNSHIP_KIND
from coordination.report_forms.models import FormField, ReportForm, Shape
from coordination.responsibilities.models import Party
from coordination.standards.rules.drafts import Known, Reported
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind


def known(office_id: int, kind: SubjectKind) -> Known:
    """For the standards of one kind of subject; a constant number of statements."""
    units = organizations.units(office_id)
    with_units = {unit.kind_code for unit in units}
    return Known(
        indicators=_indicators(office_id, _looking_after(office_id, kind) or with_units),
        parties=set(session.scalars(select(Party.id))),
        kinds={one.code: (one.name, one.code in with_units) for one in organizations.kinds()},
        units={unit.id for unit in units},
    )


def _looking_after(office_id: int, kind: SubjectKind) -> set[str]:
    """The kinds of units that look after subjects of this kind; townships where there are none yet."""
    if kind in (SubjectKind.COMMUNITY, SubjectKind.TOWNSHIP):
        return {TOWNSHIP_KIND}
    found = (
        select(MemberUnit.kind_code)
        .join(Subject, Subject.unit_id == MemberUnit.id)
        .where(Subject.office_id == office_id, Subject.kind == kind, Subject.closed_on.is_(None))
    )
    return set(session.scalars(found.distinct()))


def _indicators(office_id: int, kinds: set[str]) -> dict[int, Reported]:
    rhythms = _rhythms(office_id, kinds)
    rows = session.scalars(reachable(office_id)).all()
    plain = {one.code: rhythms.get(one.id, ()) for one in rows if one.type != Type.RATIO}
    everything = {code: tuple(Kind) for code in CONSTANTS}
    found = {}
    for one in rows:
        if one.closed_at is None:
            own = plain.get(one.code, ()) if one.type != Type.RATIO else _both(one, plain | everything)
            found[one.id] = Reported(one.name, one.unit, own)
    return found


def _both(ratio: Any, rhythms: Mapping[str, tuple[Kind, ...]]) -> tuple[Kind, ...]:
    """The rhythms in which both parts of a ratio are reported."""
    below = rhythms.get(ratio.denominator, ())
    return tuple(kind for kind in rhythms.get(ratio.numerator, ()) if kind in below)


def _rhythms(office_id: int, kinds: set[str]) -> dict[int, tuple[Kind, ...]]:
    """By indicator, how often forms in force report it by or about units of these kinds."""
    rows: Any = session.execute(
        select(
            FormField.indicator_id,
            ReportForm.period_kind,
            ReportForm.shape,
            ReportForm.unit_kinds,
            ReportForm.subject_kind,
        )
        .join(FormField.form)
        .where(
            ReportForm.office_id == office_id,
            ReportForm.enacted_at.is_not(None),
            ReportForm.closed_at.is_(None),
            func.coalesce(ReportForm.last_period, "") == "",
        )
    )
    found: dict[int, set[Kind]] = {}
    for indicator_id, period_kind, shape, unit_kinds, subject_kind in rows:
        about = {subject_kind} if shape == Shape.SUBJECTS else set(unit_kinds)
        if about & kinds:
            found.setdefault(indicator_id, set()).add(Kind(period_kind))
    return {one: tuple(sorted(rhythm, key=list(Kind).index)) for one, rhythm in found.items()}
