"""One version; a draft is put together on it."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.standards import queries, services
from coordination.standards.forms import Act, CriterionForm, HeadForm
from coordination.standards.models import StandardVersion
from coordination.standards.policy import StandardAction
from coordination.standards.rules import CriterionKind, VersionState
from coordination.standards.services.enacting import standing_against, to_look_at
from coordination.standards.views.place import (
    CriterionOf,
    after_refusal,
    blueprint,
    criterion_of,
    version_address,
)


@blueprint.get("/standards/versions/<int:id>")
@requires(StandardAction.VIEW, queries.version)
def version(found: StandardVersion) -> Answer:
    return shown(found, Act(formdata=None, obj=found))


def shown(found: StandardVersion, form: Act) -> Answer:
    """The page of a version; what stands against a draft is said on it."""
    after_refusal(form, found)
    is_draft = found.state is VersionState.DRAFT
    return form.page(
        "standards/version.html",
        version=found,
        standard=found.standard,
        editing=is_draft and allowed(actor(), StandardAction.EDIT, found),
        obstacles=standing_against(found) if is_draft else [],
        doubts=to_look_at(found) if is_draft else [],
        latest=queries.latest(found.standard),
        act=Act(formdata=None, obj=found),
    )


@blueprint.route("/standards/versions/<int:id>/head", methods=["GET", "POST"])
@requires(StandardAction.EDIT, queries.version)
def head(found: StandardVersion) -> Answer:
    if found.state is not VersionState.DRAFT:
        return redirect(version_address(found))
    form = HeadForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.save_head(
                found, form.named, form.head, actor=actor(), operation=form.key, version=form.seen
            )
            flash(gettext("已保存。"))
            return redirect(version_address(found))
    after_refusal(form, found)
    return form.page("standards/head.html", version=found)


@blueprint.route("/standards/versions/<int:id>/criteria/new", methods=["GET", "POST"])
@requires(StandardAction.EDIT, queries.version)
def add(found: StandardVersion) -> Answer:
    kind = request.args.get("kind", "")
    if kind not in list(CriterionKind) or found.state is not VersionState.DRAFT:
        return redirect(version_address(found, _anchor="add"))
    return _criterion(found, CriterionKind(kind))


@blueprint.route("/standards/versions/<int:id>/criteria/<int:criterion>", methods=["GET", "POST"])
@requires(StandardAction.EDIT, criterion_of)
def criterion(place: CriterionOf) -> Answer:
    if place.version.state is not VersionState.DRAFT:
        return redirect(version_address(place.version))
    return _criterion(place.version, place.criterion.kind, place)


def _criterion(found: StandardVersion, kind: CriterionKind, place: CriterionOf | None = None) -> Answer:
    known = queries.known(int(found.office_id or 0), found.standard.subject_kind)
    stored = place.criterion if place else None
    form = CriterionForm(kind, obj=found, known=known, criterion=stored)
    if form.validate_on_submit():
        with form.refusals():
            services.put(
                found, form.draft, actor=actor(), operation=form.key, version=form.seen, criterion=stored
            )
            flash(gettext("已保存这一条。") if stored else gettext("已加上这一条。"))
            return redirect(version_address(found, _anchor="criteria"))
    after_refusal(form, found)
    return form.page(
        "standards/criterion.html",
        version=found,
        kind=kind,
        criterion=stored,
        groups=sorted({one.either for one in found.criteria if one.either}),
    )


@blueprint.post("/standards/versions/<int:id>/criteria/<int:criterion>/drop")
@requires(StandardAction.EDIT, criterion_of)
def drop(place: CriterionOf) -> Answer:
    form = Act(obj=place.version)
    if form.validate_on_submit():
        with form.refusals():
            services.drop(
                place.version, place.criterion, actor=actor(), operation=form.key, version=form.seen
            )
            flash(gettext("已删去这一条。"))
            return redirect(version_address(place.version, _anchor="criteria"))
    return shown(place.version, form)


@blueprint.post("/standards/versions/<int:id>/criteria/<int:criterion>/<any(up, down):way>")
@requires(StandardAction.EDIT, criterion_of)
def move(place: CriterionOf) -> Answer:
    form = Act(obj=place.version)
    up = str((request.view_args or {})["way"]) == "up"
    if form.validate_on_submit():
        with form.refusals():
            services.move(
                place.version,
                place.criterion,
                up=up,
                actor=actor(),
                operation=form.key,
                version=form.seen,
            )
            return redirect(url_for(".version", id=place.version.id, _anchor="criteria"))
    return shown(place.version, form)
