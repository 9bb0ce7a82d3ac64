"""The list: the office's, the inspecting unit's, the inspected unit's, each what it may see."""

from flask import render_template, request

from coordination.inspections.queries import lists as queries
from coordination.inspections.queries.due import due_list
from coordination.inspections.states import InspectionAction
from coordination.inspections.views.place import Part, blueprint, own_part
from coordination.kernel.clock import clock
from coordination.kernel.policy import allowed
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations import queries as organizations


def wanted() -> queries.Wanted:
    """The filters of the address; nonsense does no harm."""
    shows = {str(one): one for one in queries.Show}
    return queries.Wanted(
        shows.get(request.args.get("show", ""), queries.Show.PLANNED),
        request.args.get("q", "").strip()[:40],
        request.args.get("unit", type=int),
        request.args.get("inspector", type=int),
        min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE),
    )


@blueprint.get("/inspections")
@requires(InspectionAction.LIST, own_part)
def index(part: Part) -> Answer:
    asked, today = wanted(), clock.today()
    in_office = actor().unit_id is None
    return render_template(
        "inspections/index.html",
        found=queries.listed(actor(), asked, today),
        wanted=asked,
        Show=queries.Show,
        units=organizations.units(part.office_id) if in_office else (),
        due=due_list(part.office_id, today, most=0) if in_office else None,
        plans=allowed(actor(), InspectionAction.PLAN, part),
    )
