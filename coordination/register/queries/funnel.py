"""From the subjects to the title: how many stand at which step, and who could apply and does not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from coordination.applications.models import Application
from coordination.applications.states import OPEN, ApplicationState
from coordination.certificates.models import Certificate
from coordination.certificates.states import CertificateState
from coordination.kernel.db import session
from coordination.register.queries.titles import state_on
from coordination.standards.evaluation import evaluate
from coordination.standards.models import StandardVersion
from coordination.standards.queries import enacted
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind

_STANDING = (CertificateState.VALID, CertificateState.SUSPENDED)


@dataclass(frozen=True)
class Passing:
    """A standard in force and the subjects that meet it, as if everything that people confirm were so."""

    version: StandardVersion
    subjects: frozenset[int]


@dataclass(frozen=True)
class Funnel:
    """`at` counts the open applications by where they are, `titles` by how they stand today."""

    open: int
    passing: Sequence[Passing]
    at: Mapping[ApplicationState, int]
    titles: Mapping[CertificateState, int]
    busy: frozenset[int]

    @property
    def met(self) -> frozenset[int]:
        """The subjects that meet at least one standard."""
        return frozenset().union(*(one.subjects for one in self.passing))

    @property
    def ready(self) -> frozenset[int]:
        """Those of them that neither carry a title nor have applied."""
        return self.met - self.busy


def funnel(office_id: int, kind: SubjectKind, as_of: date, today: date) -> Funnel:
    """A constant number of statements, and two for each standard in force; `as_of` of the tallies."""
    subjects = set(
        session.scalars(
            select(Subject.id).where(
                Subject.office_id == office_id, Subject.kind == kind, Subject.closed_on.is_(None)
            )
        )
    )
    at, applying = _applications(office_id, kind)
    titles, holding = _titles(office_id, kind, today)
    return Funnel(
        len(subjects),
        [_passing(one, subjects, as_of) for one in enacted(office_id, kind, today)],
        at,
        titles,
        frozenset(applying | holding),
    )


def _passing(version: StandardVersion, subjects: Collection[int], as_of: date) -> Passing:
    found = evaluate(version, subjects, as_of)
    return Passing(version, frozenset(one for one, result in found.items() if result.met_if_confirmed))


def _applications(office_id: int, kind: SubjectKind) -> tuple[dict[ApplicationState, int], set[int]]:
    found = (
        select(Application.state, func.count(), func.array_agg(Application.subject_id))
        .join(Subject, Subject.id == Application.subject_id)
        .where(Application.office_id == office_id, Application.state.in_(OPEN), Subject.kind == kind)
        .group_by(Application.state)
    )
    rows = session.execute(found).all()
    return {row[0]: row[1] for row in rows}, {one for row in rows for one in row[2]}


def _titles(office_id: int, kind: SubjectKind, today: date) -> tuple[dict[CertificateState, int], set[int]]:
    state = state_on(today)
    found = (
        select(state, func.count(), func.array_agg(Certificate.subject_id))
        .join(Subject, Subject.id == Certificate.subject_id)
        .where(Certificate.office_id == office_id, Subject.kind == kind)
        .group_by(state)
    )
    rows = [(CertificateState(row[0]), row[1], row[2]) for row in session.execute(found)]
    held = {one for row in rows if row[0] in _STANDING for one in row[2]}
    return {row[0]: row[1] for row in rows}, held


def ready(funnel: Funnel, unit_id: int | None = None) -> Sequence[Subject]:
    """The subjects that could apply, in official order; those of one unit, or all."""
    found = select(Subject).where(Subject.id.in_(funnel.ready)).options(joinedload(Subject.unit))
    if unit_id is not None:
        found = found.where(Subject.unit_id == unit_id)
    return session.scalars(found.order_by(Subject.sort_order, Subject.id)).all()
