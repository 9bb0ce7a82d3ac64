"""What can carry a title, and who looks after it."""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.kernel.db import Base, Key
from coordination.organizations.models import Division, MemberUnit
from coordination.subjects.rules import SubjectKind


class Subject(Base):
    """`division_id` is the own division of a community or township; `located_in_id` the township in which
    the subject lies (None for a unit of the whole county). `unit_id` is the member unit that looks after it
    and applies for it: the township, the unit itself, or the bureau a campus belongs to.
    """

    __tablename__ = "subjects"
    __table_args__ = (
        Index("uq_subjects_division", "office_id", "kind", "division_id", unique=True),
        Index("uq_subjects_unit", "office_id", "unit_id", unique=True, postgresql_where="kind = 'unit'"),
        Index(
            "uq_subjects_name",
            *("office_id", "kind", "located_in_id", "name"),
            unique=True,
            postgresql_where="division_id IS NULL",
            postgresql_nulls_not_distinct=True,
        ),
        Index("ix_subjects_list", "office_id", "kind", "unit_id", "sort_order", "id"),
        CheckConstraint("(kind IN ('community', 'township')) = (division_id IS NOT NULL)", name="division"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    kind: Mapped[SubjectKind]
    name: Mapped[str]
    initials: Mapped[str] = mapped_column(server_default="")
    division_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("divisions.id"), index=True)
    located_in_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("divisions.id"), index=True)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    contact_name: Mapped[str] = mapped_column(server_default="")
    contact_phone: Mapped[str] = mapped_column(server_default="")
    sort_order: Mapped[int] = mapped_column(server_default="0")
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    division: Mapped[Division | None] = relationship(foreign_keys=[division_id])
    located_in: Mapped[Division | None] = relationship(foreign_keys=[located_in_id])
    unit: Mapped[MemberUnit] = relationship()
