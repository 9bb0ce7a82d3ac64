"""What enters a ranking: units with their values, and where each value comes from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class NotAssessed:
    """The item does not apply to the unit; its weight is spread over the unit's other items."""

    reason: str = ""


Value = Decimal | NotAssessed | None  # None: not filed, 0 points


@dataclass(frozen=True, slots=True)
class Source:
    """Where a value comes from, for the snapshot: report, its revision, who filed and who approved.

    The rest, where known: which indicator of which period with which value, and the unit that filed it.
    A figure that no report holds (population) has no report.
    """

    report: str
    revision: int
    reporter: str
    reviewer: str
    indicator: str = ""
    title: str = ""
    period: str = ""
    value: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A unit as it enters the ranking; `excluded` is the reason of 不参与排名, `veto` of 一票否决."""

    unit: str
    cohort: str
    order: int
    values: Mapping[str, Value]
    bonus: Decimal = Decimal(0)
    veto: str = ""
    excluded: str = ""
    sources: Mapping[str, Source] = field(default_factory=lambda: MappingProxyType({}))
