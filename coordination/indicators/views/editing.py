"""The office's own indicators: new, changed, closed."""

from dataclasses import fields

from flask import flash, redirect, request, url_for
from flask_babel import gettext

from coordination.indicators.forms import CloseForm, IndicatorForm
from coordination.indicators.models import Indicator
from coordination.indicators.policy import IndicatorAction
from coordination.indicators.rules import Definition
from coordination.indicators.services import catalogue as services
from coordination.indicators.views.place import blueprint
from coordination.kernel.db import session
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office


@blueprint.route("/indicators/new", methods=["GET", "POST"])
@requires(IndicatorAction.CREATE, own_office)
def add(office: Office) -> Answer:
    """An empty form, or one filled like the indicator that `like` names."""
    model = _model()
    form = IndicatorForm(office.id, data=model)
    if form.validate_on_submit():
        with form.refusals():
            made = services.create(office, form.given, actor=actor(), operation=form.key)
            flash(gettext("已新增指标“%(name)s”，代码是 %(code)s。", name=made.name, code=made.code))
            return redirect(url_for(".show", id=made.id))
    return form.page("indicators/edit.html", indicator=None, fixed=False, office=office)


def _model() -> dict[str, object] | None:
    number = request.args.get("like", type=int)
    found = session.get(Indicator, number) if number and 0 < number < 2**63 else None
    if found is None or not allowed(actor(), IndicatorAction.VIEW, found):
        return None
    return {one.name: getattr(found, one.name) for one in fields(Definition)}


@blueprint.route("/indicators/<int:id>/edit", methods=["GET", "POST"])
@requires(IndicatorAction.EDIT, Indicator)
def edit(indicator: Indicator) -> Answer:
    if indicator.closed_at is not None:
        flash(gettext("这个指标已停用，不能再改。"), "warning")
        return redirect(url_for(".show", id=indicator.id))
    form = IndicatorForm(indicator.office_id or 0, obj=indicator)
    if form.validate_on_submit():
        with form.refusals():
            services.edit(
                indicator,
                form.given,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.why.data or "",
            )
            flash(gettext("已保存“%(name)s”，改动留在变动记录里。", name=indicator.name))
            return redirect(url_for(".show", id=indicator.id))
    return form.page(
        "indicators/edit.html",
        indicator=indicator,
        fixed=services.is_fixed(indicator),
        sentence=services.FIXED_SENTENCE,
    )


@blueprint.route("/indicators/<int:id>/close", methods=["GET", "POST"])
@requires(IndicatorAction.CLOSE, Indicator)
def close(indicator: Indicator) -> Answer:
    form = CloseForm(obj=indicator)
    if form.validate_on_submit():
        with form.refusals():
            services.close(
                indicator,
                actor=actor(),
                operation=form.key,
                version=form.seen,
                reason=form.why.data or "",
            )
            flash(gettext("已停用“%(name)s”，以前报的数都还在。", name=indicator.name))
            return redirect(url_for(".show", id=indicator.id))
    return form.page("indicators/close.html", indicator=indicator, needed=services.needed_by(indicator))
