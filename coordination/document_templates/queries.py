"""Reading templates. Lists start at `visible_to(actor)`."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, false, or_, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.document_templates import policy as _policy  # noqa: F401  what may be done depends on it
from coordination.document_templates.models import DocumentTemplate, TemplateVersion
from coordination.document_templates.states import VersionState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor

KEEPERS = frozenset({Function.CLERK, Function.LEADER})


def visible_to(actor: Actor) -> Select[TemplateVersion]:
    """The versions of the office's own templates, and the patterns that all share."""
    found = select(TemplateVersion).join(TemplateVersion.template)
    if actor.unit_id is not None or not actor.functions & KEEPERS:
        return found.where(false())
    return found.where(
        or_(DocumentTemplate.office_id.is_(None), DocumentTemplate.office_id == actor.office_id)
    )


def version(actor: Actor, **places: int) -> TemplateVersion | None:
    """A version with its template; the policy decides who sees it."""
    if not 0 < places["id"] < 2**63:
        return None
    found = visible_to(actor).where(TemplateVersion.id == places["id"])
    return session.scalars(
        found.options(joinedload(TemplateVersion.template), joinedload(TemplateVersion.made_by))
    ).first()


@dataclass(frozen=True)
class Shelf:
    """What an office has of one kind: the shared pattern, its own versions newest first."""

    pattern: TemplateVersion
    versions: Sequence[TemplateVersion]

    @property
    def in_use(self) -> TemplateVersion | None:
        return _first(self.versions, VersionState.IN_USE)

    @property
    def draft(self) -> TemplateVersion | None:
        return _first(self.versions, VersionState.DRAFT)


def _first(versions: Sequence[TemplateVersion], state: VersionState) -> TemplateVersion | None:
    return next((one for one in versions if one.state is state), None)


def shelves(office_id: int) -> list[Shelf]:
    """By kind in the order of the patterns; in two queries however many there are."""
    templates = session.scalars(
        select(DocumentTemplate)
        .where(or_(DocumentTemplate.office_id.is_(None), DocumentTemplate.office_id == office_id))
        .options(
            selectinload(DocumentTemplate.versions).options(
                joinedload(TemplateVersion.made_by), joinedload(TemplateVersion.template)
            )
        )
        .order_by(DocumentTemplate.sort_order, DocumentTemplate.id)
        .execution_options(populate_existing=True)
    ).all()
    own = {one.kind: one for one in templates if one.office_id is not None}
    shared = [one for one in templates if one.office_id is None and one.versions]
    return [
        Shelf(one.versions[-1], sorted(_versions(own.get(one.kind)), key=lambda row: -row.number))
        for one in shared
    ]


def _versions(template: DocumentTemplate | None) -> Sequence[TemplateVersion]:
    return template.versions if template else ()


def siblings(version: TemplateVersion) -> Sequence[TemplateVersion]:
    """All versions of the same template, newest first."""
    return session.scalars(
        select(TemplateVersion)
        .where(TemplateVersion.template_id == version.template_id)
        .options(joinedload(TemplateVersion.made_by))
        .order_by(TemplateVersion.number.desc())
    ).all()


def pattern(kind: str) -> TemplateVersion | None:
    """The pattern of a kind that every installation has."""
    found = (
        select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(DocumentTemplate.office_id.is_(None), DocumentTemplate.kind == kind)
        .options(joinedload(TemplateVersion.template))
        .order_by(TemplateVersion.number.desc())
    )
    return session.scalars(found.limit(1)).first()


def own(office_id: int, kind: str) -> DocumentTemplate | None:
    """The office's own template of a kind with its versions."""
    found = select(DocumentTemplate).where(
        DocumentTemplate.office_id == office_id, DocumentTemplate.kind == kind
    )
    return session.scalars(found.options(selectinload(DocumentTemplate.versions))).first()


def in_use(office_id: int, kind: str) -> TemplateVersion | None:
    """What a draft of this kind is made from: the office's own version in use, else the pattern."""
    found = (
        select(TemplateVersion)
        .join(TemplateVersion.template)
        .where(
            DocumentTemplate.office_id == office_id,
            DocumentTemplate.kind == kind,
            TemplateVersion.state == VersionState.IN_USE,
        )
        .options(joinedload(TemplateVersion.template))
    )
    return session.scalars(found).first() or pattern(kind)
