"""What a screen is asked for, the standard and the day that it shows."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from coordination.communities.rules import OLD_AFTER, Place
from coordination.kernel.clock import clock as now
from coordination.standards.models import StandardVersion
from coordination.standards.queries import enacted
from coordination.standards.rules import CriterionKind, WindowKind
from coordination.subjects.rules import SubjectKind
from coordination.tallies.queries import last_day


@dataclass(frozen=True, slots=True)
class Asked:
    """What a screen is asked for: a standard by the number of its version, a day, a counter, a criterion
    that is lacking, a part of the name, whether the easiest stand first."""

    version: int | None = None
    as_of: date | None = None
    place: Place | None = None
    criterion: int | None = None
    words: str = ""
    by_effort: bool = False


@dataclass(frozen=True)
class View:
    """The standard and the day of a screen. `until`: the last day with tallies in the office; `target`: the
    days of the standard's clock, None where it has none."""

    versions: Sequence[StandardVersion]
    version: StandardVersion | None
    as_of: date
    until: date | None

    @property
    def target(self) -> int | None:
        return target(self.version)

    @property
    def is_old(self) -> bool:
        return self.until is not None and (now.today() - self.until).days > OLD_AFTER

    @property
    def is_beyond(self) -> bool:
        """Asked about a day that no tallies reach."""
        return self.until is not None and self.as_of > self.until


def target(version: StandardVersion | None) -> int | None:
    """The longest zero-case window in days that the standard asks for."""
    criteria = version.criteria if version else ()
    days = [
        one.window_size or 0
        for one in criteria
        if one.kind is CriterionKind.ZERO_CASES and one.window_kind is WindowKind.DAYS
    ]
    return max(days, default=None)


def view_of(office_id: int, kinds: Collection[SubjectKind], asked: Asked) -> View:
    """The standards in force today, whatever day is asked about: how would it have stood by what applies."""
    versions = [one for one in enacted(office_id, None, now.today()) if one.standard.subject_kind in kinds]
    versions.sort(key=lambda one: list(SubjectKind).index(one.standard.subject_kind))
    chosen = next((one for one in versions if one.id == asked.version), None)
    until = last_day(office_id)
    as_of = min(asked.as_of or until or now.today(), now.today())
    return View(versions, chosen or next(iter(versions), None), as_of, until)
