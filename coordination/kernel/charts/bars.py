"""Ranked bars with value and change of rank; direction has a shape and words, never colour alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction

from coordination.kernel.charts.svg import (
    BAD,
    GOOD,
    INK,
    MUTED,
    PALE,
    PRIMARY,
    Point,
    Say,
    element,
    fitted,
    path,
    picture,
    width_of,
    words,
)
from coordination.kernel.numerals import Exact, grouped
from coordination.kernel.text import _

MANY_ROWS = 30
NAME_SHARE = 4  # a name may take a quarter of the width before it is shortened


class Meaning(Enum):
    """What ▲ and ▼ say beside a bar: (words of ▲, words of ▼, words of —, whether ▲ is good)."""

    RANK = (_("名次前进"), _("名次后退"), _("名次不变"), True)
    CASES = (_("比上期增加"), _("比上期减少"), _("与上期持平"), False)

    @property
    def rising_is_good(self) -> bool:
        return self.value[3]


@dataclass(frozen=True, slots=True)
class Bar:
    """A row: `value` None is 未报; `shown` replaces the printed number; `marked` stands out."""

    name: str
    value: Decimal | None
    change: int | None = None
    shown: str = ""
    marked: bool = False


def ranked_bars(
    title: str,
    finding: str,
    bars: Sequence[Bar],
    *,
    meaning: Meaning = Meaning.RANK,
    width: int = 720,
    say: Say = str,
) -> str:
    """Horizontal bars in the given order with value and change; one row each, 0 to some hundred rows.

    `say` renders the chart's own words in the language of the reader.
    """
    rows = _Rows.plan(bars, width, say)
    parts = [part for place, bar in enumerate(bars) for part in rows.row(place, bar, meaning, say)]
    if not bars:
        parts = [words(say(_("没有数据")), width // 2, 30, size=13, fill=MUTED, anchor="middle")]
    else:
        parts.append(element("path", d=path([(rows.zero, 4), (rows.zero, rows.bottom)]), stroke=MUTED))
    legend = [] if not rows.changes else list(_legend(meaning, rows.left + 8, rows.bottom + 22, say))
    height = rows.bottom + (34 if legend else 6) if bars else 50
    return picture(width, height, title, finding, [*parts, *legend])


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where things stand: names right-aligned at `left`, bars from `zero`, changes at `right`."""

    size: int
    pitch: int
    left: Fraction
    zero: Fraction
    scale: Fraction
    right: Fraction
    changes: bool
    some_marked: bool
    bottom: int

    @classmethod
    def plan(cls, bars: Sequence[Bar], width: int, say: Say) -> "_Rows":
        size, pitch = (13, 26) if len(bars) <= MANY_ROWS else (12, 19)
        changes = any(bar.change is not None for bar in bars)
        names = max((width_of(bar.name, size) for bar in bars), default=Fraction(0))
        left = min(names, Fraction(width, NAME_SHARE)) + 8
        label = max((width_of(_shown(bar, say), size) for bar in bars), default=Fraction(0)) + 12
        right = Fraction(width - (52 if changes else 6))
        least = min([Fraction(0), *(Fraction(bar.value) for bar in bars if bar.value is not None)])
        most = max([Fraction(0), *(Fraction(bar.value) for bar in bars if bar.value is not None)])
        start = left + 8 + (label if least else 0)
        scale = (right - label - start) / (most - least) if most > least else Fraction(0)
        zero, marked = start - least * scale, any(bar.marked for bar in bars)
        return cls(size, pitch, left, zero, scale, right, changes, marked, len(bars) * pitch + 8)

    def row(self, place: int, bar: Bar, meaning: Meaning, say: Say) -> Iterator[str]:
        top = 4 + place * self.pitch
        base = top + Fraction(self.pitch, 2) + Fraction(self.size * 36, 100)
        name = fitted(bar.name, self.size, self.left - 8)
        yield words(
            name, self.left, base, size=self.size, fill=INK, anchor="end", bold=bar.marked, full=bar.name
        )
        value = Fraction(bar.value or 0)
        end = self.zero + value * self.scale
        if value:
            yield element(
                "rect",
                x=min(self.zero, end),
                y=top + 4,
                width=max(abs(end - self.zero), Fraction(1)),
                height=self.pitch - 8,
                fill=PALE if self.some_marked and not bar.marked else PRIMARY,
            )
        beside, anchor = (end - 6, "end") if value < 0 else (end + 6, "start")
        ink = MUTED if bar.value is None else INK
        yield words(_shown(bar, say), beside, base, size=self.size, fill=ink, anchor=anchor, bold=bar.marked)
        if self.changes:
            yield from _change(bar.change, self.right, base, self.size, meaning)


def _shown(bar: Bar, say: Say) -> str:
    return say(_("未报")) if bar.value is None else bar.shown or grouped(bar.value)


def _change(change: int | None, x: Fraction, base: Fraction, size: int, meaning: Meaning) -> Iterator[str]:
    """▲3, ▼2 or — at the right edge; nothing where there is nothing to compare with."""
    if change is None:
        return
    if not change:
        yield words("—", x + 4, base, size=size, fill=MUTED)
        return
    fill = GOOD if (change > 0) is meaning.rising_is_good else BAD
    yield _arrow(x + 4, base, change > 0, fill)
    yield words(str(abs(change)), x + 18, base, size=size, fill=fill)


def _arrow(x: Exact, base: Exact, up: bool, fill: str) -> str:
    """A triangle drawn as a shape, since not every face has ▲; 10 wide, 9 high, on the baseline."""
    tip, foot = (Fraction(base) - 9, Fraction(base)) if up else (Fraction(base), Fraction(base) - 9)
    corners: list[Point] = [(Fraction(x), foot), (Fraction(x) + 10, foot), (Fraction(x) + 5, tip)]
    return element("path", d=path(corners, closed=True), fill=fill)


def _legend(meaning: Meaning, x: Fraction, base: int, say: Say) -> Iterator[str]:
    rises, falls, stays, _good = meaning.value
    for up, phrase in ((True, rises), (False, falls)):
        fill = GOOD if up is meaning.rising_is_good else BAD
        yield _arrow(x, base, up, fill)
        yield words(say(phrase), x + 14, base, size=12, fill=MUTED)
        x += 14 + width_of(say(phrase), 12) + 16
    yield words(f"— {say(stays)}", x, base, size=12, fill=MUTED)
