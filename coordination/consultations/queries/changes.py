"""What another computation changed: value, points, rank of each unit, before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from coordination.consultations.models import Consultation, ConsultedUnit
from coordination.kernel.db import session
from coordination.rankings.models import ScoreItem, ScoreLine


@dataclass(frozen=True, slots=True)
class ItemChange:
    """One item of a line; None where the item is not in that ranking."""

    title: str
    before: ScoreItem | None
    after: ScoreItem | None

    @property
    def value_changed(self) -> bool:
        return _value(self.before) != _value(self.after)

    @property
    def gained(self) -> Decimal:
        return _points(self.after) - _points(self.before)


@dataclass(frozen=True, slots=True)
class Change:
    """One unit's line before and after; `before` None for a unit that was not ranked then."""

    after: ScoreLine
    before: ScoreLine | None
    items: tuple[ItemChange, ...]

    @property
    def total_changed(self) -> bool:
        return self.before is None or self.before.total != self.after.total

    @property
    def rank_changed(self) -> bool:
        return self.before is None or _place(self.before) != _place(self.after)

    @property
    def any(self) -> bool:
        return self.total_changed or self.rank_changed or bool(self.items)


def _value(item: ScoreItem | None) -> tuple[Decimal | None, str]:
    return (item.value, item.missing) if item else (None, "")


def _points(item: ScoreItem | None) -> Decimal:
    return item.points if item else Decimal(0)


def _place(line: ScoreLine) -> tuple[str, str, int | None]:
    return line.cohort, line.state, line.rank


def changes(consultation: Consultation, *, unit_id: int | None = None) -> list[Change]:
    """Every line that another computation changed, in printed order, or one unit's own, changed or not.

    Empty for a consultation that recomputes none. Three queries, whatever the number of units.
    """
    if consultation.previous_id is None:
        return []
    after = _lines(consultation.id, unit_id)
    before = _lines(consultation.previous_id, unit_id)
    found = [_change(line, before.get(line.unit_id)) for line in after.values()]
    return found if unit_id is not None else [one for one in found if one.any]


def _lines(consultation_id: int, unit_id: int | None) -> Mapping[int, ScoreLine]:
    """By unit; through what the consultation asked about, so that a unit finds its own only."""
    found = (
        select(ScoreLine)
        .join(ConsultedUnit, ConsultedUnit.line_id == ScoreLine.id)
        .where(ConsultedUnit.consultation_id == consultation_id)
        .options(joinedload(ScoreLine.unit, innerjoin=True), selectinload(ScoreLine.items))
        .order_by(ScoreLine.sort_order)
    )
    if unit_id is not None:
        found = found.where(ConsultedUnit.unit_id == unit_id)
    return {line.unit_id: line for line in session.scalars(found)}


def _change(after: ScoreLine, before: ScoreLine | None) -> Change:
    earlier = {item.code: item for item in before.items} if before else {}
    codes = {item.code for item in after.items}
    pairs = [ItemChange(item.title, earlier.get(item.code), item) for item in after.items]
    pairs += [ItemChange(item.title, item, None) for code, item in earlier.items() if code not in codes]
    moved = [one for one in pairs if before and (one.value_changed or one.gained)]
    return Change(after, before, tuple(moved))
