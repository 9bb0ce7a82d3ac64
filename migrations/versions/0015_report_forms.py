"""Revisions of report forms, their limits and checks."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015_report_forms"
down_revision = "0014_indicators"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('form_checks', sa.Column('parts', postgresql.ARRAY(sa.Text()), server_default='{}', nullable=False))
    op.add_column('form_fields', sa.Column('minimum', sa.Numeric(), server_default='0', nullable=True))
    op.add_column('form_fields', sa.Column('bound', sa.String(length=40), nullable=True))
    op.add_column('form_fields', sa.Column('soft_low', sa.Numeric(), nullable=True))
    op.add_column('form_fields', sa.Column('soft_high', sa.Numeric(), nullable=True))
    op.add_column('form_fields', sa.Column('swing_percent', sa.Integer(), nullable=True))
    op.add_column('form_fields', sa.Column('caliber', sa.Text(), server_default='', nullable=False))
    op.add_column('report_forms', sa.Column('last_period', sa.Text(), nullable=True))
    op.add_column('report_forms', sa.Column('grace_days', sa.Integer(), server_default='0', nullable=False))
    op.add_column('report_forms', sa.Column('guidance', sa.Text(), server_default='', nullable=False))
    op.add_column('report_forms', sa.Column('enacted_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('report_forms', sa.Column('enacted_by_id', sa.BigInteger(), nullable=True))
    op.add_column('report_forms', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.create_index(op.f('ix_report_forms_enacted_by_id'), 'report_forms', ['enacted_by_id'], unique=False)
    op.create_foreign_key(op.f('fk_report_forms_enacted_by_id_accounts'), 'report_forms', 'accounts', ['enacted_by_id'], ['id'])
    op.execute("UPDATE report_forms SET enacted_at = now()")
    op.create_check_constraint(
        op.f("ck_report_forms_due"), "report_forms", "due_workday > 0 AND due_hour BETWEEN 0 AND 23 AND grace_days >= 0"
    )
    op.create_check_constraint(
        op.f("ck_report_forms_subjects"), "report_forms", "(shape = 'subjects') = (subject_kind IS NOT NULL)"
    )


def downgrade() -> None:
    op.drop_constraint(op.f("ck_report_forms_due"), "report_forms", type_="check")
    op.drop_constraint(op.f("ck_report_forms_subjects"), "report_forms", type_="check")
    op.drop_constraint(op.f("fk_report_forms_enacted_by_id_accounts"), "report_forms", type_="foreignkey")
    op.drop_index(op.f("ix_report_forms_enacted_by_id"), table_name="report_forms")
    op.drop_column("report_forms", "version")
    op.drop_column("report_forms", "enacted_by_id")
    op.drop_column("report_forms", "enacted_at")
    op.drop_column("report_forms", "guidance")
    op.drop_column("report_forms", "grace_days")
    op.drop_column("report_forms", "last_period")
    op.drop_column("form_fields", "caliber")
    op.drop_column("form_fields", "swing_percent")
    op.drop_column("form_fields", "soft_high")
    op.drop_column("form_fields", "soft_low")
    op.drop_column("form_fields", "bound")
    op.drop_column("form_fields", "minimum")
    op.drop_column("form_checks", "parts")
