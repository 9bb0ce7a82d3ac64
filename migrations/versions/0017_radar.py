"""Questions about figures."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017_radar"
down_revision = "0016_report_periods"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE report_flags ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_flags TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
REVOKE DELETE ON report_flags FROM coordination_app;
ALTER TABLE report_scans ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_scans TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
REVOKE DELETE ON report_scans FROM coordination_app;
"""


def upgrade() -> None:
    op.create_table('report_flags',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('report_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=True),
    sa.Column('indicator_id', sa.BigInteger(), nullable=True),
    sa.Column('facts', postgresql.JSONB(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answer', sa.Text(), server_default='', nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('settled_by_id', sa.BigInteger(), nullable=True),
    sa.Column('settlement', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f('ck_report_flags_answered')),
    sa.CheckConstraint('(settled_at IS NULL) = (outcome IS NULL)', name=op.f('ck_report_flags_settled')),
    sa.CheckConstraint("(settled_by_id IS NULL) = (outcome IS DISTINCT FROM 'accepted')", name=op.f('ck_report_flags_settled_by')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['accounts.id'], name=op.f('fk_report_flags_answered_by_id_accounts')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_report_flags_indicator_id_indicators')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_flags_report_id_reports')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['accounts.id'], name=op.f('fk_report_flags_settled_by_id_accounts')),
    sa.ForeignKeyConstraint(['subject_id'], ['member_units.id'], name=op.f('fk_report_flags_subject_id_member_units')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_report_flags_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_flags'))
    )
    op.create_index(op.f('ix_report_flags_answered_by_id'), 'report_flags', ['answered_by_id'], unique=False)
    op.create_index(op.f('ix_report_flags_indicator_id'), 'report_flags', ['indicator_id'], unique=False)
    op.create_index('ix_report_flags_list', 'report_flags', ['office_id', 'period', 'settled_at'], unique=False)
    op.create_index(op.f('ix_report_flags_settled_by_id'), 'report_flags', ['settled_by_id'], unique=False)
    op.create_index(op.f('ix_report_flags_subject_id'), 'report_flags', ['subject_id'], unique=False)
    op.create_index(op.f('ix_report_flags_unit_id'), 'report_flags', ['unit_id'], unique=False)
    op.create_index('uq_report_flags_question', 'report_flags', ['report_id', 'revision', 'kind', 'subject_id', 'indicator_id'], unique=True, postgresql_nulls_not_distinct=True)
    op.create_table('report_scans',
    sa.Column('report_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('scanned_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_scans_report_id_reports')),
    sa.PrimaryKeyConstraint('report_id', name=op.f('pk_report_scans'))
    )
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("report_scans")
    op.drop_table("report_flags")
