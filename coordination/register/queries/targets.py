"""What share of subjects is to carry a title by the end of a year."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from coordination.kernel.db import session
from coordination.register.models import TitleTarget
from coordination.subjects.rules import SubjectKind


@dataclass(frozen=True, slots=True)
class Targets:
    """The targets of a year for a kind of subject, in %; `whole` is the office's, `of_units` single ones.

    `version` grows with every change of any of them: a page carries it like that of one object.
    """

    year: int
    kind: SubjectKind
    whole: Decimal | None
    of_units: Mapping[int, Decimal]
    version: int

    def of(self, unit_id: int) -> Decimal | None:
        """What a unit is measured by: its own target, else the office's."""
        return self.of_units.get(unit_id, self.whole)


def rows(
    office_id: int, year: int, kind: SubjectKind, *, lock: bool = False
) -> dict[int | None, TitleTarget]:
    """The stored rows by unit, the office's under None; those taken back too."""
    found = select(TitleTarget).where(
        TitleTarget.office_id == office_id, TitleTarget.year == year, TitleTarget.subject_kind == kind
    )
    if lock:
        found = found.with_for_update().execution_options(populate_existing=True)
    return {one.unit_id: one for one in session.scalars(found.order_by(TitleTarget.id))}


def targets(office_id: int, year: int, kind: SubjectKind) -> Targets:
    """The targets of an office; one statement."""
    found = rows(office_id, year, kind)
    return as_seen(year, kind, found)


def as_seen(year: int, kind: SubjectKind, found: Mapping[int | None, TitleTarget]) -> Targets:
    """The targets that these rows tell."""
    whole = found.get(None)
    of_units = {
        unit_id: one.share for unit_id, one in found.items() if unit_id is not None and one.share is not None
    }
    version = sum(one.version for one in found.values())
    return Targets(year, kind, whole.share if whole else None, of_units, version)
