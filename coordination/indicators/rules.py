"""What makes a definition whole: kinds of figure, how they add up, codes, ratios, reasons. Pure values.

Source: domain, section 4 (Indicator) and section 9 (what may not be ranked).
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from coordination.kernel.text import Text, _

CODE_LETTERS = 12
LARGEST_FACTOR = 1_000_000
#: Denominators that no report holds: they belong to the divisions.
CONSTANTS: Mapping[str, Text] = MappingProxyType({"population": _("常住人口"), "households": _("总户数")})


class Type(StrEnum):
    INTEGER = "integer"
    DECIMAL = "decimal"
    RATIO = "ratio"


class Direction(StrEnum):
    HIGHER = "higher"
    LOWER = "lower"
    CONTEXT = "context"


class OverTime(StrEnum):
    SUM = "sum"
    LAST = "last"


class OverDivisions(StrEnum):
    SUM = "sum"
    NONE = "none"


TYPE_LABELS: Mapping[str, Text] = MappingProxyType(
    {Type.INTEGER: _("整数"), Type.DECIMAL: _("小数，最多两位"), Type.RATIO: _("比率，由系统计算")}
)
DIRECTION_LABELS: Mapping[str, Text] = MappingProxyType(
    {Direction.HIGHER: _("越高越好"), Direction.LOWER: _("越低越好"), Direction.CONTEXT: _("只作参考")}
)
TIME_LABELS: Mapping[str, Text] = MappingProxyType(
    {OverTime.SUM: _("各期相加"), OverTime.LAST: _("取最近一期"), "": _("由分子、分母各自累计后再算")}
)
DIVISION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        OverDivisions.SUM: _("各地相加"),
        OverDivisions.NONE: _("各地分列，不相加"),
        "": _("由分子、分母各自合计后再算"),
    }
)
#: What cannot be changed once figures were filed: they would silently mean something else.
FIXED = ("type", "unit", "over_time", "over_divisions")


@dataclass(frozen=True, slots=True)
class Definition:
    """An indicator as a person defines it; `numerator` and `denominator` are codes, `regulation` a title."""

    name: str
    unit: str
    type: str = Type.INTEGER
    direction: str = Direction.HIGHER
    over_time: str = OverTime.SUM
    over_divisions: str = OverDivisions.SUM
    definition: str = ""
    note: str = ""
    rankable: bool = True
    reason: str = ""
    regulation: str = ""
    numerator: str | None = None
    denominator: str | None = None
    factor: Decimal | None = None


def settled(given: Definition) -> Definition:
    """Without what does not apply: a ratio does not add up by itself, other figures have no parts,
    and what may be ranked needs no reason."""
    if given.type == Type.RATIO:
        given = replace(given, over_time="", over_divisions="")
    else:
        given = replace(given, numerator=None, denominator=None, factor=None)
    return replace(given, reason="", regulation="") if given.rankable else given


def flaws(given: Definition) -> dict[str, Text]:
    """What is wrong with the choices of a settled definition, by field; empty when nothing is."""
    found: dict[str, Text] = {}
    choices = (("type", TYPE_LABELS), ("direction", DIRECTION_LABELS))
    sums = (("over_time", TIME_LABELS), ("over_divisions", DIVISION_LABELS))
    for field, labels in (*choices, *(() if given.type == Type.RATIO else sums)):
        if not getattr(given, field) or getattr(given, field) not in labels:
            found[field] = _("请从列表里选一项。")
    if given.rankable and given.direction == Direction.CONTEXT:
        found["rankable"] = _("只作参考的指标没有好坏方向，不能排名。请选不参与排名并写明理由，或另选方向。")
    if not given.rankable and not given.reason.strip():
        found["reason"] = _("不参与排名的指标要写明理由，各单位都看得到。")
    if given.type == Type.RATIO:
        found |= _of_ratio(given)
    return found


def _of_ratio(given: Definition) -> dict[str, Text]:
    found: dict[str, Text] = {}
    if not given.numerator:
        found["numerator"] = _("请选分子。")
    if not given.denominator:
        found["denominator"] = _("请选分母。")
    elif given.denominator == given.numerator:
        found["denominator"] = _("分子和分母是同一个指标，算出来永远一样，请另选。")
    factor = given.factor
    if factor is None or factor != factor.to_integral_value() or not 1 <= factor <= LARGEST_FACTOR:
        found["factor"] = _(
            "倍数要填1到{most}的整数：百分比填100，万人比填10000。", most=f"{LARGEST_FACTOR:,}"
        )
    return found


def ring(code: str, given: Definition, parts: Mapping[str, Collection[str]]) -> tuple[str, ...]:
    """The way by which a ratio would come back to itself, from `code` to `code`; empty when it does not.

    `parts` has the numerator and denominator of every ratio by its code.
    """
    known = {**parts, code: [part for part in (given.numerator, given.denominator) if part]}
    ways: list[tuple[str, ...]] = [(code, part) for part in known[code]]
    seen: set[str] = set()
    while ways:
        way = ways.pop()
        if way[-1] == code:
            return way
        if way[-1] not in seen:
            seen.add(way[-1])
            ways += [(*way, part) for part in known.get(way[-1], ())]
    return ()


def code_for(initials: str, division_code: str, taken: Collection[str]) -> str:
    """A code that nobody has: code of the office's division, point, initials of the name: 620103.wyxcl.

    A number follows when the initials are taken.
    """
    letters = re.sub(r"[^a-z0-9]", "", initials.lower())[:CODE_LETTERS] or "zb"
    base = f"{division_code}.{letters}"
    code, number = base, 1
    while code in taken:
        number += 1
        code = f"{base}.{number}"
    return code


def alike(name: str) -> str:
    """What two names that look the same have in common: one width, one case, no white space."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", name)).casefold()


def written(value: object) -> object:
    """A value of a definition as history keeps it in JSON."""
    return f"{value:f}" if isinstance(value, Decimal) else value


def difference(
    before: Mapping[str, object], after: Mapping[str, object]
) -> tuple[dict[str, object], dict[str, object]]:
    """What changed, as it was and as it is, by column; numbers that are equal did not change."""
    changed = [name for name, value in after.items() if before.get(name) != value]
    return (
        {name: written(before.get(name)) for name in changed},
        {name: written(after[name]) for name in changed},
    )


def moved(fixed: Iterable[str], before: Mapping[str, object], after: Mapping[str, object]) -> list[str]:
    """Which of the columns that stand fast would change."""
    return [name for name in fixed if before.get(name) != after.get(name)]
