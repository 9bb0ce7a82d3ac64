"""The fixed formats by which others can check a ranking: SCHEME.json, VALUES.csv, RESULT.json.

Decimals travel as strings; a JSON number with a fraction is refused because it may already be rounded.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from coordination.kernel.canonical import load_json
from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import plain
from coordination.kernel.text import _
from coordination.rankings.rules.scoring import Entry, NotAssessed, ScoreLine, Value
from coordination.schemes.rules.scheme import Better, Item, Method, Scheme

NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
SCHEME_KEYS = frozenset({"name", "min_cohort", "bonus_cap", "items"})
ITEM_KEYS = frozenset(Item.__dataclass_fields__)
BEFORE_ITEMS, AFTER_ITEMS = ("cohort", "order", "unit"), ("bonus", "veto")
NOT_ASSESSED = "NA"

Choice = TypeVar("Choice", bound=StrEnum)


def exact(written: object, where: str) -> Decimal:
    """A decimal from a string such as "20" or "-0.5" (an integer is taken too); `Invalid` otherwise."""
    if isinstance(written, int) and not isinstance(written, bool):
        written = str(written)
    if not isinstance(written, str) or not NUMBER.fullmatch(written):
        raise Invalid(_('{where}：要写成带引号的十进制数，例如 "12.5"', where=where), field=where)
    return Decimal(written)


def parse_scheme(text: str) -> Scheme:
    """Read SCHEME.json; `Invalid` names the field. Whether the scheme makes sense: `validate`."""
    return scheme_from(load_json(text))


def scheme_from(content: object) -> Scheme:
    """A scheme from decoded SCHEME.json; keys that the method of an item does not need are ignored."""
    found = _object(content, SCHEME_KEYS, "scheme")
    items = found.get("items")
    if not isinstance(items, list):
        raise Invalid(_("{where}：要是一个列表", where="items"), field="items")
    min_cohort = found.get("min_cohort", 3)
    if not isinstance(min_cohort, int) or isinstance(min_cohort, bool):
        raise Invalid(_("{where}：要是整数", where="min_cohort"), field="min_cohort")
    return Scheme(
        name=_string(found, "name", "name"),
        items=tuple(_item(item, f"items[{place}]") for place, item in enumerate(items)),
        min_cohort=min_cohort,
        bonus_cap=exact(found.get("bonus_cap", "5"), "bonus_cap"),
    )


def _item(content: object, where: str) -> Item:
    found = _object(content, ITEM_KEYS, where)
    method = _choice(Method, found.get("method"), f"{where}.method")
    direction = found.get("direction", Better.LOWER if method is Method.DEDUCT else None)
    return Item(
        code=_string(found, "code", f"{where}.code"),
        title=_string(found, "title", f"{where}.title"),
        weight=exact(found.get("weight"), f"{where}.weight"),
        method=method,
        direction=_choice(Better, direction, f"{where}.direction"),
        steps=_steps(found.get("steps", []), f"{where}.steps"),
        target=_optional(found, "target", where),
        limit=_optional(found, "limit", where),
        per_event=_optional(found, "per_event", where),
        max_deduction=_optional(found, "max_deduction", where),
    )


def _object(content: object, keys: frozenset[str], where: str) -> Mapping[str, Any]:
    if not isinstance(content, dict):
        raise Invalid(_("{where}：要是一个对象", where=where), field=where)
    if unknown := sorted(content.keys() - keys):
        raise Invalid(_("{where}：不认识的键 {key}", where=where, key=unknown[0]), field=where)
    return content


def _string(found: Mapping[str, Any], key: str, where: str) -> str:
    value = found.get(key)
    if not isinstance(value, str):
        raise Invalid(_("{where}：要写成文字", where=where), field=where)
    return value


def _optional(found: Mapping[str, Any], key: str, where: str) -> Decimal | None:
    return None if found.get(key) is None else exact(found[key], f"{where}.{key}")


def _choice(kind: type[Choice], value: object, where: str) -> Choice:
    if not isinstance(value, str) or value not in list(kind):
        raise Invalid(_("{where}：只能是 {choices} 之一", where=where, choices="、".join(kind)), field=where)
    return kind(value)


def _steps(content: object, where: str) -> tuple[tuple[Decimal, Decimal], ...]:
    if not isinstance(content, list) or any(not isinstance(step, list) or len(step) != 2 for step in content):
        raise Invalid(_('{where}：每档写成 ["门槛", "比例"]', where=where), field=where)
    return tuple((exact(threshold, where), exact(share, where)) for threshold, share in content)


def scheme_content(scheme: Scheme) -> dict[str, Any]:
    """SCHEME.json of a scheme before it is written as text: only the keys that are set."""
    return {
        "name": scheme.name,
        "min_cohort": scheme.min_cohort,
        "bonus_cap": plain(scheme.bonus_cap),
        "items": [_item_content(item) for item in scheme.items],
    }


def _item_content(item: Item) -> dict[str, Any]:
    numbers = {name: getattr(item, name) for name in ("target", "limit", "per_event", "max_deduction")}
    steps = [[plain(threshold), plain(share)] for threshold, share in item.steps]
    return {
        "code": item.code,
        "title": item.title,
        "weight": plain(item.weight),
        "method": item.method.value,
        "direction": item.direction.value,
        **{name: plain(value) for name, value in numbers.items() if value is not None},
        **({"steps": steps} if steps else {}),
    }


def parse_values(text: str, scheme: Scheme) -> list[Entry]:
    """Read VALUES.csv: `cohort,order,unit,<item codes>,bonus,veto`; `Invalid` names row and column."""
    try:
        rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))
    except csv.Error as mistake:
        raise Invalid(_("CSV 格式有误：{mistake}", mistake=mistake)) from None
    numbered = [(number, [cell.strip() for cell in row]) for number, row in enumerate(rows, 1) if any(row)]
    if not numbered:
        raise Invalid(_("CSV 是空的"))
    header = numbered[0][1]
    _check_header(header, scheme)
    if len(numbered) == 1:
        raise Invalid(_("CSV 里没有单位"))
    return [_entry(number, header, cells, scheme) for number, cells in numbered[1:]]


def _check_header(header: Sequence[str], scheme: Scheme) -> None:
    expected = [*BEFORE_ITEMS, *(item.code for item in scheme.items), *AFTER_ITEMS]
    if missing := [name for name in expected if name not in header]:
        raise Invalid(_("CSV 表头缺少 {column} 列", column=missing[0]))
    if surplus := [name for name in header if name not in expected or header.count(name) > 1]:
        raise Invalid(_("CSV 表头多出或重复了 {column} 列", column=surplus[0]))


def _entry(number: int, header: Sequence[str], cells: Sequence[str], scheme: Scheme) -> Entry:
    if len(cells) != len(header):
        raise Invalid(
            _("第{row}行有{found}格，要有{expected}格", row=number, found=len(cells), expected=len(header))
        )
    row = dict(zip(header, cells, strict=True))
    for column in ("cohort", "unit"):
        if not row[column]:
            raise Invalid(_("第{row}行没有填 {column}", row=number, column=column))
    if not re.fullmatch(r"-?[0-9]{1,18}", row["order"]):
        raise Invalid(_("第{row}行 order 列要填整数", row=number))
    return Entry(
        unit=row["unit"],
        cohort=row["cohort"],
        order=int(row["order"]),
        values={item.code: _cell(row[item.code], number, item.code) for item in scheme.items},
        bonus=_number(row["bonus"] or "0", number, "bonus"),
        veto=row["veto"],
    )


def _cell(written: str, number: int, column: str) -> Value:
    if not written:
        return None
    if written == NOT_ASSESSED:
        return NotAssessed()
    return _number(written, number, column)


def _number(written: str, number: int, column: str) -> Decimal:
    if not NUMBER.fullmatch(written):
        raise Invalid(_("第{row}行 {column} 列要填数字或留空；不考核填 NA", row=number, column=column))
    return Decimal(written)


def result_content(lines: Iterable[ScoreLine]) -> list[dict[str, Any]]:
    """RESULT.json before it is written as text; the value of an item is null unless it is a number."""
    return [
        {
            "cohort": line.cohort,
            "unit": line.unit,
            "state": line.state.value,
            "rank": line.rank,
            "total": f"{line.total:f}",
            "items": {
                code: {
                    "value": f"{found.value:f}" if isinstance(found.value, Decimal) else None,
                    "weight": f"{found.weight:f}",
                    "points": f"{found.points:f}",
                }
                for code, found in line.items.items()
            },
        }
        for line in lines
    ]


def result_json(lines: Iterable[ScoreLine]) -> str:
    """RESULT.json: the same lines always give the same bytes."""
    return json.dumps(result_content(lines), ensure_ascii=False, indent=1) + "\n"
