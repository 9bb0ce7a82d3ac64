"""Circulars, and the ledger of their numbers."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.circulars.states import CircularState, Kind, Publication, Series
from coordination.document_templates import models as _templates  # noqa: F401  the key of template_version_id
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import Office
from coordination.rankings.models import Ranking


class Circular(Base):
    """The document as sentences around bound facts.

    `body` is a list of {"kind": "heading" | "paragraph", "level": 1–4, "text": str}; a text
    names a fact in 【】. `facts` holds each bound value as it was drawn from approved reports:
    name → {"label", "text", "value", "formula", "sources"}; nobody types into it. At issue it gets a
    `token`, which its QR code names, and `printed_text`, the document as plain text.
    """

    __tablename__ = "circulars"
    __table_args__ = (
        Index("ix_circulars_list", "office_id", "period"),
        CheckConstraint(
            "(state IN ('issued', 'corrected', 'withdrawn')) = (sequence IS NOT NULL AND year IS NOT NULL"
            " AND document_code IS NOT NULL AND issued_on IS NOT NULL AND signed_by_id IS NOT NULL)",
            name="issued",
        ),
        CheckConstraint("state IN ('draft', 'checking') OR checked_by_id IS NOT NULL", name="checked"),
        CheckConstraint("checked_by_id <> drafted_by_id", name="drafter_checks_not"),
        CheckConstraint(
            "signed_by_id <> drafted_by_id AND signed_by_id <> checked_by_id", name="signer_apart"
        ),
        CheckConstraint("state <> 'withdrawn' OR withdraw_reason <> ''", name="withdrawn"),
        CheckConstraint("(kind = 'correction') = (corrects_id IS NOT NULL)", name="corrects"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    kind: Mapped[Kind] = mapped_column(server_default="monthly")
    publication: Mapped[Publication] = mapped_column(server_default="full")
    template_version_id: Mapped[int | None] = mapped_column(
        BigInteger, ForeignKey("document_template_versions.id"), index=True
    )
    corrects_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("circulars.id"), index=True)
    token: Mapped[str | None] = mapped_column(unique=True)
    printed_text: Mapped[str | None] = mapped_column(deferred=True)
    ranking_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("rankings.id"), index=True)
    period: Mapped[str]
    title: Mapped[str]
    addressees: Mapped[str]
    copies_to: Mapped[str] = mapped_column(server_default="")
    body: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    facts: Mapped[dict[str, dict[str, Any]]] = mapped_column(JSONB)
    annex: Mapped[dict[str, Any] | None] = mapped_column(JSONB)
    state: Mapped[CircularState]
    return_reason: Mapped[str] = mapped_column(server_default="")
    withdraw_reason: Mapped[str] = mapped_column(server_default="")
    drafted_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    drafted_at: Mapped[datetime]
    checked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    checked_at: Mapped[datetime | None]
    signed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    signed_at: Mapped[datetime | None]
    document_code: Mapped[str | None]
    year: Mapped[int | None]
    sequence: Mapped[int | None]
    issued_on: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("files.id"))
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    office: Mapped[Office] = relationship()
    ranking: Mapped[Ranking | None] = relationship()
    corrects: Mapped["Circular | None"] = relationship(remote_side="Circular.id")
    drafted_by: Mapped[Account] = relationship(foreign_keys=[drafted_by_id])
    checked_by: Mapped[Account | None] = relationship(foreign_keys=[checked_by_id])
    signed_by: Mapped[Account | None] = relationship(foreign_keys=[signed_by_id])
    document: Mapped[StoredFile | None] = relationship()


class NumberCounter(Base):
    """The last number given in an office, year and series; locked while a circular is issued."""

    __tablename__ = "circular_counters"
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    series: Mapped[Series] = mapped_column(primary_key=True, server_default="circular")
    last: Mapped[int]


class NumberEntry(Base):
    """The ledger: each number once, with its circular, or with the reason why it is void."""

    __tablename__ = "circular_numbers"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "series", "sequence"),
        CheckConstraint("circular_id IS NOT NULL OR void_reason <> ''", name="used"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    year: Mapped[int]
    series: Mapped[Series] = mapped_column(server_default="circular")
    document_code: Mapped[str]
    sequence: Mapped[int]
    circular_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("circulars.id"), unique=True)
    void_reason: Mapped[str] = mapped_column(server_default="")
    given_at: Mapped[datetime]
    entered_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    circular: Mapped[Circular | None] = relationship()
    entered_by: Mapped[Account | None] = relationship()


class LedgerCheck(Base):
    """After a restore nothing is issued until a person has compared the ledger with the paper one."""

    __tablename__ = "ledger_checks"
    __table_args__ = (CheckConstraint("(checked_at IS NULL) = (checked_by_id IS NULL)", name="checked"),)
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    since: Mapped[datetime]
    cause: Mapped[str]
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    note: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    checked_by: Mapped[Account | None] = relationship()


class CircularVersion(Base):
    """The text as it was saved at one moment, for comparison; never changed."""

    __tablename__ = "circular_versions"
    __table_args__ = (UniqueConstraint("circular_id", "number"),)
    id: Mapped[Key]
    circular_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("circulars.id"))
    number: Mapped[int]
    title: Mapped[str]
    addressees: Mapped[str]
    copies_to: Mapped[str]
    body: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    saved_by: Mapped[Account] = relationship()


class CircularAutosave(Base):
    """What a drafter has typed and not saved yet; `base` is the version of the circular it began with."""

    __tablename__ = "circular_autosaves"
    circular_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("circulars.id"), primary_key=True)
    account_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), primary_key=True)
    content: Mapped[dict[str, Any]] = mapped_column(JSONB)
    base: Mapped[int]
    saved_at: Mapped[datetime]


class CircularComment(Base):
    """A remark of a reader on one paragraph (`block`, with its words), or on the whole (`block` None)."""

    __tablename__ = "circular_comments"
    __table_args__ = (CheckConstraint("text <> ''", name="text"),)
    id: Mapped[Key]
    circular_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("circulars.id"), index=True)
    block: Mapped[int | None]
    words: Mapped[str] = mapped_column(server_default="")
    text: Mapped[str]
    made_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    made_at: Mapped[datetime]
    settled_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    settled_at: Mapped[datetime | None]
    made_by: Mapped[Account] = relationship(foreign_keys=[made_by_id])
    settled_by: Mapped[Account | None] = relationship(foreign_keys=[settled_by_id])


class DocumentQuota(Base):
    """How many documents an office means to issue in a year at most (《整治形式主义为基层减负若干规定》)."""

    __tablename__ = "document_quotas"
    __table_args__ = (CheckConstraint("most > 0", name="most"),)
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    most: Mapped[int]
    set_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    set_at: Mapped[datetime]


class DocumentCode(Base):
    """The code (发文代字) of a series of numbers where an office has its own for it."""

    __tablename__ = "document_codes"
    __table_args__ = (CheckConstraint("code <> ''", name="code"),)
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), primary_key=True)
    series: Mapped[Series] = mapped_column(primary_key=True)
    code: Mapped[str]
