"""Facts about townships: figures, shares that add up, who stands first, who had no case at all."""

from collections.abc import Sequence
from decimal import Decimal

from coordination.circulars.counting import changes, plain
from coordination.circulars.facts import Bound, Cell, Drawn, Ledger, Place, Source
from coordination.circulars.measures import CASES, LOSS, Measure
from coordination.kernel.figures import share, shares, total
from coordination.kernel.numerals import grouped

TOWNSHIPS = "分乡镇"
FIRST, MOST = 5, 8  # townships named in running text, and with equal ones; the annex has them all
COVERED = 1000  # parts that miss the total by less than a thousandth, from rounding, still make it up


def of_townships(ledger: Ledger, drawn: Drawn) -> None:
    """Add what the filed figures say about single townships. Formulas: domain, section 4."""
    for measure in (CASES, LOSS):
        _Table.of(ledger, measure).facts(drawn)
    _fraud_free(ledger, drawn)


class _Table:
    """One measure over the townships of a period."""

    def __init__(
        self, ledger: Ledger, measure: Measure, filed: dict[Place, Cell], whole: Cell | None
    ) -> None:
        self.ledger, self.measure, self.filed, self.whole = ledger, measure, filed, whole
        values = [cell.value for cell in filed.values()]
        self.usable = whole is not None and bool(values) and min(values) >= 0
        self.complete = self.usable and (
            len(filed) == len(ledger.places) or _covers(values, whole.value)  # type: ignore[union-attr]
        )
        order = {place: number for number, place in enumerate(ledger.places)}
        self.positive = sorted(
            (place for place in filed if filed[place].value > 0),
            key=lambda place: (-filed[place].value, order[place]),
        )

    @classmethod
    def of(cls, ledger: Ledger, measure: Measure) -> "_Table":
        cells = {place: ledger.at(measure, ledger.period, place) for place in ledger.places}
        filed = {place: cell for place, cell in cells.items() if cell is not None}
        return cls(ledger, measure, filed, ledger.total(measure, ledger.period))

    def facts(self, drawn: Drawn) -> None:
        for place in self.filed:
            self._single(place, drawn)
        if not self.usable:
            return
        self._shares(drawn)
        if self.positive:
            self._first(drawn)
        if self.positive and self.complete:
            drawn.lists[self.measure.name] = tuple(place.name for place in self.positive)
            named = self._named()
            if len(self.positive) > named + 1:
                self._rest(drawn, named)

    def bound(
        self,
        name: str,
        text: str,
        formula: str,
        places: Sequence[Place],
        value: Decimal | None = None,
        label: str = "",
    ) -> Bound:
        found = dict.fromkeys(source for place in places for source in self.filed[place].sources)
        sources: tuple[Source, ...] = tuple(found)
        return Bound(name, label or name, text, formula, sources, value, TOWNSHIPS, self.measure.indicator)

    def _single(self, place: Place, drawn: Drawn) -> None:
        name, cell = f"{place.name}{self.measure.name}", self.filed[place]
        drawn.add(plain(name, self.measure, cell, TOWNSHIPS))
        drawn.add(
            *changes(
                name,
                self.measure,
                self.ledger.period,
                cell,
                TOWNSHIPS,
                lambda period: self.ledger.at(self.measure, period, place),
            )
        )

    def _shares(self, drawn: Drawn) -> None:
        """占比: of a complete table by largest remainder, else each part of the filed total by itself."""
        assert self.whole is not None  # noqa: S101  usable
        values = [cell.value for cell in self.filed.values()]
        base = total(values) if self.complete else self.whole.value
        rates = shares(values) if self.complete else [share(value, base).value for value in values]
        note = "；各乡镇街道占比取两位小数，按最大余额法合计100.00%" if self.complete else ""
        for (place, cell), rate in zip(self.filed.items(), rates, strict=True):
            if rate is not None and base:
                formula = f"{grouped(cell.value)} ÷ {grouped(base)} × 100% = {rate}%{note}"
                name = f"{place.name}{self.measure.name}占比"
                drawn.add(self.bound(name, f"{rate}%", formula, [place], rate))

    def _first(self, drawn: Drawn) -> None:
        """Who stands first; silent where a township that was not filed could be ahead."""
        assert self.whole is not None  # noqa: S101  usable
        most = self.filed[self.positive[0]].value
        if not self.complete and most * 2 <= self.whole.value:
            return
        top = [place for place in self.positive if self.filed[place].value == most]
        names = "、".join(place.name for place in top)
        formula = f"{names}：{self.measure.printed(most)}，在各乡镇街道中最多"
        drawn.add(self.bound(f"{self.measure.name}最多乡镇", names, formula, top))
        if len(top) == 1 and not self.complete:
            drawn.lists[f"{self.measure.name}最多"] = (top[0].name,)

    def _named(self) -> int:
        """How many are named: those with an equal value stand together, before the cut or behind it."""
        values = [self.filed[place].value for place in self.positive]
        least = values[min(FIRST, len(values)) - 1]
        before, with_them = values.index(least), values.index(least) + values.count(least)
        return with_them if with_them <= MOST or not before else before

    def _rest(self, drawn: Drawn, named: int) -> None:
        """The townships behind those named as one figure, so that the shares in the text add up."""
        rest, measure = self.positive[named:], self.measure
        drawn.lists[measure.name] = tuple(place.name for place in self.positive[:named])
        amount = total(self.filed[place].value for place in rest)
        rates = [drawn.facts[f"{place.name}{measure.name}占比"].value or Decimal(0) for place in rest]
        parts = " + ".join(f"{place.name}{measure.printed(self.filed[place].value)}" for place in rest)
        name, rate = f"其余乡镇{measure.name}", total(rates)
        added = f"{' + '.join(f'{one}%' for one in rates)} = {rate}%"
        listed = "、".join(place.name for place in rest)
        drawn.add(
            self.bound(name, measure.printed(amount), f"{parts} = {measure.printed(amount)}", rest, amount),
            self.bound(f"{name}占比", f"{rate}%", added, rest, rate),
            self.bound(f"{name}个数", f"{len(rest)}个", listed, rest, Decimal(len(rest))),
        )


def _covers(parts: Sequence[Decimal], whole: Decimal) -> bool:
    return abs(total(parts) - whole) * COVERED <= whole


def _fraud_free(ledger: Ledger, drawn: Drawn) -> None:
    """Townships for which zero cases were filed; silence is not zero (domain, section 4)."""
    table = _Table.of(ledger, CASES)
    free = [place for place, cell in table.filed.items() if not cell.value]
    if not free:
        return
    names = "、".join(place.name for place in free)
    formula = f"本期立案数填报为0的乡镇街道：{names}"
    number = Decimal(len(free))
    drawn.add(
        table.bound("无诈乡镇名单", names, formula, free, None, "本期零发案的乡镇街道"),
        table.bound("无诈乡镇数", f"{len(free)}个", formula, free, number, "本期零发案的乡镇街道数"),
    )
