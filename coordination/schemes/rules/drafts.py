"""An item as a person writes it, and what of it applies; pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from coordination.kernel.text import Text
from coordination.schemes.rules.measures import (
    BASED,
    CHANGES,
    HOUSEHOLDS,
    OF_INDICATOR,
    POPULATION,
    ROLLING,
    Measure,
)
from coordination.schemes.rules.scheme import Better, Item, Method

TITLE_AT_MOST, CODE_AT_MOST = 40, 40
MOST_STEPS = 8
MOST_MONTHS = 12
LARGEST_FACTOR = 1_000_000
LARGEST = Decimal(10) ** 15
HUNDRED = Decimal(100)
CONSTANTS = (POPULATION, HOUSEHOLDS)
NUMBERS = ("target", "limit", "per_event", "max_deduction", "min_base", "factor")

Steps = tuple[tuple[Decimal | None, Decimal | None], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """`steps`: threshold and share in percent, rows that are half empty included."""

    title: str
    measure: Measure
    method: Method
    code: str = ""
    direction: Better = Better.HIGHER
    weight: Decimal | None = None
    indicator_id: int | None = None
    over: str = ""
    factor: Decimal | None = HUNDRED
    party: str = ""
    subject_kind: str = ""
    min_base: Decimal | None = None
    months: int | None = 1
    shrunk: bool = False
    target: Decimal | None = None
    limit: Decimal | None = None
    steps: Steps = ()
    per_event: Decimal | None = None
    max_deduction: Decimal | None = None

    @property
    def item(self) -> Item:
        """As the rules of scoring read it; what is missing is told by `flaws`."""
        return Item(
            code=self.code or "-",
            title=self.title,
            weight=self.weight or Decimal(0),
            method=self.method,
            direction=self.direction,
            target=self.target,
            limit=self.limit,
            steps=tuple((edge, share / HUNDRED) for edge, share in _whole(self.steps)),
            per_event=self.per_event,
            max_deduction=self.max_deduction,
        )


def _whole(steps: Steps) -> Iterator[tuple[Decimal, Decimal]]:
    for edge, share in steps:
        if edge is not None and share is not None:
            yield edge, share


@dataclass(frozen=True, slots=True)
class Figure:
    """An indicator that an item may rest on. `refusal`: why it may not be ranked, with the rule cited;
    `reported`: a form in use asks for it (of a ratio: for both parts)."""

    code: str
    name: str
    unit: str = ""
    refusal: Text | None = None
    forbidden: bool = False
    closed: bool = False
    reported: bool = True
    parts: tuple[str, ...] = ()
    last: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """What an office has: indicators by id, codes of parties and of kinds of subjects."""

    figures: Mapping[int, Figure] = field(default_factory=dict)
    parties: Collection[str] = ()
    subject_kinds: Collection[str] = ()

    @property
    def by_code(self) -> Mapping[str, Figure]:
        return {one.code: one for one in self.figures.values()}

    def is_ratio(self, indicator_id: int | None) -> bool:
        one = self.figures.get(indicator_id or 0)
        return one is not None and bool(one.parts)


def settled(given: Draft, known: Known) -> Draft:
    """Without what does not apply to the measure and the method of the item."""
    measure, method = given.measure, given.method
    ratio = measure is Measure.RATIO
    on_indicator = measure in OF_INDICATOR
    based = measure in BASED or (on_indicator and known.is_ratio(given.indicator_id))
    target = method is Method.TARGET
    deduct = method is Method.DEDUCT
    return replace(
        given,
        title=given.title.strip(),
        code=given.code.strip(),
        direction=Better.LOWER if deduct else given.direction,
        indicator_id=given.indicator_id if on_indicator else None,
        over=given.over if ratio else "",
        factor=given.factor if ratio else HUNDRED,
        party=given.party if measure is Measure.COMPLETION else "",
        subject_kind=given.subject_kind if measure is Measure.TITLES else "",
        months=given.months if measure in ROLLING else 1,
        min_base=given.min_base if based else None,
        shrunk=given.shrunk and on_indicator and measure not in CHANGES,
        target=given.target if target else None,
        limit=given.limit if target and given.direction is Better.LOWER else None,
        steps=given.steps if method is Method.STEPS else (),
        per_event=given.per_event if deduct else None,
        max_deduction=given.max_deduction if deduct else None,
    )


#: The columns of an item that a person writes, but for `steps`, which are stored as shares.
WRITTEN = tuple(name for name in Draft.__slots__ if name != "steps")
