"""The office's tables of rates: units by period, forms by period, with the trend."""

from flask import Response, render_template

from coordination.kernel.clock import clock
from coordination.kernel.text import _
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.reporting.queries import latest_period
from coordination.timeliness import chart as charts
from coordination.timeliness.exporting import table_sheet
from coordination.timeliness.policy import TimelinessAction
from coordination.timeliness.queries.tables import forms_by_period, run, units_by_period
from coordination.timeliness.rules import Rate, finding
from coordination.timeliness.views.place import blueprint, export, file, filters, picture


@blueprint.get("/timeliness")
@requires(TimelinessAction.OVERSEE, own_office)
def index(office: Office) -> Answer:
    chosen = filters(office.id)
    found = units_by_period(actor(), chosen.wanted, clock.now())
    return render_template(
        "timeliness/index.html",
        office=office,
        filters=chosen,
        wanted=chosen.wanted,
        found=found,
        finding=finding(chosen.wanted.rate, chosen.wanted.period, found.totals),
        earlier=None if found.total.expected else latest_period(actor()),
    )


@blueprint.get("/timeliness.xlsx")
@requires(TimelinessAction.OVERSEE, own_office)
def index_file(office: Office) -> Answer:
    chosen = filters(office.id)
    found = units_by_period(actor(), chosen.wanted, clock.now(), size=None)
    return file(table_sheet(found, _("单位"), export(office.name, chosen)))


@blueprint.get("/timeliness/forms")
@requires(TimelinessAction.OVERSEE, own_office)
def by_form(office: Office) -> Answer:
    chosen = filters(office.id)
    found = forms_by_period(office.id, chosen.wanted, clock.now())
    return render_template(
        "timeliness/forms.html",
        office=office,
        filters=chosen,
        wanted=chosen.wanted,
        found=found,
        finding=finding(chosen.wanted.rate, chosen.wanted.period, found.totals),
        earlier=None if found.total.expected else latest_period(actor()),
    )


@blueprint.get("/timeliness/forms.xlsx")
@requires(TimelinessAction.OVERSEE, own_office)
def forms_file(office: Office) -> Answer:
    chosen = filters(office.id)
    found = forms_by_period(office.id, chosen.wanted, clock.now())
    return file(table_sheet(found, _("报表"), export(office.name, chosen)))


@blueprint.get("/timeliness/trend")
@requires(TimelinessAction.OVERSEE, own_office)
def trend(office: Office) -> Answer:
    """All four rates, each with its chart."""
    chosen = filters(office.id)
    period = chosen.wanted.period
    tallies = run(office.id, chosen.wanted, clock.now(), charts.reach(period))
    return render_template(
        "timeliness/trend.html",
        office=office,
        filters=chosen,
        wanted=chosen.wanted,
        courses=[charts.Course(rate, period, tallies) for rate in Rate],
    )


@blueprint.get("/timeliness/trend.svg")
@requires(TimelinessAction.OVERSEE, own_office)
def chart(office: Office) -> Response:
    wanted = filters(office.id).wanted
    course = run(office.id, wanted, clock.now(), charts.reach(wanted.period))
    return picture(wanted.rate, wanted.period, course)
