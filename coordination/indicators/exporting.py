"""The catalogue as a workbook: the rows of the page with every column of the definition."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from coordination.indicators.models import Indicator
from coordination.indicators.rules import DIRECTION_LABELS, DIVISION_LABELS, TIME_LABELS, TYPE_LABELS
from coordination.indicators.sentences import caliber, formula
from coordination.indicators.uses import Use
from coordination.kernel.charts.svg import Say
from coordination.kernel.sheets import Cell, Column, ColumnKind, Sheet
from coordination.kernel.text import _


def catalogue_sheet(
    found: Sequence[Indicator],
    names: Mapping[str, str],
    forms: Mapping[int, Sequence[Use]],
    lines: Sequence[str],
    at: datetime,
    say: Say,
) -> Sheet:
    columns = [
        Column(say(_("指标")), width=28),
        Column(say(_("代码")), width=24),
        Column(say(_("计量单位")), width=9),
        Column(say(_("类型")), width=14),
        Column(say(_("方向")), width=10),
        Column(say(_("跨期累计")), width=14),
        Column(say(_("跨地区合计")), width=14),
        Column(say(_("定义")), width=32),
        Column(say(_("口径")), width=40),
        Column(say(_("算式")), width=36),
        Column(say(_("参与排名")), width=9),
        Column(say(_("不参与排名的理由")), width=32),
        Column(say(_("依据的规定")), width=28),
        Column(say(_("报表")), width=32),
        Column(say(_("停用时间")), ColumnKind.DATE, 17),
    ]
    rows = (_row(one, names, forms.get(one.id, ()), say) for one in found)
    return Sheet(say(_("指标目录")), columns, rows, say(_("指标目录")), at, lines)


def _row(one: Indicator, names: Mapping[str, str], forms: Sequence[Use], say: Say) -> list[Cell]:
    return [
        one.name,
        one.code,
        one.unit,
        say(TYPE_LABELS.get(one.type, _("小数，最多两位"))),
        say(DIRECTION_LABELS[one.direction]),
        say(TIME_LABELS[one.over_time]),
        say(DIVISION_LABELS[one.over_divisions]),
        one.definition,
        caliber(names, one),
        say(formula(names, one)),
        say(_("可以")) if one.rankable else say(_("不参与")),
        one.reason,
        one.regulation,
        say(_("、")).join(dict.fromkeys(use.name for use in forms)),
        one.closed_at,
    ]
