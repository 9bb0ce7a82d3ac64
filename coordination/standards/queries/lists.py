"""Reading standards. Lists start at `visible_to(actor)`: the office's own, and the published patterns."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.standards.models import Criterion, Standard, StandardVersion
from coordination.standards.rules import VersionState
from coordination.subjects.rules import SubjectKind

_WHOLE = (
    selectinload(StandardVersion.criteria).options(
        joinedload(Criterion.indicator),
        joinedload(Criterion.party),
        joinedload(Criterion.confirming_kind),
        joinedload(Criterion.confirmer),
    ),
)


def whole() -> tuple[ExecutableOption, ...]:
    """A version with everything that its pages show."""
    return (joinedload(StandardVersion.standard), joinedload(StandardVersion.enacted_by), *_WHOLE)


def visible_to(actor: Actor) -> Select[Standard]:
    """The standards of the actor's office and the patterns that everybody may adopt."""
    own = or_(Standard.office_id.is_(None), Standard.office_id == actor.office_id)
    return select(Standard).where(own)


def enacted(office_id: int, kind: SubjectKind | None, on: date) -> list[StandardVersion]:
    """The versions in force on a day for a kind of subject (None: all), with their criteria, in order.

    Of one standard the one that took effect last; none of a standard that is closed by then.
    """
    later = aliased(StandardVersion)
    newest = (
        select(func.max(later.number))
        .where(
            later.standard_id == Standard.id,
            later.state == VersionState.ENACTED,
            later.effective_on <= on,
        )
        .scalar_subquery()
    )
    found = (
        select(StandardVersion)
        .join(StandardVersion.standard)
        .where(
            Standard.office_id == office_id,
            or_(Standard.closed_on.is_(None), Standard.closed_on > on),
            StandardVersion.number == newest,
        )
        .options(contains_eager(StandardVersion.standard), *_WHOLE)
        .order_by(Standard.sort_order, Standard.id)
    )
    if kind is not None:
        found = found.where(Standard.subject_kind == kind)
    return list(session.scalars(found))


def version(actor: Actor, **places: int) -> StandardVersion | None:
    """A version with its criteria and its standard; whether the actor may see it is the policy's question."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    found = select(StandardVersion).where(StandardVersion.id == number).options(*whole())
    return session.scalars(found.execution_options(populate_existing=True)).first()


def standard(actor: Actor, **places: int) -> Standard | None:
    """A standard; its versions are read with `versions`."""
    number = places["id"]
    if not 0 < number < 2**63:
        return None
    found = visible_to(actor).where(Standard.id == number)
    return session.scalars(found.execution_options(populate_existing=True)).first()


def versions(standard: Standard, *, issued: bool = False) -> Sequence[StandardVersion]:
    """The versions of a standard with their criteria, the newest first; `issued`: without drafts."""
    found = (
        select(StandardVersion)
        .where(StandardVersion.standard_id == standard.id)
        .options(*whole())
        .order_by(StandardVersion.number.desc())
        .execution_options(populate_existing=True)
    )
    if issued:
        found = found.where(StandardVersion.state == VersionState.ENACTED)
    return session.scalars(found).all()


def draft_of(standard: Standard) -> StandardVersion | None:
    """The draft of a standard, if there is one."""
    return session.scalars(
        select(StandardVersion)
        .where(StandardVersion.standard_id == standard.id, StandardVersion.state == VersionState.DRAFT)
        .options(*whole())
    ).first()


def latest(standard: Standard) -> StandardVersion | None:
    """The enacted version with the highest number, in force or to come."""
    return session.scalars(
        select(StandardVersion)
        .where(StandardVersion.standard_id == standard.id, StandardVersion.state == VersionState.ENACTED)
        .options(*whole())
        .order_by(StandardVersion.number.desc())
        .limit(1)
    ).first()


@dataclass(frozen=True)
class Listed:
    """A standard with the version in force on a day, the one to come, the draft."""

    standard: Standard
    in_force: StandardVersion | None
    coming: StandardVersion | None
    draft: StandardVersion | None


def listed(actor: Actor, on: date, *, drafts: bool) -> list[Listed]:
    """The office's own standards in order, closed ones last; those without an issued version if `drafts`."""
    rows = session.scalars(
        visible_to(actor)
        .where(Standard.office_id == actor.office_id)
        .options(selectinload(Standard.versions).options(*_WHOLE))
        .order_by(Standard.closed_on.is_not(None), Standard.sort_order, Standard.id)
    ).all()
    found = [_listed(row, on) for row in rows]
    return [one for one in found if drafts or one.in_force or one.coming]


def _listed(standard: Standard, on: date) -> Listed:
    issued = [one for one in standard.versions if one.state is VersionState.ENACTED]
    begun = [one for one in issued if one.effective_on and one.effective_on <= on]
    coming = [one for one in issued if one not in begun]
    drafts = [one for one in standard.versions if one.state is VersionState.DRAFT]
    return Listed(
        standard, begun[-1] if begun else None, coming[-1] if coming else None, next(iter(drafts), None)
    )


def patterns() -> list[StandardVersion]:
    """The published patterns, with their criteria."""
    found = (
        select(StandardVersion)
        .join(StandardVersion.standard)
        .where(Standard.office_id.is_(None), Standard.closed_on.is_(None))
        .options(*whole())
        .order_by(Standard.sort_order, Standard.id)
    )
    return list(session.scalars(found))
