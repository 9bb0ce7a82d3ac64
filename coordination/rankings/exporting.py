"""A ranking as a workbook: the table with its charts, the values behind the points, the ranks over time."""

from collections.abc import Sequence
from datetime import datetime

from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Period
from coordination.kernel.sheets import Cell, Column, ColumnKind, Plot, PlotKind, Sheet
from coordination.kernel.text import _
from coordination.rankings.chart import change_of
from coordination.rankings.history import Standing
from coordination.rankings.models import Ranking, ScoreItem, ScoreLine
from coordination.rankings.rules import State
from coordination.rankings.rules.wording import STATE_LABELS

FIXED = 5  # columns before the points of the first item


def sheets(ranking: Ranking, lines: Sequence[ScoreLine], at: datetime, say: Say) -> list[Sheet]:
    """Points first, then values; the charts are drawn by Excel from the cells."""
    named = f"{Period.parse(ranking.period).label()}{say(_('排名'))}"
    about = [
        ranking.scheme.name,
        say(_("第{number}次冻结，指纹{sha256}", number=ranking.sequence, sha256=ranking.sha256)),
    ]
    points = Sheet(
        title=say(_("得分")),
        columns=[
            Column(say(_("分组")), width=12),
            Column(say(_("名次")), ColumnKind.INTEGER, 8),
            Column(say(_("变化")), ColumnKind.INTEGER, 8),
            Column(say(_("单位")), width=26),
            Column(say(_("总分")), ColumnKind.DECIMAL, 10),
            *(Column(item.title, ColumnKind.DECIMAL, 14) for item in _items(lines)),
            Column(say(_("加分")), ColumnKind.DECIMAL, 8),
            Column(say(_("说明")), width=28),
        ],
        rows=[_points(line, say) for line in lines],
        filename=named,
        at=at,
        lines=[named, *about],
        frozen_columns=4,
        plots=_plots(lines, say),
        shaded=[(FIXED + place, item.weight) for place, item in enumerate(_items(lines)) if item.weight],
    )
    values = Sheet(
        title=say(_("数值")),
        columns=[
            Column(say(_("单位")), width=26),
            *(Column(item.title, ColumnKind.DECIMAL, 16) for item in _items(lines)),
        ],
        rows=[[line.unit.name, *(item.value for item in line.items)] for line in lines],
        filename=named,
        at=at,
        lines=about,
        notes=[say(_("空格：未报或不考核，见得分表的说明。"))],
    )
    return [points, values]


def _items(lines: Sequence[ScoreLine]) -> Sequence[ScoreItem]:
    return lines[0].items if lines else ()


def _points(line: ScoreLine, say: Say) -> list[Cell]:
    return [
        line.cohort,
        line.rank,
        change_of(line),
        line.unit.name,
        line.total,
        *(None if item.missing else item.points for item in line.items),
        line.bonus or None,
        _said(line, say),
    ]


def _said(line: ScoreLine, say: Say) -> str:
    parts = [] if line.rank is not None else [say(STATE_LABELS[State(line.state)]), line.reason]
    lacking = ((item.title, item.missing or say(_("未报"))) for item in line.items if item.value is None)
    parts += [f"{title}{say(_('：'))}{reason}" for title, reason in lacking]
    return say(_("；")).join(part for part in parts if part)


def _plots(lines: Sequence[ScoreLine], say: Say) -> list[Plot]:
    made_of = range(FIXED, FIXED + len(_items(lines)) + 1)
    return [
        Plot(say(_("总分")), PlotKind.BARS, 3, [4]),
        Plot(say(_("得分构成")), PlotKind.STACKED, 3, list(made_of)),
    ]


def course(line: ScoreLine, found: Sequence[Standing], at: datetime, say: Say) -> Sheet:
    """The ranks of one unit over the periods, with Excel's own line."""
    return Sheet(
        title=say(_("各期名次")),
        columns=[
            Column(say(_("报告期")), width=14),
            Column(say(_("分组")), width=12),
            Column(say(_("名次")), ColumnKind.INTEGER, 8),
            Column(say(_("参加排名家数")), ColumnKind.INTEGER, 14),
            Column(say(_("总分")), ColumnKind.DECIMAL, 10),
            Column(say(_("本组中位数")), ColumnKind.DECIMAL, 12),
        ],
        rows=[
            [one.period, one.cohort, one.rank, one.ranked, one.total, one.median] for one in reversed(found)
        ],
        filename=f"{line.unit.short_name}{say(_('各期名次'))}",
        at=at,
        lines=[line.unit.name, line.ranking.scheme.name],
        plots=[Plot(say(_("名次")), PlotKind.LINE, 0, [2], downwards=True)],
    )
