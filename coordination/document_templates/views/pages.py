"""The kinds with their versions, one version, its text, two compared; putting in use and retiring."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.document_templates import queries, services
from coordination.document_templates.forms import Act, StartForm, TextForm
from coordination.document_templates.known import vocabulary
from coordination.document_templates.models import TemplateVersion
from coordination.document_templates.rules import compared
from coordination.document_templates.states import WORKFLOW, TemplateAction, VersionState
from coordination.document_templates.views.place import (
    address,
    blank,
    blueprint,
    outline,
    preview,
    shared,
    text_of,
)
from coordination.kernel.db import session
from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


@blueprint.get("/document-templates")
@requires(TemplateAction.LIST, own_office)
def index(office: Office) -> Answer:
    return render_template(
        "document_templates/index.html",
        **shared(),
        office=office,
        shelves=queries.shelves(office.id),
        start=blank(StartForm),
    )


@blueprint.post("/document-templates")
@requires(TemplateAction.DRAFT, own_office)
def start(office: Office) -> Answer:
    """A draft that begins as a pattern or as an earlier version does."""
    form = StartForm()
    model = queries.version(actor(), id=form.model_id)
    if model is None:
        raise NotFound
    if form.validate_on_submit():
        made = services.draft(office, actor=actor(), operation=form.key, model=model)
        flash(gettext("这是草稿，领导启用后才按它起草公文。"))
        return redirect(url_for(".edit", id=made.id))
    return redirect(address(model))


@blueprint.get("/document-templates/versions/<int:id>")
@requires(TemplateAction.VIEW, queries.version)
def show(version: TemplateVersion) -> Answer:
    own = version.template.office_id is not None
    return render_template(
        "document_templates/show.html",
        **shared(),
        version=version,
        blocks=outline(version),
        siblings=queries.siblings(version) if own else [],
        pattern=queries.pattern(version.template.kind) if own else version,
        actions=WORKFLOW.available(actor(), version),
        act=blank(Act, version),
        start=blank(StartForm),
        office=own_office(actor()),
        events=told(timeline(version)) if own else [],
    )


@blueprint.route("/document-templates/versions/<int:id>/edit", methods=["GET", "POST"])
@requires(TemplateAction.EDIT, queries.version)
def edit(version: TemplateVersion) -> Answer:
    form = TextForm(obj=version)
    if not form.is_submitted():
        form.text.data = text_of(version)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(
                version,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                title=form.title.data,
                text=form.text.data,
                note=form.note.data or "",
            )
            flash(gettext("模板草稿已保存。"))
            return redirect(preview(version) if request.form.get("do") == "try" else address(version))
    elif version.state is not VersionState.DRAFT:
        return redirect(address(version))
    return _text_page(version, form)


def _text_page(version: TemplateVersion, form: TextForm) -> Answer:
    if form.stale:
        session.rollback()
        session.refresh(version)
    office_id = version.template.office_id
    return form.page(
        "document_templates/edit.html",
        **shared(),
        version=version,
        stored=text_of(version) if form.stale else "",
        known=vocabulary(office_id, version.template.kind) if office_id is not None else None,
    )


@blueprint.get("/document-templates/versions/<int:id>/compare")
@requires(TemplateAction.VIEW, queries.version)
def compare(version: TemplateVersion) -> Answer:
    """What this version says otherwise than another; ?with=7, by default the one before, or the pattern."""
    others = [one for one in queries.siblings(version) if one.id != version.id]
    pattern = queries.pattern(version.template.kind)
    if pattern is not None and pattern.id != version.id:
        others.append(pattern)
    wanted = request.args.get("with", type=int)
    earlier = [one for one in others if one.template_id != version.template_id or one.number < version.number]
    other = next((one for one in others if one.id == wanted), next(iter(earlier), None))
    return render_template(
        "document_templates/compare.html",
        **shared(),
        version=version,
        other=other,
        others=others,
        changes=compared(_lines(other), _lines(version)) if other else [],
    )


def _lines(version: TemplateVersion) -> list[str]:
    lines = [version.title, *text_of(version).splitlines()]
    return [line for line in lines if line.strip()]


@blueprint.post("/document-templates/versions/<int:id>/adopt")
@requires(TemplateAction.ADOPT, queries.version)
def adopt(version: TemplateVersion) -> Answer:
    form = Act(obj=version)
    if form.validate_on_submit():
        services.adopt(version, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("已启用，以后按这一版起草。"))
    return redirect(address(version))


@blueprint.post("/document-templates/versions/<int:id>/retire")
@requires(TemplateAction.RETIRE, queries.version)
def retire(version: TemplateVersion) -> Answer:
    form = Act(obj=version)
    if form.validate_on_submit():
        services.retire(version, actor=actor(), operation=form.key, seen=form.seen)
        flash(gettext("已停用。没有启用的自有模板时，按样本起草。"))
    return redirect(address(version))
