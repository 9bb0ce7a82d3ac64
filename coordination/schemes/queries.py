"""Reading schemes."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.reporting.models import Report
from coordination.schemes import policy as _policy  # noqa: F401  its table is published
from coordination.schemes import uses as _uses  # noqa: F401  told to the catalogue
from coordination.schemes.models import CohortMember, Scheme, SchemeItem


def _number(places: Mapping[str, int]) -> int:
    """The id of a URL, or 0 for one that no row can have."""
    return places["id"] if places["id"] < 2**63 else 0


def in_force(office_id: int | None) -> Sequence[Scheme]:
    """The schemes in force, in the order in which they were set up."""
    found = select(Scheme).where(Scheme.office_id == office_id, Scheme.closed_at.is_(None))
    return session.scalars(found.order_by(Scheme.id)).all()


def whole(actor: Actor, **places: int) -> Scheme | None:
    """A scheme with its items, and its members in official order."""
    return session.scalars(
        select(Scheme)
        .where(Scheme.id == _number(places), Scheme.office_id == actor.office_id)
        .options(selectinload(Scheme.items), selectinload(Scheme.members).joinedload(CohortMember.unit))
    ).first()


def items(scheme: Scheme) -> Sequence[SchemeItem]:
    return session.scalars(
        select(SchemeItem)
        .where(SchemeItem.scheme_id == scheme.id)
        .order_by(SchemeItem.sort_order, SchemeItem.id)
    ).all()


def members(scheme: Scheme) -> Sequence[CohortMember]:
    """The members with unit and division, in official order."""
    return session.scalars(
        select(CohortMember)
        .where(CohortMember.scheme_id == scheme.id)
        .join(CohortMember.unit)
        .options(joinedload(CohortMember.unit, innerjoin=True).joinedload(MemberUnit.division))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    ).all()


def indicators(codes: Iterable[str]) -> dict[str, Indicator]:
    found = session.scalars(select(Indicator).where(Indicator.code.in_(sorted(codes))))
    return {indicator.code: indicator for indicator in found}


def calibers(scheme: Scheme) -> dict[str, str]:
    """The caliber of each item's indicator, with names where the catalogue writes codes."""
    used = {item.code: item.indicator for item in scheme.items if item.indicator is not None}
    parts = {code for found in used.values() for code in (found.numerator, found.denominator) if code}
    names = {code: found.name for code, found in indicators(parts).items()}
    notes = {code: found.note for code, found in used.items()}
    for part, name in sorted(names.items(), key=lambda pair: -len(pair[0])):
        notes = {code: note.replace(part, name) for code, note in notes.items()}
    return notes


def periods(office_id: int | None) -> list[Period]:
    """The months for which reports were opened, newest first; two looks into an index.

    Nobody is ranked by weeks or quarters, whatever is asked for them; their names sort between the months'.
    """
    of_month = (Report.period.regexp_match("^[0-9]{4}-[0-9]{2}$"), Report.period <= f"{clock.today():%Y-%m}")
    bounds = select(func.min(Report.period), func.max(Report.period)).where(
        Report.office_id == office_id, *of_month
    )
    first, last = session.execute(bounds).one()
    if first is None:
        return []
    found = [Period.parse(last)]
    while found[-1] > Period.parse(first):
        found.append(found[-1].previous())
    return found
