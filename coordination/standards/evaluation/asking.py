"""The statement: one for a whole standard, whatever the number of subjects."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Executable, Select, and_, func, literal, or_, select, union_all

from coordination.indicators.models import Indicator
from coordination.indicators.rules import Type
from coordination.kernel import db
from coordination.kernel.db import session
from coordination.standards.evaluation.columns import Moment
from coordination.standards.evaluation.filed import Units
from coordination.standards.evaluation.plan import Plan, around, reach
from coordination.standards.evaluation.readings import read
from coordination.standards.evaluation.results import Result, Survey
from coordination.standards.evaluation.tallied import Tallies
from coordination.standards.models import Criterion, StandardVersion, VetoEvent
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind
from coordination.tallies.models import Tally
from coordination.tasks.models import Assignment


@dataclass(frozen=True)
class Among:
    """Whom the question is about: the subjects named, or all of a kind that an office has on a day."""

    ids: tuple[int, ...] | None = None
    office_id: int | None = None
    kind: SubjectKind | None = None
    as_of: date | None = None

    def subjects(self) -> ColumnElement[bool]:
        if self.ids is not None:
            return Subject.id.in_(self.ids)
        open_then = or_(Subject.closed_on.is_(None), Subject.closed_on > self.as_of)
        return and_(Subject.office_id == self.office_id, Subject.kind == self.kind, open_then)

    def rows_of(self, model: Any) -> ColumnElement[bool]:
        """The rows of a table with `subject_id` and `office_id` that can matter."""
        if self.ids is not None:
            return model.subject_id.in_(self.ids)  # type: ignore[no-any-return]
        return model.office_id == self.office_id  # type: ignore[no-any-return]

    def units(self, asked: CTE, column: Any = None) -> Units:
        """Narrows to the units (or what else `column` has) of the subjects; to those of the office."""
        chosen = asked.c.unit_id if column is None else column

        def narrow(unit: Any, office: Any) -> ColumnElement[bool]:
            found: ColumnElement[bool] = (
                office == self.office_id if self.ids is None else unit.in_(select(chosen))
            )
            return found

        return narrow


def evaluate(
    version: StandardVersion, subject_ids: Collection[int], as_of: date, known_at: datetime | None = None
) -> dict[int, Result]:
    """How each subject stands against the version at the end of `as_of`, as known at `known_at` (None: now).

    The criteria of the version are to be loaded. A constant number of statements. Who may not see a subject
    gets none; but what a standard rests on is read whole, whatever of it the reader might see elsewhere: the
    verdict on a community does not depend on who asks.
    """
    seen = tuple(session.scalars(select(Subject.id).where(Subject.id.in_(tuple(subject_ids)))))
    if not seen or not version.criteria:
        return {}
    with db.acting(db.SYSTEM_SCOPE):
        moment, parts = Moment(as_of, known_at), _parts(version.criteria)
        plan, found = _statement(version, Among(seen), moment, parts)
        return {row[0]: Result(plan, row) for row in _rows(found)}


def standings(
    version: StandardVersion, office_id: int, as_of: date, known_at: datetime | None = None
) -> dict[int, str]:
    """By subject, how all of the version's kind that the office has on that day stand: a letter for each
    criterion in order (`CODES`), to be told by `said`. For who sees the whole office; two statements at most.
    """
    if not version.criteria:
        return {}
    among = Among(None, office_id, _kind(version), as_of)
    _plan, found = _statement(version, among, Moment(as_of, known_at), _parts(version.criteria))
    return dict(map(tuple, _rows(found.with_only_columns(*list(found.selected_columns)[:2]))))


def surveys(
    versions: Collection[StandardVersion], office_id: int, as_of: date, known_at: datetime | None = None
) -> dict[int, Survey]:
    """By version, how many subjects of the office stand how; counted by the database in one statement."""
    parts = _parts([one for version in versions for one in version.criteria])
    counted, made = [], {}
    for version in versions:
        among = Among(None, office_id, _kind(version), as_of)
        plan, found = _statement(version, among, Moment(as_of, known_at), parts)
        letters: ColumnElement[str] = found.subquery().c.standings
        counted.append(select(literal(version.id), letters, func.count()).group_by(letters))
        made[version.id] = Survey(plan.groups, tuple(one.criterion.id for one in plan.readings), {})
    for version_id, codes, count in _rows(union_all(*counted)) if counted else ():
        made[version_id].counts[codes] = count
    return made


def _rows(statement: Executable) -> Sequence[Any]:
    """Plain rows; the statement is made for this question and not kept."""
    session.flush()
    return session.connection().execute(statement).all()


def _kind(version: StandardVersion) -> SubjectKind:
    return version.standard.subject_kind


def _statement(
    version: StandardVersion, among: Among, moment: Moment, parts: Mapping[str, Indicator]
) -> tuple[Plan, Select[Any]]:
    """Rows of the subject's id, its standings as letters, and the facts, in the order of the plan."""
    asked = select(Subject.id, Subject.unit_id, Subject.division_id).where(among.subjects()).cte()
    tallies = Tallies(reach(version.criteria, moment.as_of))
    plan = Plan(moment, parts, among.units(asked), tallies)
    for criterion in version.criteria:
        read(plan, criterion)
    letters = func.concat(*(one.standing for one in plan.readings), "").label("standings")
    facts = [
        of.label(f"{name}_{place}")
        for place, one in enumerate(plan.readings)
        for name, of in one.columns.items()
    ]
    return plan, select(asked.c.id, letters, *facts).select_from(_joined(plan, among, asked))


def _joined(plan: Plan, among: Among, asked: CTE) -> Any:
    found: Any = asked
    for joined, own in _sources(plan, among, asked):
        table = joined.subquery()
        found = found.outerjoin(table, table.c[0] == own)
    return found


def _sources(plan: Plan, among: Among, asked: CTE) -> Iterable[tuple[Select[Any], ColumnElement[Any]]]:
    """The grouped statements with the column of the subject that they are joined to."""
    if plan.tallies.wanted:
        yield plan.tallies.grouped(plan.moment, among.rows_of(Tally)), asked.c.id
    if plan.vetoes.wanted:
        yield _vetoes(plan, among), asked.c.id
    for name, figures in plan.figures.items():
        inner = figures.subquery()
        yield select(inner.c.unit_id, inner.c.value.label(name)), asked.c.unit_id
    if plan.duty_days:
        own, unit = Assignment.division_id, Assignment.unit_id
        below = and_(among.units(asked, asked.c.division_id)(own, Assignment.office_id), own.is_not(None))
        itself = and_(plan.units(unit, Assignment.office_id), own.is_(None))
        yield plan.by_place.grouped(own, below, around(plan.duty_days)), asked.c.division_id
        yield plan.by_unit.grouped(unit, itself, around(plan.duty_days)), asked.c.unit_id


def _vetoes(plan: Plan, among: Among) -> Select[Any]:
    at = plan.moment.known_at
    standing: ColumnElement[bool] = VetoEvent.withdrawn_at.is_(None)
    if at is not None:
        standing = and_(VetoEvent.recorded_at <= at, or_(standing, VetoEvent.withdrawn_at > at))
    return (
        select(VetoEvent.subject_id, *plan.vetoes.labelled)
        .where(among.rows_of(VetoEvent), standing)
        .group_by(VetoEvent.subject_id)
    )


def _parts(criteria: Iterable[Criterion]) -> dict[str, Indicator]:
    """The indicators of which ratios are formed, by code."""
    ratios = [one.indicator for one in criteria if one.indicator and one.indicator.type == Type.RATIO]
    codes = {code for ratio in ratios for code in (ratio.numerator, ratio.denominator) if code}
    if not codes:
        return {}
    return {one.code: one for one in session.scalars(select(Indicator).where(Indicator.code.in_(codes)))}
