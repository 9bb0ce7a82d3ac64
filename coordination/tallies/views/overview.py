"""Which subjects miss which months, and the ways to file them."""

from flask import render_template, request

from coordination.kernel.clock import clock
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, attachment, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.subjects import queries as subjects
from coordination.tallies import queries
from coordination.tallies.exporting import coverage_sheet
from coordination.tallies.policy import TallyAction
from coordination.tallies.queries.coverage import Coverage, coverage, months_until_now
from coordination.tallies.queries.history import recent
from coordination.tallies.queries.months import asked
from coordination.tallies.views.place import Wanted, blueprint, wanted

LENGTHS = (6, 13)


def _asked() -> tuple[Wanted, int, bool]:
    months = request.args.get("months", type=int)
    return wanted(), months if months in LENGTHS else LENGTHS[0], request.args.get("missing") == "1"


def _found(office: Office, chosen: Wanted, months: int, missing: bool) -> Coverage:
    rows = asked(office.id, chosen.kind, chosen.township)
    found = coverage(rows, months_until_now(months))
    if not missing:
        return found
    return coverage([row.subject for row in found.rows if row.lacks], found.months)


@blueprint.get("/tallies")
@requires(TallyAction.LIST, own_office)
def index(office: Office) -> Answer:
    chosen, months, missing = _asked()
    until = queries.last_day(office.id)
    return render_template(
        "tallies/index.html",
        office=office,
        wanted=chosen,
        months=months,
        missing=missing,
        lengths=LENGTHS,
        found=_found(office, chosen, months, missing),
        townships=subjects.places(office),
        until=until,
        stale=until is not None and (clock.today() - until).days > 40,
        recent=recent(office.id),
    )


@blueprint.get("/tallies.xlsx")
@requires(TallyAction.LIST, own_office)
def export(office: Office) -> Answer:
    chosen, months, missing = _asked()
    made = coverage_sheet(office.short_name, _found(office, chosen, months, missing), translate)
    return attachment(workbook(made), made.file, CONTENT_TYPE)
