"""The office's list of a period: filters in the address, the same list as a workbook, looking now."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.presentation import moment
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, attachment, requires, translate
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.queries import own_office, units
from coordination.radar import services
from coordination.radar.exporting import sheet
from coordination.radar.forms import Act
from coordination.radar.lines import line
from coordination.radar.policy import FlagAction
from coordination.radar.queries import flags as queries
from coordination.radar.views.place import KINDS, STANDINGS, blueprint
from coordination.reporting import queries as reporting

WORDS_AT_MOST = 40


@blueprint.get("/radar")
@requires(FlagAction.LIST, own_office)
def index(office: Office) -> Answer:
    wanted = _wanted()
    found = queries.listed(actor(), wanted)
    return render_template(
        "radar/index.html",
        office=office,
        wanted=wanted,
        found=found,
        lines=[line(flag) for flag in found.flags],
        periods=_periods(wanted.period),
        unit=_unit(office, wanted.unit_id),
        checking=Act(formdata=None),
    )


@blueprint.get("/radar.xlsx")
@requires(FlagAction.LIST, own_office)
def index_file(office: Office) -> Answer:
    wanted, now = _wanted(), clock.now()
    found = queries.listed(actor(), wanted, size=queries.MOST_EXPORTED)
    made = sheet(
        [line(flag) for flag in found.flags],
        Period.parse(wanted.period),
        translate,
        office=office.name,
        at=now,
        shown_at=moment(now),
    )
    return attachment(workbook(made), made.file, CONTENT_TYPE)


@blueprint.post("/radar/check")
@requires(FlagAction.CHECK, own_office)
def check(office: Office) -> Answer:
    period, form = Period.parse(request.args.get("period", "")), Act()
    if form.validate_on_submit():
        services.check(office, actor=actor(), operation=form.key, period=period)
        flash(gettext("正在检查，稍后刷新这一页。"))
    return redirect(url_for(".index", period=period))


def _wanted() -> queries.Wanted:
    """The filters in the address; what names nothing is left out."""
    unit = request.args.get("unit", type=int)
    return queries.Wanted(
        str(_period()),
        KINDS.get(request.args.get("kind", "")),
        STANDINGS.get(request.args.get("state", "")),
        unit if unit is not None and 0 < unit < 2**63 else None,
        request.args.get("q", "").replace("\0", "").strip()[:WORDS_AT_MOST],
        min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE),
    )


def _period() -> Period:
    """The period of the address; without one the latest for which anything was asked of the units."""
    try:
        return Period.parse(request.args["period"])
    except (KeyError, Invalid):
        latest = next(iter(queries.periods(actor())), None) or reporting.latest_period(actor())
    return Period.parse(latest) if latest else Period.containing(clock.today(), Kind.MONTH).previous()


def _periods(shown: str) -> list[str]:
    found = list(queries.periods(actor()))
    return found if shown in found else [shown, *found]


def _unit(office: Office, id: int | None) -> MemberUnit | None:
    """The unit that the list is narrowed to."""
    return next((unit for unit in units(office.id, closed=True) if unit.id == id), None) if id else None
