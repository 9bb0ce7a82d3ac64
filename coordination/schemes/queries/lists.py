"""Reading schemes. Lists start at `visible_to(actor)`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, case, false, func, or_, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.indicators.models import Indicator
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.organizations import queries as organizations
from coordination.organizations.models import MemberUnit
from coordination.reporting.models import Report
from coordination.schemes.membership import Member, membership
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort, SchemeItem
from coordination.schemes.policy import AT_WORK
from coordination.schemes.states import SchemeState

OFFICE = frozenset({Function.CLERK, Function.LEADER})


def _number(places: Mapping[str, int]) -> int:
    """The id of a URL, or 0 for one that no row can have."""
    return places["id"] if places["id"] < 2**63 else 0


def visible_to(actor: Actor) -> Select[Scheme]:
    """The schemes of the actor's office; units see what is or was in force."""
    found = select(Scheme).where(Scheme.office_id == actor.office_id)
    if not actor.functions & frozenset(AT_WORK):
        return found.where(false())
    if actor.unit_id is None and actor.functions & OFFICE:
        return found
    issued = or_(Scheme.enacted_at.is_not(None), Scheme.drafted_at.is_(None))
    return found.where(Scheme.state != SchemeState.DRAFT, issued)


@dataclass(frozen=True, slots=True)
class Listed:
    """A scheme of the list with how many items and cohorts it has."""

    scheme: Scheme
    items: int
    cohorts: int


def listed(actor: Actor) -> list[Listed]:
    """All revisions: those in force first, then drafts, then the closed ones; two counts in one statement."""
    items = select(func.count()).where(SchemeItem.scheme_id == Scheme.id).scalar_subquery()
    groups = select(func.count()).where(SchemeCohort.scheme_id == Scheme.id).scalar_subquery()
    order = case((Scheme.state == SchemeState.IN_FORCE, 0), (Scheme.state == SchemeState.DRAFT, 1), else_=2)
    found = visible_to(actor).add_columns(items, groups).options(joinedload(Scheme.enacted_by))
    rows = session.execute(found.order_by(order, Scheme.code, Scheme.revision.desc()))
    return [Listed(*row) for row in rows]


def in_force(office_id: int | None) -> Sequence[Scheme]:
    """The schemes in force, in the order in which they were set up."""
    found = select(Scheme).where(Scheme.office_id == office_id, Scheme.state == SchemeState.IN_FORCE)
    return session.scalars(found.order_by(Scheme.id)).all()


def whole(actor: Actor, **places: int) -> Scheme | None:
    """A scheme with its items, its cohorts, and its members with their units."""
    found = select(Scheme).where(Scheme.id == _number(places), Scheme.office_id == actor.office_id)
    return session.scalars(found.options(*_WHOLE).execution_options(populate_existing=True)).first()


_WHOLE = (
    joinedload(Scheme.drafted_by),
    joinedload(Scheme.enacted_by),
    selectinload(Scheme.items),
    selectinload(Scheme.cohorts).joinedload(SchemeCohort.kind),
    selectinload(Scheme.members).joinedload(CohortMember.unit, innerjoin=True),
)


def revisions(scheme: Scheme) -> Sequence[Scheme]:
    """All revisions of the same code, the latest first."""
    found = select(Scheme).where(Scheme.office_id == scheme.office_id, Scheme.code == scheme.code)
    return session.scalars(found.order_by(Scheme.revision.desc())).all()


def revision(scheme: Scheme, number: int) -> Scheme | None:
    """Another revision of the same code, whole."""
    found = select(Scheme).where(
        Scheme.office_id == scheme.office_id, Scheme.code == scheme.code, Scheme.revision == number
    )
    return session.scalars(found.options(*_WHOLE)).first()


def successor(scheme: Scheme) -> Scheme | None:
    """The next revision that was put in force."""
    found = select(Scheme).where(
        Scheme.office_id == scheme.office_id,
        Scheme.code == scheme.code,
        Scheme.revision > scheme.revision,
        Scheme.state != SchemeState.DRAFT,
        Scheme.enacted_at.is_not(None),
    )
    return session.scalars(found.order_by(Scheme.revision).limit(1)).first()


def current(scheme: Scheme) -> Scheme | None:
    """The revision of the same code that is in force, whole; None when there is none besides this one."""
    found = select(Scheme).where(
        Scheme.office_id == scheme.office_id,
        Scheme.code == scheme.code,
        Scheme.state == SchemeState.IN_FORCE,
        Scheme.id != scheme.id,
    )
    return session.scalars(found.options(*_WHOLE).order_by(Scheme.revision.desc()).limit(1)).first()


def members_of(scheme: Scheme) -> list[Member]:
    """The members of a whole scheme as it stands today, with the units that its kinds take in."""
    kinds = {one.unit_kind for one in scheme.cohorts if one.unit_kind}
    units = [one for one in organizations.units(scheme.office_id) if one.kind_code in kinds] if kinds else []
    rows = [row for row in scheme.members if row.unit.closed_on is None or scheme.state != SchemeState.DRAFT]
    return membership(scheme.cohorts, rows, units)


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


def months_of(scheme: Scheme) -> list[Period]:
    """The months that can be frozen by this revision, newest first; see `applies`."""
    first, until = scheme.effective_from, ""
    if scheme.state is SchemeState.DRAFT or (scheme.enacted_at is None and scheme.drafted_at is not None):
        return []
    if scheme.state is SchemeState.CLOSED:
        later = successor(scheme)
        if later is None or not later.effective_from:
            return []
        until = later.effective_from
    return [one for one in periods(scheme.office_id) if applies(str(one), first, until)]


def applies(month: str, first: str, until: str) -> bool:
    """Whether a revision that ranks from `first` on, until before `until`, ranks the month; "" is open."""
    return (not first or month >= first) and (not until or month < until)


def refusal_for(scheme: Scheme, month: str) -> Text | None:
    """Why nothing is ranked by this revision for a month (2026-10); None when it may be."""
    if scheme.state is SchemeState.DRAFT:
        return _("这份考核办法还是草稿，施行以后才能冻结排名。")
    until = ""
    if scheme.state is SchemeState.CLOSED:
        later = successor(scheme)
        until = later.effective_from if later is not None else ""
        if not until or month >= until:
            return _("这份考核办法已停用，请用新的一版。")
    if not applies(month, scheme.effective_from, until):
        return _("这一版从{first}起施行，以前的月份请用原来的一版。", first=scheme.effective_from)
    return None
