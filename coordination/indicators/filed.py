"""What was filed of an indicator. Reporting publishes it; this slice does not import reporting."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Filed:
    """One form's approved figure for one period, added up as the indicator says.

    `value` None: nothing approved, or the figures of the units are not to be added. `approved` of
    `expected` reports are in it.
    """

    form_code: str
    form_name: str
    indicator_code: str
    period: str
    value: Decimal | None
    approved: int
    expected: int


class Figures(Protocol):
    """What this slice asks about figures."""

    def exist(self, indicator_id: int) -> bool:
        """Whether any figure was ever stored, in whatever office one may see."""

    def filed(self, office_id: int, codes: Collection[str], periods: Collection[str]) -> list[Filed]:
        """In the order of forms and periods; in a constant number of statements."""


_published: list[Figures] = []


def publish(figures: Figures) -> None:
    if _published:
        raise ValueError("second publisher of figures")
    _published.append(figures)


def figures() -> Figures:
    return _published[0]
