"""The figures of a package as a person reads them: a row for each place, a column for each indicator."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from coordination.transmissions.rules import Line


@dataclass(frozen=True, slots=True)
class Row:
    """What one unit reported about one place; `values` by the code of the indicator."""

    subject: str
    reporter: str
    values: Mapping[str, Decimal]

    @property
    def by_another(self) -> bool:
        """Whether somebody else than the place itself reported it."""
        return self.subject != self.reporter


def rows(figures: Iterable[Line]) -> list[Row]:
    """In the order of the package."""
    found: dict[tuple[str, str, str], dict[str, Decimal]] = {}
    for line in figures:
        key = line.subject, line.subject_name or line.reporter, line.reporter
        found.setdefault(key, {})[line.indicator] = line.value
    return [Row(name, reporter, values) for (_code, name, reporter), values in found.items()]
