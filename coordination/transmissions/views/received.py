"""What came from the offices below: a file is taken in, figures stand side by side, also as Excel."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.sheets import CONTENT_TYPE, Column, ColumnKind, Sheet, workbook
from coordination.kernel.web import Answer, actor, attachment, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.transmissions import rules
from coordination.transmissions.forms import ReceiveForm
from coordination.transmissions.queries import packages
from coordination.transmissions.services.receiving import receive as take_in
from coordination.transmissions.states import Direction, TransmissionAction
from coordination.transmissions.views.place import blueprint


@blueprint.get("/transmissions/received")
@requires(TransmissionAction.LIST, own_office)
def received(_office: Office) -> Answer:
    page = min(max(1, request.args.get("page", 1, type=int)), 10_000)
    found, more = packages.packages(actor(), Direction.IN, page)
    return render_template("transmissions/received.html", found=found, page=page, more=more)


@blueprint.route("/transmissions/receive", methods=["GET", "POST"])
@requires(TransmissionAction.RECEIVE, own_office)
def receive(office: Office) -> Answer:
    form = ReceiveForm()
    if form.validate_on_submit():
        with form.refusals():
            content = form.file.data.stream.read(rules.LARGEST + 1)
            row = take_in(office, actor=actor(), operation=form.key, content=content)
            flash(gettext("已接收%(sender)s的上报。", sender=row.sender_name))
            return redirect(url_for(".show", id=row.id))
    return form.page("transmissions/receive.html", office=office)


def _asked() -> tuple[str, str]:
    return request.args.get("form", "")[:100], request.args.get("period", "")[:10]


@blueprint.get("/transmissions/table")
@requires(TransmissionAction.LIST, own_office)
def table(office: Office) -> Answer:
    """Offices below × indicators for one form and period."""
    form_code, period = _asked()
    topics = packages.topics(actor())
    return render_template(
        "transmissions/table.html",
        office=office,
        topics=topics,
        topic=next((one for one in topics if (one.form_code, one.period) == (form_code, period)), None),
        found=packages.table(actor(), form_code, period),
        form_code=form_code,
        period=period,
    )


@blueprint.get("/transmissions/table.xlsx")
@requires(TransmissionAction.LIST, own_office)
def table_file(office: Office) -> Answer:
    form_code, period = _asked()
    sheet = _sheet(office, packages.table(actor(), form_code, period), form_code, period)
    return attachment(workbook(sheet), f"{sheet.filename}.xlsx", CONTENT_TYPE)


def _sheet(office: Office, found: packages.Table, form_code: str, period: str) -> Sheet:
    title = gettext("下级上报汇总")
    columns = [Column(gettext("联席办"), width=34), Column(gettext("第几次"), ColumnKind.INTEGER, 8)]
    columns += [Column(f"{one.name}（{one.unit}）", ColumnKind.DECIMAL, 16) for one in found.columns]
    codes = [one.code for one in found.columns]
    rows = [
        [row.name, row.package.revision if row.package else None, *(row.sums.get(code) for code in codes)]
        for row in found.rows
    ]
    rows.append([gettext("合计"), None, *(found.total.get(code) for code in codes)])
    return Sheet(
        title=title,
        columns=columns,
        rows=rows,
        filename=f"{title}-{form_code}-{period}",
        at=clock.now(),
        lines=[office.name, f"{form_code} {period}"],
    )
