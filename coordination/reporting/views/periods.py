"""Freezing periods: how the forms stand, the check page with a tick, the act."""

from collections.abc import Sequence
from itertools import groupby

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.errors import Conflict, Invalid, NotFound, Stale
from coordination.kernel.operations import fresh_key
from coordination.kernel.period import Kind, Period
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.reporting import queries, services
from coordination.reporting.forms import FreezeForm
from coordination.reporting.queries import freezes
from coordination.reporting.queries.freezes import Absent, Standing
from coordination.reporting.states import ReportAction, ReportState
from coordination.reporting.views.place import blueprint


@blueprint.get("/reports/periods")
@requires(ReportAction.OVERSEE, own_office)
def periods(office: Office) -> Answer:
    """A period with its forms: approved, waiting, missing, frozen; and what was corrected afterwards."""
    period = _period()
    return render_template(
        "reporting/periods.html",
        office=office,
        period=period,
        periods=_known(office.id, period),
        forms=freezes.standings(office.id, str(period), clock.now()),
        over=period.last_day < clock.today(),
        corrected=freezes.corrected_after_freeze(office.id, str(period)),
    )


def _period() -> Period:
    """The period of the address; without one the month that ended last."""
    try:
        return Period.parse(request.args["period"])
    except (KeyError, Invalid):
        return Period.containing(clock.today(), Kind.MONTH).previous()


def _known(office_id: int, period: Period) -> list[Period]:
    """The periods to choose from, latest first."""
    found = {Period.parse(one) for one in queries.periods_with_reports(office_id)} | {period}
    return sorted(found, key=lambda one: (one.start, one.end), reverse=True)


@blueprint.route("/reports/freeze", methods=["GET", "POST"])
@requires(ReportAction.FREEZE, own_office)
def freeze(office: Office) -> Answer:
    """The check page: of one form, or of all that are not frozen yet."""
    period, form = _asked_period(), FreezeForm()
    if form.validate_on_submit():
        seen = (form.seen.data or "").split()
        ids = [int(one.partition(".")[0]) for one in seen if one.partition(".")[0].isdecimal()]
        with form.refusals():
            try:
                services.freeze(
                    office,
                    actor=actor(),
                    operation=form.key,
                    period=period,
                    form_ids=ids,
                    seen=seen,
                    accept_missing=form.accept_missing.data,
                )
                flash(gettext("已冻结。以后要改，由单位申请更正、联席办同意，改过的数会标明。"))
                return redirect(url_for(".periods", period=period))
            except Stale:
                raise
            except Conflict as refusal:
                flash(translate(refusal.message), "warning")
                return redirect(url_for(".periods", period=period))
    return _check_page(office, period, form)


def _asked_period() -> Period:
    try:
        return Period.parse(request.args.get("period", ""))
    except Invalid:
        raise NotFound from None


def _check_page(office: Office, period: Period, form: FreezeForm) -> Answer:
    chosen = request.args.get("form", type=int)
    forms = [
        one
        for one in freezes.standings(office.id, str(period), clock.now())
        if chosen in (None, one.form_id) and one.freeze is None
    ]
    if not forms or period.last_day >= clock.today():
        return redirect(url_for(".periods", period=period))
    form.seen.data = " ".join(one.seen for one in forms)
    form.operation_key.data = form.operation_key.data or fresh_key()
    absent = freezes.absent(office.id, str(period), [one.form_id for one in forms])
    return form.page(
        "reporting/freeze.html",
        period=period,
        forms=forms,
        chosen=chosen,
        approved=sum(one.approved for one in forms),
        rest=sum(one.rest for one in forms),
        named=_named(forms, absent),
    )


def _named(
    forms: Sequence[Standing], absent: Sequence[Absent]
) -> list[tuple[Standing, list[tuple[str, list[Absent]]]]]:
    """By form, who is not among the figures and how they stand: waiting, returned, missing, not due yet."""
    now = clock.now()

    def standing(one: Absent) -> str:
        if one.state in (ReportState.SUBMITTED, ReportState.RETURNED):
            return str(one.state)
        return "pending" if one.due_at > now else "missing"

    order = ("missing", "pending", "submitted", "returned")
    found = []
    for form in forms:
        rows = sorted(
            (one for one in absent if one.form_id == form.form_id), key=lambda one: order.index(standing(one))
        )
        found.append((form, [(stand, list(group)) for stand, group in groupby(rows, standing)]))
    return [(form, groups) for form, groups in found if groups]
