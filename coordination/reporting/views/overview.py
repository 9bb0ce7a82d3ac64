"""The office's overview of a period: who has filed, who has not, and what to do about it."""

from collections.abc import Callable
from datetime import datetime
from functools import cache
from typing import NamedTuple

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.errors import Invalid
from coordination.kernel.period import Kind, Period
from coordination.kernel.policy import allowed
from coordination.kernel.text import Text
from coordination.kernel.web import Answer, actor, requires, translator
from coordination.organizations.models import Office
from coordination.organizations.queries import Workplace, own_office, workplace
from coordination.organizations.rules import masked_phone
from coordination.reporting import queries, services
from coordination.reporting.forms import Act
from coordination.reporting.queries import Listed, Overview, Trouble, Wanted
from coordination.reporting.rules import time_left
from coordination.reporting.sentences import last_act, tag
from coordination.reporting.states import ReportAction
from coordination.reporting.views.place import LOOKS, blueprint

#: The counters by their names in the address.
NAMES = {trouble.name.lower(): trouble for trouble in Trouble}
UNDONE = (Trouble.LATE, Trouble.OPEN)


class Line(NamedTuple):
    """One row of the page, in words; `left` is empty once the unit has filed."""

    address: str
    late: bool
    unit: str
    form: str
    state: str
    look: str
    left: str
    contact: str
    phone: str
    act: str
    judge: bool


@blueprint.get("/reports")
@requires(ReportAction.OVERSEE, workplace)
def overview(office: Workplace) -> Answer:
    period, now = _period(), clock.now()
    wanted = Wanted(
        str(period),
        NAMES.get(request.args.get("state", "")),
        request.args.get("form", type=int),
        request.args.get("q", "").strip()[:40],
        request.args.get("page", 1, type=int),
    )
    found = queries.overview(actor(), wanted, now)
    return render_template(
        "reporting/overview.html",
        office=office,
        period=period,
        wanted=wanted,
        found=found,
        lines=_lines(found, now),
        opening=_opening(period, found),
        last=_last(period.kind),
        others=_others(period, found),
    )


def _others(period: Period, found: Overview) -> list[Period]:
    """The latest periods of the other kinds."""
    return [one for one in map(Period.parse, found.latest) if one.kind is not period.kind]


def _lines(found: Overview, now: datetime) -> list[Line]:
    say = translator()
    left = cache(lambda due_at, grace_until: say(time_left(due_at, now, grace_until)))
    pages = url_for(".show", id=0).removesuffix("0")
    return [
        _line(report, f"{pages}{report.id}", found.forms[report.form_id].name, say, left, now)
        for report in found.reports
    ]


def _line(
    report: Listed,
    address: str,
    form: str,
    say: Callable[[Text], str],
    left: Callable[[datetime, datetime | None], str],
    now: datetime,
) -> Line:
    stand = queries.trouble(report, now)
    return Line(
        address=address,
        late=stand is Trouble.LATE,
        unit=report.unit_name,
        form=form,
        state=say(tag(report, stand)),
        look=LOOKS[stand],
        left=left(report.due_at, report.grace_until) if stand in UNDONE else "",
        contact=report.contact_name,
        phone=masked_phone(report.contact_phone),
        act=say(last_act(report)),
        judge=stand is Trouble.WAITING and allowed(actor(), ReportAction.APPROVE, report),
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


def _opening(period: Period, found: Overview) -> Act | None:
    """The button that opens a period by hand, where the schedule has not done it."""
    if found.expected or period > _last(period.kind) or not queries.is_asked_for(actor(), period.kind):
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
