"""A scheme, the check before freezing, freezing."""

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.kernel.errors import Invalid, NotFound
from coordination.kernel.web import Answer, actor, requires
from coordination.rankings import queries, sentences, services  # noqa: F401
from coordination.rankings.check import check_of
from coordination.rankings.forms import FreezeForm
from coordination.rankings.views.place import blueprint
from coordination.reporting.states import STATE_LABELS as REPORT_LABELS
from coordination.reporting.states import ReportState
from coordination.schemes.models import Scheme
from coordination.schemes.states import SchemeAction

REPORT_LOOKS = {ReportState.RETURNED: "change", ReportState.SUBMITTED: "wait"}


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
