"""SCHEME.json, the fixed format by which others can check a scheme; decimals travel as strings.

A JSON number with a fraction is refused because it may already be rounded.
"""

import re
from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from coordination.kernel.canonical import load_json
from coordination.kernel.errors import Invalid
from coordination.kernel.numerals import plain
from coordination.kernel.text import _
from coordination.schemes.rules.scheme import Better, Item, Method, Scheme

NUMBER = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,30})?")
SCHEME_KEYS = frozenset({"name", "min_cohort", "bonus_cap", "items"})
ITEM_KEYS = frozenset(Item.__dataclass_fields__)

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
