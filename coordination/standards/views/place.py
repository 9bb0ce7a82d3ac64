"""Where the pages of the slice hang, and the words that they share."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from coordination.kernel.forms import Form
from coordination.kernel.policy import Actor
from coordination.kernel.web import actor as reader
from coordination.standards import queries
from coordination.standards.changes import settings
from coordination.standards.models import Criterion, StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.rules import (
    CRITERION_LABELS,
    STANDING_LABELS,
    VERSION_LABELS,
    CriterionKind,
    VersionState,
)
from coordination.standards.sentences import confirmer_words, rule_words, told
from coordination.subjects.rules import KIND_LABELS

blueprint = Blueprint("standards", __name__)

VERSION_LOOKS = {VersionState.DRAFT: "change", VersionState.ENACTED: "done", VersionState.DISCARDED: "plain"}


@dataclass(frozen=True)
class CriterionOf:
    """A criterion in the version it belongs to; the policy is asked about the version."""

    version: StandardVersion
    criterion: Criterion

    @property
    def office_id(self) -> int | None:
        return self.version.office_id

    @property
    def state(self) -> VersionState:
        return self.version.state


def criterion_of(actor: Actor, **places: int) -> CriterionOf | None:
    """A criterion by the numbers of its version and its own."""
    version = queries.version(actor, id=places["id"])
    criteria = version.criteria if version else []
    return next(
        (CriterionOf(version, one) for one in criteria if version and one.id == places["criterion"]), None
    )


def after_refusal(form: Form, version: StandardVersion) -> None:
    """A refused act left nothing behind, not even what had been read: read it again for the page."""
    if form.refused:
        queries.version(reader(), id=version.id)


def version_address(version: StandardVersion, **more: Any) -> str:
    return url_for("standards.version", id=version.id, **more)


@blueprint.app_context_processor
def acts() -> dict[str, object]:
    """For the pages of other slices: whether to lead to a subject's vetoes."""
    return {"StandardAct": StandardAction}


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "VersionState": VersionState,
        "criterion_kinds": CRITERION_LABELS,
        "CriterionKind": CriterionKind,
        "subject_kinds": KIND_LABELS,
        "standings": STANDING_LABELS,
        "version_states": VERSION_LABELS,
        "version_looks": VERSION_LOOKS,
        "rule_words": rule_words,
        "confirmer_words": confirmer_words,
        "told": told,
        "settings_of": settings,
    }
