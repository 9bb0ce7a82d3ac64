"""What was frozen: the list, the table, the chart, one unit's explanation, the snapshot."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from flask import Response, render_template, request, send_file
from flask_babel import gettext

from coordination.kernel.errors import NotFound
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.organizations.models import Office
from coordination.organizations.queries import own_office
from coordination.rankings import chart as charts
from coordination.rankings import queries, sentences, services  # noqa: F401
from coordination.rankings.explained import explained
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.policy import RankingAction
from coordination.rankings.rules import State, recompute
from coordination.rankings.rules.wording import STATE_LABELS, change_words
from coordination.rankings.views.place import blueprint, chosen_cohort
from coordination.reporting.queries.freezes import AfterFreeze, corrected_since
from coordination.schemes import queries as schemes
from coordination.schemes.states import SchemeAction

MOST_LINES = 60


@blueprint.get("/rankings")
@requires(RankingAction.LIST, own_office)
def index(office: Office) -> Answer:
    years = queries.years(actor())
    year = request.args.get("year", "")
    year = year if year in years else ""
    rankings = queries.register(actor(), year=year)
    return render_template(
        "rankings/index.html",
        office=office,
        rankings=rankings,
        own=queries.own_lines(actor(), rankings),
        year=year,
        years=years,
        schemes=schemes.in_force(office.id),
        periods=schemes.periods(office.id) if actor().unit_id is None else [],
        SchemeAction=SchemeAction,
    )


@blueprint.get("/rankings/<int:id>")
@requires(RankingAction.VIEW, queries.whole)
def show(ranking: Ranking) -> Answer:
    cohorts = queries.cohorts(ranking)
    chosen, page = chosen_cohort(cohorts, MOST_LINES)
    lines = queries.lines(ranking, cohort=chosen or None, skip=(page - 1) * MOST_LINES, most=MOST_LINES)
    return render_template(
        "rankings/show.html",
        ranking=ranking,
        cohorts=cohorts,
        chosen=chosen,
        page=page,
        pages=-(-cohorts.get(chosen, 0) // MOST_LINES),
        groups=[(name, list(members)) for name, members in groupby(lines, lambda line: line.cohort)],
        items=schemes.items(ranking.scheme),
        again=queries.frozen(ranking.scheme, ranking.period),
        since=_since(ranking),
        SchemeAction=SchemeAction,
        RankingAction=RankingAction,
        change_of=charts.change_of,
        says=charts.says,
        change_words=change_words,
        states=STATE_LABELS,
        State=State,
    )


def _since(ranking: Ranking) -> Sequence[AfterFreeze]:
    """What was corrected since; to be told to the office, which alone can rank again."""
    if actor().unit_id is not None:
        return ()
    return corrected_since(ranking.office_id, ranking.period, ranking.frozen_at)


@blueprint.get("/rankings/<int:id>/chart.svg")
@requires(RankingAction.VIEW, queries.whole)
def chart(ranking: Ranking) -> Answer:
    cohort = request.args.get("cohort", "")
    if cohort not in queries.cohorts(ranking):
        raise NotFound
    lines = queries.lines(ranking, cohort=cohort, most=MOST_LINES)
    width = charts.PHONE_WIDTH if request.args.get("size") == "phone" else charts.PAGE_WIDTH
    drawn = charts.drawn(ranking, cohort, lines, own=actor().unit_id, width=width, say=translate)
    return Response(drawn, mimetype="image/svg+xml")


@blueprint.get("/score-lines/<int:id>")
@requires(RankingAction.VIEW, queries.whole_line)
def line(found: ScoreLine) -> Answer:
    return render_template(
        "rankings/line.html",
        line=found,
        ranking=found.ranking,
        why=explained(found, actor()),
        change_words=change_words,
        states=STATE_LABELS,
        State=State,
    )


@blueprint.get("/rankings/<int:id>/snapshot.json")
@requires(RankingAction.SNAPSHOT, queries.whole)
def snapshot(ranking: Ranking) -> Answer:
    """The canonical file, byte for byte what the fingerprint was taken of."""
    name = gettext("排名快照") + f"-{ranking.period}-{ranking.sequence}.json"
    content = BytesIO(ranking.snapshot.encode())
    return send_file(content, mimetype="application/json", as_attachment=True, download_name=name)


@blueprint.get("/rankings/<int:id>/verify")
@requires(RankingAction.SNAPSHOT, queries.whole)
def verify(ranking: Ranking) -> Answer:
    return render_template(
        "rankings/verify.html", ranking=ranking, difference=recompute(ranking.snapshot, ranking.sha256)
    )
