"""The tables of completion as workbooks: the rows, columns and totals of the page."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from coordination.completion.chart import Course
from coordination.completion.queries.below import Below
from coordination.completion.queries.lists import Cell as CellPage
from coordination.completion.queries.matrix import Articles, Matrix
from coordination.completion.rules import OUTCOME_LABELS, Share
from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Period
from coordination.kernel.sheets import Cell, Column, ColumnKind, Sheet
from coordination.kernel.text import Text, _
from coordination.tasks.rules import LIGHT_LABELS

_NOTES = (
    _("完成率＝按时完成的权重÷到期的权重；“未交办”是没有交办过到期的任务，不等于0。"),
    _("未到期的和按时反馈、等待核查的不计入完成率，列在“未有结果”。"),
)


class Named(Protocol):
    """An entry of a dictionary."""

    @property
    def name(self) -> str: ...
    @property
    def english(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Export:
    """Whose table, of which period, when it was exported, and in whose language."""

    office: str
    period: Period
    at: datetime
    say: Say
    shown_at: str
    names: Sequence[str] = ()
    english: bool = False

    def named(self, thing: Named) -> str:
        """An entry of a dictionary in the reader's language."""
        return thing.english if self.english else thing.name

    def sheet(self, title: Text, columns: list[Column], rows: Iterable[Sequence[Cell]]) -> Sheet:
        say = self.say
        lines = [
            self.office,
            say(_("报告期：{period}", period=self.period.label())),
            *([say(_("筛选：{names}", names="，".join(self.names)))] if self.names else []),
            say(_("导出时间：{at}", at=self.shown_at)),
        ]
        name = f"{say(title)} {self.period}"
        return Sheet(say(title), columns, rows, name, self.at, lines, [say(one) for one in _NOTES])


def matrix_sheet(found: Matrix, export: Export) -> Sheet:
    say = export.say
    columns = [Column(say(_("单位")), width=36), Column(say(_("类别")), width=14)]
    names = [*(export.named(one) for one in found.parties), say(_("合计"))]
    for name in names:
        columns += _share_columns(name, say)
    rows: list[Sequence[Cell]] = [
        [
            line.unit.name,
            export.named(line.unit.kind),
            *_cells([*line.shares.values(), line.total], say),
        ]
        for line in found.lines
    ]
    rows.append([say(_("合计")), "", *_cells([*found.totals.values(), found.total], say)])
    return export.sheet(_("四方责任完成情况"), columns, rows)


def articles_sheet(found: Articles, export: Export) -> Sheet:
    say = export.say
    columns = [Column(say(_("单位")), width=36)]
    columns += [
        Column(say(_("{law}第{number}条", law=one.law, number=one.number)), ColumnKind.PERCENT, 14)
        for one in found.articles
    ]
    rows: list[Sequence[Cell]] = []
    for line in found.lines:
        cells: list[Cell] = []
        for one in found.articles:
            share = line.shares[one.id]
            blank = not share.asked and not found.is_owed(line.unit, one)
            cells.append(say(_("不适用")) if blank else _rate(share, say))
        rows.append([line.unit.name, *cells])
    rows.append([say(_("合计")), *(_rate(one, say) for one in found.totals.values())])
    return export.sheet(_("法律条款落实情况"), columns, rows)


def idle_sheet(found: Articles, export: Export) -> Sheet:
    """The duties nobody was asked to do, as a second sheet."""
    say = export.say
    columns = [
        Column(say(_("责任事项")), width=60),
        Column(say(_("责任方")), width=14),
        Column(say(_("依据条款")), width=12),
        Column(say(_("涉及单位数")), ColumnKind.INTEGER, 12),
    ]
    rows: list[Sequence[Cell]] = [
        [
            one.duty.name,
            export.named(one.duty.party),
            one.duty.article.number if one.duty.article else "",
            one.units,
        ]
        for one in found.idle
    ]
    return export.sheet(_("本期没有交办的责任事项"), columns, rows)


def trend_sheet(found: Sequence[Course], export: Export) -> Sheet:
    say = export.say
    columns = [Column(say(_("报告期")), width=18)]
    for one in found:
        columns += _share_columns(say(one.name) if isinstance(one.name, Text) else one.name, say)
    rows = [
        [say(period.label()), *_cells([one.now[place] for one in found], say)]
        for place, period in enumerate(found[0].periods if found else ())
    ]
    return export.sheet(_("四方责任完成率趋势"), columns, rows)


def offices_sheet(found: Below, export: Export) -> Sheet:
    say = export.say
    columns = [Column(say(_("联席办")), width=36)]
    for name in [*(export.named(one) for one in found.parties), say(_("合计"))]:
        columns += _share_columns(name, say)
    rows: list[Sequence[Cell]] = [
        [line.office.name, *_cells([*line.by_party.values(), line.total], say)] for line in found.rows
    ]
    rows.append([say(_("合计")), *_cells([*found.totals.values(), found.total], say)])
    return export.sheet(_("下级四方责任完成情况"), columns, rows)


def months_sheet(found: Below, export: Export) -> Sheet:
    say = export.say
    columns = [Column(say(_("联席办")), width=36)]
    columns += [Column(say(one.label()), ColumnKind.PERCENT, 14) for one in found.periods]
    rows: list[Sequence[Cell]] = [
        [line.office.name, *(_rate(one, say) for one in line.by_period)] for line in found.rows
    ]
    rows.append([say(_("合计")), *(_rate(one, say) for one in found.by_period)])
    return export.sheet(_("下级近12期完成率"), columns, rows)


def list_sheet(found: CellPage, export: Export) -> Sheet:
    say = export.say
    columns = [
        Column(say(_("任务")), width=50),
        Column(say(_("单位")), width=30),
        Column(say(_("责任方")), width=12),
        Column(say(_("权重")), ColumnKind.DECIMAL, 8),
        Column(say(_("期限")), ColumnKind.DATE, 17),
        Column(say(_("反馈时间")), ColumnKind.DATE, 17),
        Column(say(_("情况")), width=12),
        Column(say(_("灯")), width=8),
    ]
    rows = (
        [
            line.assignment.task.title,
            line.assignment.unit.name,
            export.named(line.assignment.task.party),
            line.assignment.weight,
            line.assignment.due_at,
            line.assignment.submitted_at,
            say(OUTCOME_LABELS[line.outcome]),
            say(LIGHT_LABELS[line.light]),
        ]
        for line in found.lines
    )
    return export.sheet(_("四方责任任务清单"), columns, rows)


def _share_columns(name: str, say: Say) -> list[Column]:
    return [
        Column(say(_("{name} 完成率", name=name)), ColumnKind.PERCENT, 12),
        Column(say(_("{name} 按时（件）", name=name)), ColumnKind.INTEGER, 9),
        Column(say(_("{name} 到期（件）", name=name)), ColumnKind.INTEGER, 9),
        Column(say(_("{name} 未有结果（件）", name=name)), ColumnKind.INTEGER, 9),
    ]


def _cells(shares: Iterable[Share], say: Say) -> list[Cell]:
    cells: list[Cell] = []
    for share in shares:
        cells += [_rate(share, say), share.on_time, share.decided, share.waiting + share.under_way]
    return cells


def _rate(share: Share, say: Say) -> Cell:
    if share.rate is not None:
        return share.rate
    return say(_("未到期")) if share.asked else say(_("未交办"))
