"""年度目标: the share that the office and single townships are to reach."""

from collections.abc import Sequence

from flask import flash, redirect, url_for
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries as organizations
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.queries import own_office
from coordination.register import services
from coordination.register import shares as figures
from coordination.register.forms import targets_form
from coordination.register.policy import RegisterAction
from coordination.register.queries.standing import Counts, counts
from coordination.register.queries.targets import targets
from coordination.register.rules import may_be_set, years
from coordination.register.views.place import asked_kind, asked_year, blueprint


def _units(office: Office, found: Counts) -> Sequence[MemberUnit]:
    """The units that look after subjects of the kind, in official order."""
    return [one for one in organizations.units(office.id, closed=True) if one.id in found]


@blueprint.route("/register/targets", methods=["GET", "POST"], endpoint="targets")
@requires(RegisterAction.TARGET, own_office)
def set_targets(office: Office) -> Answer:
    today, kind = clock.today(), asked_kind()
    year = asked_year(today)
    now = counts(office.id, kind, [today])[today]
    units, stored = _units(office, now), targets(office.id, year, kind)
    form = targets_form(units, stored)
    if form.validate_on_submit() and (shares := form.shares()) is not None:
        with form.refusals():
            services.set_targets(
                office,
                actor=actor(),
                operation=form.key,
                year=year,
                kind=kind,
                shares=shares,
                version=form.seen,
            )
            flash(gettext("%(year)d年的目标已保存。", year=year))
            return redirect(url_for(".targets", year=year, kind=kind))
    return form.page(
        "register/targets.html",
        office=office,
        kind=kind,
        year=year,
        years=years(today),
        settable=may_be_set(year, today),
        shares=figures.table(today, now, stored, units, {}),
    )
