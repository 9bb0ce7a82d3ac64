"""The check before a form comes into force; revising, discarding and closing it."""

from decimal import Decimal

from flask import flash, redirect, url_for
from flask_babel import gettext

from coordination.kernel.calendar import working_days
from coordination.kernel.clock import local
from coordination.kernel.errors import Invalid
from coordination.kernel.forms import Form
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period, add_working_days
from coordination.kernel.presentation import month
from coordination.kernel.text import Text, _
from coordination.kernel.web import Answer, actor, requires
from coordination.report_forms import queries, services
from coordination.report_forms.changes import changes
from coordination.report_forms.forms import Act, ReviseForm
from coordination.report_forms.models import ReportForm
from coordination.report_forms.rules import FormState
from coordination.report_forms.states import FormAction
from coordination.report_forms.views.place import after_refusal, blueprint


@blueprint.route("/forms/<int:id>/enact", methods=["GET", "POST"])
@requires(FormAction.ENACT, queries.form)
def enact(report_form: ReportForm) -> Answer:
    form = Act(obj=report_form)
    if form.validate_on_submit():
        with form.refusals():
            services.enact(report_form, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已启用，从%(period)s起填报。", period=month(report_form.first_period)))
            return redirect(url_for(".show", id=report_form.id))
    elif queries.state(report_form) is not FormState.DRAFT:
        return redirect(url_for(".show", id=report_form.id))
    return _check_page(report_form, form)


def _check_page(report_form: ReportForm, form: Form) -> Answer:
    after_refusal(form, report_form)
    before, due_at = queries.before(report_form), queries.first_due(report_form)
    days = report_form.grace_days if due_at else 0
    grace = add_working_days(local(due_at).date(), days, working_days()) if due_at and days else None
    return form.page(
        "report_forms/enact.html",
        report_form=report_form,
        before=before,
        changes=changes(queries.outline(before), queries.outline(report_form)) if before else (),
        found=queries.standing_against(report_form),
        doubts=queries.doubts(report_form),
        units=queries.filing_units(report_form),
        due_at=due_at,
        grace_on=grace,
        calendar_known=due_at is None or queries.calendar_reaches(due_at.year),
        load=queries.load(report_form),
        load_before=queries.load(before) if before else None,
        last_of_before=_last_of_before(report_form),
        mending=mending,
        difference=difference,
    )


def _last_of_before(report_form: ReportForm) -> Period | None:
    """The period with which the revision before would end."""
    try:
        return Period.parse(report_form.first_period).previous()
    except Invalid:
        return None


def mending(report_form: ReportForm, place: str) -> str:
    """Where an obstacle can be mended."""
    kind, _blank, rest = place.partition(" ")
    if kind == "head":
        return url_for(".head", id=report_form.id)
    field = next((one for one in report_form.fields if kind == "field" and one.indicator.code == rest), None)
    if field is not None:
        return url_for(".field", id=report_form.id, field=field.id)
    return url_for(".show", id=report_form.id, _anchor="add" if kind == "fields" else "checks")


def difference(now: Decimal, before: Decimal) -> Text:
    """多3项, 少1.5项, 不变."""
    if now == before:
        return _("不变")
    change = grouped(abs(now - before))
    return _("多{count}项", count=change) if now > before else _("少{count}项", count=change)


@blueprint.route("/forms/<int:id>/revise", methods=["GET", "POST"])
@requires(FormAction.REVISE, queries.form)
def revise(report_form: ReportForm) -> Answer:
    draft = queries.draft_of(report_form)
    if draft is not None:
        return redirect(url_for(".show", id=draft.id))
    form = ReviseForm(obj=report_form)
    if not form.is_submitted():
        form.first_period.data = str(services.next_period(report_form))
    if form.validate_on_submit():
        with form.refusals():
            made = services.revise(
                report_form,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                first_period=form.first_period.data or "",
            )
            flash(gettext("这是修订稿，改好后再启用；现在用的那一版不受影响。"))
            return redirect(url_for(".show", id=made.id))
    return form.page("report_forms/revise.html", report_form=report_form)


@blueprint.post("/forms/<int:id>/discard")
@requires(FormAction.DISCARD, queries.form)
def discard(report_form: ReportForm) -> Answer:
    form = Act(obj=report_form)
    if form.validate_on_submit():
        services.discard(report_form, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("草稿已删除。"))
    return redirect(url_for(".index"))


@blueprint.post("/forms/<int:id>/close")
@requires(FormAction.CLOSE, queries.form)
def close(report_form: ReportForm) -> Answer:
    form = Act(obj=report_form)
    if form.validate_on_submit():
        services.close(report_form, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已停用，以后的报告期不再要求填报；已经开始的照常报送。"))
    return redirect(url_for(".show", id=report_form.id))
