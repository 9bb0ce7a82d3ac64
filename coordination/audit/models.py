"""Events and seals. The database lets nobody change or delete either (migration 0001)."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Index, func
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from coordination.kernel.db import Base, Key


class Event(Base):
    """One act. The person's name is kept as it was; `digest` is written by the database.

    Accounts are named by id without a foreign key: the audit lies below every slice.
    """

    __tablename__ = "audit_events"
    __table_args__ = (Index("ix_audit_events_subject", "subject_type", "subject_id"),)
    id: Mapped[Key]
    at: Mapped[datetime] = mapped_column(server_default=func.clock_timestamp())
    account_id: Mapped[int | None] = mapped_column(BigInteger)
    account_name: Mapped[str]
    office_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger)
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    digest: Mapped[str] = mapped_column(server_default="")


class Seal(Base):
    """A link of the chain: all events from `first_id` to `last_id`, and the link before."""

    __tablename__ = "audit_seals"
    id: Mapped[Key]
    first_id: Mapped[int] = mapped_column(BigInteger)
    last_id: Mapped[int] = mapped_column(BigInteger, unique=True)
    events: Mapped[int]
    digest: Mapped[str]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
