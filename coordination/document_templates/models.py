"""A template and its versions; the pattern that every installation has belongs to no office."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from coordination.accounts.models import Account
from coordination.document_templates.states import VersionState
from coordination.kernel.db import Base, Key


class DocumentTemplate(Base):
    """`kind` is a kind of circular (circulars.states.Kind). `office_id` None: the pattern of all."""

    __tablename__ = "document_templates"
    __table_args__ = (UniqueConstraint("office_id", "code", postgresql_nulls_not_distinct=True),)
    id: Mapped[Key]
    office_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("offices.id"))
    kind: Mapped[str]
    code: Mapped[str]
    name: Mapped[str]
    sort_order: Mapped[int] = mapped_column(server_default="0")
    versions: Mapped[list["TemplateVersion"]] = relationship(
        back_populates="template", order_by="TemplateVersion.number", lazy="raise"
    )


class TemplateVersion(Base):
    """`body` is a list of blocks: headings, paragraphs of sentences with conditions, tables, charts.

    See document_templates.rules for its shape; what is in use does not change any more.
    """

    __tablename__ = "document_template_versions"
    __table_args__ = (
        UniqueConstraint("template_id", "number"),
        Index(
            "uq_document_template_versions_in_use",
            "template_id",
            unique=True,
            postgresql_where=text("state = 'in_use'"),
        ),
    )
    id: Mapped[Key]
    template_id: Mapped[int] = mapped_column(BigInteger, ForeignKey("document_templates.id"))
    number: Mapped[int]
    state: Mapped[VersionState]
    title: Mapped[str]
    body: Mapped[list[dict[str, Any]]] = mapped_column(JSONB)
    note: Mapped[str] = mapped_column(server_default="")
    made_by_id: Mapped[int | None] = mapped_column(BigInteger, ForeignKey("accounts.id"), index=True)
    made_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(server_default="1")
    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012
    template: Mapped[DocumentTemplate] = relationship(back_populates="versions")
    made_by: Mapped[Account | None] = relationship()
