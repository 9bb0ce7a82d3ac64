"""The cohorts of a draft, and units that are listed but not ranked."""

from sqlalchemy import delete, func, select

from coordination.audit.services import record
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.operations import service
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text, _
from coordination.schemes import queries
from coordination.schemes.models import CohortMember, Scheme, SchemeCohort
from coordination.schemes.rules.fitness import EXEMPT_AT_MOST, MOST_COHORTS, Group, group_flaws
from coordination.schemes.services.drafts import begin, groups_of
from coordination.schemes.states import SchemeAction


@service(SchemeAction.EDIT)
def put_cohort(
    scheme: Scheme,
    given: Group,
    *,
    actor: Actor,
    operation: str,
    version: int | None,
    cohort: SchemeCohort | None = None,
) -> Scheme:
    """Add a cohort, or change one; raises Invalid with every fault at its field.

    An exemption stays with its unit as long as the unit stays in the cohort.
    """
    begin(scheme, version)
    errors = group_flaws(given, groups_of(scheme, besides=cohort), queries.units(scheme.office_id))
    if cohort is None and len(scheme.cohorts) >= MOST_COHORTS:
        errors["name"] = _("最多{most}个分组。", most=MOST_COHORTS)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    before = cohort.name if cohort else ""
    if cohort is None:
        cohort = SchemeCohort(scheme_id=scheme.id, sort_order=_next_place(scheme))
        session.add(cohort)
    cohort.name, cohort.unit_kind = given.name.strip(), given.unit_kind
    session.flush()
    _place(scheme, cohort, before, given)
    _note(scheme, actor, cohort.name)
    return scheme


def _next_place(scheme: Scheme) -> int:
    found = select(func.max(SchemeCohort.sort_order)).where(SchemeCohort.scheme_id == scheme.id)
    return (session.scalar(found) or 0) + 10


def _place(scheme: Scheme, cohort: SchemeCohort, before: str, given: Group) -> None:
    """Write the units of a cohort anew; where a kind takes them in only the exempt ones are rows."""
    exempt = {row.unit_id: row.exempt for row in scheme.members if row.cohort == before}
    units = [unit for unit, why in exempt.items() if why] if given.unit_kind else list(given.units)
    if before:
        gone = delete(CohortMember).where(CohortMember.scheme_id == scheme.id, CohortMember.cohort == before)
        session.execute(gone, execution_options={"synchronize_session": False})
    # a unit that a kind of another cohort takes in may have been exempt there
    taken = delete(CohortMember).where(CohortMember.scheme_id == scheme.id, CohortMember.unit_id.in_(units))
    session.execute(taken, execution_options={"synchronize_session": False})
    for row in list(scheme.members):
        if row.cohort == before or row.unit_id in units:
            session.expunge(row)
    session.add_all(
        CohortMember(scheme_id=scheme.id, unit_id=unit, cohort=cohort.name, exempt=exempt.get(unit, ""))
        for unit in units
    )


@service(SchemeAction.EDIT)
def drop_cohort(
    scheme: Scheme, cohort: SchemeCohort, *, actor: Actor, operation: str, version: int | None
) -> Scheme:
    """Take a cohort out of a draft, with its units."""
    begin(scheme, version)
    members = delete(CohortMember).where(
        CohortMember.scheme_id == scheme.id, CohortMember.cohort == cohort.name
    )
    session.execute(members, execution_options={"synchronize_session": False})
    session.execute(
        delete(SchemeCohort).where(SchemeCohort.id == cohort.id),
        execution_options={"synchronize_session": False},
    )
    for row in (cohort, *(one for one in scheme.members if one.cohort == cohort.name)):
        session.expunge(row)
    _note(scheme, actor, cohort.name)
    return scheme


@service(SchemeAction.EDIT)
def exempt(
    scheme: Scheme, *, actor: Actor, operation: str, version: int | None, unit_id: int | None, reason: str
) -> Scheme:
    """Say why a unit is listed but not ranked; without a reason it is ranked again. Raises Invalid."""
    begin(scheme, version)
    found = {member.unit_id: member for member in queries.members_of(scheme)}
    errors: dict[str, Text] = {}
    if unit_id not in found:
        errors["unit_id"] = _("请选一个在分组里的单位。")
    if len(reason.strip()) > EXEMPT_AT_MOST:
        count = len(reason.strip())
        errors["reason"] = _("最多{limit}个字，现在是{count}个字。", limit=EXEMPT_AT_MOST, count=count)
    if errors:
        raise Invalid(next(iter(errors.values())), errors=errors)
    member = found[unit_id or 0]
    row = next((one for one in scheme.members if one.unit_id == unit_id), None)
    if row is None:
        row = CohortMember(scheme_id=scheme.id, unit_id=member.unit_id, cohort=member.cohort)
        session.add(row)
    row.exempt = reason.strip()
    _note(scheme, actor, member.unit.name)
    return scheme


def _note(scheme: Scheme, actor: Actor, what: str) -> None:
    record(actor, SchemeAction.EDIT, scheme, name=scheme.name, what=what)
