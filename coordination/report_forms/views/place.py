"""The blueprint, and what every page of the slice shows."""

from collections.abc import Iterable, Mapping

from flask import Blueprint, g

from coordination.kernel.forms import Form
from coordination.kernel.period import Kind
from coordination.kernel.text import Text
from coordination.kernel.web import actor, is_english
from coordination.organizations.queries import kinds
from coordination.report_forms import queries
from coordination.report_forms.changes import check_words, due_words, joined, limit_words
from coordination.report_forms.models import FormCheck, FormField, ReportForm
from coordination.report_forms.rules import CHECK_LABELS, PERIOD_LABELS, SHAPE_LABELS, FormState
from coordination.report_forms.states import STATE_LABELS, FormAction

blueprint = Blueprint("report_forms", __name__)

LOOKS = {
    FormState.DRAFT: "change",
    FormState.IN_FORCE: "done",
    FormState.SUPERSEDED: "plain",
    FormState.CLOSED: "plain",
}


def after_refusal(form: Form, report_form: ReportForm) -> None:
    """A refused act left nothing behind, not even what had been read: read it again for the page."""
    if form.refused:
        queries.form(actor(), id=report_form.id)


def kind_words() -> Mapping[str, str]:
    """The names of the kinds of unit in the reader's language; asked for every row, so kept."""
    if "form_kind_words" not in g:
        g.form_kind_words = {kind.code: kind.english if is_english() else kind.name for kind in kinds()}
    return g.form_kind_words  # type: ignore[no-any-return]


def kind_names(codes: Iterable[str]) -> list[str]:
    """These kinds in words, in the order of their dictionary."""
    wanted = set(codes)
    return [name for code, name in kind_words().items() if code in wanted]


def rhythm(form: ReportForm) -> Text:
    return PERIOD_LABELS[Kind(form.period_kind)]


def due_rule(form: ReportForm) -> Text:
    return due_words(form.due_workday, form.due_hour)


def limits_said(field: FormField) -> Text | None:
    words = limit_words(queries.limits(field))
    return joined(words) if words else None


def check_said(check: FormCheck, names: Mapping[str, str]) -> Text:
    return check_words(queries.check_outline(check), names)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "FormAction": FormAction,
        "FormState": FormState,
        "state_of": queries.state,
        "form_states": STATE_LABELS,
        "form_looks": LOOKS,
        "shapes": SHAPE_LABELS,
        "check_kinds": CHECK_LABELS,
        "kind_names": kind_names,
        "rhythm": rhythm,
        "due_rule": due_rule,
        "limits_said": limits_said,
        "check_said": check_said,
    }
