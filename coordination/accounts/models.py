"""Accounts, sessions, invitations, and the record of sign-in attempts."""

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, func
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.rules import AccountState
from coordination.kernel.db import Base, Key
from coordination.kernel.functions import Function
from coordination.kernel.policy import Actor
from coordination.organizations.models import MemberUnit, Office


class Account(Base):
    """A person at one office or one of its member units, with one or more functions."""

    __tablename__ = "accounts"
    __table_args__ = (
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("(state = 'invited') = (password_hash IS NULL) OR state = 'closed'", name="password"),
        CheckConstraint("username = lower(username)", name="username_lower"),
    )
    id: Mapped[Key]
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    phone: Mapped[str] = mapped_column(server_default="")
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    division_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("divisions.id"), index=True)
    functions: Mapped[list[str]] = mapped_column(ARRAY(Text()))
    state: Mapped[AccountState]
    language: Mapped[str | None]
    password_hash: Mapped[str | None]
    former_hashes: Mapped[list[str]] = mapped_column(ARRAY(Text()), server_default="{}")
    password_changed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    office: Mapped[Office] = relationship()
    unit: Mapped[MemberUnit | None] = relationship()

    @property
    def actor(self) -> Actor:
        return Actor(
            id=self.id,
            name=self.name,
            office_id=self.office_id,
            unit_id=self.unit_id,
            unit_kind=self.unit.kind_code if self.unit else None,
            division_id=self.division_id or (self.unit.division_id if self.unit else None),
            functions=frozenset(Function(value) for value in self.functions),
        )


class Invitation(Base):
    """A one-time code by which an invited person sets the first password, or a new one."""

    __tablename__ = "invitations"
    id: Mapped[Key]
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    code_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    account: Mapped[Account] = relationship()


class SignIn(Base):
    """A session on the server: the browser holds only the token that this row has the hash of."""

    __tablename__ = "sign_ins"
    id: Mapped[Key]
    token_hash: Mapped[str] = mapped_column(unique=True)
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    started_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    address: Mapped[str]
    agent: Mapped[str]
    account: Mapped[Account] = relationship()


class Attempt(Base):
    """A failed sign-in, by name as typed and by address; old ones are deleted by the schedule."""

    __tablename__ = "sign_in_attempts"
    __table_args__ = (
        Index("ix_sign_in_attempts_username_at", "username", "at"),
        Index("ix_sign_in_attempts_address_at", "address", "at"),
    )
    id: Mapped[Key]
    username: Mapped[str]
    address: Mapped[str]
    at: Mapped[datetime]
