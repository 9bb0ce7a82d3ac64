"""A draft is put together: head, items, weights."""

from flask import flash, redirect, request
from flask_babel import gettext

from coordination.kernel.web import Answer, actor, requires
from coordination.schemes import queries, services
from coordination.schemes.forms import Act, HeadForm, ItemForm, weights_form
from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.rules.fitness import weight_words
from coordination.schemes.rules.scheme import FULL_WEIGHT
from coordination.schemes.states import SchemeAction, SchemeState
from coordination.schemes.views.place import PartOf, address, after_refusal, blueprint, item_in, names
from coordination.schemes.views.reading import shown


@blueprint.route("/schemes/<int:id>/head", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, queries.whole)
def head(found: Scheme) -> Answer:
    if found.state is not SchemeState.DRAFT:
        return redirect(address(found))
    form = HeadForm(obj=found)
    if form.validate_on_submit():
        with form.refusals():
            services.save_head(found, form.head, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存。"))
            return redirect(address(found))
    after_refusal(form, found)
    return form.page("schemes/head.html", scheme=found)


@blueprint.route("/schemes/<int:id>/items/new", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, queries.whole)
def add(found: Scheme) -> Answer:
    return _item(found)


@blueprint.route("/schemes/<int:id>/items/<int:item>", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, item_in)
def item(place: PartOf) -> Answer:
    return _item(place.scheme, place.item)


def _item(scheme: Scheme, stored: SchemeItem | None = None) -> Answer:
    if scheme.state is not SchemeState.DRAFT:
        return redirect(address(scheme))
    form = ItemForm(obj=scheme, known=queries.known(scheme.office_id), item=stored)
    others = sum((one.weight for one in scheme.items if one is not stored), FULL_WEIGHT * 0)
    number, title = len(scheme.items) + (stored is None), stored.title if stored else ""
    if form.validate_on_submit():
        with form.refusals():
            services.put(
                scheme, form.draft, actor=actor(), operation=form.key, version=form.seen, item=stored
            )
            flash(gettext("已保存这一项。") if stored else gettext("已加上这一项。"))
            return redirect(address(scheme, _anchor="items"))
    after_refusal(form, scheme)
    return form.page(
        "schemes/item.html",
        scheme=scheme,
        title=title,
        number=number,
        others=others,
        left=FULL_WEIGHT - others,
        names=names(scheme.office_id),
    )


@blueprint.post("/schemes/<int:id>/items/<int:item>/drop")
@requires(SchemeAction.EDIT, item_in)
def drop(place: PartOf) -> Answer:
    form = Act(obj=place.scheme)
    if form.validate_on_submit() and place.item is not None:
        with form.refusals():
            services.drop(place.scheme, place.item, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已删去这一项。"))
            return redirect(address(place.scheme, _anchor="items"))
    return shown(place.scheme, form)


@blueprint.post("/schemes/<int:id>/items/<int:item>/<any(up, down):way>")
@requires(SchemeAction.EDIT, item_in)
def move(place: PartOf) -> Answer:
    form = Act(obj=place.scheme)
    up = str((request.view_args or {})["way"]) == "up"
    if form.validate_on_submit() and place.item is not None:
        with form.refusals():
            services.move(
                place.scheme,
                place.item,
                up=up,
                actor=actor(),
                operation=form.key,
                version=form.seen,
            )
            return redirect(address(place.scheme, _anchor="items"))
    return shown(place.scheme, form)


@blueprint.route("/schemes/<int:id>/weights", methods=["GET", "POST"])
@requires(SchemeAction.EDIT, queries.whole)
def weights(found: Scheme) -> Answer:
    """All weights on one page, with their sum and what is left of 100."""
    if found.state is not SchemeState.DRAFT or not found.items:
        return redirect(address(found))
    form = weights_form(found)
    if form.validate_on_submit():
        with form.refusals():
            services.weigh(found, form.weights, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("权重已保存，合计100。"))
            return redirect(address(found, _anchor="items"))
    after_refusal(form, found)
    total = form.total
    return form.page(
        "schemes/weights.html",
        scheme=found,
        total=total,
        words=weight_words(total) if total != FULL_WEIGHT else None,
    )
