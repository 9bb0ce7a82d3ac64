"""The charts of a ranking with their sentences: one figure for the page, the print and the circular."""

from collections.abc import Sequence

from coordination.kernel.charts import Bar, Place, Stack, rank_over_time, ranked_bars, stacked_bars
from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Period
from coordination.kernel.text import Text, _
from coordination.rankings.history import Standing
from coordination.rankings.models import Ranking, ScoreLine
from coordination.rankings.rules import State
from coordination.rankings.rules.heat import Got, weakest
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


def composition(
    ranking: Ranking, cohort: str, lines: Sequence[ScoreLine], *, own: int | None = None, width: int, say: Say
) -> str:
    """What the totals of one cohort are made of: the points of each item, bonus last."""
    parts = list(titles_of(lines).values())
    bonus = any(line.bonus for line in lines)
    stacks = [
        Stack(
            name=line.unit.short_name,
            values=[
                *(None if item.missing else item.points for item in line.items),
                *([line.bonus] if bonus else []),
            ],
            marked=line.unit_id == own,
        )
        for line in lines
    ]
    heading = _("{period}{cohort}组得分构成", period=Period.parse(ranking.period).label(), cohort=cohort)
    words = say(weakest(titles_of(lines), [got(line) for line in lines]))
    named = [*parts, *([say(_("加分"))] if bonus else [])]
    return stacked_bars(say(heading), words, named, stacks, width=width, say=say)


def titles_of(lines: Sequence[ScoreLine]) -> dict[str, str]:
    return {item.code: item.title for item in lines[0].items} if lines else {}


def got(line: ScoreLine) -> list[Got]:
    """The items of a line as the heat table reads them."""
    return [Got(item.code, item.points, item.weight, not item.missing) for item in line.items]


def over_time(line: ScoreLine, found: Sequence[Standing], *, width: int, say: Say = str) -> str:
    """The rank of a line's unit over the periods."""
    places = [Place(one.period, one.rank, one.ranked) for one in found]
    heading = _("{unit}各期名次", unit=line.unit.short_name)
    return rank_over_time(say(heading), say(course(found)), places, width=width, say=say)


def course(found: Sequence[Standing]) -> Text:
    """What the ranks over time say."""
    ranked = [one for one in found if one.rank is not None]
    if not ranked:
        return _("还没有名次可比。")
    first, last = ranked[0], ranked[-1]
    best = min(ranked, key=lambda one: one.rank or 0)
    if first is last:
        return _("只有{period}一期有名次，列第{rank}。", period=_label(last), rank=last.rank)
    return _(
        "从{first}的第{before}到{last}的第{now}；最好是{best}的第{rank}。",
        first=_label(first),
        before=first.rank,
        last=_label(last),
        now=last.rank,
        best=_label(best),
        rank=best.rank,
    )


def _label(standing: Standing) -> Text:
    return Period.parse(standing.period).label()
