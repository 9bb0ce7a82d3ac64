"""What pages say about indicators: formulas, citations, changes, acts in the audit."""

from collections.abc import Mapping
from decimal import Decimal
from re import fullmatch
from typing import Protocol

from coordination.audit.sentences import SUBJECTS, publish
from coordination.indicators.models import Indicator, Regulation
from coordination.indicators.policy import IndicatorAction, RegulationAction
from coordination.indicators.rules import (
    CONSTANTS,
    DIRECTION_LABELS,
    DIVISION_LABELS,
    TIME_LABELS,
    TYPE_LABELS,
)
from coordination.kernel.numerals import grouped
from coordination.kernel.text import Text, _

publish(
    {
        IndicatorAction.CREATE: _("新增指标“{name}”（{code}）"),
        IndicatorAction.EDIT: _("修改了指标“{name}”：{reason}"),
        IndicatorAction.CLOSE: _("停用指标“{name}”：{reason}"),
        RegulationAction.ADD: _("新增规定“{title}”"),
        RegulationAction.EDIT: _("更正了规定“{title}”"),
    }
)
SUBJECTS.update({"indicators": _("指标"), "regulations": _("规定")})

#: The columns of an indicator as people call them, in the order of the page.
FIELD_LABELS: Mapping[str, Text] = {
    "name": _("名称"),
    "unit": _("计量单位"),
    "type": _("类型"),
    "direction": _("方向"),
    "over_time": _("跨期累计"),
    "over_divisions": _("跨地区合计"),
    "definition": _("定义"),
    "note": _("口径"),
    "numerator": _("分子"),
    "denominator": _("分母"),
    "factor": _("倍数"),
    "rankable": _("参与排名"),
    "reason": _("不参与排名的理由"),
    "regulation": _("依据的规定"),
    "closed": _("停用"),
}
_CHOICES: Mapping[str, Mapping[str, Text]] = {
    "type": TYPE_LABELS,
    "direction": DIRECTION_LABELS,
    "over_time": TIME_LABELS,
    "over_divisions": DIVISION_LABELS,
}
_YES_NO = {True: _("是"), False: _("否")}
_BLANK = _("（空）")


class Ratio(Protocol):
    """What the formula of a ratio needs."""

    @property
    def numerator(self) -> str | None: ...
    @property
    def denominator(self) -> str | None: ...
    @property
    def factor(self) -> Decimal | None: ...


def formula(names: Mapping[str, str], ratio: Ratio) -> Text:
    """How a ratio is computed, in the names of its parts; empty for what is typed in."""
    if ratio.numerator is None or ratio.denominator is None:
        return Text("{nothing}", {"nothing": ""})
    return _(
        "{part} ÷ {whole} × {factor}",
        part=part_name(names, ratio.numerator),
        whole=part_name(names, ratio.denominator),
        factor=grouped(ratio.factor or Decimal(1)),
    )


def part_name(names: Mapping[str, str], code: str) -> str | Text:
    return names[code] if code in names else CONSTANTS.get(code, code)


def caliber(names: Mapping[str, str], indicator: Indicator) -> str:
    """The caliber with names where the catalogue writes codes of the parts."""
    note = indicator.note
    for code in sorted({indicator.numerator, indicator.denominator} - {None}, key=len, reverse=True):  # type: ignore[arg-type]
        note = note.replace(str(code), names.get(str(code), str(code)))
    return note


def citation(regulation: Regulation) -> Text:
    """《title》（number）; what is known by its number alone stands without brackets."""
    if fullmatch(r".*〔\d{4}〕\d+号", regulation.title):
        return Text("{title}", {"title": regulation.title})
    if regulation.number:
        return _("《{title}》（{number}）", title=regulation.title, number=regulation.number)
    return _("《{title}》", title=regulation.title)


def refusal(indicator: Indicator, regulation: Regulation | None) -> Text:
    """Why an indicator may not be ranked, with the regulation that forbids it."""
    reason = indicator.reason.rstrip("。").removesuffix("，不参与排名")
    if regulation is None:
        return _("“{name}”不参与排名：{reason}", name=indicator.name, reason=reason)
    return _(
        "“{name}”不参与排名：{reason}。依据{regulation}",
        name=indicator.name,
        reason=reason,
        regulation=citation(regulation),
    )


def told(field: str, value: object, names: Mapping[str, str]) -> Text | str:
    """A value of the history in words; codes of parts in their names."""
    if value is None or value == "":
        return _CHOICES[field].get("", _BLANK) if field in _CHOICES else _BLANK
    if isinstance(value, bool):
        return _YES_NO[value]
    if field in _CHOICES:
        return _CHOICES[field].get(str(value), str(value))
    if field in ("numerator", "denominator"):
        return part_name(names, str(value))
    return grouped(Decimal(str(value))) if field == "factor" else str(value)
