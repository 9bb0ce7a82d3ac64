"""The templates to be downloaded: what stands on them, and their names."""

from dataclasses import replace
from datetime import datetime

from coordination.kernel.clock import local
from coordination.kernel.period import Kind
from coordination.kernel.text import _
from coordination.reporting.sheet import Layout
from coordination.spreadsheets.identity import identity
from coordination.spreadsheets.queries import Stand
from coordination.spreadsheets.template import MONTHLY, OTHERWISE, Blank, workbook

HINT = _("只有浅黄色的格子可以填；灰色是以前的数据。金额按表头写的单位填，没有就填0，不要空着。")
TOTAL_HINT = _("合计行留空时由系统相加。")
COLLECT_HINT = _("“情况”一列：零报告的各项按0记，没有收到的不写入。单位已经上报的不会改动。")


def template(stand: Stand, at: datetime) -> tuple[str, bytes]:
    """The name of the file and its bytes."""
    period = str(stand.period.label())
    units = _("汇总") if stand.asked.collects else stand.reports[0].unit.short_name
    name = f"{period}{stand.form.name}-{units}.xlsx"
    return name, workbook(_blank(stand, period, str(units), at))


def _blank(stand: Stand, period: str, units: str, at: datetime) -> Blank:
    lines = [str(_line(stand, period, units, at)), str(HINT)]
    if stand.asked.layout.has_total:
        lines[-1] += str(TOTAL_HINT)
    if stand.asked.collects:
        lines[-1] += str(COLLECT_HINT)
    return Blank(
        title=f"{period}{stand.form.name}",
        lines=lines,
        layout=_asked(stand),
        identity=identity(stand),
        at=at,
        words=MONTHLY if stand.period.kind is Kind.MONTH else OTHERWISE,
        entries=stand.sheet.entries,
        bases=stand.sheet.bases,
        collects=stand.asked.collects,
    )


def _asked(stand: Stand) -> Layout:
    """Of a collection the units that have not filed; nobody is to type what cannot be written."""
    layout = stand.sheet.layout
    if not stand.asked.collects:
        return layout
    open_units = {report.unit_id for report in stand.open}
    return replace(layout, rows=tuple(row for row in layout.rows if row.subject_id in open_units))


def _line(stand: Stand, period: str, units: str, at: datetime) -> object:
    """Who fills it in, until when, and which revision of the form it is."""
    due = max((report.due_at for report in stand.reports), default=None)
    until = f"{local(due):%Y-%m-%d %H:%M}" if due else "—"
    return _(
        "填报单位：{unit}    报告期：{period}    截止：{until}    报表第{revision}版，{made}下载",
        unit=units,
        period=period,
        until=until,
        revision=stand.form.revision,
        made=f"{local(at):%Y-%m-%d %H:%M}",
    )
