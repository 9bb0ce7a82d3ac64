"""A unit's own reports."""

from flask import render_template, request

from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit
from coordination.reporting import queries
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
