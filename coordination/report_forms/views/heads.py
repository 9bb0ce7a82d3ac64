"""The list of forms, a new one, one form, its head."""

from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.clock import clock
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, is_english, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.report_forms import queries, services
from coordination.report_forms.forms import Act, AddForm, HeadForm
from coordination.report_forms.models import FormField, ReportForm
from coordination.report_forms.rules import FormState
from coordination.report_forms.states import FormAction
from coordination.report_forms.views.place import after_refusal, blueprint


@blueprint.get("/forms")
@requires(FormAction.LIST, own_office)
def index(office: Office) -> Answer:
    return render_template("report_forms/index.html", office=office, found=queries.listed(actor()))


@blueprint.route("/forms/new", methods=["GET", "POST"])
@requires(FormAction.CREATE, own_office)
def new(office: Office) -> Answer:
    first = str(Period.containing(clock.today(), Kind.MONTH))
    form = HeadForm(english=is_english(), data={"first_period": first})
    if form.validate_on_submit():
        with form.refusals():
            made = services.create(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("草稿已建好，现在加指标。"))
            return redirect(url_for(".show", id=made.id))
    return form.page("report_forms/new.html")


@blueprint.get("/forms/<int:id>")
@requires(FormAction.VIEW, queries.form)
def show(form: ReportForm) -> Answer:
    return builder(form, AddForm(formdata=None, obj=form))


def builder(form: ReportForm, adding: AddForm) -> Answer:
    """The page on which a draft is put together; what is in force is only shown."""
    after_refusal(adding, form)
    words = request.args.get("q", "").strip()[:40]
    editing = queries.state(form) is FormState.DRAFT and allowed(actor(), FormAction.EDIT, form)
    found, total = queries.candidates(form, words) if editing and words else ([], 0)
    return adding.page(
        "report_forms/show.html",
        report_form=form,
        sections=sections(form),
        names=queries.outline(form).names,
        revisions=queries.revisions(form),
        editing=editing,
        act=Act(formdata=None, obj=form),
        words=words,
        found=found,
        total=total,
        history=told(timeline(form, limit=20)),
    )


def sections(form: ReportForm) -> list[tuple[str, list[FormField]]]:
    """The fields under their headings."""
    fields = sorted(form.fields, key=lambda one: one.sort_order)
    return [(name, list(group)) for name, group in groupby(fields, lambda field: field.section)]


@blueprint.route("/forms/<int:id>/head", methods=["GET", "POST"])
@requires(FormAction.EDIT, queries.form)
def head(report_form: ReportForm) -> Answer:
    if queries.state(report_form) is not FormState.DRAFT:
        return redirect(url_for(".show", id=report_form.id))
    form = HeadForm(english=is_english(), obj=report_form)
    if form.validate_on_submit():
        with form.refusals():
            services.save_head(
                report_form, form.details, actor=actor(), operation=form.key, version=form.seen
            )
            flash(gettext("已保存。"))
            return redirect(url_for(".show", id=report_form.id))
    return form.page("report_forms/head.html", report_form=report_form)
