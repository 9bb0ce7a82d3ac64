"""What anybody may read without signing in, through views of the database alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select, text

from coordination.kernel import db
from coordination.kernel.clock import local
from coordination.kernel.db import session
from coordination.notices.models import Objection
from coordination.notices.states import NoticeState, ObjectionState

_NOTICE = text(
    "SELECT id, token, title, body, contact, state, opens_on, closes_on, office_id, office_name,"
    " division_code FROM public_notices WHERE token = :token"
)
_ENTRIES = text(
    "SELECT id, subject_name, subject_kind, unit_name, standard_name, standard_number, title_name, taken_off"
    " FROM public_notice_entries WHERE notice_id = :notice ORDER BY sort_order, id"
)
_OPEN = text(
    "SELECT token, title, opens_on, closes_on, state, office_name FROM public_notices"
    " WHERE division_code = :code ORDER BY opens_on DESC, id DESC LIMIT :most"
)
MOST = 50


@dataclass(frozen=True, slots=True)
class PublicEntry:
    id: int
    subject_name: str
    subject_kind: str
    unit_name: str
    standard_name: str
    standard_number: int
    title_name: str
    taken_off: bool


@dataclass(frozen=True, slots=True)
class PublicNotice:
    id: int
    token: str
    title: str
    body: str
    contact: str
    state: str
    opens_on: date
    closes_on: date
    office_id: int
    office_name: str
    division_code: str
    entries: Sequence[PublicEntry] = ()

    def is_open(self, today: date) -> bool:
        """Whether one may object today."""
        return self.state == NoticeState.OPEN and self.opens_on <= today <= self.closes_on


@dataclass(frozen=True, slots=True)
class Heading:
    """A notice in the public list."""

    token: str
    title: str
    opens_on: date
    closes_on: date
    state: str
    office_name: str


@dataclass(frozen=True, slots=True)
class Answered:
    """What somebody who objected may see again: no contact, nothing of others."""

    reference: str
    subject_name: str
    title: str
    text: str
    state: ObjectionState
    answer: str
    received_on: date
    answered_on: date | None


def notice(token: str) -> PublicNotice | None:
    """The notice of a public address; None when there is none, or it does not hang out."""
    row = session.execute(_NOTICE, {"token": token}).first()
    if row is None:
        return None
    entries = [PublicEntry(*entry) for entry in session.execute(_ENTRIES, {"notice": row.id})]
    return PublicNotice(**row._mapping, entries=entries)


def notices(division_code: str) -> Sequence[Heading]:
    """The newest notices of the office of a division."""
    return [Heading(*row) for row in session.execute(_OPEN, {"code": division_code, "most": MOST})]


def answered(reference: str) -> Answered | None:
    """An objection by the reference that only who raised it knows."""
    with db.acting(db.SYSTEM_SCOPE):
        found = session.scalars(select(Objection).where(Objection.reference == reference)).first()
        if found is None:
            return None
        return Answered(
            found.reference,
            found.application.subject.name,
            found.notice.title,
            found.text,
            found.state,
            found.answer,
            local(found.received_at).date(),
            local(found.answered_at).date() if found.answered_at else None,
        )
