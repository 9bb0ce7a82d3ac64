"""What units ask of the office: more time, a correction; and how it was answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ColumnElement, Select, any_, bindparam, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload, raiseload

from coordination.kernel import db
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Correction, Extension, Report
from coordination.reporting.queries.lists import visible_to
from coordination.reporting.queries.timely import COUNTS_UNTIL
from coordination.reporting.states import OPEN, Wish, WishState

LIMIT = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """One open request as the office's list shows it."""

    wish: Wish
    report_id: int
    unit: str
    form: str
    period: str
    due_at: datetime
    to_at: datetime | None
    reason: str
    asked_at: datetime
    by: str
    after_freeze: bool


def extensions_of(report: Report) -> Sequence[Extension]:
    """Latest first, with the people."""
    found = select(Extension).where(Extension.report_id == report.id)
    eager = found.options(joinedload(Extension.asked_by, innerjoin=True), joinedload(Extension.decided_by))
    return session.scalars(eager.order_by(Extension.id.desc())).all()


def corrections_of(report: Report) -> Sequence[Correction]:
    """Latest first, with the people."""
    found = select(Correction).where(Correction.report_id == report.id)
    eager = found.options(joinedload(Correction.asked_by, innerjoin=True), joinedload(Correction.decided_by))
    return session.scalars(eager.order_by(Correction.id.desc())).all()


def granted_correction(report: Report) -> Correction | None:
    """The correction for which a report stands open."""
    found = db.rows(_GRANTED, report=report.id)
    return session.get(Correction, found[0].id) if found else None


def granted(report: Any) -> Select[Any]:
    """What was granted to the report of this number and not yet filed."""
    found = select(Correction.id).where(Correction.report_id == report)
    return found.where(Correction.state == WishState.GRANTED, Correction.revision_after.is_(None))


_GRANTED = granted(bindparam("report")).order_by(Correction.id.desc()).limit(1)


def to_answer(actor: Actor) -> list[Asked]:
    """What waits for an answer of the office, the earliest asked first; 200 of each kind at most."""
    late = or_(Report.state.in_(OPEN), Report.first_submitted_at >= COUNTS_UNTIL)
    return sorted(
        [
            *(_asked(Wish.EXTENSION, one) for one in _open(Extension, actor, late)),
            *(_asked(Wish.CORRECTION, one) for one in _open(Correction, actor)),
        ],
        key=lambda one: one.asked_at,
    )


def _open(kind: type[Extension] | type[Correction], actor: Actor, *where: ColumnElement[bool]) -> list[Any]:
    found = (
        select(kind)
        .join(Report, Report.id == kind.report_id)
        .join(ReportForm, ReportForm.id == Report.form_id)
        .join(MemberUnit, MemberUnit.id == Report.unit_id)
        .where(kind.office_id == actor.office_id, kind.state == WishState.ASKED, *where)
        .options(
            contains_eager(kind.report).contains_eager(Report.form),
            contains_eager(kind.report).contains_eager(Report.unit),
            joinedload(kind.asked_by, innerjoin=True),
        )
        .order_by(kind.id)
        .limit(LIMIT)
    )
    return list(session.scalars(found))


def _asked(wish: Wish, one: Extension | Correction) -> Asked:
    report = one.report
    return Asked(
        wish=wish,
        report_id=report.id,
        unit=report.unit.short_name,
        form=report.form.name,
        period=report.period,
        due_at=report.due_at,
        to_at=one.to_at if isinstance(one, Extension) else None,
        reason=one.reason,
        asked_at=one.asked_at,
        by=one.asked_by.name,
        after_freeze=isinstance(one, Correction) and one.after_freeze,
    )


def missing(actor: Actor, period: str, form_id: int | None = None) -> list[Report]:
    """Who has still to file for a period and is not frozen, in official order."""
    found = visible_to(actor).where(Report.period == period, Report.state.in_(OPEN))
    if form_id is not None:
        found = found.where(Report.form_id == form_id)
    return _in_order(found.where(Report.frozen_at.is_(None)))


def picked(actor: Actor, ids: Collection[int]) -> list[Report]:
    """These reports, in official order, whatever their state."""
    among = Report.id == any_(literal([id for id in ids if 0 < id < 2**63], ARRAY(BigInteger())))
    return _in_order(visible_to(actor).where(among))


def _in_order(found: Select[Report]) -> list[Report]:
    rows = (
        found.join(Report.unit)
        .join(Report.form)
        .options(contains_eager(Report.unit), contains_eager(Report.form), raiseload("*"))
        .order_by(ReportForm.sort_order, ReportForm.id, MemberUnit.sort_order, MemberUnit.id)
    )
    return list(session.scalars(rows))
