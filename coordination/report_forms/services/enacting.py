"""From draft to in force: revise, discard, enact, close."""

from sqlalchemy import delete

from coordination.audit.services import record
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Conflict, Invalid
from coordination.kernel.operations import expect, service
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import Actor
from coordination.kernel.text import _
from coordination.report_forms import queries
from coordination.report_forms.fitness import start_fault
from coordination.report_forms.models import FormCheck, FormField, ReportForm
from coordination.report_forms.openings import latest_opened
from coordination.report_forms.rules import FormState
from coordination.report_forms.services.drafts import only_a_draft
from coordination.report_forms.states import FormAction

_HEAD = (
    "office_id",
    "code",
    "name",
    "shape",
    "subject_kind",
    "with_total",
    "unit_kinds",
    "period_kind",
    "due_workday",
    "due_hour",
    "sort_order",
    "grace_days",
    "guidance",
)
_FIELD = ("indicator_id", "section", "sort_order", "required", "caliber", *queries.LIMITS)
_CHECK = ("kind", "left", "right", "parts", "tolerance")


def next_period(form: ReportForm) -> Period:
    """The first period for which nothing was opened yet, and that has not ended."""
    now = Period.containing(clock.today(), Kind(form.period_kind))
    opened = latest_opened(form.office_id, form.code)
    return max(now, Period.parse(opened).next()) if opened else now


@service(FormAction.REVISE)
def revise(
    form: ReportForm, *, actor: Actor, operation: str, version: int | None, first_period: str
) -> ReportForm:
    """A draft that begins as this form is, to be filed from `first_period` on.

    Raises Invalid at `first_period`, Conflict when there is a draft already.
    """
    expect(form, version)
    if queries.state(form) is FormState.DRAFT or queries.draft_of(form) is not None:
        raise Conflict(_("这张报表已经有一份修订稿，请接着改那一份。"))
    fault = start_fault(first_period.strip(), form.period_kind, latest_opened(form.office_id, form.code))
    if fault is not None:
        raise Invalid(fault, field="first_period")
    latest = queries.revisions(form)[0].revision
    draft = ReportForm(
        **{name: getattr(form, name) for name in _HEAD},
        revision=latest + 1,
        first_period=first_period.strip(),
        fields=[FormField(**{name: getattr(one, name) for name in _FIELD}) for one in form.fields],
        checks=[FormCheck(**{name: getattr(one, name) for name in _CHECK}) for one in form.checks],
    )
    session.add(draft)
    record(actor, FormAction.REVISE, draft, name=draft.name, revision=draft.revision)
    return draft


@service(FormAction.DISCARD)
def discard(form: ReportForm, *, actor: Actor, operation: str, version: int | None) -> ReportForm:
    """Throw a draft away; what was in force stays for ever."""
    expect(form, version)
    only_a_draft(form)
    record(actor, FormAction.DISCARD, form, name=form.name, revision=form.revision)
    session.execute(delete(FormCheck).where(FormCheck.form_id == form.id))
    session.execute(delete(FormField).where(FormField.form_id == form.id))
    session.execute(delete(ReportForm).where(ReportForm.id == form.id))
    session.expunge(form)
    return form


@service(FormAction.ENACT)
def enact(form: ReportForm, *, actor: Actor, operation: str, version: int | None) -> ReportForm:
    """From its first period on units file this revision; the ones before end with the period before.

    Raises Invalid when something stands against it; see `fitness.obstacles`.
    """
    expect(form, version)
    only_a_draft(form)
    found = queries.standing_against(form)
    if found:
        raise Invalid(_("还有{count}处要改好，才能启用。", count=len(found)))
    form.enacted_at, form.enacted_by_id = clock.now(), actor.id
    first = Period.parse(form.first_period)
    for earlier in queries.revisions(form):
        if earlier.revision < form.revision and _reaches(earlier, first):
            earlier.last_period = str(first.previous())
    record(actor, FormAction.ENACT, form, name=form.name, period=form.first_period, fields=len(form.fields))
    return form


def _reaches(earlier: ReportForm, first: Period) -> bool:
    """Whether this earlier revision would still be filed for the first period of the new one."""
    if queries.state(earlier) not in (FormState.IN_FORCE, FormState.SUPERSEDED):
        return False
    return earlier.last_period is None or Period.parse(earlier.last_period) >= first


@service(FormAction.CLOSE)
def close(form: ReportForm, *, actor: Actor, operation: str, version: int | None) -> ReportForm:
    """Nothing is asked any more with any revision of this form; open reports go on."""
    expect(form, version)
    if queries.state(form) is not FormState.IN_FORCE:
        raise Conflict(_("只有使用中的报表可以停用。"))
    now = clock.now()
    for one in queries.revisions(form):
        if one.enacted_at is not None and one.closed_at is None:
            one.closed_at = now
    record(actor, FormAction.CLOSE, form, name=form.name)
    return form
