"""Other looks at what was frozen: heat table and composition, ranks over time, Excel, the printed sheet."""

from collections.abc import Sequence
from io import BytesIO
from itertools import groupby

from flask import Response, render_template, request, send_file
from flask_babel import gettext

from coordination.kernel.clock import clock
from coordination.kernel.errors import NotFound
from coordination.kernel.period import Period
from coordination.kernel.sheets import CONTENT_TYPE, workbook
from coordination.kernel.web import Answer, actor, requires, translate
from coordination.rankings import chart as charts
from coordination.rankings import queries
from coordination.rankings.explained import explained
from coordination.rankings.exporting import course, sheets
from coordination.rankings.history import standings
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.paper import ScoreSheet, ranking_paper, score_sheets
from coordination.rankings.policy import RankingAction
from coordination.rankings.rules import State
from coordination.rankings.rules.heat import step, weakest
from coordination.rankings.rules.wording import STATE_LABELS
from coordination.rankings.views.place import blueprint, chosen_cohort

MOST_LINES, MOST_SHEETS = 60, 60


@blueprint.get("/rankings/<int:id>/heat")
@requires(RankingAction.VIEW, queries.whole)
def heat(ranking: Ranking) -> Answer:
    cohorts = queries.cohorts(ranking)
    chosen, page = chosen_cohort(cohorts, MOST_LINES)
    lines = queries.lines(ranking, cohort=chosen or None, skip=(page - 1) * MOST_LINES, most=MOST_LINES)
    groups = [(name, list(members)) for name, members in groupby(lines, lambda line: line.cohort)]
    return render_template(
        "rankings/heat.html",
        ranking=ranking,
        cohorts=cohorts,
        chosen=chosen,
        page=page,
        pages=-(-cohorts.get(chosen, 0) // MOST_LINES),
        groups=[(name, members, _finding(members), _steps(members)) for name, members in groups],
        states=STATE_LABELS,
        State=State,
    )


def _finding(lines: Sequence[ScoreLine]) -> str:
    return translate(weakest(charts.titles_of(lines), [charts.got(line) for line in lines]))


def _steps(lines: Sequence[ScoreLine]) -> dict[int, dict[str, int | None]]:
    return {line.id: {got.code: step(got) for got in charts.got(line)} for line in lines}


@blueprint.get("/rankings/<int:id>/composition.svg")
@requires(RankingAction.VIEW, queries.whole)
def composition(ranking: Ranking) -> Answer:
    cohort = request.args.get("cohort", "")
    if cohort not in queries.cohorts(ranking):
        raise NotFound
    lines = queries.lines(ranking, cohort=cohort, most=MOST_LINES)
    width = charts.PHONE_WIDTH if request.args.get("size") == "phone" else charts.PAPER_WIDTH
    drawn = charts.composition(ranking, cohort, lines, own=actor().unit_id, width=width, say=translate)
    return Response(drawn, mimetype="image/svg+xml")


@blueprint.get("/rankings/<int:id>/table.xlsx")
@requires(RankingAction.VIEW, queries.whole)
def table(ranking: Ranking) -> Answer:
    """Exactly the lines of the page: one cohort where one is chosen, else all."""
    cohort = request.args.get("cohort", "")
    lines = queries.lines(ranking, cohort=cohort if cohort in queries.cohorts(ranking) else None)
    return _excel(workbook(*sheets(ranking, lines, clock.now(), translate)), _named(ranking))


def _named(ranking: Ranking) -> str:
    return f"{ranking.scheme.name}-{ranking.period}-{ranking.sequence}"


def _excel(content: bytes, name: str) -> Response:
    file = f"{name}.xlsx"
    return send_file(BytesIO(content), mimetype=CONTENT_TYPE, as_attachment=True, download_name=file)


@blueprint.get("/score-lines/<int:id>/history")
@requires(RankingAction.VIEW, queries.whole_line)
def history(line: ScoreLine) -> Answer:
    found = standings(line, actor())
    return render_template(
        "rankings/history.html",
        line=line,
        ranking=line.ranking,
        found=found,
        says=translate(charts.course(found)),
        states=STATE_LABELS,
        State=State,
    )


@blueprint.get("/score-lines/<int:id>/history.svg")
@requires(RankingAction.VIEW, queries.whole_line)
def course_chart(line: ScoreLine) -> Answer:
    width = charts.PHONE_WIDTH if request.args.get("size") == "phone" else charts.PAPER_WIDTH
    drawn = charts.over_time(line, standings(line, actor()), width=width, say=translate)
    return Response(drawn, mimetype="image/svg+xml")


@blueprint.get("/score-lines/<int:id>/history.xlsx")
@requires(RankingAction.VIEW, queries.whole_line)
def course_table(line: ScoreLine) -> Answer:
    sheet = course(line, standings(line, actor()), clock.now(), translate)
    return _excel(workbook(sheet), sheet.filename)


@blueprint.get("/score-lines/<int:id>/sheet.pdf")
@requires(RankingAction.VIEW, queries.whole_line)
def sheet(line: ScoreLine) -> Answer:
    made = ScoreSheet(explained(line, actor()), standings(line, actor()))
    return _paper([made], made.title)


@blueprint.get("/rankings/<int:id>/table.pdf")
@requires(RankingAction.VIEW, queries.whole)
def paper(ranking: Ranking) -> Answer:
    """The table with its shades and charts; of a large ranking one cohort at a time, 60 lines of it."""
    chosen, _page = chosen_cohort(queries.cohorts(ranking), MOST_LINES)
    lines = queries.lines(ranking, cohort=chosen or None, most=MOST_LINES)
    groups = [(name, list(members)) for name, members in groupby(lines, lambda line: line.cohort)]
    content = BytesIO(ranking_paper(ranking, groups))
    return send_file(content, mimetype="application/pdf", download_name=f"{_named(ranking)}.pdf")


@blueprint.get("/rankings/<int:id>/sheets.pdf")
@requires(RankingAction.TRY, queries.whole)
def all_sheets(ranking: Ranking) -> Answer:
    """The sheets of one cohort behind one another, for the office to hand out."""
    cohort = request.args.get("cohort", "")
    if cohort not in queries.cohorts(ranking):
        raise NotFound
    lines = queries.lines(ranking, cohort=cohort, most=MOST_SHEETS)
    made = []
    for line in lines:
        line.ranking = ranking
        made.append(ScoreSheet(explained(line, actor()), standings(line, actor())))
    name = f"{Period.parse(ranking.period)}-{cohort}-{gettext('得分单')}"
    return _paper(made, name)


def _paper(made: Sequence[ScoreSheet], name: str) -> Response:
    content = BytesIO(score_sheets(made))
    return send_file(content, mimetype="application/pdf", download_name=f"{name}.pdf")
