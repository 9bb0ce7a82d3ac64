"""An inspection of one subject, its points, and photos."""

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.certificates.models import Certificate
from coordination.inspections.states import InspectionState, Result, Verdict
from coordination.kernel.db import Base, Key
from coordination.kernel.files import StoredFile
from coordination.organizations.models import MemberUnit
from coordination.standards.models import Criterion, StandardVersion
from coordination.subjects.models import Subject


class Inspection(Base):
    """Planned for `due_on`, done by somebody of the office (`inspector_id` None) or of that unit. Until it is
    done, verdict, summary and `mend_by` are a draft, saved last at `saved_at`. `follows_id`: the inspection
    whose problems it looks at again; `version_id`: the standard that its points come from.
    """

    __tablename__ = "inspections"
    __table_args__ = (
        Index("uq_inspections_planned", "subject_id", unique=True, postgresql_where="state = 'planned'"),
        Index("ix_inspections_list", "office_id", "state", "due_on", "id"),
        CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name="done"),
        CheckConstraint("state <> 'done' OR verdict IS NOT NULL", name="verdict"),
        CheckConstraint("state <> 'done' OR (verdict = 'to_mend') = (mend_by IS NOT NULL)", name="mend"),
        CheckConstraint("inspector_id <> unit_id", name="not_oneself"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name="cancelled"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    division_id: Mapped[int | None] = mapped_column(BigInteger)
    subject_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("subjects.id"), index=True)
    certificate_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("certificates.id"), index=True)
    version_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("standard_versions.id"), index=True)
    follows_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inspections.id"), unique=True)
    inspector_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    state: Mapped[InspectionState]
    due_on: Mapped[date]
    planned_at: Mapped[datetime]
    planned_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    verdict: Mapped[Verdict | None]
    summary: Mapped[str] = mapped_column(server_default="")
    mend_by: Mapped[date | None]
    saved_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    done_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    cancel_reason: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    subject: Mapped[Subject] = relationship()
    unit: Mapped[MemberUnit] = relationship(foreign_keys=[unit_id])
    inspector: Mapped[MemberUnit | None] = relationship(foreign_keys=[inspector_id])
    certificate: Mapped[Certificate | None] = relationship()
    standard_version: Mapped[StandardVersion | None] = relationship()
    follows: Mapped["Inspection | None"] = relationship(remote_side="Inspection.id")
    planned_by: Mapped[Account | None] = relationship(foreign_keys=[planned_by_id])
    done_by: Mapped[Account | None] = relationship(foreign_keys=[done_by_id])
    points: Mapped[list["InspectionPoint"]] = relationship(
        back_populates="inspection", order_by="InspectionPoint.sort_order, InspectionPoint.id", lazy="raise"
    )
    photos: Mapped[list["InspectionPhoto"]] = relationship(
        back_populates="inspection", order_by="InspectionPhoto.id", lazy="raise"
    )


class InspectionPoint(Base):
    """One line of the sheet, in the words of the standard or (without a criterion) of the office.
    `before`: the problem that was found last time, where this looks at it again."""

    __tablename__ = "inspection_points"
    id: Mapped[Key]
    inspection_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inspections.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger)
    criterion_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("criteria.id"), index=True)
    sort_order: Mapped[int]
    text: Mapped[str]
    result: Mapped[Result | None]
    note: Mapped[str] = mapped_column(server_default="")
    before: Mapped[str] = mapped_column(server_default="")
    inspection: Mapped[Inspection] = relationship(back_populates="points")
    criterion: Mapped[Criterion | None] = relationship()


class InspectionPhoto(Base):
    """A photo of one point; who may see its inspection may see it."""

    __tablename__ = "inspection_photos"
    __table_args__ = (UniqueConstraint("inspection_id", "file_id"),)
    id: Mapped[Key]
    inspection_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("inspections.id"))
    point_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("inspection_points.id"), index=True)
    office_id: Mapped[int] = mapped_column(BigInteger)
    file_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("files.id"), index=True)
    name: Mapped[str]
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    inspection: Mapped[Inspection] = relationship(back_populates="photos")
    file: Mapped[StoredFile] = relationship()

    @property
    def unit_id(self) -> int:
        return self.inspection.unit_id

    @property
    def division_id(self) -> int | None:
        return self.inspection.division_id

    @property
    def inspector_id(self) -> int | None:
        return self.inspection.inspector_id
