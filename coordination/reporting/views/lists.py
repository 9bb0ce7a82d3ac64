"""Lists: a unit's own reports, the catalogue of indicators."""

from functools import partial

from flask import render_template, request

from coordination.indicators.policy import IndicatorAction
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit, Office
from coordination.organizations.queries import own_office
from coordination.reporting import queries
from coordination.reporting.sentences import formula
from coordination.reporting.states import ReportAction
from coordination.reporting.views.place import blueprint


def own_unit(actor: Actor, **_places: int) -> MemberUnit | None:
    return session.get(MemberUnit, actor.unit_id) if actor.unit_id is not None else None


@blueprint.get("/my-reports")
@requires(ReportAction.LIST, own_unit)
def mine(unit: MemberUnit) -> Answer:
    page = min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE)
    filed, more = queries.filed(actor(), page)
    return render_template(
        "reporting/mine.html", unit=unit, owed=queries.owed(actor()), filed=filed, page=page, more=more
    )


@blueprint.get("/indicators")
@requires(IndicatorAction.LIST, own_office)
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
