"""A scheme of the database as the pure rules read it."""

from collections.abc import Sequence
from decimal import Decimal

from coordination.schemes.models import Scheme, SchemeItem
from coordination.schemes.rules import Better, Item, Measure, Method
from coordination.schemes.rules import Scheme as Rules
from coordination.schemes.rules.drafts import HUNDRED
from coordination.schemes.rules.measures import PERCENT


def rules_of(scheme: Scheme, items: Sequence[SchemeItem]) -> Rules:
    """The scheme as the pure rules read it."""
    return Rules(
        name=scheme.name,
        items=tuple(item_of(item) for item in items),
        min_cohort=scheme.min_cohort,
        bonus_cap=scheme.bonus_cap,
    )


def item_of(item: SchemeItem) -> Item:
    return Item(
        code=item.code,
        title=item.title,
        weight=item.weight,
        method=Method(item.method),
        direction=Better(item.direction),
        target=item.target,
        limit=item.limit,
        steps=tuple((Decimal(edge), Decimal(share)) for edge, share in item.steps or ()),
        per_event=item.per_event,
        max_deduction=item.max_deduction,
    )


def unit_of(item: SchemeItem) -> str:
    """The unit of measure of an item's value; empty where there is none to name."""
    measure = Measure(item.measure)
    if measure in PERCENT or (measure is Measure.RATIO and item.factor == HUNDRED):
        return "%"
    if measure is Measure.RATIO or item.indicator is None:
        return ""
    return item.indicator.unit
