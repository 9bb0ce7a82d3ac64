"""Trend against the same months of last year, and the sparkline for a row of a table."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from coordination.kernel.charts.svg import (
    INK,
    LINE,
    MUTED,
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
from coordination.kernel.numerals import grouped
from coordination.kernel.text import _

MOST_POINTS = 24  # beyond, the line is drawn without a mark at each value


@dataclass(frozen=True, slots=True)
class Series:
    """A line of the trend: values in step with the labels, None where nothing was filed."""

    name: str
    values: Sequence[Decimal | None]


def trend(
    title: str,
    finding: str,
    labels: Sequence[str],
    now: Series,
    before: Series | None = None,
    *,
    unit: str = "",
    width: int = 720,
    height: int = 260,
    say: Say = str,
) -> str:
    """A line of this year (solid) with the same months of last year (dashed), from zero.

    `ValueError` when a series is not in step with the labels.
    """
    lines = [now] if before is None else [now, before]
    if any(len(line.values) != len(labels) for line in lines):
        raise ValueError("a series must have one value for each label")
    known = [value for line in lines for value in line.values if value is not None]
    if not known:
        nothing = words(say(_("没有数据")), width // 2, height // 2, size=13, fill=MUTED, anchor="middle")
        return picture(width, height, title, finding, [nothing])
    plot = _Plot.plan(labels, known, width, height)
    parts = [*plot.grid(unit), *plot.labels()]
    if before is not None:
        parts += plot.line(before, dashed=True)
    parts += plot.line(now, dashed=False)
    parts += plot.last_values(now, before)
    return picture(width, height, title, finding, [*parts, *_key(lines, width)])


@dataclass(frozen=True, slots=True)
class _Plot:
    """The plotting area of a trend and how values fall into it."""

    names: Sequence[str]
    ticks: Sequence[Decimal]
    left: Fraction
    right: int
    top: int
    floor: int

    @classmethod
    def plan(cls, names: Sequence[str], known: Sequence[Decimal], width: int, height: int) -> "_Plot":
        ticks = nice_ticks(min([Decimal(0), *known]), max([Decimal(0), *known]))
        gutter = max(width_of(grouped(tick), 12) for tick in ticks) + 10
        return cls(names, ticks, gutter, width - 18, 36, height - 26)

    def x(self, place: int) -> Fraction:
        if len(self.names) == 1:
            return (self.left + self.right) / 2
        return self.left + 14 + (self.right - self.left - 28) * Fraction(place, len(self.names) - 1)

    def y(self, value: Decimal) -> Fraction:
        least, most = Fraction(self.ticks[0]), Fraction(self.ticks[-1])
        return self.floor - (self.floor - self.top) * (Fraction(value) - least) / (most - least)

    def grid(self, unit: str) -> Iterator[str]:
        for tick in self.ticks:
            y = self.y(tick)
            ends: list[Point] = [(self.left, y), (self.right, y)]
            yield element("path", d=path(ends), stroke=LINE if tick else MUTED, fill="none")
            yield words(grouped(tick), self.left - 6, y + 4, size=12, fill=MUTED, anchor="end")
        if unit:
            yield words(unit, max(self.left - 6, width_of(unit, 12)), 16, size=12, fill=MUTED, anchor="end")

    def labels(self) -> Iterator[str]:
        """Names of the periods, thinned so that they do not run into each other; the last always."""
        widest = max(width_of(name, 12) for name in self.names) + 8
        step = max(1, -int(-widest * len(self.names) // (self.right - self.left)))
        for place, name in enumerate(self.names):
            if (len(self.names) - 1 - place) % step == 0:
                yield words(name, self.x(place), self.floor + 18, size=12, fill=MUTED, anchor="middle")

    def points(self, line: Series) -> list[Point | None]:
        return [None if v is None else (self.x(n), self.y(v)) for n, v in enumerate(line.values)]

    def line(self, line: Series, *, dashed: bool) -> Iterator[str]:
        points = self.points(line)
        look = {"stroke": MUTED if dashed else PRIMARY, "stroke_width": "1.5" if dashed else "2.2"}
        dash = {"stroke_dasharray": "5 4"} if dashed else {}
        for filed, run in groupby(points, key=lambda point: point is not None):
            stretch = [point for point in run if point is not None]
            if filed and len(stretch) > 1:
                yield element("path", d=path(stretch), fill="none", stroke_linejoin="round", **look, **dash)
        for point in points if len(points) <= MOST_POINTS else ():
            if point is not None:
                fill = "#ffffff" if dashed else PRIMARY
                yield element("circle", cx=point[0], cy=point[1], r="2.6", fill=fill, **look)

    def last_values(self, now: Series, before: Series | None) -> Iterator[str]:
        """The latest figure and, at the same period, last year's; the higher one above its point."""
        place = max((n for n, value in enumerate(now.values) if value is not None), default=None)
        if place is None:
            return
        value = now.values[place] or Decimal(0)
        other = None if before is None else before.values[place]
        above = other is None or value >= other
        yield self._value(value, place, above, PRIMARY, bold=True)
        if other is not None and other != value:
            yield self._value(other, place, not above, MUTED, bold=False)

    def _value(self, value: Decimal, place: int, above: bool, fill: str, *, bold: bool) -> str:
        text, x = grouped(value), self.x(place)
        half = width_of(text, 13) / 2
        inside = min(max(x, self.left + half), self.right + 16 - half)
        point = self.y(value)
        y = max(point - 9, Fraction(31)) if above or point + 20 > self.floor else point + 18
        return words(text, inside, y, size=13, fill=fill, anchor="middle", bold=bold)


def _key(lines: Sequence[Series], width: int) -> Iterator[str]:
    """Which line is which, right-aligned above the plot, by stroke and by words."""
    x = Fraction(width - 18)
    for place, line in reversed(list(enumerate(lines))):
        name = fitted(line.name, 12, 160)
        x -= width_of(name, 12)
        yield words(name, x, 16, size=12, fill=MUTED if place else INK, bold=not place, full=line.name)
        ends: list[Point] = [(x - 34, 12), (x - 6, 12)]
        dash = {"stroke_dasharray": "5 4"} if place else {}
        stroke = {"stroke": MUTED if place else PRIMARY, "stroke_width": "1.5" if place else "2.2"}
        yield element("path", d=path(ends), fill="none", **stroke, **dash)
        x -= 52


def nice_ticks(least: Decimal, most: Decimal) -> list[Decimal]:
    """Three to six round numbers, steps of 1, 2 or 5 × 10ⁿ, that span [least, most]; never one alone."""
    span = (most - least) or Decimal(1)
    power = Decimal(1).scaleb(span.adjusted() - 1)
    steps = (power * size for size in (1, 2, 5, 10, 20, 50))
    step = next(step for step in steps if span / step <= 4)
    first = least // step * step - (step if least % step < 0 else 0)
    ticks = [first]
    while ticks[-1] < max(most, first + step):
        ticks.append(ticks[-1] + step)
    return ticks


def sparkline(title: str, finding: str, values: Sequence[Decimal | None], *, width: int = 96) -> str:
    """A line as high as a row of a table, its last point marked; gaps where nothing was filed."""
    known = [value for value in values if value is not None]
    least, most = min(known, default=Decimal(0)), max(known, default=Decimal(0))
    stride = Fraction(width - 8, max(len(values) - 1, 1))

    def at(place: int, value: Decimal) -> Point:
        share = Fraction(value - least) / Fraction(most - least) if most > least else Fraction(1, 2)
        return 4 + place * stride, 20 - 16 * share

    points = [None if value is None else at(place, value) for place, value in enumerate(values)]
    parts = []
    for filed, run in groupby(points, key=lambda point: point is not None):
        stretch = [point for point in run if point is not None]
        if filed and len(stretch) > 1:
            parts.append(element("path", d=path(stretch), fill="none", stroke=PRIMARY, stroke_width="1.5"))
    for x, y in [point for point in points if point is not None][-1:]:
        parts.append(element("circle", cx=x, cy=y, r="2.4", fill=PRIMARY))
    return picture(width, 24, title, finding, parts)
