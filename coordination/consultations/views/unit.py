"""What a unit sees and does: its own line, 无意见, an objection."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.consultations import queries, services
from coordination.consultations.explaining import explained_line
from coordination.consultations.forms import Act, ObjectForm
from coordination.consultations.models import ConsultedUnit, Objection
from coordination.consultations.rules import is_over
from coordination.consultations.states import ConsultationAction, ConsultationState, ObjectionAction
from coordination.consultations.views.place import blueprint
from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict
from coordination.kernel.forms import WHOLE
from coordination.kernel.numerals import grouped
from coordination.kernel.operations import fresh_key
from coordination.kernel.web import Answer, actor, requires
from coordination.rankings.explained import Explained, ExplainedItem
from coordination.rankings.rules import State
from coordination.rankings.rules.wording import STATE_LABELS, change_words


@blueprint.get("/consulted/<int:id>")
@requires(ConsultationAction.READ, queries.consulted)
def line(place: ConsultedUnit) -> Answer:
    """The own line; the first look at it while it is open counts as read."""
    if place.read_at is None and place.consultation.state is ConsultationState.OPEN:
        services.read(place, actor=actor(), operation=fresh_key())
    return _page(place)


def _page(place: ConsultedUnit, form: Act | None = None) -> Answer:
    consultation = place.consultation
    change = queries.changes(consultation, unit_id=place.unit_id)
    answer = render_template(
        "consultations/line.html",
        place=place,
        consultation=consultation,
        form=form,
        act=Act(formdata=None),
        why=explained_line(place, actor()),
        cohort=queries.cohort(place),
        change=change[0] if change else None,
        objections=queries.objections(consultation, unit_id=place.unit_id),
        open=_is_open(place),
        next=queries.place_in(queries.replaced_by(consultation), place.unit_id),
        states=STATE_LABELS,
        State=State,
        change_words=change_words,
    )
    return answer, 409 if form else 200


def _is_open(place: ConsultedUnit) -> bool:
    one = place.consultation
    return one.state is ConsultationState.OPEN and not is_over(one.closes_on, clock.today())


@blueprint.post("/consulted/<int:id>/agree")
@requires(ConsultationAction.AGREE, queries.consulted)
def agree(place: ConsultedUnit) -> Answer:
    form = Act()
    if form.validate_on_submit():
        try:
            services.agree(place, actor=actor(), operation=form.key)
            flash(gettext("已表示无意见。截止前发现问题，仍可以提出异议。"))
            return redirect(url_for(".line", id=place.id))
        except Conflict as refusal:
            form.put(WHOLE, refusal.message)
    return _page(place, form)


@dataclass(frozen=True)
class Kept:
    """An objection as its form shows it."""

    version: int
    item: str
    claimed: str
    reason: str


def object_form(why: Explained, item: str = "", stored: Objection | None = None) -> ObjectForm:
    """The form with the items of the line to choose from; `stored`: the objection that is mended."""
    items = [
        ("", gettext("总分和名次（不针对某一项）")),
        *((one.item.code, _named(one)) for one in why.items),
    ]
    units = {one.item.code: one.unit_of_measure for one in why.items}
    if stored is None:
        return ObjectForm(items, units, data={"item": item})
    claimed = "" if stored.claimed is None else grouped(stored.claimed)
    kept = Kept(stored.version, stored.item_code, claimed, stored.reason)
    form = ObjectForm(items, units, obj=kept)
    form.item.data = stored.item_code  # what is contested stays
    return form


def _named(one: ExplainedItem) -> str:
    """An item in the list of choice, with the value that it has."""
    if one.value is None:
        return one.item.title
    value = f"{grouped(one.value)}{one.unit_of_measure}"
    return str(gettext("%(item)s（现为%(value)s）", item=one.item.title, value=value))


@blueprint.route("/consulted/<int:id>/object", methods=["GET", "POST"])
@requires(ObjectionAction.FILE, queries.consulted)
def object_to(place: ConsultedUnit) -> Answer:
    why = explained_line(place, actor())
    form = object_form(why, request.args.get("item", ""))
    if not _is_open(place) and request.method == "GET":
        return redirect(url_for(".line", id=place.id))
    if form.is_submitted() and form.validate():
        made = _objected(place, form)
        if made is not None:
            flash(gettext("异议已提交，答复后会通知您。"))
            return redirect(url_for(".objection", id=made.id))
    return form.page("consultations/object.html", place=place, objection=None)


def _objected(place: ConsultedUnit, form: ObjectForm) -> Objection | None:
    files = list(form.accepted())
    try:
        if form.refused:
            return None
        with form.refusals():
            return services.object_to(
                place,
                actor=actor(),
                operation=form.key,
                item=form.item.data or "",
                claimed=form.number,
                reason=form.reason.data or "",
                files=files,
            )
    except Conflict as refusal:
        form.put(WHOLE, refusal.message)
        form.over = True
    finally:
        for file in files:
            file.discard()
    return None
