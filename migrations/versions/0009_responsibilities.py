"""Parties, articles of law, duties."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0009_responsibilities"
down_revision = "0008_notifications"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE duties ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON duties TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
"""


def upgrade() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("law", "number", name=op.f("uq_articles_law_number")),
    )
    op.create_table(
        "parties",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parties")),
        sa.UniqueConstraint("code", name=op.f("uq_parties_code")),
        sa.UniqueConstraint("name", name=op.f("uq_parties_name")),
    )
    op.create_table(
        "duties",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("unit_kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("recurrence", sa.Text(), nullable=True),
        sa.Column("first_period", sa.Text(), nullable=True),
        sa.Column("due_workday", sa.Integer(), server_default="5", nullable=False),
        sa.Column("due_hour", sa.Integer(), server_default="17", nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), server_default="1", nullable=False),
        sa.Column("target", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("target_unit", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(target IS NULL) = (target_unit = '')", name=op.f("ck_duties_target")),
        sa.CheckConstraint(
            "(recurrence IS NULL) = (first_period IS NULL)", name=op.f("ck_duties_recurrence")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_duties_weight")),
        sa.CheckConstraint("target > 0", name=op.f("ck_duties_target_positive")),
        sa.CheckConstraint("due_workday > 0 AND due_hour BETWEEN 0 AND 23", name=op.f("ck_duties_due")),
        sa.ForeignKeyConstraint(["article_id"], ["articles.id"], name=op.f("fk_duties_article_id_articles")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_duties_office_id_offices")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_duties_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint("office_id", "code", name=op.f("uq_duties_office_id_code")),
        sa.UniqueConstraint(
            "office_id",
            "party_id",
            "article_id",
            "name",
            name=op.f("uq_duties_office_id_party_id_article_id_name"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_duties_article_id"), "duties", ["article_id"], unique=False)
    op.create_index("ix_duties_list", "duties", ["office_id", "sort_order", "id"], unique=False)
    op.create_index(op.f("ix_duties_party_id"), "duties", ["party_id"], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("duties")
    op.drop_table("parties")
    op.drop_table("articles")
