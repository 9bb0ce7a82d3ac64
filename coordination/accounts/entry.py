"""Who comes in: one statement finds the session of a token, who it belongs to, and puts up the fence."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from hashlib import sha256
from typing import Any

from sqlalchemy import text

from coordination.config import Settings
from coordination.kernel import db
from coordination.kernel.db import Scope
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor, own_division

_ENTER = text("SELECT * FROM app_enter(:digest, :idle_since, :begun_since)")


def digest(secret: str) -> str:
    """SHA-256 of a random token or code, hexadecimal: what the database keeps of it."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Place:
    """The office or the member unit that a person comes from, by its names."""

    id: int
    name: str
    short_name: str


@dataclass(frozen=True)
class Visitor:
    """The signed-in person as every page needs it; read anew at each request, never kept."""

    id: int
    sign_in_id: int
    seen_at: datetime
    username: str
    name: str
    functions: tuple[str, ...]
    language: str | None
    password_changed_at: datetime | None
    office: Place
    unit: Place | None
    unit_kind: str | None
    division_id: int | None
    unread: int  # messages, 100 at most

    @cached_property
    def actor(self) -> Actor:
        return Actor(
            id=self.id,
            name=self.name,
            office_id=self.office.id,
            unit_id=self.unit.id if self.unit else None,
            unit_kind=self.unit_kind,
            division_id=self.division_id,
            functions=frozenset(Function(value) for value in self.functions),
        )


def enter(token: str, now: datetime, settings: Settings) -> Visitor | None:
    """Let the holder of the token in, unless the session has ended or is too old; else nobody.

    The open transaction, and those that follow, run in the scope of that person.
    """
    values = {
        "digest": digest(token),
        "idle_since": now - timedelta(minutes=settings.session_idle_minutes),
        "begun_since": now - timedelta(hours=settings.session_hours),
    }
    row = db.admit(_ENTER, values, _scope)
    return None if row is None else _visitor(row)


def _scope(found: Any) -> Scope:
    return Scope((found.office_id,), found.unit_id, own_division(found.functions, found.division_id))


def _visitor(row: Any) -> Visitor:
    unit = None if row.unit_id is None else Place(row.unit_id, row.unit_name, row.unit_short_name)
    return Visitor(
        id=row.account_id,
        sign_in_id=row.sign_in_id,
        seen_at=row.seen_at,
        username=row.username,
        name=row.name,
        functions=tuple(row.functions),
        language=row.language,
        password_changed_at=row.password_changed_at,
        office=Place(row.office_id, row.office_name, row.office_short_name),
        unit=unit,
        unit_kind=row.unit_kind,
        division_id=row.division_id,
        unread=row.unread,
    )
