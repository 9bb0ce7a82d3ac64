"""Schemes, cohorts, frozen rankings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005_rankings"
down_revision = "0004_reporting"
branch_labels = None
depends_on = None


FENCES = """
ALTER TABLE schemes ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON schemes TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE cohort_members ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON cohort_members TO coordination_app USING (
  (SELECT app_system()) OR scheme_id IN (SELECT id FROM schemes));
ALTER TABLE scheme_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON scheme_items TO coordination_app USING (
  (SELECT app_system()) OR scheme_id IN (SELECT id FROM schemes));
ALTER TABLE rankings ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON rankings TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR published_at IS NOT NULL)));
ALTER TABLE score_lines ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON score_lines TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()) OR ranking_id IN (SELECT id FROM rankings))));
ALTER TABLE score_items ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON score_items TO coordination_app USING (
  (SELECT app_system()) OR (line_id IN (SELECT id FROM score_lines)));
REVOKE UPDATE, DELETE ON score_lines, score_items FROM coordination_app;
REVOKE DELETE ON rankings FROM coordination_app;
"""


def upgrade() -> None:
    op.create_table(
        "schemes",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("min_cohort", sa.Integer(), server_default="3", nullable=False),
        sa.Column("bonus_cap", sa.Numeric(), server_default="5", nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_schemes_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_schemes")),
        sa.UniqueConstraint("office_id", "code", "revision", name=op.f("uq_schemes_office_id_code_revision")),
    )
    op.create_table(
        "cohort_members",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("exempt", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["schemes.id"], name=op.f("fk_cohort_members_scheme_id_schemes")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_cohort_members_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_members")),
        sa.UniqueConstraint("scheme_id", "unit_id", name=op.f("uq_cohort_members_scheme_id_unit_id")),
    )
    op.create_index(op.f("ix_cohort_members_unit_id"), "cohort_members", ["unit_id"], unique=False)
    op.create_table(
        "scheme_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.BigInteger(), nullable=True),
        sa.Column("measure", sa.Text(), nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("target", sa.Numeric(), nullable=True),
        sa.Column("limit", sa.Numeric(), nullable=True),
        sa.Column("steps", postgresql.JSONB(), nullable=True),
        sa.Column("per_event", sa.Numeric(), nullable=True),
        sa.Column("max_deduction", sa.Numeric(), nullable=True),
        sa.CheckConstraint(
            "(measure = 'on_time') = (indicator_id IS NULL)", name=op.f("ck_scheme_items_indicator")
        ),
        sa.CheckConstraint("weight > 0", name=op.f("ck_scheme_items_weight")),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("fk_scheme_items_indicator_id_indicators")
        ),
        sa.ForeignKeyConstraint(
            ["scheme_id"], ["schemes.id"], name=op.f("fk_scheme_items_scheme_id_schemes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scheme_items")),
        sa.UniqueConstraint("scheme_id", "code", name=op.f("uq_scheme_items_scheme_id_code")),
    )
    op.create_index(op.f("ix_scheme_items_indicator_id"), "scheme_items", ["indicator_id"], unique=False)
    op.create_table(
        "rankings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("scheme_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.BigInteger(), nullable=True),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_by_id", sa.BigInteger(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_rankings_sha256")),
        sa.ForeignKeyConstraint(
            ["frozen_by_id"], ["accounts.id"], name=op.f("fk_rankings_frozen_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_rankings_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["previous_id"], ["rankings.id"], name=op.f("fk_rankings_previous_id_rankings")
        ),
        sa.ForeignKeyConstraint(["scheme_id"], ["schemes.id"], name=op.f("fk_rankings_scheme_id_schemes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rankings")),
        sa.UniqueConstraint(
            "scheme_id", "period", "sequence", name=op.f("uq_rankings_scheme_id_period_sequence")
        ),
    )
    op.create_index(op.f("ix_rankings_office_id"), "rankings", ["office_id"], unique=False)
    op.create_table(
        "score_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("ranking_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("cohort", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("previous_rank", sa.Integer(), nullable=True),
        sa.Column("total", sa.Numeric(), nullable=False),
        sa.Column("bonus", sa.Numeric(), server_default="0", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(state = 'ranked') = (rank IS NOT NULL)", name=op.f("ck_score_lines_rank")),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["rankings.id"], name=op.f("fk_score_lines_ranking_id_rankings")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_score_lines_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_lines")),
        sa.UniqueConstraint("ranking_id", "unit_id", name=op.f("uq_score_lines_ranking_id_unit_id")),
    )
    op.create_index(op.f("ix_score_lines_unit_id"), "score_lines", ["unit_id"], unique=False)
    op.create_table(
        "score_items",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("line_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("value", sa.Numeric(), nullable=True),
        sa.Column("missing", sa.Text(), server_default="", nullable=False),
        sa.Column("weight", sa.Numeric(), nullable=False),
        sa.Column("points", sa.Numeric(), nullable=False),
        sa.Column("formula", sa.Text(), nullable=False),
        sa.Column("sources", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["score_lines.id"], name=op.f("fk_score_items_line_id_score_lines")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_score_items")),
        sa.UniqueConstraint("line_id", "code", name=op.f("uq_score_items_line_id_code")),
    )
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("score_items")
    op.drop_index(op.f("ix_score_lines_unit_id"), table_name="score_lines")
    op.drop_table("score_lines")
    op.drop_index(op.f("ix_rankings_office_id"), table_name="rankings")
    op.drop_table("rankings")
    op.drop_index(op.f("ix_scheme_items_indicator_id"), table_name="scheme_items")
    op.drop_table("scheme_items")
    op.drop_index(op.f("ix_cohort_members_unit_id"), table_name="cohort_members")
    op.drop_table("cohort_members")
    op.drop_table("schemes")
