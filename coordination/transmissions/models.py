"""Packages of frozen figures between offices, what they say, and the keys that sign them."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.transmissions.states import Carrier, Direction


class OfficeKey(Base):
    """An Ed25519 key. With `private` (sealed) it is the office's own; without, one it trusts.

    `place` is the statistical code of the division of the office whose key it is.
    """

    __tablename__ = "office_keys"
    __table_args__ = (UniqueConstraint("office_id", "public"),)
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    place: Mapped[str]
    name: Mapped[str]
    public: Mapped[str]
    private: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    withdrawn_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    added_by: Mapped[Account] = relationship()


class Transmission(Base):
    """One package: the frozen figures of one form for one period, by one office, in one revision.

    `place` is the division of the office that sent it. The bytes are kept as they were signed.
    """

    __tablename__ = "transmissions"
    __table_args__ = (
        UniqueConstraint("office_id", "direction", "digest"),
        UniqueConstraint("office_id", "direction", "place", "form_code", "period", "revision"),
        Index("ix_transmissions_list", "office_id", "direction", "period", "form_code"),
        CheckConstraint("length(digest) = 64 AND revision > 0", name="digest"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    direction: Mapped[Direction]
    carrier: Mapped[Carrier]
    place: Mapped[str]
    sender_name: Mapped[str]
    form_code: Mapped[str]
    form_name: Mapped[str]
    period: Mapped[str]
    revision: Mapped[int]
    digest: Mapped[str]
    public_key: Mapped[str]
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    made_at: Mapped[datetime]
    kept_at: Mapped[datetime]
    kept_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    file: Mapped[StoredFile] = relationship()
    kept_by: Mapped[Account | None] = relationship()
    figures: Mapped[list["ReceivedFigure"]] = relationship(back_populates="transmission", lazy="raise")


class ReceivedFigure(Base):
    """One figure of a received package; `subject` is the code of the division it is about, or empty
    for the sum of the sender."""

    __tablename__ = "received_figures"
    __table_args__ = (UniqueConstraint("transmission_id", "subject", "reporter", "indicator_code"),)
    id: Mapped[Key]
    transmission_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("transmissions.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    subject: Mapped[str] = mapped_column(server_default="")
    subject_name: Mapped[str] = mapped_column(server_default="")
    reporter: Mapped[str] = mapped_column(server_default="")
    indicator_code: Mapped[str]
    value: Mapped[Decimal] = mapped_column(Numeric(20, 2))
    transmission: Mapped[Transmission] = relationship(back_populates="figures")
