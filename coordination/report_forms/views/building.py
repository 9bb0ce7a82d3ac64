"""Fields and checks of a draft."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires, translate
from coordination.report_forms import queries, services
from coordination.report_forms.clashes import unit_doubt
from coordination.report_forms.forms import Act, AddForm, CheckForm, FieldForm, SectionForm
from coordination.report_forms.models import ReportForm
from coordination.report_forms.queries import CheckOf, FieldOf
from coordination.report_forms.rules import CheckKind
from coordination.report_forms.states import FormAction
from coordination.report_forms.views.heads import builder, sections
from coordination.report_forms.views.place import after_refusal, blueprint


@blueprint.post("/forms/<int:id>/fields")
@requires(FormAction.EDIT, queries.form)
def add(report_form: ReportForm) -> Answer:
    form = AddForm(obj=report_form)
    if form.validate_on_submit():
        with form.refusals():
            services.put_field(
                report_form,
                form.chosen,
                form.section.data or "",
                actor=actor(),
                operation=form.key,
                version=form.seen,
            )
            flash(gettext("已加入。"))
            return redirect(url_for(".show", id=report_form.id, q=request.args.get("q"), _anchor="add"))
    return builder(report_form, form)


@blueprint.route("/forms/<int:id>/fields/<int:field>", methods=["GET", "POST"])
@requires(FormAction.EDIT, queries.field_of)
def field(place: FieldOf) -> Answer:
    form = FieldForm(obj=place.form, field=place.field)
    if form.validate_on_submit():
        with form.refusals():
            services.change_field(
                place.form,
                place.field,
                form.details,
                actor=actor(),
                operation=form.key,
                version=form.seen,
            )
            flash(gettext("已保存%(name)s。", name=place.field.indicator.name))
            return redirect(url_for(".show", id=place.form.id))
    after_refusal(form, place.form)
    return form.page(
        "report_forms/field.html",
        report_form=place.form,
        field_of=place.field,
        known=[name for name, _fields in sections(place.form)],
    )


@blueprint.post("/forms/<int:id>/fields/<int:field>/move")
@requires(FormAction.EDIT, queries.field_of)
def move(place: FieldOf) -> Answer:
    form = Act(obj=place.form)
    if form.validate_on_submit():
        up = request.args.get("to") == "up"
        services.move_field(
            place.form, place.field, actor=actor(), operation=form.key, version=form.seen, up=up
        )
    return redirect(url_for(".show", id=place.form.id, _anchor=f"field-{place.field.id}"))


@blueprint.post("/forms/<int:id>/fields/<int:field>/remove")
@requires(FormAction.EDIT, queries.field_of)
def remove(place: FieldOf) -> Answer:
    form, before = Act(obj=place.form), len(place.form.checks)
    name = place.field.indicator.name
    if form.validate_on_submit():
        services.remove_field(place.form, place.field, actor=actor(), operation=form.key, version=form.seen)
        dropped = before - len(place.form.checks)
        flash(gettext("已移出%(name)s。", name=name))
        if dropped:
            flash(gettext("用到它的%(count)s条校验一并去掉了。", count=dropped), "warning")
    return redirect(url_for(".show", id=place.form.id))


@blueprint.route("/forms/<int:id>/section", methods=["GET", "POST"])
@requires(FormAction.EDIT, queries.form)
def section(report_form: ReportForm) -> Answer:
    old = request.args.get("name", "")
    form = SectionForm(obj=report_form, data={"old": old, "section": old})
    if form.validate_on_submit():
        with form.refusals():
            services.rename_section(
                report_form,
                form.old.data or "",
                form.section.data or "",
                actor=actor(),
                operation=form.key,
                version=form.seen,
            )
            return redirect(url_for(".show", id=report_form.id))
    return form.page("report_forms/section.html", report_form=report_form)


@blueprint.route("/forms/<int:id>/checks/new", methods=["GET", "POST"])
@requires(FormAction.EDIT, queries.form)
def check(report_form: ReportForm) -> Answer:
    kind = request.args.get("kind", "")
    if kind not in list(CheckKind) or not report_form.fields:
        return redirect(url_for(".show", id=report_form.id, _anchor="checks"))
    form = CheckForm(CheckKind(kind), obj=report_form)
    if form.validate_on_submit():
        with form.refusals():
            services.put_check(
                report_form, form.details, actor=actor(), operation=form.key, version=form.seen
            )
            flash(gettext("已增加校验。"))
            doubt = unit_doubt(queries.outline(report_form), form.details)
            if doubt is not None:
                flash(translate(doubt), "warning")
            return redirect(url_for(".show", id=report_form.id, _anchor="checks"))
    return form.page("report_forms/check.html", report_form=report_form, kind=form.kind)


@blueprint.post("/forms/<int:id>/checks/totals")
@requires(FormAction.EDIT, queries.form)
def totals(report_form: ReportForm) -> Answer:
    """Every column that adds up is held against its total row, in one go."""
    form = Act(obj=report_form)
    if form.validate_on_submit():
        services.put_totals(report_form, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已增加合计校验。"))
    return redirect(url_for(".show", id=report_form.id, _anchor="checks"))


@blueprint.post("/forms/<int:id>/checks/<int:check>/drop")
@requires(FormAction.EDIT, queries.check_of)
def drop(place: CheckOf) -> Answer:
    form = Act(obj=place.form)
    if form.validate_on_submit():
        services.drop_check(place.form, place.check, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已去掉这条校验。"))
    return redirect(url_for(".show", id=place.form.id, _anchor="checks"))
