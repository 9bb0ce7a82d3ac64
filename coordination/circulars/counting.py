"""Facts about the figures of the whole area: totals, changes, 累计; each with its formula in numbers."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from coordination.circulars.facts import Bound, Cell, Ledger
from coordination.circulars.measures import MEASURES, Measure
from coordination.kernel.figures import Absence, Basis, Change, change, total
from coordination.kernel.numerals import grouped
from coordination.kernel.period import Period

AREA, ACCUMULATED = "总体", "累计"
Find = Callable[[Period], Cell | None]
BASES = {Basis.MOM: "环比", Basis.YOY: "同比"}


def of_area(ledger: Ledger) -> Iterator[Bound]:
    """Every measure of the area that was filed. Formulas: domain, section 4."""
    for measure in MEASURES:
        yield from _of_area(ledger, measure)


def _of_area(ledger: Ledger, measure: Measure) -> Iterator[Bound]:
    cell = ledger.total(measure, ledger.period)
    if cell is None:
        return
    yield plain(measure.name, measure, cell, AREA)
    yield from changes(measure.name, measure, ledger.period, cell, AREA, lambda p: ledger.total(measure, p))
    yield from _accumulated(ledger, measure)


def plain(name: str, measure: Measure, cell: Cell, group: str) -> Bound:
    """A filed figure, or the sum of several."""
    printed = measure.printed(cell.value)
    parts = [source.value for source in cell.sources]
    formula = f"已审核填报数：{printed}"
    if len(parts) > 1:
        formula = f"{len(parts)}份已审核报表相加：{' + '.join(parts)} = {printed}"
    return Bound(name, name, printed, formula, cell.sources, cell.value, group, measure.indicator)


def changes(
    name: str, measure: Measure, period: Period, now: Cell, group: str, find: Find
) -> Iterator[Bound]:
    """环比 and 同比 of a figure; none where the base was never filed."""
    for basis, word in BASES.items():
        earlier = period.previous() if basis is Basis.MOM else period.same_last_year()
        base = find(earlier) if earlier else None
        if base is not None:
            yield _change(f"{name}{word}", measure, now, base, basis, group)


def _change(name: str, measure: Measure, now: Cell, base: Cell, basis: Basis, group: str) -> Bound:
    found = change(now.value, base.value, basis)
    return Bound(
        name=name,
        label=name,
        text=str(found.phrase(measure.base_unit)),
        formula=_formula(found, measure),
        sources=now.sources + base.sources,
        value=found.rate,
        group=group,
        indicator=measure.indicator,
    )


def _formula(found: Change, measure: Measure) -> str:
    now, base = grouped(found.now or Decimal(0)), grouped(found.before or Decimal(0))
    unit = measure.base_unit
    named = f"本期{now}{unit}，{'上期' if found.basis is Basis.MOM else '上年同期'}{base}{unit}"
    if found.absence is Absence.ZERO_BASE:
        return f"{named}；{found.reason()}"
    exact = f"（{now} − {base}）÷ {base} × 100% = {_signed(found.rate)}%" if found.before else "两期都是0"
    small = "；基数小于5，正文不写百分比" if found.small_base else ""
    return f"{named}；{exact}{small}"


def _signed(rate: Decimal | None) -> str:
    return f"{rate}".replace("-", "−")


def _accumulated(ledger: Ledger, measure: Measure) -> Iterator[Bound]:
    """累计 from January, only where every month was filed, so that nothing is guessed."""
    if ledger.period.number == 1:
        return
    now = _year_to(ledger, measure, ledger.period)
    if now is None:
        return
    name = f"累计{measure.name}"
    yield plain(name, measure, now, ACCUMULATED)
    year_before = ledger.period.same_last_year()
    base = _year_to(ledger, measure, year_before) if year_before else None
    if base is not None:
        yield _change(f"{name}同比", measure, now, base, Basis.YOY, ACCUMULATED)


def _year_to(ledger: Ledger, measure: Measure, period: Period) -> Cell | None:
    cells = [ledger.total(measure, month) for month in period.year_to_date()]
    found = [cell for cell in cells if cell is not None]
    if len(found) < len(cells):
        return None
    sources = tuple(source for cell in found for source in cell.sources)
    return Cell(total(cell.value for cell in found), str(period), sources)
