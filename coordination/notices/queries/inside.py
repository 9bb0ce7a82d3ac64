"""Notices and objections as the office and its units see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Select, false, func, select
from sqlalchemy.orm import joinedload, selectinload

from coordination.accounts.models import Account
from coordination.applications.models import Application
from coordination.applications.states import ApplicationState
from coordination.kernel.db import session
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.notices.models import Notice, NoticeEntry, Objection
from coordination.notices.states import NoticeState, ObjectionState
from coordination.organizations.models import MemberUnit
from coordination.standards.models import StandardVersion
from coordination.subjects.models import Subject

PAGE = 50
LAST_PAGE = 10_000


class Row(NamedTuple):
    """A notice in the list: how many applications hang there, how many objections wait."""

    id: int
    title: str
    state: NoticeState
    opens_on: date | None
    closes_on: date | None
    entries: int
    objections: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Listed:
    rows: Sequence[Row]
    more: bool


def visible_to(actor: Actor) -> Select[Notice]:
    """The office sees all of its notices; its units and community workers those that went public."""
    found = select(Notice).where(Notice.office_id == actor.office_id)
    if actor.office_id is None:
        return found.where(false())
    if _keeps(actor):
        return found
    return found.where(Notice.state.in_((NoticeState.OPEN, NoticeState.CLOSED)))


def _keeps(actor: Actor) -> bool:
    return actor.unit_id is None and bool(actor.functions & {Function.CLERK, Function.LEADER})


def listed(actor: Actor, page: int = 1) -> Listed:
    """The notices, the newest first; three counts for each in the same statement."""
    notices = visible_to(actor).subquery()
    entries = (
        select(func.count()).where(NoticeEntry.notice_id == notices.c.id).correlate(notices).scalar_subquery()
    )
    objections = select(func.count()).where(Objection.notice_id == notices.c.id).correlate(notices)
    waiting = objections.where(Objection.state == ObjectionState.OPEN)
    statement = (
        select(
            *(notices.c[name] for name in ("id", "title", "state", "opens_on", "closes_on")),
            entries,
            objections.scalar_subquery(),
            waiting.scalar_subquery(),
        )
        .order_by(notices.c.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    rows = [Row._make(row) for row in session.execute(statement)]
    return Listed(rows[:PAGE], len(rows) > PAGE)


def notice(actor: Actor, **places: int) -> Notice | None:
    """The notice of an address with its entries, if visible to the actor."""
    id = places["id"]
    if not 0 < id < 2**63:
        return None
    return session.scalars(visible_to(actor).where(Notice.id == id).options(*whole())).first()


def whole() -> tuple[Any, ...]:
    """For a statement about notices: everything their pages and acts read."""
    return (
        joinedload(Notice.drafted_by, innerjoin=True).load_only(Account.name),
        joinedload(Notice.published_by).load_only(Account.name),
        joinedload(Notice.office, innerjoin=True),
        selectinload(Notice.entries)
        .joinedload(NoticeEntry.application, innerjoin=True)
        .options(*_of_application()),
    )


def _of_application() -> tuple[Any, ...]:
    return (
        joinedload(Application.subject, innerjoin=True),
        joinedload(Application.unit, innerjoin=True),
        joinedload(Application.standard_version, innerjoin=True).joinedload(
            StandardVersion.standard, innerjoin=True
        ),
    )


def waiting_applications(actor: Actor) -> Sequence[Application]:
    """Those that have passed the joint review and wait for a notice, in the order of units and subjects."""
    found = (
        select(Application)
        .join(Application.subject)
        .join(Application.unit)
        .where(
            Application.office_id == actor.office_id,
            Application.state == ApplicationState.BEFORE_NOTICE,
        )
        .options(*_of_application())
        .order_by(MemberUnit.sort_order, Subject.sort_order, Application.id)
    )
    return session.scalars(found).all()


def objections(notice: Notice) -> Sequence[Objection]:
    """What was objected against a notice, what waits first; nothing for who may not read it (the fence)."""
    found = select(Objection).where(Objection.notice_id == notice.id).options(*_of_objection())
    return session.scalars(found.order_by(Objection.state != ObjectionState.OPEN, Objection.id)).all()


def objection(actor: Actor, **places: int) -> Objection | None:
    """The objection of an address with its application and notice."""
    id = places["id"]
    if not 0 < id < 2**63 or not _keeps(actor):
        return None
    found = select(Objection).where(Objection.id == id, Objection.office_id == actor.office_id)
    return session.scalars(found.options(*_of_objection())).first()


def _of_objection() -> tuple[Any, ...]:
    return (
        joinedload(Objection.notice, innerjoin=True),
        joinedload(Objection.application, innerjoin=True).options(*_of_application()),
        joinedload(Objection.entered_by).load_only(Account.name),
        joinedload(Objection.answered_by).load_only(Account.name),
    )


def unanswered(office_id: int) -> int:
    """How many objections wait for an answer in an office."""
    found = select(func.count()).where(
        Objection.office_id == office_id, Objection.state == ObjectionState.OPEN
    )
    return session.scalar(found) or 0


def has_open_objection(application_id: int) -> bool:
    """Whether somebody's objection to this application is not answered yet."""
    found = select(
        select(Objection)
        .where(Objection.application_id == application_id, Objection.state == ObjectionState.OPEN)
        .exists()
    )
    return bool(session.scalar(found))
