"""A scheme, the check before freezing, freezing."""

from decimal import Decimal

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext

from coordination.kernel.errors import Invalid, NotFound
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.rankings import queries, sentences, services  # noqa: F401
from coordination.rankings.check import check_of
from coordination.rankings.forms import FreezeForm
from coordination.rankings.inputs import item_of
from coordination.rankings.models import Scheme
from coordination.rankings.policy import SchemeAction
from coordination.rankings.rules.measures import Measure
from coordination.rankings.rules.wording import (
    BETTER_LABELS,
    MEASURE_LABELS,
    METHOD_LABELS,
    method_formula,
    method_words,
)
from coordination.rankings.views.place import blueprint
from coordination.reporting.states import STATE_LABELS as REPORT_LABELS
from coordination.reporting.states import ReportState

REPORT_LOOKS = {ReportState.RETURNED: "change", ReportState.SUBMITTED: "wait"}


@blueprint.get("/schemes/<int:id>")
@requires(SchemeAction.VIEW, queries.whole_scheme)
def scheme(found: Scheme) -> Answer:
    members = sorted(found.members, key=lambda member: (member.unit.sort_order, member.unit_id))
    cohorts: dict[str, list[object]] = {}
    for member in members:
        cohorts.setdefault(member.cohort, []).append(member)
    return render_template(
        "rankings/scheme.html",
        scheme=found,
        rows=[(item, Measure(item.measure), item_of(item)) for item in found.items],
        cohorts=cohorts,
        total=sum((item.weight for item in found.items), Decimal(0)),
        methods=METHOD_LABELS,
        measures=MEASURE_LABELS,
        directions=BETTER_LABELS,
        calibers=queries.calibers(found),
        words=method_words,
        formula=method_formula,
        periods=queries.periods(found.office_id) if allowed(actor(), SchemeAction.FREEZE, found) else [],
    )


@blueprint.get("/schemes/<int:id>/prepare")
@requires(SchemeAction.FREEZE, Scheme)
def prepare(found: Scheme) -> Answer:
    form = FreezeForm(data={"period": request.args.get("period", "")})
    return _checked(found, form)


@blueprint.post("/schemes/<int:id>/freeze")
@requires(SchemeAction.FREEZE, Scheme)
def freeze(found: Scheme) -> Answer:
    form = FreezeForm()
    if form.validate_on_submit():
        with form.refusals():
            ranking = services.freeze(
                found,
                actor=actor(),
                operation=form.key,
                period=form.period.data or "",
                accept_missing=form.accept_missing.data,
            )
            flash(gettext("已冻结。以后填报再改，这份排名也不变。"))
            return redirect(url_for("rankings.show", id=ranking.id))
    return _checked(found, form)


def _checked(found: Scheme, form: FreezeForm) -> Answer:
    """The check page; one for a period that cannot be read does not exist."""
    try:
        period = services.month_of(form.period.data or "")
    except Invalid:
        raise NotFound from None
    return form.page(
        "rankings/prepare.html",
        check=check_of(found, period),
        states=REPORT_LABELS,
        looks=REPORT_LOOKS,
    )
