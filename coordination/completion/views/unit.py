"""One unit's own line: its four parties, its course, the assignments behind them."""

from flask import render_template, url_for

from coordination.completion import exporting
from coordination.completion.policy import CompletionAction
from coordination.completion.queries import lists
from coordination.completion.views.matrix import address_of, asked_cell
from coordination.completion.views.place import asked_period, blueprint, export, file
from coordination.completion.views.trend import courses_of, drawn
from coordination.kernel.calendar import working_days
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit
from coordination.responsibilities.queries import parties


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None


@blueprint.get("/my-completion")
@requires(CompletionAction.UNIT, own_unit)
def own(unit: MemberUnit) -> Answer:
    return _page(unit)


@blueprint.get("/completion/units/<int:id>")
@requires(CompletionAction.UNIT, MemberUnit)
def unit(unit: MemberUnit) -> Answer:
    return _page(unit)


def _page(unit: MemberUnit) -> str:
    wanted = asked_cell(unit.id)
    dictionary = parties()
    courses = courses_of(wanted.period, dictionary, office_id=unit.office_id, unit_id=unit.id)
    return render_template(
        "completion/unit.html",
        unit=unit,
        wanted=wanted,
        parties=[one for one in dictionary if one.id in courses],
        courses=courses,
        found=lists.cell(actor(), wanted, clock.now(), working_days()),
        address=lambda **changed: _address(unit, wanted, **changed),
    )


def _address(unit: MemberUnit, wanted: lists.CellWanted, **changed: object) -> str:
    """The same page with something changed: the own one for the unit itself."""
    given = address_of(wanted, **changed) | {"unit": None}
    if actor().unit_id is None:
        return url_for("completion.unit", id=unit.id, **given)  # type: ignore[arg-type]
    return url_for("completion.own", **given)  # type: ignore[arg-type]


@blueprint.get("/completion/units/<int:id>/trend.svg")
@requires(CompletionAction.UNIT, MemberUnit)
def unit_chart(unit: MemberUnit) -> Answer:
    return drawn(courses_of(asked_period(), parties(), office_id=unit.office_id, unit_id=unit.id)[0])


@blueprint.get("/completion/units/<int:id>.xlsx")
@requires(CompletionAction.UNIT, MemberUnit)
def unit_file(unit: MemberUnit) -> Answer:
    wanted, office = asked_cell(unit.id), unit.office
    found = lists.cell(actor(), wanted, clock.now(), working_days(), size=None)
    return file(exporting.list_sheet(found, export(office, wanted.period, [unit.name])))
