"""Which units a scheme compares: those of its lists, and all of a kind where a cohort says so."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from coordination.organizations.models import MemberUnit
from coordination.schemes.models import CohortMember, SchemeCohort


@dataclass(frozen=True, slots=True)
class Member:
    """A unit in its cohort; `exempt` says why it is listed but not ranked. `listed`: by name."""

    unit: MemberUnit
    cohort: str
    exempt: str = ""
    listed: bool = True

    @property
    def unit_id(self) -> int:
        return self.unit.id


def membership(
    cohorts: Iterable[SchemeCohort], rows: Iterable[CohortMember], units: Iterable[MemberUnit]
) -> list[Member]:
    """The rows as members, and of `units` those that a kind takes in and no row names.

    In the order of the cohorts, those that the scheme does not order last; within, in official order.
    """
    cohorts = list(cohorts)
    found = [Member(row.unit, row.cohort, row.exempt) for row in rows]
    named = {member.unit_id for member in found}
    of_kind = {one.unit_kind: one.name for one in cohorts if one.unit_kind}
    found += [
        Member(unit, of_kind[unit.kind_code], listed=False)
        for unit in units
        if unit.kind_code in of_kind and unit.id not in named
    ]
    place = {one.name: number for number, one in enumerate(cohorts)}
    return sorted(
        found,
        key=lambda member: (place.get(member.cohort, len(place)), member.unit.sort_order, member.unit_id),
    )


def by_cohort(cohorts: Sequence[SchemeCohort], members: Iterable[Member]) -> dict[str, list[Member]]:
    """The members of each cohort, cohorts in the order of the scheme, also those without any."""
    found: dict[str, list[Member]] = {one.name: [] for one in cohorts}
    for member in members:
        found.setdefault(member.cohort, []).append(member)
    return found
