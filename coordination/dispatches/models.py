"""To whom a draft shall go; a document's way to one unit, who signed for it there, and the reminders."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.circulars.models import Circular
from coordination.dispatches.states import Role
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit


class ChosenRecipient(Base):
    """A unit that was chosen for a draft; a draft without any goes to whom its kind and its lines say."""

    __tablename__ = "circular_recipients"
    circular_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("circulars.id"), primary_key=True)
    unit_id: Mapped[int] = mapped_column(
        BigInteger, ForeignKey("member_units.id"), primary_key=True, index=True
    )
    role: Mapped[Role]


class Dispatch(Base):
    """Received once a named person of the unit has signed for it; that stays."""

    __tablename__ = "dispatches"
    __table_args__ = (
        UniqueConstraint("circular_id", "unit_id"),
        Index("ix_dispatches_waiting", "office_id", "sent_at", postgresql_where="received_at IS NULL"),
        CheckConstraint("(received_at IS NULL) = (received_by_id IS NULL)", name="received"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    circular_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("circulars.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    role: Mapped[Role]
    sort_order: Mapped[int]
    notice: Mapped[str] = mapped_column(server_default="")
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime | None]
    received_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    reminded_at: Mapped[datetime | None]
    reminders: Mapped[int] = mapped_column(server_default="0")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    circular: Mapped[Circular] = relationship()
    unit: Mapped[MemberUnit] = relationship()
    received_by: Mapped[Account | None] = relationship(foreign_keys=[received_by_id])
