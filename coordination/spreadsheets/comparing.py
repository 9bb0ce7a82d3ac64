"""What a sheet would do to what is stored: the checks at the sheet's own addresses, and the differences."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from coordination.kernel.numerals import grouped
from coordination.kernel.text import _
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import Entry, Examination, Layout, Place
from coordination.spreadsheets.findings import Finding, Level, gathered
from coordination.spreadsheets.grid import address
from coordination.spreadsheets.reading import Reading, Where
from coordination.spreadsheets.screening import screened

NOTHING = Stored(None)
ORDER = tuple(Level)


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that the sheet tells differently; `before` is empty where nothing is stored."""

    place: Place
    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`entries` are what a confirmation writes."""

    findings: list[Finding]
    differences: list[Difference]
    entries: Mapping[str, Entry]
    missing: int

    def of(self, *levels: Level) -> list[Finding]:
        return [one for one in self.findings if one.level in levels]


def compared(reading: Reading, sheet: Sheet, closed: Collection[str] = ()) -> Comparison:
    """`closed` are rows whose reports take nothing any more: what the sheet says of them is left out."""
    entries = {
        key: Entry(typed, reading.reasons.get(key) or sheet.stored.get(key, NOTHING).reason)
        for key, typed in reading.typed.items()
        if not closed or key.partition("-")[0] not in closed
    }
    layout = _touched(sheet.layout, entries)
    found = screened(layout, {**_stored(sheet, layout), **entries}, sheet.bases)
    findings = [*reading.findings, *_checks(found, layout, reading.where)]
    findings.sort(key=lambda one: (ORDER.index(one.level), one.at or (-1, -1)))
    differences = list(_differences(layout, sheet, entries, found, reading.where))
    return Comparison(findings, differences, entries, len(found.missing))


def _touched(layout: Layout, entries: Mapping[str, Entry]) -> Layout:
    """Of a collection only the units that the sheet has; a table of one report is looked at as a whole."""
    if layout.has_total or not layout.is_table:
        return layout
    present = {key.partition("-")[0] for key in entries}
    return replace(layout, rows=tuple(row for row in layout.rows if str(row.subject_id) in present))


def _stored(sheet: Sheet, layout: Layout) -> dict[str, Entry]:
    if len(layout.rows) == len(sheet.layout.rows):
        return sheet.entries
    rows = {str(row.subject_id) for row in layout.rows}
    return {key: entry for key, entry in sheet.entries.items() if key.partition("-")[0] in rows}


def _checks(found: Examination, layout: Layout, where: Where) -> Iterator[Finding]:
    """The findings of the form in the order of the sheet; what is missing is told once."""
    for key, text in found.errors.items():
        yield Finding(Level.CHECK, text, where.spot(key))
    for key, text in found.unexplained.items():
        yield Finding(Level.ASK, text, where.spot(key))
    if not found.missing:
        return
    spots = [spot for key in found.missing if (spot := where.spot(key)) is not None]
    count = len(found.missing)
    told = gathered(_("还有{count}项没有填（{where}），没有就填0", count=count), spots)
    if not told:
        name = next(iter(found.missing.values()))
        told = [Finding(Level.CHECK, _("还有{count}项没有填：{first}", count=count, first=name))]
    yield from (replace(one, level=Level.CHECK) for one in told)


def _differences(
    layout: Layout, sheet: Sheet, entries: Mapping[str, Entry], found: Examination, where: Where
) -> Iterator[Difference]:
    if not entries:
        return
    for place in layout.places:
        key = place.key
        entry = entries.get(key)
        if entry is None:
            continue
        value, stored = found.values.get(key), sheet.stored.get(key, NOTHING)
        if value is not None and value == stored.value:
            continue
        spot = where.spot(key)
        after = entry.typed if value is None else grouped(value)
        yield Difference(place, address(*spot) if spot else "", stored.shown, after)


def why_closed(units: str, count: int) -> Finding:
    """Reports of a collection that were filed meanwhile."""
    text = _("{units}（{count}家）已经上报或通过，表里的数据不写入", units=units, count=count)
    return Finding(Level.NOTE, text)
