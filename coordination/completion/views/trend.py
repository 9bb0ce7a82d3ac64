"""The course of the last twelve periods, one chart for each party."""

from collections.abc import Sequence

from flask import Response, abort, render_template, request

from coordination.completion import chart as charts
from coordination.completion import exporting
from coordination.completion.policy import CompletionAction
from coordination.completion.queries.shares import courses
from coordination.completion.rules import NOTHING, Share, run_up, together
from coordination.completion.views.place import Filters, blueprint, export, file, filters
from coordination.kernel.clock import clock
from coordination.kernel.period import Period
from coordination.kernel.text import _
from coordination.kernel.web import Answer, is_english, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.responsibilities.models import Party


def courses_of(
    period: Period,
    parties: Sequence[Party],
    *,
    office_id: int,
    unit_id: int | None = None,
    kind: str | None = None,
    whole: bool = True,
) -> dict[int, charts.Course]:
    """By party its course, under 0 that of all parties together; parties closed without a task left out."""
    count = charts.reach(period)
    found = courses(office_id, period, clock.now(), unit_id=unit_id, kind=kind, count=count)
    periods = run_up(period, count)
    shown = [one for one in parties if one.closed_on is None or one.id in found]
    blank = [NOTHING] * count
    made = {one.id: charts.course(_name(one), periods, found.get(one.id, blank)) for one in shown}
    if whole:
        every: list[Share] = [
            together(found[one.id][place] for one in shown if one.id in found) for place in range(count)
        ]
        made[0] = charts.course(_("四方合计"), periods, every)
    return made


def _name(party: Party) -> str:
    return party.english if is_english() else party.name


def drawn(course: charts.Course) -> Response:
    width = charts.PHONE_WIDTH if request.args.get("size") == "phone" else charts.PAGE_WIDTH
    return Response(charts.drawn(course, width=width, say=translate), mimetype="image/svg+xml")


def _asked(office: Office, chosen: Filters) -> dict[int, charts.Course]:
    wanted = chosen.wanted
    found = courses_of(
        wanted.period, chosen.parties, office_id=office.id, kind=wanted.kind or None, whole=True
    )
    if wanted.party_id is not None:
        return {wanted.party_id: found[wanted.party_id]} if wanted.party_id in found else {}
    return {0: found.pop(0), **found}


@blueprint.get("/completion/trend")
@requires(CompletionAction.OVERSEE, own_office)
def trend(office: Office) -> Answer:
    chosen = filters()
    return render_template(
        "completion/trend.html",
        office=office,
        filters=chosen,
        wanted=chosen.wanted,
        courses=_asked(office, chosen),
    )


@blueprint.get("/completion/trend.svg")
@requires(CompletionAction.OVERSEE, own_office)
def chart(office: Office) -> Answer:
    """The chart of one party, or of all together."""
    course = _asked(office, filters()).get(request.args.get("party", 0, type=int))
    return drawn(course) if course is not None else abort(404)


@blueprint.get("/completion/trend.xlsx")
@requires(CompletionAction.OVERSEE, own_office)
def trend_file(office: Office) -> Answer:
    chosen = filters()
    found = list(_asked(office, chosen).values())
    return file(exporting.trend_sheet(found, export(office, chosen.wanted.period, chosen.names())))
