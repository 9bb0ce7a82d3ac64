"""The checks of a form for a large sheet: rows that are plainly right are not looked at one by one.

A row is plain when every figure is a whole number within the limits, agrees with what it is compared
to and is near what stood there before. All plain rows stand as one row, their sums, so that totals
are still added up; the answer is that of `examine`, which the tests compare.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from operator import add
from typing import TypeVar

from coordination.reporting.asking import SwingRule
from coordination.reporting.layout import Column
from coordination.reporting.sheet import Bases, Entry, Examination, Figures, Layout, Row, examine, key_of

T = TypeVar("T")
Typed = Mapping[str, str]  # by key of the place
#: From so many places on the short way is taken.
MANY = 1_000
#: The row that stands for the plain ones; no unit has this id.
PLAIN = Row(-1, " ")
_DIGITS = 12


def screened(layout: Layout, typed: Typed, reasons: Typed, bases: Bases) -> Examination:
    """What `examine` finds in what was typed; for a large table in a fraction of the time.

    Its `values` may lack those of plain rows: they are what was typed there.
    """
    if layout.agreements or len(layout.rows) * len(layout.columns) < MANY:
        return examine(layout, _entries((place.key for place in layout.places), typed, reasons), bases)
    codes = [column.code for column in layout.columns]
    limits = [_limits(column) for column in layout.columns]
    if None in limits:
        return examine(layout, _entries((place.key for place in layout.places), typed, reasons), bases)
    pairs = [(codes.index(left), codes.index(right)) for left, right in layout.comparisons]
    near, looks, sums, plainly = _near(layout.columns, bases), list[Row](), [0] * len(codes), 0
    for row in layout.rows:
        keys = [f"{row.subject_id}-{code}" for code in codes]
        whole = (
            None if row.subject_id is None else _whole([typed.get(key, "") for key in keys], limits, pairs)
        )
        if whole is None or not near(keys, whole):
            looks.append(row)
        else:
            plainly += 1
            sums = list(map(add, sums, whole))
    lean = _lean(layout, looks, plain=plainly > 0)
    entries = _entries((place.key for place in lean.places), typed, reasons)
    for code, number in zip(codes, sums, strict=True):
        entries[key_of(PLAIN.subject_id, code)] = Entry(str(number))
    return _joined(examine(lean, entries, bases))


Limits = tuple[int, int]


def _limits(column: Column) -> Limits | None:
    """The least and the most a whole number may be without a word; None when each is to be looked at."""
    if column.bound is not None:
        return None
    lows = [bound for bound in (column.minimum, column.soft_low, Decimal(0)) if bound is not None]
    highs = [bound for bound in (column.maximum, column.soft_high) if bound is not None]
    return -int(-max(lows) // 1), int(min(highs, default=Decimal(10**_DIGITS)) // 1)


def _whole(
    texts: Sequence[str], limits: Sequence[Limits | None], pairs: Sequence[tuple[int, int]]
) -> list[int] | None:
    """The figures of the row; None when one of them needs a look."""
    joined = "".join(texts)
    if not (joined.isdigit() and joined.isascii() and all(texts)) or max(map(len, texts)) > _DIGITS:
        return None
    numbers = list(map(int, texts))
    for number, bounds in zip(numbers, limits, strict=True):
        if bounds is None or not bounds[0] <= number <= bounds[1]:
            return None
    return None if any(numbers[left] > numbers[right] for left, right in pairs) else numbers


def _near(columns: Sequence[Column], bases: Bases) -> Callable[[Sequence[str], Sequence[int]], bool]:
    """Whether no figure changed by as much as its limit; a little before it already counts as far."""
    percents = (50 if column.swing_percent is None else column.swing_percent for column in columns)
    shares = [(percent / 100.01) ** 2 for percent in percents]
    least = float(SwingRule().least_base) ** 2 - 0.001
    known: list[Figures] = [figures for figures in (bases.previous, bases.last_year) if figures]

    def near(keys: Sequence[str], numbers: Sequence[int]) -> bool:
        for figures in known:
            before = [figures.get(key) for key in keys]
            for base, number, share in zip(map(_float, before), numbers, shares, strict=True):
                square = base * base
                if square >= least and (number - base) ** 2 >= share * square:
                    return False
        return True

    return near


def _float(value: Decimal | None) -> float:
    """0 for what is not known: from there no change is reckoned."""
    return float(value or 0)


def _lean(layout: Layout, looks: Sequence[Row], *, plain: bool) -> Layout:
    """The rows to be looked at, one for all the plain ones, and the total."""
    parts = [row for row in looks if row.subject_id is not None]
    whole = [row for row in looks if row.subject_id is None]
    return replace(layout, rows=(*parts, *((PLAIN,) if plain else ()), *whole))


def _entries(keys: Iterable[str], typed: Typed, reasons: Typed) -> dict[str, Entry]:
    return {key: Entry(typed[key], reasons.get(key, "")) for key in keys if key in typed}


def _joined(found: Examination) -> Examination:
    """What was found in the rows looked at and in the totals."""
    return Examination(
        values=_without(found.values),
        errors=_without(found.errors),
        missing=_without(found.missing),
        swings=_without(found.swings),
        unexplained=_without(found.unexplained),
    )


def _without(found: Mapping[str, T]) -> dict[str, T]:
    """What was found, without the row that stands for others."""
    prefix = f"{PLAIN.subject_id}-"
    return {key: value for key, value in found.items() if not key.startswith(prefix)}
