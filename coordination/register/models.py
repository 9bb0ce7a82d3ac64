"""What share of subjects is to carry a title by the end of a year."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Numeric, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from coordination.kernel.db import Base, Key
from coordination.subjects.rules import SubjectKind


class TitleTarget(Base):
    """`share` in % of the open subjects of a kind; `unit_id` None: the whole office, else one township.

    `share` None: taken back. The row stays, so that the versions of a year only ever grow.
    """

    __tablename__ = "title_targets"
    __table_args__ = (
        UniqueConstraint("office_id", "year", "subject_kind", "unit_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("share >= 0 AND share <= 100", name="share"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    year: Mapped[int]
    subject_kind: Mapped[SubjectKind]
    unit_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    share: Mapped[Decimal | None] = mapped_column(Numeric(5, 2))
    set_at: Mapped[datetime]
    set_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
