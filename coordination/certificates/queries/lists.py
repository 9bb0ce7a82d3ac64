"""Certificates and reviews: who sees which, one with its history, the list of reviews, what stands."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, case, exists, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.accounts.models import Account
from coordination.applications.models import Application
from coordination.applications.states import OPEN, ApplicationState, Purpose
from coordination.applications.titles import Held
from coordination.certificates.models import (
    Certificate,
    CertificateEvent,
    CertificateGround,
    CertificateReview,
)
from coordination.certificates.rules import renewal_from
from coordination.certificates.states import CertificateState
from coordination.kernel.clock import clock
from coordination.kernel.db import SYSTEM_SCOPE, acting, session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.standards.models import StandardVersion, VetoEvent
from coordination.tallies.models import Tally

PAGE = 50
STANDING = (CertificateState.VALID, CertificateState.SUSPENDED)
_OFFICE = {Function.CLERK, Function.LEADER}
_UNIT = {Function.LIAISON, Function.UNIT_REVIEWER, Function.TOWNSHIP}


def _seen(actor: Actor, model: type[Certificate] | type[CertificateReview]) -> ColumnElement[bool]:
    """The office sees its own, a unit those of what it looks after, a worker those of the community."""
    own: ColumnElement[bool] = model.office_id == actor.office_id
    if actor.office_id is None:
        return false()
    if actor.unit_id is None:
        return own if actor.functions & _OFFICE else false()
    own = own & (model.unit_id == actor.unit_id)
    if Function.COMMUNITY_WORKER in actor.functions:
        return own & (model.division_id == actor.division_id)
    return own if actor.functions & _UNIT else false()


def visible_to(actor: Actor) -> Select[Certificate]:
    return select(Certificate).where(_seen(actor, Certificate))


def reviews_visible_to(actor: Actor) -> Select[CertificateReview]:
    return select(CertificateReview).where(_seen(actor, CertificateReview))


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Certificate.office, innerjoin=True),
        joinedload(Certificate.unit, innerjoin=True),
        joinedload(Certificate.subject, innerjoin=True),
        joinedload(Certificate.standard_version, innerjoin=True).joinedload(
            StandardVersion.standard, innerjoin=True
        ),
        joinedload(Certificate.named_by, innerjoin=True).load_only(Account.name),
        joinedload(Certificate.document),
        joinedload(Certificate.replaces),
    )


def certificate(actor: Actor, **places: int) -> Certificate | None:
    """The certificate of an address, with everything its page shows."""
    number = places["id"]
    found = visible_to(actor).where(Certificate.id == number).options(*_whole())
    return session.scalars(found).first() if 0 < number < 2**63 else None


def review(actor: Actor, **places: int) -> CertificateReview | None:
    """The review of an address, with its certificate and what brought it."""
    number = places["id"]
    found = (
        reviews_visible_to(actor)
        .where(CertificateReview.id == number)
        .options(
            joinedload(CertificateReview.certificate, innerjoin=True).options(*_whole()),
            *(
                joinedload(person).load_only(Account.name)
                for person in (
                    CertificateReview.opened_by,
                    CertificateReview.stated_by,
                    CertificateReview.decided_by,
                )
            ),
            selectinload(CertificateReview.grounds),
        )
    )
    return session.scalars(found).first() if 0 < number < 2**63 else None


def history(certificate: Certificate) -> Sequence[CertificateEvent]:
    """Everything that happened to a certificate, the latest first."""
    found = select(CertificateEvent).where(CertificateEvent.certificate_id == certificate.id)
    eager = found.options(joinedload(CertificateEvent.by).load_only(Account.name))
    return session.scalars(eager.order_by(CertificateEvent.id.desc())).all()


def reviews_of(certificate: Certificate) -> Sequence[CertificateReview]:
    """All reviews of a certificate, the latest first."""
    found = select(CertificateReview).where(CertificateReview.certificate_id == certificate.id)
    eager = found.options(
        joinedload(CertificateReview.decided_by).load_only(Account.name),
        selectinload(CertificateReview.grounds),
    )
    return session.scalars(eager.order_by(CertificateReview.id.desc())).all()


def replaced_by(certificate: Certificate) -> Certificate | None:
    """The certificate that a renewal put in its place."""
    return session.scalars(select(Certificate).where(Certificate.replaces_id == certificate.id)).first()


def told_now(grounds: Collection[CertificateGround]) -> dict[int, int]:
    """How many cases the tallies tell now of the day or month of each ground, by the ground's tally."""
    rows = [one.tally_id for one in grounds if one.tally_id is not None]
    if not rows:
        return {}
    then, now = Tally.__table__.alias(), Tally.__table__.alias()
    same = (now.c.subject_id == then.c.subject_id) & (now.c.grain == then.c.grain)
    found = (
        select(then.c.id, now.c.cases)
        .join(now, same & (now.c.first_on == then.c.first_on) & now.c.superseded_at.is_(None))
        .where(then.c.id.in_(rows))
    )
    return {row[0]: row[1] for row in session.execute(found)}


def withdrawn(grounds: Collection[CertificateGround]) -> set[int]:
    """The veto events among these grounds that were withdrawn since."""
    events = [one.veto_id for one in grounds if one.veto_id is not None]
    if not events:
        return set()
    gone = VetoEvent.id.in_(events) & VetoEvent.withdrawn_at.is_not(None)
    return set(session.scalars(select(VetoEvent.id).where(gone)))


class Shown(StrEnum):
    """The filters of the list of reviews."""

    OPEN = "open"
    OVERDUE = "overdue"
    STATED = "stated"
    DECIDED = "decided"


@dataclass(frozen=True)
class ReviewPage:
    """A page of reviews, those due first on top; `counts` for the filters."""

    reviews: Sequence[CertificateReview]
    counts: Mapping[Shown, int]
    page: int
    more: bool


def _shown(today: date) -> dict[Shown, ColumnElement[bool]]:
    is_open = CertificateReview.outcome.is_(None)
    return {
        Shown.OPEN: is_open,
        Shown.OVERDUE: is_open & (CertificateReview.due_on < today),
        Shown.STATED: is_open & CertificateReview.stated_at.is_not(None),
        Shown.DECIDED: ~is_open,
    }


def review_page(actor: Actor, shown: Shown, today: date, page: int = 1) -> ReviewPage:
    """Reviews of the actor, 50 to the page; two statements and one for what brought them."""
    filters, page = _shown(today), max(1, page)
    counted = reviews_visible_to(actor).with_only_columns(
        *(func.count().filter(where) for where in filters.values())
    )
    counts = dict(zip(filters, session.execute(counted).one(), strict=True))
    latest = CertificateReview.decided_at.desc(), CertificateReview.id.desc()
    soonest = CertificateReview.due_on, CertificateReview.id
    rows = session.scalars(
        reviews_visible_to(actor)
        .where(filters[shown])
        .options(
            joinedload(CertificateReview.certificate, innerjoin=True).options(
                joinedload(Certificate.unit, innerjoin=True)
            ),
            joinedload(CertificateReview.decided_by).load_only(Account.name),
            selectinload(CertificateReview.grounds),
        )
        .order_by(*(latest if shown is Shown.DECIDED else soonest))
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    ).all()
    return ReviewPage(rows[:PAGE], counts, page, len(rows) > PAGE)


def standing_of(subject_ids: Collection[int]) -> dict[int, Certificate]:
    """The certificate in force (or suspended) of each of these subjects; one statement."""
    found = select(Certificate).where(
        Certificate.subject_id.in_(subject_ids), Certificate.state.in_(STANDING)
    )
    return {one.subject_id: one for one in session.scalars(found)}


def ended_of(subject_ids: Collection[int]) -> dict[int, Certificate]:
    """The last certificate of each of these subjects that ran out or was taken back, also one whose last day
    has passed and that the schedule has not closed yet; one statement."""
    over = Certificate.state.in_(STANDING) & (Certificate.valid_until < clock.today())
    ended = Certificate.state.in_((CertificateState.EXPIRED, CertificateState.REVOKED))
    found = select(Certificate).where(Certificate.subject_id.in_(subject_ids), ended | over)
    return {one.subject_id: one for one in session.scalars(found.order_by(Certificate.id))}


def holders(subject_ids: Collection[int]) -> dict[int, Held]:
    """Which of these subjects hold a title, and from when each may be renewed; beyond the fence."""
    found = (
        select(
            Certificate.subject_id,
            Certificate.number,
            Certificate.valid_until,
            StandardVersion.renewal_days,
            Certificate.id,
        )
        .join(StandardVersion, StandardVersion.id == Certificate.version_id)
        .where(Certificate.subject_id.in_(subject_ids), Certificate.state.in_(STANDING))
        .where((Certificate.valid_until >= clock.today()) | Certificate.valid_until.is_(None))
    )
    session.flush()
    with acting(SYSTEM_SCOPE):
        rows = session.execute(found).all()
    return {row[0]: Held(row[1], row[2], renewal_from(row[2], row[3]), row[4]) for row in rows}


def ends_soon(today: date) -> ColumnElement[bool]:
    """In force, and within the days in which a renewal is offered; needs the version joined."""
    soon = Certificate.valid_until - StandardVersion.renewal_days <= today
    return Certificate.state.in_(STANDING) & (Certificate.valid_until >= today) & soon


def to_renew(found: Select[Certificate], today: date) -> Select[Certificate]:
    """Those whose renewal is offered and that no application renews yet, the first to end on top."""
    renewing = exists().where(
        Application.subject_id == Certificate.subject_id,
        Application.purpose == Purpose.RENEWAL,
        Application.state.in_(OPEN),
    )
    joined = found.join(StandardVersion, StandardVersion.id == Certificate.version_id)
    return joined.where(ends_soon(today), ~renewing).order_by(Certificate.valid_until, Certificate.id)


def over(today: date) -> Sequence[int]:
    """The certificates whose last day has passed and that nobody has ended yet."""
    found = select(Certificate.id).where(Certificate.state.in_(STANDING), Certificate.valid_until < today)
    return session.scalars(found.order_by(Certificate.id)).all()


def ending(today: date) -> Sequence[int]:
    """The certificates whose end is to be announced."""
    return session.scalars(to_renew(select(Certificate), today).with_only_columns(Certificate.id)).all()


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits for the office, or for a unit: for the desk. `due_on`: the next day by which."""

    naming: int
    open: int
    overdue: int
    unstated: int
    ending: int
    due_on: date | None


def waiting_for(actor: Actor, today: date) -> Waiting:
    """All numbers in two statements."""
    filters = _shown(today)
    asked = reviews_visible_to(actor).with_only_columns(
        func.count().filter(filters[Shown.OPEN]),
        func.count().filter(filters[Shown.OVERDUE]),
        func.count().filter(filters[Shown.OPEN], CertificateReview.stated_at.is_(None)),
        func.min(case((filters[Shown.OPEN], CertificateReview.due_on))),
    )
    row = session.execute(asked).one()
    ends = visible_to(actor).join(StandardVersion, StandardVersion.id == Certificate.version_id)
    last = ends.with_only_columns(func.count()).where(ends_soon(today)).scalar_subquery()
    naming = (
        select(func.count())
        .select_from(Application)
        .where(Application.office_id == actor.office_id, Application.state == ApplicationState.BEFORE_NAMING)
    )
    ready, soon = session.execute(select(naming.scalar_subquery(), last)).one()
    return Waiting(ready if actor.unit_id is None else 0, row[0], row[1], row[2], soon, row[3])
