"""The communities of a unit, and one of them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from coordination.communities.queries.looking import Asked, View, view_of
from coordination.communities.queries.rows import Row, rows
from coordination.communities.rules import Place, Thing, easiest, in_order_of_effort
from coordination.kernel.db import session
from coordination.organizations.models import MemberUnit
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind


@dataclass(frozen=True)
class Board:
    """The communities of a unit: `rows` those asked for, `whole` all of them, in official order."""

    unit: MemberUnit
    view: View
    whole: Sequence[Row]
    rows: Sequence[Row] = field(default_factory=tuple)
    things: Sequence[tuple[Thing, Sequence[Row]]] = field(default_factory=tuple)

    @property
    def counts(self) -> Mapping[Place, int]:
        return Counter(row.place for row in self.whole)

    @property
    def lacking_by_criterion(self) -> Mapping[int, int]:
        return Counter(cell.criterion.id for row in self.whole for cell in row.missing)


def board(unit: MemberUnit, asked: Asked) -> Board:
    """Everything of a unit's screen."""
    every = _of_unit(unit.id)
    kinds = {one.kind for one in every}
    view = view_of(unit.office_id, kinds, asked)
    kind = view.version.standard.subject_kind if view.version else _main(kinds)
    whole = rows([one for one in every if one.kind is kind], view)
    if view.version is None:
        return Board(unit, view, whole, _fitting(whole, asked))
    stands = [row.stand for row in whole]
    by_id = {row.subject.id: row for row in whole}
    things = [(one, [by_id[number] for number in one.subject_ids]) for one in easiest(stands)]
    ordered = [by_id[number] for number in in_order_of_effort(stands)] if asked.by_effort else whole
    return Board(unit, view, whole, _fitting(ordered, asked), things)


def of_subject(subject: Subject, asked: Asked) -> tuple[View, Row]:
    """One community on its page."""
    view = view_of(subject.office_id, {subject.kind}, asked)
    return view, rows([subject], view)[0]


def _of_unit(unit_id: int) -> Sequence[Subject]:
    found = select(Subject).where(Subject.unit_id == unit_id, Subject.closed_on.is_(None))
    shown = found.options(joinedload(Subject.unit), joinedload(Subject.located_in))
    return session.scalars(shown.order_by(Subject.sort_order, Subject.id)).all()


def _main(kinds: Collection[SubjectKind]) -> SubjectKind:
    return next((kind for kind in SubjectKind if kind in kinds), SubjectKind.COMMUNITY)


def _fitting(found: Sequence[Row], asked: Asked) -> list[Row]:
    return [row for row in found if _fits(row, asked)]


def _fits(row: Row, asked: Asked) -> bool:
    words = asked.words.strip()
    letters = words.lower().replace(" ", "")
    named = words in row.subject.name or (letters.isascii() and letters in row.subject.initials)
    counted = asked.place is None or row.place is asked.place
    lacks = asked.criterion is None or any(cell.criterion.id == asked.criterion for cell in row.missing)
    return named and counted and lacks
