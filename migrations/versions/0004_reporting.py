"""Indicators, forms, reports, figures, revisions, holidays."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004_reporting"
down_revision = "0003_accounts"
branch_labels = None
depends_on = None


FENCES = """
ALTER TABLE report_forms ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_forms TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE form_fields ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON form_fields TO coordination_app USING (
  (SELECT app_system()) OR form_id IN (SELECT id FROM report_forms));
ALTER TABLE form_checks ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON form_checks TO coordination_app USING (
  (SELECT app_system()) OR form_id IN (SELECT id FROM report_forms));
ALTER TABLE reports ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON reports TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE report_figures ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_figures TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE report_revisions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_revisions TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
REVOKE UPDATE, DELETE ON report_revisions FROM coordination_app;
"""


def upgrade() -> None:
    op.create_table(
        "holidays",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("workday", sa.Boolean(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_holidays")),
    )
    op.create_table(
        "indicators",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("over_time", sa.Text(), nullable=False),
        sa.Column("over_divisions", sa.Text(), nullable=False),
        sa.Column("rankable", sa.Boolean(), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("numerator", sa.Text(), nullable=True),
        sa.Column("denominator", sa.Text(), nullable=True),
        sa.Column("factor", sa.Numeric(), nullable=True),
        sa.Column("initials", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint("(type = 'ratio') = (numerator IS NOT NULL)", name=op.f("ck_indicators_ratio")),
        sa.CheckConstraint("rankable OR note <> ''", name=op.f("ck_indicators_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_indicators")),
        sa.UniqueConstraint("code", name=op.f("uq_indicators_code")),
    )
    op.create_table(
        "report_forms",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="1", nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shape", sa.String(length=40), nullable=False),
        sa.Column("subject_kind", sa.Text(), nullable=True),
        sa.Column("with_total", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("unit_kinds", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("period_kind", sa.Text(), server_default="month", nullable=False),
        sa.Column("due_workday", sa.Integer(), server_default="5", nullable=False),
        sa.Column("due_hour", sa.Integer(), server_default="17", nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("first_period", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_report_forms_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["subject_kind"], ["unit_kinds.code"], name=op.f("fk_report_forms_subject_kind_unit_kinds")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_forms")),
        sa.UniqueConstraint(
            "office_id", "code", "revision", name=op.f("uq_report_forms_office_id_code_revision")
        ),
    )
    op.create_table(
        "form_checks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "kind",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("left", sa.Text(), nullable=False),
        sa.Column("right", sa.Text(), nullable=True),
        sa.Column("tolerance", sa.Numeric(), server_default="0", nullable=False),
        sa.ForeignKeyConstraint(
            ["form_id"], ["report_forms.id"], name=op.f("fk_form_checks_form_id_report_forms")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_checks")),
    )
    op.create_index(op.f("ix_form_checks_form_id"), "form_checks", ["form_id"], unique=False)
    op.create_table(
        "form_fields",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=False),
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("required", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("maximum", sa.Numeric(), nullable=True),
        sa.ForeignKeyConstraint(
            ["form_id"], ["report_forms.id"], name=op.f("fk_form_fields_form_id_report_forms")
        ),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("fk_form_fields_indicator_id_indicators")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_fields")),
        sa.UniqueConstraint("form_id", "indicator_id", name=op.f("uq_form_fields_form_id_indicator_id")),
    )
    op.create_index(op.f("ix_form_fields_indicator_id"), "form_fields", ["indicator_id"], unique=False)
    op.create_table(
        "reports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("form_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("zero", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("first_submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("return_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state IN ('approved', 'locked')) = (approved_by_id IS NOT NULL)",
            name=op.f("ck_reports_approved"),
        ),
        sa.CheckConstraint(
            "(state IN ('submitted', 'approved', 'locked')) <= (submitted_by_id IS NOT NULL)",
            name=op.f("ck_reports_submitted"),
        ),
        sa.CheckConstraint("state <> 'returned' OR return_reason <> ''", name=op.f("ck_reports_returned")),
        sa.CheckConstraint("approved_by_id <> submitted_by_id", name=op.f("ck_reports_four_eyes")),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["accounts.id"], name=op.f("fk_reports_approved_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["report_forms.id"], name=op.f("fk_reports_form_id_report_forms")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_reports_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["accounts.id"], name=op.f("fk_reports_submitted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_reports_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reports")),
        sa.UniqueConstraint("form_id", "unit_id", "period", name=op.f("uq_reports_form_id_unit_id_period")),
    )
    op.create_index(op.f("ix_reports_approved_by_id"), "reports", ["approved_by_id"], unique=False)
    op.create_index("ix_reports_overview", "reports", ["office_id", "period", "state"], unique=False)
    op.create_index(op.f("ix_reports_submitted_by_id"), "reports", ["submitted_by_id"], unique=False)
    op.create_index("ix_reports_unit", "reports", ["unit_id", "period"], unique=False)
    op.create_table(
        "report_figures",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("indicator_id", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("typed", sa.Text(), server_default="", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("return_note", sa.Text(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["indicator_id"], ["indicators.id"], name=op.f("fk_report_figures_indicator_id_indicators")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_figures_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["subject_id"], ["member_units.id"], name=op.f("fk_report_figures_subject_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_figures")),
        sa.UniqueConstraint(
            "report_id",
            "subject_id",
            "indicator_id",
            name=op.f("uq_report_figures_report_id_subject_id_indicator_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(op.f("ix_report_figures_indicator_id"), "report_figures", ["indicator_id"], unique=False)
    op.create_index(
        "ix_report_figures_subject", "report_figures", ["subject_id", "indicator_id"], unique=False
    )
    op.create_table(
        "report_revisions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("report_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=False),
        sa.Column(
            "submitted_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False
        ),
        sa.Column("zero", sa.Boolean(), nullable=False),
        sa.Column("figures", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["reports.id"], name=op.f("fk_report_revisions_report_id_reports")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["accounts.id"], name=op.f("fk_report_revisions_submitted_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_revisions")),
        sa.UniqueConstraint("report_id", "number", name=op.f("uq_report_revisions_report_id_number")),
    )
    op.create_index(
        op.f("ix_report_revisions_submitted_by_id"), "report_revisions", ["submitted_by_id"], unique=False
    )
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_index(op.f("ix_report_revisions_submitted_by_id"), table_name="report_revisions")
    op.drop_table("report_revisions")
    op.drop_index("ix_report_figures_subject", table_name="report_figures")
    op.drop_index(op.f("ix_report_figures_indicator_id"), table_name="report_figures")
    op.drop_table("report_figures")
    op.drop_index("ix_reports_unit", table_name="reports")
    op.drop_index(op.f("ix_reports_submitted_by_id"), table_name="reports")
    op.drop_index("ix_reports_overview", table_name="reports")
    op.drop_index(op.f("ix_reports_approved_by_id"), table_name="reports")
    op.drop_table("reports")
    op.drop_index(op.f("ix_form_fields_indicator_id"), table_name="form_fields")
    op.drop_table("form_fields")
    op.drop_index(op.f("ix_form_checks_form_id"), table_name="form_checks")
    op.drop_table("form_checks")
    op.drop_table("report_forms")
    op.drop_table("indicators")
    op.drop_table("holidays")
