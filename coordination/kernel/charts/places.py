"""Rank over time: the first place at the top, a gap where nobody was ranked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from coordination.kernel.charts.svg import (
    INK,
    LINE,
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
from coordination.kernel.text import _

LEFT, RIGHT, TOP, FOOT = 44, 24, 22, 30
ROOM_OF_LABEL = 52  # pixels that the name of a period needs


@dataclass(frozen=True, slots=True)
class Place:
    """A period: the rank, 1 the best, None where the unit was not ranked; and how many were."""

    label: str
    rank: int | None
    ranked: int


def rank_over_time(
    title: str,
    finding: str,
    places: Sequence[Place],
    *,
    width: int = 720,
    height: int = 220,
    say: Say = str,
) -> str:
    """A line through the ranks, each written at its point; the grey field shows how many were ranked."""
    if not any(place.rank for place in places):
        nothing = words(say(_("没有数据")), width // 2, height // 2, size=13, fill=MUTED, anchor="middle")
        return picture(width, height, title, finding, [nothing])
    plot = _Plot(places, width, height)
    return picture(
        width, height, title, finding, [*plot.field(), *plot.grid(say), *plot.line(), *plot.labels()]
    )


class _Plot:
    def __init__(self, places: Sequence[Place], width: int, height: int) -> None:
        self.places, self.width, self.floor = places, width, height - FOOT
        self.deepest = max(max(place.ranked, place.rank or 0) for place in places)
        self.step = Fraction(width - LEFT - RIGHT, max(1, len(places) - 1))

    def x(self, at: int) -> Fraction:
        middle = len(self.places) == 1
        return Fraction(self.width, 2) if middle else LEFT + self.step * at

    def y(self, rank: int) -> Fraction:
        return TOP + Fraction(rank - 1, max(1, self.deepest - 1)) * (self.floor - TOP)

    def field(self) -> Iterator[str]:
        """From the first to the last place of each period."""
        for at, place in enumerate(self.places):
            if place.ranked > 1:
                span = self.y(place.ranked) - self.y(1)
                yield element("rect", x=self.x(at) - 5, y=self.y(1), width=10, height=span, fill="#eef1f5")

    def grid(self, say: Say) -> Iterator[str]:
        for rank in sorted({1, (1 + self.deepest) // 2, self.deepest}):
            y = self.y(rank)
            yield element("path", d=path([(LEFT - 8, y), (self.width - RIGHT + 8, y)]), stroke=LINE)
            yield words(str(rank), LEFT - 12, y + 4, size=12, fill=MUTED, anchor="end")
        yield words(say(_("名次")), 4, 13, size=12, fill=MUTED)

    def line(self) -> Iterator[str]:
        ranked: list[tuple[int, Place]] = list(enumerate(self.places))
        for known, run in groupby(ranked, key=lambda one: one[1].rank is not None):
            if not known:
                continue
            points: list[Point] = [(self.x(at), self.y(place.rank or 1)) for at, place in run]
            if len(points) > 1:
                yield element("path", d=path(points), fill="none", stroke=PRIMARY, stroke_width="2")
        for at, place in ranked:
            if place.rank is None:
                continue
            x, y = self.x(at), self.y(place.rank)
            last = at == len(self.places) - 1
            yield element(
                "circle",
                cx=x,
                cy=y,
                r="5",
                fill=PRIMARY if last else PALE,
                stroke=PRIMARY,
                stroke_width="1.5",
            )
            above = y - 9 if y - 9 > 12 else y + 18
            yield words(str(place.rank), x, above, size=12, fill=INK, anchor="middle", bold=last)

    def labels(self) -> Iterator[str]:
        every = max(1, -(-ROOM_OF_LABEL // max(1, int(self.step))))
        for at, place in enumerate(self.places):
            if (len(self.places) - 1 - at) % every:
                continue
            label = fitted(place.label, 12, max(self.step * every, Fraction(ROOM_OF_LABEL)))
            half = width_of(label, 12) / 2
            x = min(max(self.x(at), half), self.width - half)
            yield words(label, x, self.floor + 22, size=12, fill=MUTED, anchor="middle")
