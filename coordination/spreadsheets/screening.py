"""The checks of a form for a large sheet: rows that are plainly right are not looked at one by one.

A row is plain when every figure is a whole number within the limits, agrees with what it is compared
to and is near what stood there before. All plain rows stand as one row, their sums, so that totals
are still added up; the answer is that of `examine`, which the tests compare.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from coordination.reporting.layout import Column
from coordination.reporting.sheet import (
    BLANK,
    Bases,
    Entries,
    Entry,
    Examination,
    Figures,
    Layout,
    Row,
    examine,
)

T = TypeVar("T")
#: From so many places on the short way is taken.
MANY = 1_000
#: The row that stands for the plain ones; no unit has this id.
PLAIN = Row(-1, " ")
_DIGITS = 12


def screened(layout: Layout, entries: Entries, bases: Bases) -> Examination:
    """What `examine` finds; for a large table in a fraction of the time."""
    if layout.agreements or len(layout.rows) * len(layout.columns) < MANY:
        return examine(layout, entries, bases)
    looks, values = [], dict[str, Decimal | None]()
    sums = [0] * len(layout.columns)
    limits = [_limits(column) for column in layout.columns]
    codes = [column.code for column in layout.columns]
    pairs = [(codes.index(left), codes.index(right)) for left, right in layout.comparisons]
    near = _near(layout.columns, bases)
    for row in layout.rows:
        keys = [f"{row.subject_id}-{code}" for code in codes]
        whole = None if row.subject_id is None else _whole(row, keys, entries, limits, pairs)
        if whole is None or not near(keys, whole):
            looks.append(row)
            continue
        for place, number in enumerate(whole):
            sums[place] += number
        values.update(zip(keys, map(Decimal, whole), strict=True))
    return _joined(layout, entries, bases, looks, values, sums)


Limits = tuple[int, int]


def _limits(column: Column) -> Limits | None:
    """The least and the most a whole number may be without a word; None when each is to be looked at."""
    if column.bound is not None:
        return None
    lows = [bound for bound in (column.minimum, column.soft_low, Decimal(0)) if bound is not None]
    highs = [bound for bound in (column.maximum, column.soft_high) if bound is not None]
    return -int(-max(lows) // 1), int(min(highs, default=Decimal(10**_DIGITS)) // 1)


def _whole(
    row: Row,
    keys: Sequence[str],
    entries: Entries,
    limits: Sequence[Limits | None],
    pairs: Sequence[tuple[int, int]],
) -> list[int] | None:
    """The figures of the row; None when one of them needs a look."""
    numbers = []
    for key, bounds in zip(keys, limits, strict=True):
        typed = entries.get(key, BLANK).typed
        if bounds is None or not (typed.isascii() and typed.isdigit()) or len(typed) > _DIGITS:
            return None
        number = int(typed)
        if not bounds[0] <= number <= bounds[1]:
            return None
        numbers.append(number)
    return None if any(numbers[left] > numbers[right] for left, right in pairs) else numbers


def _near(columns: Sequence[Column], bases: Bases) -> Callable[[Sequence[str], Sequence[int]], bool]:
    """Whether no figure changed by as much as its limit; a little before it already counts as far."""
    shares = [(50 if column.swing_percent is None else column.swing_percent) / 100.01 for column in columns]
    known: list[Figures] = [figures for figures in (bases.previous, bases.last_year) if figures]

    def near(keys: Sequence[str], numbers: Sequence[int]) -> bool:
        for figures in known:
            for key, number, share in zip(keys, numbers, shares, strict=True):
                before = figures.get(key)
                if before and abs(number - float(before)) >= share * abs(float(before)):
                    return False
        return True

    return near


def _joined(
    layout: Layout,
    entries: Entries,
    bases: Bases,
    looks: Sequence[Row],
    values: dict[str, Decimal | None],
    sums: Sequence[int],
) -> Examination:
    """The finding for the rows looked at, the plain ones standing beside them as one."""
    parts = tuple(row for row in looks if row.subject_id is not None)
    whole = tuple(row for row in looks if row.subject_id is None)
    plain_row = (PLAIN,) if values else ()
    stand = {
        f"{PLAIN.subject_id}-{column.code}": Entry(str(number))
        for column, number in zip(layout.columns, sums, strict=True)
    }
    lean = replace(layout, rows=(*parts, *plain_row, *whole))
    found = examine(lean, {**{key: entries[key] for key in _keys(lean, entries)}, **stand}, bases)
    kept = replace(found, values={**values, **_without(found.values)})
    return replace(
        kept,
        errors=_without(found.errors),
        missing=_without(found.missing),
        swings=_without(found.swings),
        unexplained=_without(found.unexplained),
    )


def _keys(layout: Layout, entries: Entries) -> list[str]:
    return [place.key for place in layout.places if place.key in entries]


def _without(found: Mapping[str, T]) -> dict[str, T]:
    """What was found, without the row that stands for others."""
    prefix = f"{PLAIN.subject_id}-"
    return {key: value for key, value in found.items() if not key.startswith(prefix)}
