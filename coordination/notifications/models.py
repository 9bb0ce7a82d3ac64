"""Notifications, their deliveries, what each person prefers, and the robots of chat groups."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.kernel.sealed import Sealed
from coordination.notifications.rules import Hours, Reason
from coordination.notifications.states import Channel, DeliveryState, Rhythm


class Notification(Base):
    """One thing told to one person, or to a chat group; `key` makes it exactly one.

    `message` is a msgid and `content` its places, so that each reader gets the own language.
    `address` is a path of this site.
    """

    __tablename__ = "notifications"
    __table_args__ = (
        CheckConstraint("(account_id IS NULL) <> (robot_id IS NULL)", name="one_recipient"),
        Index("ix_notifications_account", "account_id", "id"),
        Index("ix_notifications_unread", "account_id", postgresql_where="read_at IS NULL"),
        Index("ix_notifications_subject", "subject_type", "subject_id"),
    )
    id: Mapped[Key]
    key: Mapped[str] = mapped_column(unique=True)
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    robot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("robots.id"), index=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigInteger)
    message: Mapped[str]
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    address: Mapped[str]
    urgent: Mapped[bool] = mapped_column(server_default="false")
    created_at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    account: Mapped[Account | None] = relationship()


class Delivery(Base):
    """One notification by one channel to one address, and what became of it.

    `attempts` counts those made, `doubts` those among them that may have arrived. A row is claimed
    by `leased_until`, handed over (state and commit) before its message leaves, settled afterwards.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notification_id", "channel", "address"),
        CheckConstraint(
            "(state IN ('delivered', 'failed', 'unknown')) = (settled_at IS NOT NULL)", name="settled"
        ),
        CheckConstraint(
            "state <> 'handed' OR (handed_at IS NOT NULL AND leased_until IS NOT NULL)", name="handed"
        ),
        Index("ix_deliveries_open", "not_before", postgresql_where="settled_at IS NULL"),
        Index("ix_deliveries_office", "office_id", "id"),
    )
    id: Mapped[Key]
    notification_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("notifications.id"))
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    account_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    robot_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("robots.id"), index=True)
    channel: Mapped[Channel]
    address: Mapped[str]
    state: Mapped[DeliveryState] = mapped_column(server_default="waiting")
    digest: Mapped[bool] = mapped_column(server_default="false")
    hours: Mapped[Hours] = mapped_column(server_default="working")
    not_before: Mapped[datetime]
    attempts: Mapped[int] = mapped_column(server_default="0")
    doubts: Mapped[int] = mapped_column(server_default="0")
    leased_until: Mapped[datetime | None]
    handed_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    reason: Mapped[Reason | None]
    error: Mapped[str] = mapped_column(server_default="")
    notification: Mapped[Notification] = relationship()


class Preference(Base):
    """How one person wants to be told; without a row: in the site only."""

    __tablename__ = "notification_preferences"
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), primary_key=True)
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    mail: Mapped[str] = mapped_column(server_default="")
    by_mail: Mapped[bool] = mapped_column(server_default="false")
    by_sms: Mapped[bool] = mapped_column(server_default="false")
    rhythm: Mapped[Rhythm] = mapped_column(server_default="at_once")
    calendar_hash: Mapped[str | None] = mapped_column(unique=True)
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    account: Mapped[Account] = relationship()

    @property
    def id(self) -> int:
        return self.account_id


class Robot(Base):
    """A robot of the office's chat group, reached by its webhook; both lie sealed, and are nothing when
    the secret of the site has changed since.
    """

    __tablename__ = "robots"
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    channel: Mapped[Channel]
    name: Mapped[str]
    webhook: Mapped[str] = mapped_column(Sealed("webhooks of robots"))
    secret: Mapped[str] = mapped_column(Sealed("webhooks of robots"), server_default="")
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
