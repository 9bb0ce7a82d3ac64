"""Member units: the list in official order, one unit, adding, changing, ordering."""

from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext

from coordination.audit.queries import timeline
from coordination.audit.sentences import told
from coordination.kernel.forms import Act
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries
from coordination.organizations.forms import OrderForm, UnitForm
from coordination.organizations.listing import listed
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.policy import DivisionAction, OfficeAction, UnitAction
from coordination.organizations.rules import masked_phone
from coordination.organizations.services import units as services

FIRST = 0  # in place of the unit to stand after

blueprint = Blueprint("organizations", __name__)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "UnitAction": UnitAction,
        "DivisionAction": DivisionAction,
        "OfficeAction": OfficeAction,
        "masked": masked_phone,
    }


@blueprint.get("/units")
@requires(UnitAction.LIST, queries.workplace)
def units(office: queries.Workplace) -> Answer:
    typed, kind = request.args.get("q", "").strip()[:40], request.args.get("kind", "")
    closed, page = request.args.get("closed") == "1", request.args.get("page", 1, type=int)
    english = _english()
    return render_template(
        "organizations/units.html",
        office=office,
        found=listed(actor(), typed, kind=kind or None, closed=closed, page=page),
        kinds={one.code: one.english if english else one.name for one in queries.kinds()},
        address=url_for(".show", id=0).removesuffix("0"),
        typed=typed,
        kind=kind,
        closed=closed,
    )


@blueprint.route("/units/new", methods=["GET", "POST"])
@requires(UnitAction.ADD, queries.own_office)
def add(office: Office) -> Answer:
    form = UnitForm(office, english=_english())
    if form.validate_on_submit():
        with form.refusals():
            unit = services.add(office, form.details, actor=actor(), operation=form.key)
            flash(gettext("已新增%(name)s，排在最后。", name=unit.name))
            return redirect(url_for("organizations.show", id=unit.id))
    return form.page("organizations/edit.html", unit=None)


@blueprint.get("/units/<int:id>")
@requires(UnitAction.VIEW, MemberUnit)
def show(unit: MemberUnit) -> Answer:
    return _shown(unit)


def _shown(unit: MemberUnit, *, revealed: bool = False) -> Answer:
    return render_template(
        "organizations/show.html",
        unit=unit,
        act=Act(obj=unit),
        revealed=revealed,
        history=told(timeline(unit, limit=20)),
    )


@blueprint.post("/units/<int:id>/phone")
@requires(UnitAction.REVEAL, MemberUnit)
def reveal(unit: MemberUnit) -> Answer:
    """The page once more with the whole number; that somebody looked is in the audit."""
    form = Act()
    if form.validate_on_submit():
        services.reveal(unit, actor=actor(), operation=form.key)
        return _shown(unit, revealed=True)
    return redirect(url_for("organizations.show", id=unit.id))


@blueprint.route("/units/<int:id>/edit", methods=["GET", "POST"])
@requires(UnitAction.EDIT, MemberUnit)
def edit(unit: MemberUnit) -> Answer:
    form = UnitForm(unit.office, english=_english(), obj=unit)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(unit, form.details, actor=actor(), operation=form.key, version=form.seen)
            flash(gettext("已保存%(name)s。", name=unit.name))
            return redirect(url_for("organizations.show", id=unit.id))
    return form.page("organizations/edit.html", unit=unit)


@blueprint.get("/units/order")
@requires(UnitAction.ADD, queries.own_office)
def ordering(office: Office) -> Answer:
    """The whole list with a step up and a step down for each."""
    listed = queries.units(office.id)
    return render_template("organizations/ordering.html", units=listed, steps=_steps(listed), act=Act())


def _steps(listed: Sequence[MemberUnit]) -> dict[int, tuple[int | None, int | None]]:
    """For each unit: after which one it stands when moved up, and when moved down; None: it cannot."""
    ids = [unit.id for unit in listed]
    up: list[int | None] = [None, FIRST, *ids][: len(ids)]
    return {
        number: (up[place], ids[place + 1] if place + 1 < len(ids) else None)
        for place, number in enumerate(ids)
    }


@blueprint.route("/units/<int:id>/order", methods=["GET", "POST"])
@requires(UnitAction.ORDER, MemberUnit)
def order(unit: MemberUnit) -> Answer:
    listed = queries.units(unit.office_id)
    form = OrderForm()
    others = [other for other in listed if other.id != unit.id]
    after = [(other.id, gettext("在“%(name)s”之后", name=other.name)) for other in others]
    form.after_id.choices = [(FIRST, gettext("排在最前")), *after]
    if form.validate_on_submit():
        with form.refusals():
            services.order(unit, actor=actor(), operation=form.key, after_id=form.after_id.data)
            flash(gettext("已调整%(name)s的位置。", name=unit.name))
            return redirect(url_for("organizations.ordering", _anchor=f"unit-{unit.id}"))
    if not form.is_submitted():
        before = [other.id for other in listed if (other.sort_order, other.id) < (unit.sort_order, unit.id)]
        form.after_id.data = before[-1] if before else None
    return form.page("organizations/order.html", unit=unit)


@blueprint.post("/units/<int:id>/reopen")
@requires(UnitAction.REOPEN, MemberUnit)
def reopen(unit: MemberUnit) -> Answer:
    form = Act(obj=unit)
    if form.validate_on_submit():
        services.reopen(unit, actor=actor(), operation=form.key, version=form.seen)
        flash(gettext("%(name)s已重新启用。", name=unit.name))
    return redirect(url_for("organizations.show", id=unit.id))


def _english() -> bool:
    return str(get_locale()) == "en"
