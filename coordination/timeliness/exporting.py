"""The tables of timeliness as workbooks: the rows and periods of the page with the numbers behind."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from coordination.kernel.charts.svg import Say
from coordination.kernel.period import Period
from coordination.kernel.sheets import Cell, Column, ColumnKind, Sheet
from coordination.kernel.text import Text, _
from coordination.reporting.rules import Punctuality
from coordination.timeliness.queries.tables import Owed, Table
from coordination.timeliness.rules import COUNTED, RATE_LABELS, Rate, Tally

NOTES: dict[Rate, Text] = {
    Rate.ON_TIME: _(
        "及时率＝按时上报的份数÷已到期的份数；按第一次上报的时间算，宽限期内和批准延期内算按时。"
    ),
    Rate.FILED: _("上报率＝已上报的份数（含逾期）÷应报的份数。"),
    Rate.COMPLETE: _("完整率＝已上报且没有被退回待改的份数÷已到期的份数；必填项没填全的报不上来。"),
    Rate.REDONE: _("退改率＝退回过或更正过的份数÷已上报的份数，越低越好。"),
}
PUNCTUALITY_LABELS: dict[Punctuality, Text] = {
    Punctuality.ON_TIME: _("按时"),
    Punctuality.LATE: _("逾期上报"),
    Punctuality.MISSING: _("逾期未报"),
    Punctuality.PENDING: _("未到期"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """Whose table, for which rate and filters, when it was exported, and in whose language."""

    office: str
    rate: Rate
    period: Period
    at: datetime
    shown_at: str
    say: Say
    names: Sequence[str] = ()

    def sheet(self, title: Text, columns: list[Column], rows: Iterable[Sequence[Cell]]) -> Sheet:
        say = self.say
        lines = [
            self.office,
            say(_("到{period}为止", period=self.period.label())),
            *([say(_("筛选：{names}", names="，".join(self.names)))] if self.names else []),
            say(_("导出时间：{at}", at=self.shown_at)),
        ]
        name = f"{say(title)} {self.period}"
        return Sheet(say(title), columns, rows, name, self.at, lines, [say(NOTES[self.rate])])


def table_sheet(found: Table, head: Text, export: Export) -> Sheet:
    """Units or forms by period, then the counts of the whole run."""
    say, rate = export.say, export.rate
    columns = [Column(say(head), width=36)]
    columns += [Column(say(one.label()), ColumnKind.PERCENT, 13) for one in found.periods]
    columns += [
        Column(say(_("12期合计")), ColumnKind.PERCENT, 13),
        Column(say(COUNTED[rate]), ColumnKind.INTEGER, 9),
        Column(say(_("应报")), ColumnKind.INTEGER, 9),
        Column(say(_("按时")), ColumnKind.INTEGER, 9),
        Column(say(_("逾期上报")), ColumnKind.INTEGER, 9),
        Column(say(_("逾期未报")), ColumnKind.INTEGER, 9),
        Column(say(_("未到期")), ColumnKind.INTEGER, 9),
    ]
    rows = [_row(line.about.full_name, line.cells, line.total, rate, say) for line in found.lines]
    rows.append(_row(say(_("合计")), found.totals, found.total, rate, say))
    return export.sheet(RATE_LABELS[rate], columns, rows)


def _row(name: str, cells: Sequence[Tally], total: Tally, rate: Rate, say: Say) -> list[Cell]:
    counts: list[Cell] = [total.part(rate), total.expected]
    counts += [total.on_time, total.late, total.missing, total.pending]
    return [name, *(_cell(one, rate, say) for one in cells), _cell(total, rate, say), *counts]


def _cell(tally: Tally, rate: Rate, say: Say) -> Cell:
    value = tally.rate(rate)
    if value is not None:
        return value
    return say(_("未到期")) if tally.expected else say(_("不用报"))


def unit_sheet(found: Sequence[Owed], export: Export) -> Sheet:
    """The reports of one unit with their times."""
    say = export.say
    columns = [
        Column(say(_("报告期")), width=16),
        Column(say(_("报表")), width=36),
        Column(say(_("截止")), ColumnKind.DATE, 17),
        Column(say(_("宽限到")), ColumnKind.DATE, 17),
        Column(say(_("首次上报")), ColumnKind.DATE, 17),
        Column(say(_("情况")), width=12),
        Column(say(_("上报次数")), ColumnKind.INTEGER, 9),
    ]
    rows = (
        [
            say(Period.parse(one.report.period).label()),
            one.report.form.name,
            one.report.due_at,
            one.report.grace_until,
            one.report.first_submitted_at,
            say(PUNCTUALITY_LABELS[one.stands]),
            one.report.revision,
        ]
        for one in found
    )
    return export.sheet(_("报送时间"), columns, rows)
