"""Frozen rankings with their lines and items."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.kernel.db import Base, Key
from coordination.organizations.models import MemberUnit
from coordination.schemes.models import Scheme


class Ranking(Base):
    """A frozen result. `snapshot` is canonical JSON from which it can be computed again.

    Once published, the units see the lines in `shown_lines` and their own; None: all of them.
    """

    __tablename__ = "rankings"
    __table_args__ = (
        UniqueConstraint("scheme_id", "period", "sequence"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )
    id: Mapped[Key]
    office_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("offices.id"), index=True)
    scheme_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("schemes.id"))
    period: Mapped[str]
    sequence: Mapped[int]
    previous_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("rankings.id"))
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("accounts.id"))
    snapshot: Mapped[str]
    sha256: Mapped[str]
    published_at: Mapped[datetime | None]
    shown_lines: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    scheme: Mapped[Scheme] = relationship()
    frozen_by: Mapped[Account] = relationship()
    previous: Mapped["Ranking | None"] = relationship(remote_side="Ranking.id")
    lines: Mapped[list["ScoreLine"]] = relationship(
        back_populates="ranking", order_by="ScoreLine.sort_order", lazy="raise"
    )


class ScoreLine(Base):
    """One unit's row of a ranking; `rank` None with a `state` and a `reason` (of veto or exemption)."""

    __tablename__ = "score_lines"
    __table_args__ = (
        UniqueConstraint("ranking_id", "unit_id"),
        CheckConstraint("(state = 'ranked') = (rank IS NOT NULL)", name="rank"),
    )
    id: Mapped[Key]
    ranking_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("rankings.id"))
    office_id: Mapped[int] = mapped_column(BigInteger)
    unit_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("member_units.id"), index=True)
    cohort: Mapped[str]
    sort_order: Mapped[int]
    state: Mapped[str]
    rank: Mapped[int | None]
    previous_rank: Mapped[int | None]
    total: Mapped[Decimal]
    bonus: Mapped[Decimal] = mapped_column(server_default="0")
    reason: Mapped[str] = mapped_column(server_default="")
    ranking: Mapped[Ranking] = relationship(back_populates="lines")
    unit: Mapped[MemberUnit] = relationship()
    items: Mapped[list["ScoreItem"]] = relationship(
        back_populates="line", order_by="ScoreItem.sort_order", lazy="raise"
    )


class ScoreItem(Base):
    """Points of one item; `sources` names the reports, revisions and people behind the value."""

    __tablename__ = "score_items"
    __table_args__ = (UniqueConstraint("line_id", "code"),)
    id: Mapped[Key]
    line_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("score_lines.id"))
    code: Mapped[str]
    title: Mapped[str]
    sort_order: Mapped[int]
    value: Mapped[Decimal | None]
    missing: Mapped[str] = mapped_column(server_default="")
    weight: Mapped[Decimal]
    points: Mapped[Decimal]
    formula: Mapped[str]
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    line: Mapped[ScoreLine] = relationship(back_populates="items")
