"""Reading standards. Lists start at `visible_to(actor)`: the office's own, and the published patterns."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

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


def version(version_id: int) -> StandardVersion | None:
    """A version with its criteria and its standard."""
    found = (
        select(StandardVersion)
        .where(StandardVersion.id == version_id)
        .options(joinedload(StandardVersion.standard), *_WHOLE)
    )
    return session.scalars(found.execution_options(populate_existing=True)).first()


def versions(standard: Standard) -> Sequence[StandardVersion]:
    """All versions of a standard with their criteria, the newest first."""
    found = (
        select(StandardVersion)
        .where(StandardVersion.standard_id == standard.id)
        .options(joinedload(StandardVersion.standard), *_WHOLE)
        .order_by(StandardVersion.number.desc())
    )
    return session.scalars(found).all()
