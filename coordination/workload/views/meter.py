"""The load meter: all units of a month, and what one unit was asked."""

from decimal import Decimal

from flask import render_template, request

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.figures import Basis, Change, change
from coordination.kernel.period import Kind, Period
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.queries import own_office
from coordination.tasks.states import ORIGIN_LABELS
from coordination.workload import queries
from coordination.workload.policy import WorkloadAction
from coordination.workload.queries import SOURCE_LABELS, Source
from coordination.workload.views.place import blueprint

MOST_PAGES = 100_000


def chosen_month() -> Period:
    """The month of the address; this month without one, or when it is none."""
    try:
        found = Period.parse(request.args.get("month", ""))
    except Invalid:
        found = this_month()
    return found if found.kind is Kind.MONTH and found <= this_month() else this_month()


def this_month() -> Period:
    return Period.containing(clock.today(), Kind.MONTH)


@blueprint.get("/workload")
@requires(WorkloadAction.LIST, own_office)
def index(office: Office) -> Answer:
    month = chosen_month()
    page = min(max(1, request.args.get("page", 1, type=int)), MOST_PAGES)
    return render_template(
        "workload/index.html",
        office=office,
        month=month,
        found=queries.meter(actor(), month, page),
    )


@blueprint.get("/workload/units/<int:id>")
@requires(WorkloadAction.VIEW, queries.unit)
def unit(unit: MemberUnit) -> Answer:
    month = chosen_month()
    return render_template(
        "workload/unit.html",
        unit=unit,
        month=month,
        load=queries.load(unit, month),
        assignments=queries.assignments(unit, month),
        reports=queries.reports(unit, month),
    )


def changed(now: int, before: int) -> Change:
    return change(Decimal(now), Decimal(before), Basis.MOM)


@blueprint.context_processor
def words() -> dict[str, object]:
    return {
        "sources": SOURCE_LABELS,
        "Source": Source,
        "origins": ORIGIN_LABELS,
        "changed": changed,
        "this_month": this_month(),
    }
