"""Divisions, offices and member units.

A division is found by its path of ids, never by a prefix of its code: codes are no identity
(3301 is no ancestor of 33010, and two official sources give one code to two townships).
"""

from datetime import date

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.kernel.db import Base, Key
from coordination.organizations.rules import Level


class Division(Base):
    """A node of the tree. `path` is '/1/5/33/' of ids from the root to the node itself."""

    __tablename__ = "divisions"
    __table_args__ = (
        Index("ix_divisions_path", "path", postgresql_ops={"path": "text_pattern_ops"}),
        CheckConstraint("population >= 0 AND households >= 0", name="counts"),
    )
    id: Mapped[Key]
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    level: Mapped[Level]
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("divisions.id"), index=True)
    path: Mapped[str]
    initials: Mapped[str]
    population: Mapped[int | None]
    households: Mapped[int | None]
    population_basis: Mapped[str | None]
    population_source: Mapped[str | None]
    population_year: Mapped[int | None]
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    parent: Mapped["Division | None"] = relationship(remote_side="Division.id")


class Office(Base):
    """A joint-meeting office. Its names are settings, since places rename the mechanism."""

    __tablename__ = "offices"
    id: Mapped[Key]
    division_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("divisions.id"), unique=True)
    parent_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    name: Mapped[str]
    short_name: Mapped[str]
    mark: Mapped[str]
    document_code: Mapped[str]
    area_name: Mapped[str]
    contact: Mapped[str] = mapped_column(server_default="")
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    division: Mapped[Division] = relationship()


class UnitKind(Base):
    """A kind of member unit, a dictionary: 公安, 银行, 乡镇街道 …"""

    __tablename__ = "unit_kinds"
    code: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    english: Mapped[str]
    sort_order: Mapped[int]


class MemberUnit(Base):
    """An organization under one office. A township is also the division `division_id`."""

    __tablename__ = "member_units"
    __table_args__ = (
        UniqueConstraint("office_id", "name"),
        Index("ix_member_units_list", "office_id", "sort_order", "id", postgresql_include=["closed_on"]),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"))
    kind_code: Mapped[str] = mapped_column(ForeignKey("unit_kinds.code"), index=True)
    division_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("divisions.id"), index=True)
    name: Mapped[str]
    short_name: Mapped[str]
    sort_order: Mapped[int]
    pinyin: Mapped[str]
    initials: Mapped[str]
    contact_name: Mapped[str] = mapped_column(server_default="")
    contact_phone: Mapped[str] = mapped_column(server_default="")
    closed_on: Mapped[date | None]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    office: Mapped[Office] = relationship()
    kind: Mapped[UnitKind] = relationship()
    division: Mapped[Division | None] = relationship()

    @property
    def unit_id(self) -> int:
        return self.id
