"""Stacked bars: what a total is made of, one row each; every part has a place, a number and a name."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from coordination.kernel.charts.svg import INK, MUTED, Say, element, fitted, picture, width_of, words
from coordination.kernel.numerals import grouped
from coordination.kernel.text import _

#: Dark and pale by turns, so that neighbours differ in grey as well; text on each has a ratio above 4.5.
PARTS = (
    ("#1556a0", "#ffffff"),
    ("#cfe0f3", INK),
    ("#0e6b5c", "#ffffff"),
    ("#c9e8dc", INK),
    ("#7a4100", "#ffffff"),
    ("#f6dfb5", INK),
    ("#5b3a8e", "#ffffff"),
    ("#e0d5f0", INK),
)
SIZE, PITCH, NAME_SHARE = 13, 28, 4
INSIDE = 11  # font size of a number inside its part


@dataclass(frozen=True, slots=True)
class Stack:
    """A row: values in step with the names of the parts, None where a part does not apply."""

    name: str
    values: Sequence[Decimal | None]
    marked: bool = False

    @property
    def total(self) -> Decimal:
        return sum((value for value in self.values if value is not None), Decimal(0))


def stacked_bars(
    title: str,
    finding: str,
    parts: Sequence[str],
    stacks: Sequence[Stack],
    *,
    width: int = 720,
    say: Say = str,
) -> str:
    """Horizontal bars in the given order, each divided into its parts, with the total at the end.

    Values are not negative. `ValueError` when a row is not in step with the parts.
    """
    if any(len(stack.values) != len(parts) for stack in stacks):
        raise ValueError("a stack must have one value for each part")
    if not stacks:
        nothing = words(say(_("没有数据")), width // 2, 30, size=SIZE, fill=MUTED, anchor="middle")
        return picture(width, 50, title, finding, [nothing])
    legend, top = _legend(parts, width)
    names = max(width_of(stack.name, SIZE) for stack in stacks)
    left = min(names, Fraction(width, NAME_SHARE)) + 8
    most = max(stack.total for stack in stacks)
    room = Fraction(width) - left - 60
    scale = room / Fraction(most) if most else Fraction(0)
    drawn = [
        part for place, stack in enumerate(stacks) for part in _row(stack, top + place * PITCH, left, scale)
    ]
    return picture(width, top + len(stacks) * PITCH + 6, title, finding, [*legend, *drawn])


def colours(place: int) -> tuple[str, str]:
    """Fill and ink of a part; they come round again after eight."""
    return PARTS[place % len(PARTS)]


def _row(stack: Stack, top: int, left: Fraction, scale: Fraction) -> Iterator[str]:
    base = top + Fraction(PITCH, 2) + Fraction(SIZE * 36, 100)
    name = fitted(stack.name, SIZE, left - 8)
    yield words(name, left, base, size=SIZE, fill=INK, anchor="end", bold=stack.marked, full=stack.name)
    x = left + 8
    for place, value in enumerate(stack.values):
        if not value:
            continue
        wide = Fraction(value) * scale
        fill, ink = colours(place)
        yield element(
            "rect",
            x=x,
            y=top + 4,
            width=wide,
            height=PITCH - 8,
            fill=fill,
            stroke="#ffffff",
            stroke_width="1",
        )
        shown = grouped(value, 1)
        if width_of(shown, INSIDE) + 4 <= wide:
            yield words(shown, x + wide / 2, base - 1, size=INSIDE, fill=ink, anchor="middle")
        x += wide
    yield words(grouped(stack.total, 2), x + 6, base, size=SIZE, fill=INK, bold=stack.marked)


def _legend(parts: Sequence[str], width: int) -> tuple[list[str], int]:
    """The names of the parts in rows above the bars; and where the bars begin."""
    drawn: list[str] = []
    x, y = Fraction(8), 6
    for place, name in enumerate(parts):
        label = fitted(f"{place + 1} {name}", 12, width - 40)
        wide = width_of(label, 12) + 34
        if x + wide > width and x > 8:
            x, y = Fraction(8), y + 20
        drawn.append(
            element(
                "rect",
                x=x,
                y=y,
                width=12,
                height=12,
                fill=colours(place)[0],
                stroke=MUTED,
                stroke_width="0.5",
            )
        )
        drawn.append(words(label, x + 17, y + 11, size=12, fill=INK))
        x += wide
    return drawn, y + 22 if parts else 4
