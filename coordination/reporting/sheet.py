"""A report as a sheet of rows and columns: what was typed is read, checked, compared and kept.

A form about oneself has one row. A table has a row for each subject and may have a total row.
Every place has a key, `<subject or total>-<indicator>`, the same on the page, here and in errors.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from coordination.kernel.figures import total
from coordination.kernel.numerals import decimal_places
from coordination.kernel.text import Text, _
from coordination.reporting.agreement import Agreement, disagreement
from coordination.reporting.asking import Swing, Unusual, swings, unusual
from coordination.reporting.layout import Column, Fields, Layout, Place, Row, fields_of, key_of
from coordination.reporting.rules import check, column_sum, read

__all__ = [
    "BLANK",
    "REASON_AT_MOST",
    "Bases",
    "Column",
    "Entries",
    "Entry",
    "Examination",
    "Figures",
    "Layout",
    "Place",
    "Row",
    "examine",
    "kept",
    "key_of",
    "values_of",
]

TYPED_AT_MOST = 60
REASON_AT_MOST = 200
STORED_PLACES = 2

Figures = Mapping[str, Decimal | None]  # by key
Line = tuple[Row, Fields]


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person put into one place: a figure as typed, and the reason for a large change."""

    typed: str = ""
    reason: str = ""


Entries = Mapping[str, Entry]
BLANK = Entry()


@dataclass(frozen=True, slots=True)
class Bases:
    """What stands beside each place, by key: `to_date` is the sum of the year's earlier periods."""

    previous: Figures = field(default_factory=dict)
    last_year: Figures = field(default_factory=dict)
    to_date: Figures = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found, by key: hard errors, blanks, what asks for a reason, what still lacks it.

    `swings` are half-sentences such as 环比上升73.75% or 高于平常的上限500户.
    """

    values: Figures
    errors: Mapping[str, Text]
    missing: Mapping[str, Text]
    swings: Mapping[str, tuple[Text, ...]]
    unexplained: Mapping[str, Text]

    @property
    def refusals(self) -> Mapping[str, Text]:
        """What blocks a submission, by the name of the input where it is to be mended."""
        found = {f"v-{key}": text for key, text in {**self.missing, **self.errors}.items()}
        return found | {f"r-{key}": text for key, text in self.unexplained.items()}


def examine(layout: Layout, entries: Entries, bases: Bases) -> Examination:
    """Read and check everything that was typed. A blank total is added up when its parts are there.

    Source: domain, section 4, Checks.
    """
    lines = [(row, fields_of(layout, row)) for row in layout.rows]
    values, errors = _understood(layout, lines, entries)
    for key, problem in _problems(layout, lines, values):
        errors.setdefault(key, problem)
    found, asked = _asked(lines, values, bases)
    return Examination(
        values=values,
        errors={place.key: errors[place.key] for place in layout.places if place.key in errors},
        missing=_missing(layout, values, errors),
        swings=found,
        unexplained={key: text for key, text in asked.items() if not entries.get(key, BLANK).reason.strip()},
    )


def values_of(layout: Layout, entries: Entries) -> Figures:
    """The values alone, as `examine` understands them; for a draft, of which nothing is asked."""
    return _understood(layout, [(row, fields_of(layout, row)) for row in layout.rows], entries)[0]


def _understood(
    layout: Layout, lines: Iterable[Line], entries: Entries
) -> tuple[dict[str, Decimal | None], dict[str, Text]]:
    values: dict[str, Decimal | None] = {}
    errors: dict[str, Text] = {}
    for row, fields in lines:
        _read_row(row, fields, entries, values, errors)
    _add_up(layout, entries, values, errors)
    return values, errors


def _read_row(
    row: Row, fields: Fields, entries: Entries, values: dict[str, Decimal | None], errors: dict[str, Text]
) -> None:
    typed = {code: entries.get(key_of(row.subject_id, code), BLANK).typed for code in fields}
    found, problems = read(fields.values(), typed)
    values.update({key_of(row.subject_id, code): number for code, number in found.items()})
    errors.update({key_of(row.subject_id, code): text for code, text in problems.items()})


def _add_up(
    layout: Layout, entries: Entries, values: dict[str, Decimal | None], errors: dict[str, Text]
) -> None:
    if not layout.has_total:
        return
    for code in layout.totals:
        key = key_of(None, code)
        parts = [values.get(key_of(row.subject_id, code)) for row in layout.parts]
        if key not in errors and not entries.get(key, BLANK).typed.strip() and None not in parts:
            values[key] = total(part for part in parts if part is not None)


def _problems(layout: Layout, lines: Sequence[Line], values: Figures) -> Iterator[tuple[str, Text]]:
    """What is wrong at which key; the first word about a place counts."""
    for row, fields in lines:
        numbers = _numbers(row, fields, values)
        for code, text in check(list(fields.values()), (), numbers).items():
            yield key_of(row.subject_id, code), text
        for left, right in layout.comparisons:
            if left in fields and right in fields:
                pair = (replace(fields[left], not_above=right), fields[right])
                if (problem := check(pair, (), numbers).get(left)) is not None:
                    yield key_of(row.subject_id, left), problem
    for rule in layout.agreements:
        yield from _disagreements(rule, lines, values)
    yield from _column_problems(layout, values)


def _numbers(row: Row, fields: Fields, figures: Figures) -> dict[str, Decimal | None]:
    return {code: figures.get(key_of(row.subject_id, code)) for code in fields}


def _disagreements(rule: Agreement, lines: Sequence[Line], values: Figures) -> Iterator[tuple[str, Text]]:
    """Row by row; the total row, which follows from the others, is only asked when these agree."""
    told = False
    for row, fields in lines:
        if row.subject_id is None and told:
            continue
        problem = disagreement(rule, fields, _numbers(row, fields, values))
        if problem is not None:
            told = True
            yield key_of(row.subject_id, problem[0]), problem[1]


def _column_problems(layout: Layout, values: Figures) -> Iterator[tuple[str, Text]]:
    if not layout.has_total:
        return
    for column in layout.columns:
        if column.code not in layout.totals:
            continue
        parts = [values.get(key_of(row.subject_id, column.code)) for row in layout.parts]
        key = key_of(None, column.code)
        problem = column_sum(column.name, parts, values.get(key), layout.totals[column.code])
        if problem is not None:
            yield key, problem


def _missing(layout: Layout, values: Figures, errors: Mapping[str, Text]) -> dict[str, Text]:
    return {
        place.key: _("{name}还没有填，没有就填0", name=place.name)
        for place in layout.places
        if place.column.required and values.get(place.key) is None and place.key not in errors
    }


def _asked(
    lines: Sequence[Line], values: Figures, bases: Bases
) -> tuple[dict[str, tuple[Text, ...]], dict[str, Text]]:
    """What is unusual in the rows themselves, and what to ask; the total row follows from them."""
    found: dict[str, tuple[Text, ...]] = {}
    asked: dict[str, Text] = {}
    for row, fields in lines:
        if row.subject_id is None:
            continue
        now, before, last_year = (
            _numbers(row, fields, figures) for figures in (values, bases.previous, bases.last_year)
        )
        large: Iterable[Swing | Unusual] = swings(fields.values(), now, before, last_year)
        for one in (*large, *unusual(fields.values(), now)):
            key = key_of(row.subject_id, one.field.code)
            found[key] = (*found.get(key, ()), one.phrase())
            asked.setdefault(key, one.message())
    return found, asked


def kept(typed: str, value: Decimal | None) -> tuple[Decimal | None, str]:
    """What of an entry goes into the database: a number that fits, else the text as typed."""
    if value is not None and decimal_places(value.normalize()) <= STORED_PLACES:
        return value, ""
    return None, typed.strip()[:TYPED_AT_MOST]
