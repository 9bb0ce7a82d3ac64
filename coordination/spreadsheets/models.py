"""A sheet that somebody sent up: what was read from it, and what of it was taken over."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.report_forms.models import ReportForm
from coordination.reporting.models import Report


class SheetUpload(Base):
    """`unit_id` and `report_id` None: a collection sheet of the office, for many units at once.

    `reading` is what the sheet says and where, `findings` the messages with the sheet's own addresses.
    Nothing reaches a report before it is confirmed; `written` are then the reports with the version
    they had afterwards, as [[9, 2], …], `filed_at` when the office submitted what it had entered.
    """

    __tablename__ = "sheet_uploads"
    __table_args__ = (
        CheckConstraint("(unit_id IS NULL) = (report_id IS NULL)", name="collection"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by_id IS NULL)", name="confirmed"),
        CheckConstraint("filed_at IS NULL OR (confirmed_at IS NOT NULL AND report_id IS NULL)", name="filed"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    report_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("reports.id"), index=True)
    form_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("report_forms.id"), index=True)
    period: Mapped[str]
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    uploaded_at: Mapped[datetime]
    uploaded_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    reading: Mapped[dict[str, Any]] = mapped_column(JSONB)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    confirmed_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    written: Mapped[list[list[int]]] = mapped_column(JSONB, server_default="[]")
    filed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    file: Mapped[StoredFile] = relationship()
    form: Mapped[ReportForm] = relationship()
    uploaded_by: Mapped[Account] = relationship(foreign_keys=[uploaded_by_id])
    confirmed_by: Mapped[Account | None] = relationship(foreign_keys=[confirmed_by_id])
    report: Mapped[Report | None] = relationship()

    @property
    def collects(self) -> bool:
        return self.report_id is None
