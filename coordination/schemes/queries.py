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
from coordination.schemes.membership import Member, membership
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort, SchemeEntry, SchemeItem
from coordination.schemes.states import SchemeState


def _number(places: Mapping[str, int]) -> int:
    """The id of a URL, or 0 for one that no row can have."""
    return places["id"] if places["id"] < 2**63 else 0


def in_force(office_id: int | None) -> Sequence[Scheme]:
    """The schemes in force, in the order in which they were set up."""
    found = select(Scheme).where(Scheme.office_id == office_id, Scheme.state == SchemeState.IN_FORCE)
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


def members(scheme: Scheme, period: Period) -> list[Member]:
    """The members with unit and division: by cohort, then in official order; units closed by the end of
    the period are left out."""
    with_place = joinedload(CohortMember.unit, innerjoin=True).joinedload(MemberUnit.division)
    rows = session.scalars(
        select(CohortMember).where(CohortMember.scheme_id == scheme.id).options(with_place)
    ).all()
    groups = cohorts(scheme)
    kinds = [one.unit_kind for one in groups if one.unit_kind]
    units = session.scalars(
        select(MemberUnit)
        .where(MemberUnit.office_id == scheme.office_id, MemberUnit.kind_code.in_(kinds))
        .options(joinedload(MemberUnit.division))
    )
    found = membership(groups, rows, units if kinds else ())
    return [one for one in found if one.unit.closed_on is None or one.unit.closed_on > period.last_day]


def cohorts(scheme: Scheme) -> Sequence[SchemeCohort]:
    """The groups of a scheme in its order."""
    return session.scalars(
        select(SchemeCohort)
        .where(SchemeCohort.scheme_id == scheme.id)
        .order_by(SchemeCohort.sort_order, SchemeCohort.id)
    ).all()


def counting(scheme: Scheme, period: str) -> Sequence[SchemeEntry]:
    """What was entered for a month, confirmed and not withdrawn, under whichever revision of the scheme."""
    return session.scalars(
        select(SchemeEntry)
        .join(SchemeEntry.scheme)
        .where(
            Scheme.office_id == scheme.office_id,
            Scheme.code == scheme.code,
            SchemeEntry.period == period,
            SchemeEntry.confirmed_at.is_not(None),
            SchemeEntry.withdrawn_at.is_(None),
        )
        .options(joinedload(SchemeEntry.entered_by, innerjoin=True), joinedload(SchemeEntry.confirmed_by))
        .order_by(SchemeEntry.id)
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
