"""One unit's own line: its forms by period, its trend, and the reports behind."""

from flask import Response, render_template, request, url_for

from coordination.completion.rules import run_up
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.period import Period
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit
from coordination.timeliness import chart as charts
from coordination.timeliness.exporting import unit_sheet
from coordination.timeliness.policy import TimelinessAction
from coordination.timeliness.queries.tables import forms_by_period, reports_of, run
from coordination.timeliness.views.place import Filters, blueprint, export, file, filters, picture


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None


@blueprint.get("/my-timeliness")
@requires(TimelinessAction.UNIT, own_unit)
def mine(unit: MemberUnit) -> Answer:
    return _page(unit)


@blueprint.get("/timeliness/units/<int:id>")
@requires(TimelinessAction.UNIT, MemberUnit)
def unit(unit: MemberUnit) -> Answer:
    return _page(unit)


def _only(chosen: Filters) -> Period | None:
    """The one period whose reports are listed, if the address asks for one of the twelve."""
    asked = request.args.get("only", "")
    return next((one for one in run_up(chosen.wanted.period) if str(one) == asked), None)


def _page(unit: MemberUnit) -> str:
    chosen, now = filters(unit.office_id), clock.now()
    wanted, only = chosen.wanted, _only(chosen)
    periods = [only] if only else run_up(wanted.period)
    tallies = run(unit.office_id, wanted, now, charts.reach(wanted.period), unit_id=unit.id)
    return render_template(
        "timeliness/unit.html",
        unit=unit,
        filters=chosen,
        wanted=wanted,
        only=only,
        found=forms_by_period(unit.office_id, wanted, now, unit_id=unit.id),
        course=charts.Course(wanted.rate, wanted.period, tallies),
        owed=reports_of(actor(), unit, periods, wanted.form, now),
        address=lambda **changed: _address(unit, chosen, **changed),
    )


def _address(unit: MemberUnit, chosen: Filters, **changed: object) -> str:
    """The same page with something changed: the own one for the unit itself."""
    given = chosen.address(**changed)
    if actor().unit_id is None:
        return url_for("timeliness.unit", id=unit.id, **given)  # type: ignore[arg-type]
    return url_for("timeliness.mine", **given)  # type: ignore[arg-type]


@blueprint.get("/timeliness/units/<int:id>/trend.svg")
@requires(TimelinessAction.UNIT, MemberUnit)
def unit_chart(unit: MemberUnit) -> Response:
    wanted = filters(unit.office_id).wanted
    course = run(unit.office_id, wanted, clock.now(), charts.reach(wanted.period), unit_id=unit.id)
    return picture(wanted.rate, wanted.period, course)


@blueprint.get("/timeliness/units/<int:id>.xlsx")
@requires(TimelinessAction.UNIT, MemberUnit)
def unit_file(unit: MemberUnit) -> Answer:
    chosen, now = filters(unit.office_id), clock.now()
    only = _only(chosen)
    periods = [only] if only else run_up(chosen.wanted.period)
    found = reports_of(actor(), unit, periods, chosen.wanted.form, now)
    return file(unit_sheet(found, export(unit.office.name, chosen, unit.name)))
