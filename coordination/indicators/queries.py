"""Reading the catalogue: what an office sees of it, names, changes, regulations."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import joinedload

from coordination.indicators.models import Indicator, IndicatorChange, Regulation
from coordination.indicators.rules import Type
from coordination.indicators.uses import Use, Where, publish
from coordination.kernel.db import session

PAGE = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the catalogue, as they stand in its address; None is not narrowed by it."""

    words: str = ""
    rankable: bool | None = None
    own: bool | None = None
    closed: bool = False
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.words or self.closed) or self.rankable is not None or self.own is not None


@dataclass(frozen=True, slots=True)
class Catalogue:
    """One page of the indicators that fit; `total` and `pages` are of all that fit."""

    indicators: Sequence[Indicator]
    total: int
    page: int
    pages: int


def reachable(office_id: int) -> Select[Indicator]:
    """The shared catalogue and the office's own indicators."""
    return select(Indicator).where(or_(Indicator.office_id.is_(None), Indicator.office_id == office_id))


def catalogue(office_id: int, wanted: Wanted, *, size: int | None = PAGE) -> Catalogue:
    """The indicators that fit, the office's own first, then by code; `size` None: all on one page."""
    found = _fitting(reachable(office_id), wanted)
    total = session.scalar(found.with_only_columns(func.count())) or 0
    pages = 1 if size is None else max(1, -(-total // size))
    page = min(max(1, wanted.page), pages)
    rows = found.order_by(Indicator.office_id.is_(None), Indicator.code)
    if size is not None:
        rows = rows.limit(size).offset((page - 1) * size)
    return Catalogue(session.scalars(rows).all(), total, page, pages)


def _fitting(found: Select[Indicator], wanted: Wanted) -> Select[Indicator]:
    found = found.where(Indicator.closed_at.is_not(None) if wanted.closed else Indicator.closed_at.is_(None))
    if words := wanted.words.strip():
        letters = words.lower().replace(" ", "")
        columns: dict[Any, str] = {Indicator.name: words, Indicator.note: words, Indicator.definition: words}
        columns |= {
            func.lower(Indicator.code): letters,
            Indicator.initials: letters,
            Indicator.pinyin: letters,
        }
        found = found.where(or_(*(one.contains(typed, autoescape=True) for one, typed in columns.items())))
    if wanted.rankable is not None:
        found = found.where(Indicator.rankable.is_(wanted.rankable))
    if wanted.own is not None:
        found = found.where(Indicator.office_id.is_not(None) if wanted.own else Indicator.office_id.is_(None))
    return found


def names(office_id: int) -> dict[str, str]:
    """By code, for the formulas of ratios."""
    rows = session.execute(reachable(office_id).with_only_columns(Indicator.code, Indicator.name))
    return {row.code: row.name for row in rows}


def by_code(office_id: int, codes: Sequence[str]) -> dict[str, Indicator]:
    found = session.scalars(reachable(office_id).where(Indicator.code.in_(codes)))
    return {one.code: one for one in found}


def parts_to_choose(office_id: int, *kept: str | None) -> Sequence[Indicator]:
    """What a ratio may be made of: figures that are filed and in use, and those `kept` from before."""
    found = reachable(office_id).where(Indicator.type != Type.RATIO)
    found = found.where(or_(Indicator.closed_at.is_(None), Indicator.code.in_([one for one in kept if one])))
    return session.scalars(found.order_by(Indicator.name, Indicator.code)).all()


def ratio_parts(office_id: int) -> dict[str, tuple[str, ...]]:
    """Numerator and denominator of every ratio, by its code."""
    rows = session.execute(
        reachable(office_id)
        .where(Indicator.type == Type.RATIO)
        .with_only_columns(Indicator.code, Indicator.numerator, Indicator.denominator)
    )
    return {row.code: tuple(part for part in row[1:] if part) for row in rows}


def changes(indicator: Indicator) -> Sequence[IndicatorChange]:
    """Its history, newest first, each with who made it."""
    return session.scalars(
        select(IndicatorChange)
        .where(IndicatorChange.indicator_id == indicator.id)
        .options(joinedload(IndicatorChange.changed_by, innerjoin=True))
        .order_by(IndicatorChange.number.desc())
    ).all()


def regulations(office_id: int) -> Sequence[Regulation]:
    """What holds for the office: its corrections in the place of the shared ones; the latest first."""
    found = session.scalars(
        select(Regulation)
        .where(or_(Regulation.office_id.is_(None), Regulation.office_id == office_id))
        .order_by(Regulation.office_id.nulls_first(), Regulation.id)
    )
    held = {one.cited_as: one for one in found}
    return sorted(held.values(), key=lambda one: (one.issued_on is not None, one.issued_on), reverse=True)


def regulation(office_id: int, cited_as: str) -> Regulation | None:
    """The regulation that an indicator cites, as the office has it."""
    if not cited_as:
        return None
    return session.scalars(
        select(Regulation)
        .where(Regulation.cited_as == cited_as)
        .where(or_(Regulation.office_id.is_(None), Regulation.office_id == office_id))
        .order_by(Regulation.office_id.nulls_last())
        .limit(1)
    ).first()


def citing(office_id: int, regulation: Regulation) -> Sequence[Indicator]:
    """The indicators that may not be ranked because of it."""
    found = reachable(office_id).where(Indicator.regulation == regulation.cited_as)
    return session.scalars(found.order_by(Indicator.code)).all()


@publish(Where.RATIO)
def ratios_of(indicator_ids: Collection[int], office_id: int) -> dict[int, list[Use]]:
    """The ratios that are computed from these indicators."""
    wanted = session.execute(select(Indicator.code, Indicator.id).where(Indicator.id.in_(indicator_ids)))
    ids = {row.code: row.id for row in wanted}
    made_of = or_(Indicator.numerator.in_(ids), Indicator.denominator.in_(ids))
    found: dict[int, list[Use]] = {}
    for one in session.scalars(reachable(office_id).where(made_of).order_by(Indicator.code)):
        use = Use(Where.RATIO, one.name, f"/indicators/{one.id}", current=one.closed_at is None)
        for code in dict.fromkeys((one.numerator, one.denominator)):
            if code in ids:
                found.setdefault(ids[code], []).append(use)
    return found
