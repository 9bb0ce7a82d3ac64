"""The chart of ranked bars with its sentence: one figure for the page, the print and the circular."""

from collections.abc import Sequence

from coordination.kernel.charts import Bar, ranked_bars
from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.rules import State
from coordination.rankings.rules.wording import STATE_LABELS, finding

PAGE_WIDTH, PHONE_WIDTH, PAPER_WIDTH = 620, 340, 720


def change_of(line: ScoreLine) -> int | None:
    """Places gained (positive) or lost against the ranking before."""
    return None if line.rank is None or line.previous_rank is None else line.previous_rank - line.rank


def title(ranking: Ranking, cohort: str) -> Text:
    return _("{period}{cohort}组得分排名", period=Period.parse(ranking.period).label(), cohort=cohort)


def says(cohort: str, lines: Sequence[ScoreLine]) -> Text:
    """The finding of the chart."""
    return finding(cohort, [(line.unit.name, line.total, line.rank, change_of(line)) for line in lines])


def bars(lines: Sequence[ScoreLine], *, own: int | None = None, say: Say = str) -> list[Bar]:
    return [
        Bar(
            name=line.unit.short_name,
            value=line.total,
            change=change_of(line),
            shown=_shown(line, say),
            marked=line.unit_id == own,
        )
        for line in lines
    ]


def _shown(line: ScoreLine, say: Say) -> str:
    points = f"{line.total:.2f}"
    return points if line.rank is not None else f"{points} {say(STATE_LABELS[State(line.state)])}"


def drawn(
    ranking: Ranking,
    cohort: str,
    lines: Sequence[ScoreLine],
    *,
    own: int | None = None,
    width: int = PAPER_WIDTH,
    say: Say = str,
) -> str:
    """The SVG of one cohort's lines in printed order; `own` is the unit that stands out."""
    return ranked_bars(
        say(title(ranking, cohort)),
        say(says(cohort, lines)),
        bars(lines, own=own, say=say),
        width=width,
        say=say,
    )
