"""Where an indicator is used. Slices above publish what they know; this slice imports none of them.

@publish(Where.SCHEME)
def schemes(indicator_ids, office_id): -> {indicator id: [Use, …]}
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from coordination.kernel.text import Text, _


class Where(StrEnum):
    """In the order of the page."""

    FORM = "form"
    RATIO = "ratio"
    SCHEME = "scheme"
    CIRCULAR = "circular"


WHERE_LABELS: Mapping[Where, Text] = {
    Where.FORM: _("报表"),
    Where.RATIO: _("比率"),
    Where.SCHEME: _("考核办法"),
    Where.CIRCULAR: _("通报"),
}


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses an indicator.

    `address` is a path of this site, `for_units` whether people of a unit may open it. `current`: in use
    now, so that the indicator cannot be closed. A form says in `kinds` (codes) and `units` who files it,
    and with `draft` that nobody does yet.
    """

    where: Where
    name: str
    address: str
    current: bool = True
    for_units: bool = True
    period_kind: str = ""
    kinds: Sequence[str] = ()
    units: int = 0
    draft: bool = False


Publisher = Callable[[Collection[int], int], Mapping[int, Sequence[Use]]]
_publishers: dict[Where, Publisher] = {}


def publish(where: Where) -> Callable[[Publisher], Publisher]:
    """Register the one function that knows the uses of this kind; a second one is an error."""

    def register(publisher: Publisher) -> Publisher:
        if where in _publishers:
            raise ValueError(f"second publisher of {where}")
        _publishers[where] = publisher
        return publisher

    return register


def uses(indicator_ids: Collection[int], office_id: int, *wanted: Where) -> dict[int, list[Use]]:
    """By indicator its uses in this office, of the kinds `wanted` (all, if none is named), in their order."""
    found: dict[int, list[Use]] = {number: [] for number in indicator_ids}
    for where in Where:
        if where in _publishers and (not wanted or where in wanted) and found:
            for number, known in _publishers[where](indicator_ids, office_id).items():
                found[number].extend(known)
    return found
