"""Numbers and closing of townships and communities; names and places come from the import."""

from dataclasses import dataclass
from datetime import date

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.organizations import queries
from coordination.organizations.models import Division
from coordination.organizations.policy import DivisionAction
from coordination.organizations.queries import Place
from coordination.organizations.rules import check_counts


@dataclass(frozen=True)
class Counts:
    """How many people and households, of which kind, from where, of which year."""

    population: int | None
    households: int | None
    basis: str = ""
    source: str = ""
    year: int | None = None


@service(DivisionAction.COUNT)
def count(place: Place, counts: Counts, *, actor: Actor, operation: str, version: int | None) -> Division:
    """Set the population of a place; raises Invalid at the fields. Frozen rankings keep the old one."""
    division = place.division
    expect(division, version)
    check_counts(
        counts.population,
        counts.households,
        basis=counts.basis,
        source=counts.source,
        year=counts.year,
        today=clock.today(),
    )
    before = division.population
    known = counts.population is not None
    division.population, division.households = counts.population, counts.households
    division.population_basis = counts.basis if known else None
    division.population_source = counts.source.strip() if known else None
    division.population_year = counts.year if known else None
    record(
        actor,
        DivisionAction.COUNT,
        division,
        name=division.name,
        before="—" if before is None else before,
        now="—" if counts.population is None else counts.population,
        basis=counts.basis,
        year=counts.year,
    )
    return division


@service(DivisionAction.CLOSE)
def close(place: Place, *, actor: Actor, operation: str, version: int | None, on: date | None) -> Division:
    """Take a place off the lists as of a day; refused while open places or a member unit stand on it."""
    division = place.division
    expect(division, version)
    if division.closed_on is not None:
        raise Conflict(_("{name}已经停用。", name=division.name))
    if on is None or on > clock.today():
        raise Invalid(_("请填写停用日期，不能晚于今天。"), field="closed_on")
    if queries.open_below(division):
        raise Invalid(_("下面还有在用的村社区，请先逐个停用。"), field="closed_on")
    if (unit := queries.unit_at(division, place.office_id)) is not None:
        raise Invalid(_("成员单位“{unit}”还在用它，请先停用该单位。", unit=unit.name), field="closed_on")
    division.closed_on = on
    record(actor, DivisionAction.CLOSE, division, name=division.name, on=on.isoformat())
    session.flush()
    return division


@service(DivisionAction.REOPEN)
def reopen(place: Place, *, actor: Actor, operation: str, version: int | None) -> Division:
    """Put a closed place back on the lists."""
    division = place.division
    expect(division, version)
    if division.closed_on is None:
        raise Conflict(_("{name}没有停用。", name=division.name))
    division.closed_on = None
    record(actor, DivisionAction.REOPEN, division, name=division.name)
    return division
