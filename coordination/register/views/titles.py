"""名册: every title with its state and last event, and the same as a sheet."""

from flask import render_template, request

from coordination.certificates.sentences import told_of
from coordination.kernel.clock import clock
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.register import exporting
from coordination.register.policy import RegisterAction
from coordination.register.queries import titles as queries
from coordination.register.views.place import asked_kind_or_none, asked_number, asked_page, blueprint


def wanted() -> queries.Wanted:
    """The filters of the address; nonsense does no harm."""
    shows = {str(one): one for one in queries.Show}
    year = asked_number("year")
    return queries.Wanted(
        show=shows.get(request.args.get("show", ""), queries.Show.ALL),
        words=request.args.get("q", "").strip()[:40],
        unit_id=asked_number("unit"),
        kind=asked_kind_or_none(),
        standard_id=asked_number("standard"),
        year=year if year is not None and year < 10_000 else None,
        page=asked_page(),
    )


@blueprint.get("/register/titles")
@requires(RegisterAction.VIEW, own_office)
def index(office: Office) -> Answer:
    asked = wanted()
    return render_template(
        "register/index.html",
        office=office,
        wanted=asked,
        found=queries.listed(actor(), asked, clock.today()),
        choices=queries.choices(office.id),
        Show=queries.Show,
        told=lambda event: told_of([event])[0].sentence,
    )


@blueprint.get("/register/titles.xlsx")
@requires(RegisterAction.VIEW, own_office)
def export(office: Office) -> Answer:
    found = queries.every(actor(), wanted(), clock.today())
    events = queries.events([one.certificate.id for one in found])
    sheet = exporting.register_sheet(office.name, found, translate)
    history = exporting.history_sheet(found, events, translate)
    return attachment(workbook(sheet, history), sheet.file, CONTENT_TYPE)
