"""What a unit may apply for at once: its subjects with what is found of each criterion."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from coordination.applications.models import Application
from coordination.applications.queries.applications import under_way
from coordination.applications.queries.findings import Look, as_of, evaluated, looks, obstacles_to_filing
from coordination.applications.titles import Held, held
from coordination.kernel.clock import clock
from coordination.kernel.text import Text
from coordination.organizations.models import MemberUnit
from coordination.standards.models import StandardVersion
from coordination.standards.queries import enacted
from coordination.subjects.models import Subject
from coordination.subjects.queries import subjects_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A subject as it stands: `lacking` is what forbids filing, `proof` what is still to be proven."""

    subject: Subject
    looks: Sequence[Look]
    lacking: Sequence[Text]
    proof: Sequence[Text]
    open: Application | None
    title: Held | None

    @property
    def may_apply(self) -> bool:
        return not self.lacking and self.open is None and self._renewable

    @property
    def _renewable(self) -> bool:
        if self.title is None:
            return True
        return self.title.renewable_on is not None and clock.today() >= self.title.renewable_on


@dataclass(frozen=True, slots=True)
class Candidates:
    day: date
    rows: Sequence[Candidate]


def versions(unit: MemberUnit) -> list[StandardVersion]:
    """The versions in force under which the unit has anything to apply for."""
    kinds = {one.kind for one in subjects_of(unit.id)}
    in_force = enacted(unit.office_id, None, clock.today())
    return [one for one in in_force if one.standard.subject_kind in kinds]


def candidates(unit: MemberUnit, version: StandardVersion) -> Candidates:
    """Every subject of the unit of the standard's kind; a constant number of statements."""
    subjects = subjects_of(unit.id, version.standard.subject_kind)
    ids = [one.id for one in subjects]
    day = as_of(unit.office_id)
    found, open_now, titles = evaluated(version, ids, day), under_way(ids), held(ids)
    criteria = version.criteria
    proven: dict[int | None, int] = {one.id: 1 for one in criteria}
    rows = []
    for one in subjects:
        lacking = obstacles_to_filing(criteria, found[one.id], proven)
        proof = [] if lacking else obstacles_to_filing(criteria, found[one.id], {})
        rows.append(
            Candidate(
                one,
                looks(criteria, found[one.id]),
                lacking,
                proof,
                open_now.get(one.id),
                titles.get(one.id),
            )
        )
    return Candidates(day, rows)
