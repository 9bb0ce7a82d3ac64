"""The register: every title of the office with its last event, filtered and in pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, or_, select, true
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import joinedload

from coordination.accounts.models import Account
from coordination.certificates.models import Certificate, CertificateEvent
from coordination.certificates.queries.lists import STANDING, ends_soon, visible_to
from coordination.certificates.queries.public import shown_state
from coordination.certificates.states import CertificateState
from coordination.kernel.db import session
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit
from coordination.standards.models import Standard, StandardVersion
from coordination.subjects.models import Subject
from coordination.subjects.rules import SubjectKind

PAGE = 50
_S = CertificateState


class Show(StrEnum):
    """The counters above the list, as they stand in the address."""

    ALL = "all"
    VALID = "valid"
    SUSPENDED = "suspended"
    ENDING = "ending"
    EXPIRED = "expired"
    RENEWED = "renewed"
    REVOKED = "revoked"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The filters of the address; None: all. `words`: part of a name or number, or letters of the name."""

    show: Show = Show.ALL
    words: str = ""
    unit_id: int | None = None
    kind: SubjectKind | None = None
    standard_id: int | None = None
    year: int | None = None
    page: int = 1

    @property
    def narrowed(self) -> bool:
        """Whether anything but the counter is asked for."""
        return bool(self.words or self.unit_id or self.kind or self.standard_id or self.year)


@dataclass(frozen=True, slots=True)
class Title:
    """A line of the register. `state` is that of today; `last`: the last thing that happened."""

    certificate: Certificate
    state: CertificateState
    last: CertificateEvent | None


@dataclass(frozen=True, slots=True)
class Listed:
    """One page; `counts` are of everything that fits the other filters, whatever is shown."""

    rows: Sequence[Title]
    counts: Mapping[Show, int]
    page: int
    pages: int


def state_on(today: date) -> ColumnElement[Any]:
    """The state told today: a title whose last day has passed is over before anybody writes it down."""
    over = Certificate.state.in_(STANDING) & (Certificate.valid_until < today)
    return case((over, str(_S.EXPIRED)), else_=Certificate.state)


def _shown(show: Show, today: date) -> ColumnElement[bool]:
    if show is Show.ALL:
        return true()
    if show is Show.ENDING:
        return ends_soon(today)
    return state_on(today) == str(show)


def listed(actor: Actor, wanted: Wanted, today: date) -> Listed:
    """Three statements: the counts, one page, the last events of that page."""
    found = _fitting(actor, wanted)
    counting = [func.count().filter(_shown(show, today)) for show in Show]
    row = session.execute(found.with_only_columns(*counting)).one()
    counts = dict(zip(Show, row, strict=True))
    pages = max(1, -(-counts[wanted.show] // PAGE))
    page = min(max(1, wanted.page), pages)
    chosen = _in_order(found.where(_shown(wanted.show, today)))
    rows = session.scalars(chosen.limit(PAGE).offset((page - 1) * PAGE)).all()
    return Listed(_titles(rows, today), counts, page, pages)


def every(actor: Actor, wanted: Wanted, today: date) -> list[Title]:
    """All that the list shows on its pages, for the sheet; two statements."""
    found = _fitting(actor, wanted).where(_shown(wanted.show, today))
    return _titles(session.scalars(_in_order(found)).all(), today)


def _fitting(actor: Actor, wanted: Wanted) -> Select[Certificate]:
    found = (
        visible_to(actor)
        .join(Subject, Subject.id == Certificate.subject_id)
        .join(StandardVersion, StandardVersion.id == Certificate.version_id)
    )
    exact = {
        Certificate.unit_id: wanted.unit_id,
        Subject.kind: wanted.kind,
        StandardVersion.standard_id: wanted.standard_id,
        Certificate.year: wanted.year,
    }
    for column, value in exact.items():
        if value is not None:
            found = found.where(column == value)
    return found.where(_named(words)) if (words := wanted.words.strip()) else found


def _named(words: str) -> ColumnElement[bool]:
    letters = words.lower().replace(" ", "")
    columns = [Certificate.subject_name, Certificate.number, Certificate.title_name]
    conditions = [column.contains(words, autoescape=True) for column in columns]
    if letters.isascii():
        conditions.append(Subject.initials.contains(letters, autoescape=True))
    return or_(*conditions)


def _in_order(found: Select[Certificate]) -> Select[Certificate]:
    shown = found.options(
        joinedload(Certificate.unit, innerjoin=True),
        joinedload(Certificate.subject, innerjoin=True),
        joinedload(Certificate.standard_version, innerjoin=True).joinedload(
            StandardVersion.standard, innerjoin=True
        ),
    )
    return shown.order_by(Certificate.year.desc(), Certificate.sequence.desc(), Certificate.id.desc())


def _titles(certificates: Sequence[Certificate], today: date) -> list[Title]:
    last = _last([one.id for one in certificates])
    return [
        Title(one, shown_state(one.state, one.valid_until, today), last.get(one.id)) for one in certificates
    ]


def _last(certificate_ids: Sequence[int]) -> dict[int, CertificateEvent]:
    found = (
        select(CertificateEvent)
        .where(CertificateEvent.certificate_id.in_(certificate_ids))
        .ext(distinct_on(CertificateEvent.certificate_id))
        .order_by(CertificateEvent.certificate_id, CertificateEvent.id.desc())
        .options(joinedload(CertificateEvent.by).load_only(Account.name))
    )
    return {one.certificate_id: one for one in session.scalars(found)}


def events(certificate_ids: Sequence[int]) -> Sequence[CertificateEvent]:
    """Everything that happened to these titles, in order of time; for the sheet."""
    found = select(CertificateEvent).where(CertificateEvent.certificate_id.in_(certificate_ids))
    eager = found.options(joinedload(CertificateEvent.by).load_only(Account.name))
    return session.scalars(eager.order_by(CertificateEvent.id)).all()


@dataclass(frozen=True, slots=True)
class Choices:
    """What the filters offer: only what titles there are have."""

    units: Sequence[tuple[int, str]]
    standards: Sequence[tuple[int, str]]
    years: Sequence[int]


def choices(office_id: int) -> Choices:
    """Units in official order, standards in theirs, the latest year first; three statements."""
    own = Certificate.office_id == office_id
    units = session.execute(
        select(MemberUnit.id, MemberUnit.short_name)
        .where(MemberUnit.id.in_(select(Certificate.unit_id).where(own)))
        .order_by(MemberUnit.sort_order, MemberUnit.id)
    )
    versions = select(StandardVersion.standard_id).join(
        Certificate, Certificate.version_id == StandardVersion.id
    )
    standards = session.execute(
        select(Standard.id, Standard.name)
        .where(Standard.id.in_(versions.where(own)))
        .order_by(Standard.sort_order, Standard.id)
    )
    years = session.scalars(select(Certificate.year).where(own).distinct().order_by(Certificate.year.desc()))
    return Choices([(row[0], row[1]) for row in units], [(row[0], row[1]) for row in standards], years.all())
