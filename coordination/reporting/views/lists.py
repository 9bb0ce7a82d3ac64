"""Lists: the office's overview of a period, a unit's own reports, the catalogue of indicators."""

from functools import partial

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.queries import own_office
from coordination.organizations.rules import masked_phone
from coordination.reporting import queries, services
from coordination.reporting.forms import Act
from coordination.reporting.policy import IndicatorAction
from coordination.reporting.queries import Trouble, Wanted
from coordination.reporting.sentences import formula, last_act
from coordination.reporting.states import ReportAction
from coordination.reporting.views.place import blueprint

#: The counters by their names in the address.
NAMES = {trouble.name.lower(): trouble for trouble in Trouble}


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None


@blueprint.get("/reports")
@requires(ReportAction.OVERSEE, own_office)
def overview(office: Office) -> Answer:
    period, forms = _period(), queries.forms(office.id)
    form_id = request.args.get("form", type=int)
    wanted = Wanted(
        str(period),
        NAMES.get(request.args.get("state", "")),
        form_id if form_id in {form.id for form in forms} else None,
        request.args.get("q", "").strip()[:40],
        request.args.get("page", 1, type=int),
    )
    found = queries.overview(actor(), wanted, clock.now())
    return render_template(
        "reporting/overview.html",
        office=office,
        period=period,
        wanted=wanted,
        found=found,
        names=NAMES,
        forms=forms,
        masked_phone=masked_phone,
        opening=_opening(period, found),
        last=_last(period.kind),
        last_act=last_act,
    )


def _period() -> Period:
    """The period of the address; without one the latest for which anything was asked."""
    try:
        return Period.parse(request.args["period"])
    except (KeyError, Invalid):
        latest = queries.latest_period(actor())
    return Period.parse(latest) if latest else _last(Kind.MONTH)


def _last(kind: Kind) -> Period:
    """The period of a kind that ended last."""
    return Period.containing(clock.today(), kind).previous()


def _opening(period: Period, found: queries.Overview) -> Act | None:
    """The button that opens a period by hand, where the schedule has not done it."""
    if found.expected or period.kind is not Kind.MONTH or period > _last(Kind.MONTH):
        return None
    return Act(formdata=None)


@blueprint.post("/reports/open")
@requires(ReportAction.OPEN, own_office)
def open_period(office: Office) -> Answer:
    period, form = Period.parse(request.args.get("period", "")), Act()
    if form.validate_on_submit():
        services.open_period(office, actor=actor(), operation=form.key, period=period)
        flash(gettext("报送已开始。"))
    return redirect(url_for(".overview", period=period))


@blueprint.get("/my-reports")
@requires(ReportAction.LIST, own_unit)
def mine(unit: MemberUnit) -> Answer:
    page = min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE)
    filed, more = queries.filed(actor(), page)
    return render_template(
        "reporting/mine.html", unit=unit, owed=queries.owed(actor()), filed=filed, page=page, more=more
    )


@blueprint.get("/indicators")
@requires(IndicatorAction.VIEW, own_office)
def indicators(office: Office) -> Answer:
    words = request.args.get("q", "").strip()[:40]
    rankable = {"yes": True, "no": False}.get(request.args.get("rankable", ""))
    return render_template(
        "reporting/indicators.html",
        found=queries.catalogue(words, rankable=rankable),
        words=words,
        rankable=request.args.get("rankable", ""),
        forms=queries.forms_by_indicator(office.id),
        formula=partial(formula, queries.indicator_names()),
    )
