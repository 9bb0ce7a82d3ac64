"""What a department is asked to sign, and what it has signed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, joinedload, raiseload

from coordination.applications.models import Application, ApplicationEvidence, Finding, Opinion
from coordination.applications.queries.findings import as_found
from coordination.applications.rules import in_doubt
from coordination.applications.states import ApplicationState, OpinionState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.kernel.text import Text
from coordination.organizations.models import MemberUnit
from coordination.standards.models import Criterion
from coordination.standards.rules import Standing
from coordination.standards.sentences import told
from coordination.subjects.models import Subject

PAGE = 50


class Show(StrEnum):
    """The filters of the department's list; each is a counter."""

    WAITING = "waiting"
    LATE = "late"
    GIVEN = "given"


class Line(NamedTuple):
    """One opinion in a list: what was found of the criterion when the application was filed."""

    opinion: Opinion
    application: Application
    standing: Standing | None
    words: Text | str
    files: int

    @property
    def plain(self) -> bool:
        """Whether it may be agreed to together with others."""
        asked = self.opinion.criterion.evidence_required
        return (
            self.opinion.state is OpinionState.ASKED
            and self.standing is not None
            and not in_doubt(self.standing, proof_asked=asked, files=self.files)
        )


@dataclass(frozen=True, slots=True)
class Wanted:
    """`criterion` None: all."""

    show: Show = Show.WAITING
    words: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class Signing:
    lines: Sequence[Line]
    counts: Mapping[Show, int]
    page: int
    pages: int


def signing(actor: Actor, wanted: Wanted, today: date) -> Signing:
    """The opinions asked of the actor's unit, the most urgent first; a constant number of statements."""
    found = _asked_of(actor)
    if words := wanted.words.strip():
        letters = words.lower().replace(" ", "")
        named = Subject.name.contains(words, autoescape=True)
        found = found.where(named | Subject.initials.contains(letters, autoescape=True))
    counts = _counts(found, today)
    pages = max(1, -(-counts[wanted.show] // PAGE))
    page = min(max(1, wanted.page), pages)
    rows = found.where(_shown(wanted.show, today)).options(
        contains_eager(Opinion.application).options(
            contains_eager(Application.subject), joinedload(Application.unit, innerjoin=True)
        ),
        joinedload(Opinion.criterion, innerjoin=True).options(
            joinedload(Criterion.indicator),
            joinedload(Criterion.party),
            joinedload(Criterion.confirming_kind),
            joinedload(Criterion.confirmer),
        ),
        raiseload("*"),
    )
    order = (
        (Opinion.given_at.desc(), Opinion.id.desc())
        if wanted.show is Show.GIVEN
        else (Opinion.due_on, Application.filed_at, Application.id, Opinion.id)
    )
    shown = session.scalars(rows.order_by(*order).limit(PAGE).offset((page - 1) * PAGE)).all()
    return Signing(_lines(shown), counts, page, pages)


def _asked_of(actor: Actor) -> Select[Opinion]:
    return (
        select(Opinion)
        .join(Opinion.application)
        .join(Application.subject)
        .where(Opinion.office_id == actor.office_id, Opinion.unit_id == actor.unit_id)
    )


def waits() -> ColumnElement[bool]:
    """It is still to be given: the last round of an application in the joint review."""
    return and_(Opinion.state == OpinionState.ASKED, Application.state == ApplicationState.JOINT_REVIEW)


def _shown(show: Show, today: date) -> ColumnElement[bool]:
    match show:
        case Show.WAITING:
            return waits()
        case Show.LATE:
            return and_(waits(), Opinion.due_on < today)
        case Show.GIVEN:
            return Opinion.state != OpinionState.ASKED


def _counts(found: Select[Opinion], today: date) -> dict[Show, int]:
    counting = [func.count().filter(_shown(show, today)) for show in Show]
    row = session.execute(found.with_only_columns(*counting)).one()
    return dict(zip(Show, row, strict=True))


def _lines(opinions: Sequence[Opinion]) -> list[Line]:
    findings, files = _findings(opinions), _files(opinions)
    lines = []
    for one in opinions:
        key = (one.application_id, one.criterion_id)
        finding = findings.get(key)
        words = told(one.criterion, as_found(finding)) if finding else ""
        standing = finding.standing if finding else None
        lines.append(Line(one, one.application, standing, words, files.get(key, 0)))
    return lines


def _findings(opinions: Sequence[Opinion]) -> dict[tuple[int, int], Finding]:
    """What was found last of each criterion that is signed."""
    ids = {one.application_id for one in opinions}
    newest = aliased(Finding)
    later = select(func.max(newest.id)).where(newest.application_id.in_(ids))
    later = later.group_by(newest.application_id, newest.criterion_id)
    found = select(Finding).where(Finding.id.in_(later))
    return {(one.application_id, one.criterion_id): one for one in session.scalars(found)}


def _files(opinions: Sequence[Opinion]) -> dict[tuple[int, int | None], int]:
    key = (ApplicationEvidence.application_id, ApplicationEvidence.criterion_id)
    ids = {one.application_id for one in opinions}
    found = select(*key, func.count()).where(ApplicationEvidence.application_id.in_(ids)).group_by(*key)
    return {(row[0], row[1]): row[2] for row in session.execute(found)}


def late_by_unit(office_id: int, today: date) -> list[tuple[int, str, int, date]]:
    """Which departments owe opinions past their day: unit, its name, how many, since when."""
    found = (
        select(MemberUnit.id, MemberUnit.short_name, func.count(), func.min(Opinion.due_on))
        .join(Opinion, Opinion.unit_id == MemberUnit.id)
        .join(Application, Application.id == Opinion.application_id)
        .where(Opinion.office_id == office_id, waits(), Opinion.due_on < today)
        .group_by(MemberUnit.id, MemberUnit.short_name, MemberUnit.sort_order)
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(found)]


def due_by(
    until: date, *, unreminded_since: datetime | None = None, office_id: int | None = None
) -> list[Opinion]:
    """The opinions that wait and are due by a day, but those reminded since a moment."""
    found = (
        select(Opinion)
        .join(Opinion.application)
        .where(waits(), Opinion.due_on <= until)
        .options(
            contains_eager(Opinion.application).joinedload(Application.subject, innerjoin=True),
            joinedload(Opinion.unit, innerjoin=True),
        )
        .order_by(Opinion.id)
        .with_for_update(of=Opinion, skip_locked=True)
    )
    if unreminded_since is not None:
        found = found.where(or_(Opinion.chased_at.is_(None), Opinion.chased_at < unreminded_since))
    if office_id is not None:
        found = found.where(Opinion.office_id == office_id)
    return list(session.scalars(found))
