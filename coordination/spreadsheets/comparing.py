"""What a sheet would do to what is stored: the checks at the sheet's own addresses, and the differences."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

from coordination.kernel.numerals import grouped
from coordination.kernel.text import _
from coordination.reporting.queries import Sheet, Stored
from coordination.reporting.sheet import Entry, Examination, Figures, Layout, Place
from coordination.spreadsheets.findings import Finding, Level, gathered
from coordination.spreadsheets.grid import address
from coordination.spreadsheets.reading import Reading, Where
from coordination.spreadsheets.screening import screened

NOTHING = Stored(None)
ORDER = tuple(Level)
SHOWN_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that the sheet tells differently; `before` is empty where nothing is stored."""

    place: Place
    address: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """`differences` are the first of those that there are; `told` is what the sheet says, by key."""

    findings: list[Finding]
    differences: list[Difference]
    different: int
    told: Mapping[str, str]
    reasons: Mapping[str, str]

    @property
    def entries(self) -> dict[str, Entry]:
        """What a confirmation writes."""
        return {key: Entry(typed, self.reasons.get(key, "")) for key, typed in self.told.items()}

    def of(self, *levels: Level) -> list[Finding]:
        return [one for one in self.findings if one.level in levels]


def compared(reading: Reading, sheet: Sheet, closed: Collection[str] = ()) -> Comparison:
    """`closed` are rows whose reports take nothing any more: what the sheet says of them is left out.

    Of a sheet that cannot be used nothing but that is told: the checks of what is stored are not about it.
    """
    if reading.stopped:
        return Comparison(reading.findings, [], 0, {}, {})
    told = _told(reading, closed)
    layout = _touched(sheet.layout, told)
    typed, reasons = _beside(told, reading.reasons, sheet)
    found = screened(layout, typed, reasons, sheet.bases)
    findings = [*reading.findings, *_checks(found, layout, reading.where)]
    findings.sort(key=lambda one: (ORDER.index(one.level), one.at or (-1, -1)))
    different = _different(sheet, told, found.values)
    places = list(islice(_in_order(layout, different), SHOWN_AT_MOST))
    first = [_difference(place, sheet, told[place.key], found, reading.where) for place in places]
    return Comparison(findings, first, len(different), told, reasons)


def _told(reading: Reading, closed: Collection[str]) -> Mapping[str, str]:
    """What the sheet says, but for rows that take nothing any more."""
    if not closed:
        return reading.typed
    return {key: typed for key, typed in reading.typed.items() if key.partition("-")[0] not in closed}


def _touched(layout: Layout, told: Mapping[str, str]) -> Layout:
    """Of a collection only the units that the sheet has; a table of one report is looked at as a whole."""
    if layout.has_total or not layout.is_table:
        return layout
    present = {key.partition("-")[0] for key in told}
    return replace(layout, rows=tuple(row for row in layout.rows if str(row.subject_id) in present))


def _beside(
    told: Mapping[str, str], reasons: Mapping[str, str], sheet: Sheet
) -> tuple[dict[str, str], dict[str, str]]:
    """What the sheet says on top of what is stored, as typed, and the reasons for large changes."""
    stored = sheet.stored.items()
    kept = {key: figure.shown for key, figure in stored if key not in told}
    why = {key: figure.reason for key, figure in stored if figure.reason}
    return {**kept, **told}, {**why, **reasons}


def _checks(found: Examination, layout: Layout, where: Where) -> Iterator[Finding]:
    """The findings of the form in the order of the sheet; what is missing is told once."""
    for key, text in found.errors.items():
        yield Finding(Level.CHECK, text, where.spot(key))
    for key, text in found.unexplained.items():
        yield Finding(Level.ASK, text, where.spot(key))
    if not found.missing:
        return
    # a blank total adds itself up once its column is complete
    missing = {key: name for key, name in found.missing.items() if not key.startswith("total-")}
    missing = missing or dict(found.missing)
    spots = [spot for key in missing if (spot := where.spot(key)) is not None]
    count = len(missing)
    told = gathered(_("还有{count}项没有填（{where}），没有就填0", count=count), spots)
    if not told:
        name = next(iter(missing.values()))
        told = [Finding(Level.CHECK, _("还有{count}项没有填：{first}", count=count, first=name))]
    yield from (replace(one, level=Level.CHECK) for one in told)


def _different(sheet: Sheet, told: Mapping[str, str], values: Figures) -> set[str]:
    """The keys of the places that the sheet tells otherwise than what is stored."""
    stored = sheet.stored
    return {
        key
        for key, typed in told.items()
        if (old := stored.get(key)) is None or old.value != _value(key, typed, values)
    }


def _in_order(layout: Layout, keys: Collection[str]) -> Iterator[Place]:
    return (place for place in layout.places if place.key in keys) if keys else iter(())


def _value(key: str, typed: str, values: Figures) -> Decimal | None:
    """What was read; where nobody looked twice, what was typed is the number."""
    return values[key] if key in values else Decimal(typed)


def _difference(place: Place, sheet: Sheet, typed: str, found: Examination, where: Where) -> Difference:
    value, spot = _value(place.key, typed, found.values), where.spot(place.key)
    after = typed if value is None else grouped(value)
    before = sheet.stored.get(place.key, NOTHING).shown
    return Difference(place, address(*spot) if spot else "", before, after)


def why_closed(units: str, count: int) -> Finding:
    """Reports of a collection that were filed meanwhile."""
    text = _("{units}（{count}家）已经上报或通过，表里的数据不写入", units=units, count=count)
    return Finding(Level.NOTE, text)
