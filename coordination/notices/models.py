"""A notice lists applications for some days; an objection concerns one of them."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.applications.models import Application
from coordination.kernel.db import Base, Key
from coordination.kernel.sealed import Sealed
from coordination.notices.states import Channel, NoticeState, ObjectionState
from coordination.organizations.models import Office

CONTACTS = "contacts of objections"


class Notice(Base):
    """In public from `opens_on` to `closes_on` (inclusive), found by its `token` without signing in."""

    __tablename__ = "notices"
    __table_args__ = (
        Index("ix_notices_list", "office_id", "state", "id"),
        CheckConstraint("opens_on <= closes_on", name="days"),
        CheckConstraint(
            "state NOT IN ('open', 'closed') OR (published_at IS NOT NULL AND opens_on IS NOT NULL"
            " AND closes_on IS NOT NULL AND published_by_id IS NOT NULL)",
            name="published",
        ),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    token: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    body: Mapped[str] = mapped_column(server_default="")
    contact: Mapped[str] = mapped_column(server_default="")
    days: Mapped[int]
    state: Mapped[NoticeState]
    opens_on: Mapped[date | None]
    closes_on: Mapped[date | None]
    drafted_at: Mapped[datetime]
    drafted_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    published_at: Mapped[datetime | None]
    published_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    closed_at: Mapped[datetime | None]
    cancel_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    office: Mapped[Office] = relationship()
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    published_by: Mapped[Account | None] = relationship(foreign_keys=[published_by_id])
    entries: Mapped[list["NoticeEntry"]] = relationship(
        back_populates="notice",
        order_by="NoticeEntry.sort_order, NoticeEntry.id",
        lazy="raise",
        cascade="all, delete-orphan",
    )


class NoticeEntry(Base):
    """One application on a notice; taken off with a reason, it stays on the list as taken off."""

    __tablename__ = "notice_entries"
    __table_args__ = (UniqueConstraint("notice_id", "application_id"),)
    id: Mapped[Key]
    notice_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("notices.id"))
    application_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("applications.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger, index=True)
    sort_order: Mapped[int]
    taken_off_at: Mapped[datetime | None]
    taken_off_reason: Mapped[str] = mapped_column(server_default="")
    notice: Mapped[Notice] = relationship(back_populates="entries")
    application: Mapped[Application] = relationship()


class Objection(Base):
    """`contact_phone` and `contact_name` lie sealed; `reference` lets who objected see the answer.

    Answered by somebody who neither filed nor reviewed the application.
    """

    __tablename__ = "notice_objections"
    __table_args__ = (
        Index("ix_notice_objections_list", "office_id", "state", "id"),
        CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="answered"),
        CheckConstraint("(answered_at IS NULL) = (answer = '')", name="answer"),
        CheckConstraint("(answered_at IS NULL) = (answered_by_id IS NULL)", name="answerer"),
        CheckConstraint("answered_by_id <> entered_by_id", name="four_eyes"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    notice_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("notices.id"), index=True)
    application_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("applications.id"), index=True)
    reference: Mapped[str] = mapped_column(unique=True)
    channel: Mapped[Channel]
    contact_name: Mapped[str] = mapped_column(Sealed(CONTACTS))
    contact_phone: Mapped[str] = mapped_column(Sealed(CONTACTS))
    text: Mapped[str]
    received_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    state: Mapped[ObjectionState]
    answer: Mapped[str] = mapped_column(server_default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    notice: Mapped[Notice] = relationship()
    application: Mapped[Application] = relationship()
    entered_by: Mapped[Account | None] = relationship(foreign_keys=[entered_by_id])
    answered_by: Mapped[Account | None] = relationship(foreign_keys=[answered_by_id])
