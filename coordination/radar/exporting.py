"""The list of questions as a workbook: what the page shows, all pages of it."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Period
from coordination.kernel.sheets import Cell, Column, ColumnKind, Sheet
from coordination.kernel.text import _
from coordination.radar.lines import Line
from coordination.radar.sentences import KIND_LABELS, PROMISE


def sheet(
    lines: Sequence[Line], period: Period, say: Say, *, office: str, at: datetime, shown_at: str
) -> Sheet:
    columns = [
        Column(say(_("单位")), width=24),
        Column(say(_("报表")), width=24),
        Column(say(_("数据")), width=26),
        Column(say(_("疑问")), width=18),
        Column(say(_("为什么问")), width=60),
        Column(say(_("状态")), width=16),
        Column(say(_("说明")), width=50),
        Column(say(_("说明时间")), ColumnKind.DATE, 17),
        Column(say(_("了结")), width=30),
        Column(say(_("了结时间")), ColumnKind.DATE, 17),
    ]
    title = _("数据疑问")
    heads = [
        office,
        say(_("报告期：{period}", period=period.label())),
        say(_("导出时间：{at}", at=shown_at)),
    ]
    name = f"{say(title)} {period}"
    return Sheet(say(title), columns, _rows(lines, say), name, at, heads, [say(PROMISE)])


def _rows(lines: Sequence[Line], say: Say) -> Iterator[list[Cell]]:
    for line in lines:
        flag = line.flag
        ended = [say(line.outcome) if line.outcome else "", flag.settlement]
        yield [
            flag.unit.name,
            flag.report.form.name,
            say(line.place),
            say(KIND_LABELS[flag.kind]),
            say(line.why),
            say(line.standing),
            flag.answer,
            flag.answered_at,
            " ".join(part for part in ended if part),
            flag.settled_at,
        ]
