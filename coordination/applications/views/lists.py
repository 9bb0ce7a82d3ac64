"""The office's list and a unit's own list."""

from flask import render_template, request

from coordination.applications.forms import Act
from coordination.applications.policy import acts_for_the_unit
from coordination.applications.queries import lists as queries
from coordination.applications.queries.signing import late_by_unit
from coordination.applications.states import ApplicationAction
from coordination.applications.views.place import Part, blueprint, own_part
from coordination.kernel.clock import clock
from coordination.kernel.db import session
from coordination.kernel.web import Answer, actor, requires
from coordination.organizations.models import MemberUnit
from coordination.organizations.queries import Workplace, workplace
from coordination.subjects.rules import SubjectKind


def wanted() -> queries.Wanted:
    """The filters of the address; nonsense does no harm."""
    shows = {str(one): one for one in queries.Show}
    kinds = {str(one): one for one in SubjectKind}
    return queries.Wanted(
        shows.get(request.args.get("show", ""), queries.Show.OPEN),
        request.args.get("q", "").strip()[:40],
        request.args.get("unit", type=int),
        kinds.get(request.args.get("kind", "")),
        min(max(1, request.args.get("page", 1, type=int)), queries.LAST_PAGE),
    )


@blueprint.get("/applications")
@requires(ApplicationAction.LIST, workplace)
def index(office: Workplace) -> Answer:
    asked, today = wanted(), clock.today()
    return render_template(
        "applications/index.html",
        found=queries.listed(actor(), asked, today),
        wanted=asked,
        Show=queries.Show,
        units=queries.units_that_apply(office.id),
        owing=late_by_unit(office.id, today),
        act=Act(formdata=None),
    )


@blueprint.get("/applications/mine")
@requires(ApplicationAction.MINE, own_part)
def mine(part: Part) -> Answer:
    asked, unit = wanted(), session.get_one(MemberUnit, part.unit_id)
    return render_template(
        "applications/mine.html",
        found=queries.listed(actor(), asked, clock.today()),
        wanted=asked,
        Show=queries.Show,
        unit=unit,
        applies=acts_for_the_unit(actor(), unit),
    )
