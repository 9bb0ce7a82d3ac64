"""The figures of one submission as they are kept, and what two submissions tell differently."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from coordination.kernel.numerals import grouped, plain
from coordination.kernel.text import Text, _
from coordination.reporting.sheet import BLANK, Entries, Figures, Layout, key_of

Snapshot = Sequence[Mapping[str, Any]]


def snapshot(layout: Layout, values: Figures, entries: Entries) -> list[dict[str, Any]]:
    """The figures of one submission as JSON, in the order of the form, values as strings.

    [{"subject": 12, "code": "case.filed", "value": "3", "reason": ""}, …]; subject null: total row.
    """
    return [
        {
            "subject": place.row.subject_id,
            "code": place.column.code,
            "value": None if (value := values.get(place.key)) is None else plain(value),
            "reason": entries.get(place.key, BLANK).reason.strip(),
        }
        for place in layout.places
    ]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place that two submissions tell differently; None: not filled in then."""

    subject_id: int | None
    code: str
    before: Decimal | None
    after: Decimal | None
    reason: str = ""

    @property
    def key(self) -> str:
        return key_of(self.subject_id, self.code)


def differences(old: Snapshot, new: Snapshot) -> list[Difference]:
    """The places whose values differ, in the order of the newer submission, then what it left out."""
    before, after = _by_place(old), _by_place(new)
    found = []
    for place in [*after, *(place for place in before if place not in after)]:
        values = _value(before.get(place)), _value(after.get(place))
        if values[0] != values[1]:
            reason = str(after.get(place, {}).get("reason", ""))
            found.append(Difference(*place, *values, reason))
    return found


def _by_place(figures: Iterable[Mapping[str, Any]]) -> dict[tuple[int | None, str], Mapping[str, Any]]:
    return {(figure["subject"], figure["code"]): figure for figure in figures}


def _value(figure: Mapping[str, Any] | None) -> Decimal | None:
    return None if figure is None or figure["value"] is None else Decimal(figure["value"])


def outlived(layout: Layout, values: Figures, entries: Entries, before: Snapshot) -> dict[str, Text]:
    """By key: a reason that was given for another figure and stands word for word beside a new one.

    Without this, a figure that the office sent back could be replaced by any other unasked.
    """
    explained = {key_of(*place): figure for place, figure in _by_place(before).items() if figure["reason"]}
    found = {}
    for place in layout.places:
        figure = explained.get(place.key)
        same_words = figure and entries.get(place.key, BLANK).reason.strip() == figure["reason"]
        if figure and same_words and _value(figure) != values.get(place.key):
            found[place.key] = _(
                "{name}改过了，原来的说明是对{before}写的，请按现在的数重新说明",
                name=place.name,
                before=grouped(_value(figure) or Decimal()),
            )
    return found
