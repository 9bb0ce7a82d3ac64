"""Where the pages of the slice hang, and the words that they share."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, url_for

from coordination.indicators.queries import names as figure_names
from coordination.kernel.forms import Act, Form
from coordination.kernel.policy import Actor
from coordination.kernel.web import actor as reader
from coordination.kernel.web import is_english
from coordination.responsibilities.queries import parties
from coordination.schemes import queries
from coordination.schemes.models import Scheme, SchemeCohort, SchemeItem
from coordination.schemes.reading import item_of, unit_of
from coordination.schemes.rules import Measure, Method
from coordination.schemes.rules.wording import (
    BETTER_LABELS,
    MEASURE_LABELS,
    METHOD_LABELS,
    method_formula,
    method_words,
)
from coordination.schemes.sentences import Names, source_words
from coordination.schemes.states import (
    KIND_LABELS,
    STATE_LABELS,
    EntryAction,
    EntryKind,
    SchemeAction,
    SchemeState,
)

blueprint = Blueprint("schemes", __name__)

STATE_LOOKS = {SchemeState.DRAFT: "change", SchemeState.IN_FORCE: "done", SchemeState.CLOSED: "plain"}


@dataclass(frozen=True)
class PartOf:
    """An item or a cohort in the scheme it belongs to; the policy is asked about the scheme."""

    scheme: Scheme
    item: SchemeItem | None = None
    cohort: SchemeCohort | None = None

    @property
    def office_id(self) -> int:
        return self.scheme.office_id

    @property
    def state(self) -> SchemeState:
        return self.scheme.state


def item_in(actor: Actor, **places: int) -> PartOf | None:
    """An item by the numbers of its scheme and its own."""
    scheme = queries.whole(actor, id=places["id"])
    found = [one for one in scheme.items if one.id == places["item"]] if scheme else []
    return PartOf(scheme, item=found[0]) if scheme and found else None


def cohort_in(actor: Actor, **places: int) -> PartOf | None:
    """A cohort by the numbers of its scheme and its own."""
    scheme = queries.whole(actor, id=places["id"])
    found = [one for one in scheme.cohorts if one.id == places["cohort"]] if scheme else []
    return PartOf(scheme, cohort=found[0]) if scheme and found else None


def after_refusal(form: Form, scheme: Scheme) -> None:
    """A refused act left nothing behind, not even what had been read: read it again for the page."""
    if form.refused:
        queries.whole(reader(), id=scheme.id)


def address(scheme: Scheme, **more: Any) -> str:
    return url_for("schemes.show", id=scheme.id, **more)


def names(office_id: int) -> Names:
    """Names of indicators and parties, for items in words."""
    english = is_english()
    return Names(
        figures=figure_names(office_id),
        parties={one.code: one.english if english else one.name for one in parties()},
    )


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "SchemeAct": SchemeAction,
        "EntryAct": EntryAction,
        "scheme_states": STATE_LABELS,
        "scheme_looks": STATE_LOOKS,
        "entry_kinds": KIND_LABELS,
        "EntryKind": EntryKind,
        "Measure": Measure,
        "Method": Method,
        "methods": METHOD_LABELS,
        "measures": MEASURE_LABELS,
        "directions": BETTER_LABELS,
        "rule_of": item_of,
        "unit_of": unit_of,
        "method_words": method_words,
        "method_formula": method_formula,
        "source_words": source_words,
        "act_of": act_of,
    }


def act_of(row: Any) -> Act:
    """The button form of a row of a list: its own version travels."""
    return Act(formdata=None, obj=row)
