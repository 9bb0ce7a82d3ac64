"""Freezes of periods, corrections, extensions."""

import sqlalchemy as sa
from alembic import op

revision = "0016_report_periods"
down_revision = "0015_report_forms"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE report_freezes ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_freezes TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE report_corrections ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_corrections TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE report_extensions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON report_extensions TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
REVOKE DELETE ON report_freezes, report_corrections, report_extensions FROM coordination_app;
"""


OVERVIEW = """
DROP INDEX ix_reports_overview;
CREATE INDEX ix_reports_overview ON reports (office_id, period, form_id, due_at, state) INCLUDE ({included});
"""


def upgrade() -> None:
    op.create_table('report_freezes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('form_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('frozen_by_id', sa.BigInteger(), nullable=False),
    sa.Column('reports', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['form_id'], ['report_forms.id'], name=op.f('fk_report_freezes_form_id_report_forms')),
    sa.ForeignKeyConstraint(['frozen_by_id'], ['accounts.id'], name=op.f('fk_report_freezes_frozen_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_report_freezes_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_freezes')),
    sa.UniqueConstraint('form_id', 'period', name=op.f('uq_report_freezes_form_id_period'))
    )
    op.create_index(op.f('ix_report_freezes_frozen_by_id'), 'report_freezes', ['frozen_by_id'], unique=False)
    op.create_index(op.f('ix_report_freezes_office_id'), 'report_freezes', ['office_id'], unique=False)
    op.create_table('report_corrections',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('report_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('after_freeze', sa.Boolean(), nullable=False),
    sa.Column('asked_in_office', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), server_default='', nullable=False),
    sa.Column('revision_before', sa.Integer(), nullable=False),
    sa.Column('revision_after', sa.Integer(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f('ck_report_corrections_decided')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_report_corrections_reason')),
    sa.CheckConstraint("state <> 'refused' OR answer <> ''", name=op.f('ck_report_corrections_refused')),
    sa.CheckConstraint('revision_after > revision_before', name=op.f('ck_report_corrections_later')),
    sa.CheckConstraint("revision_after IS NULL OR state = 'granted'", name=op.f('ck_report_corrections_granted')),
    sa.CheckConstraint('decided_by_id <> asked_by_id OR asked_in_office', name=op.f('ck_report_corrections_two_people')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_report_corrections_asked_by_id_accounts')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_report_corrections_decided_by_id_accounts')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_corrections_report_id_reports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_corrections'))
    )
    op.create_index(op.f('ix_report_corrections_asked_by_id'), 'report_corrections', ['asked_by_id'], unique=False)
    op.create_index(op.f('ix_report_corrections_decided_by_id'), 'report_corrections', ['decided_by_id'], unique=False)
    op.create_index('ix_report_corrections_open', 'report_corrections', ['office_id'], unique=False, postgresql_where="state = 'asked'")
    op.create_index('ix_report_corrections_report', 'report_corrections', ['report_id'], unique=False)
    op.create_index('uq_report_corrections_open', 'report_corrections', ['report_id'], unique=True, postgresql_where="state IN ('asked', 'granted') AND revision_after IS NULL")
    op.create_table('report_extensions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('report_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('from_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('to_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('asked_in_office', sa.Boolean(), nullable=False),
    sa.Column('asked_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('asked_by_id', sa.BigInteger(), nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('answer', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'asked') = (decided_at IS NULL)", name=op.f('ck_report_extensions_decided')),
    sa.CheckConstraint('to_at > from_at', name=op.f('ck_report_extensions_later')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_report_extensions_reason')),
    sa.CheckConstraint("state <> 'refused' OR answer <> ''", name=op.f('ck_report_extensions_refused')),
    sa.CheckConstraint('decided_by_id <> asked_by_id OR asked_in_office', name=op.f('ck_report_extensions_two_people')),
    sa.ForeignKeyConstraint(['asked_by_id'], ['accounts.id'], name=op.f('fk_report_extensions_asked_by_id_accounts')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_report_extensions_decided_by_id_accounts')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_report_extensions_report_id_reports')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_report_extensions'))
    )
    op.create_index(op.f('ix_report_extensions_asked_by_id'), 'report_extensions', ['asked_by_id'], unique=False)
    op.create_index(op.f('ix_report_extensions_decided_by_id'), 'report_extensions', ['decided_by_id'], unique=False)
    op.create_index('ix_report_extensions_open', 'report_extensions', ['office_id'], unique=False, postgresql_where="state = 'asked'")
    op.create_index('ix_report_extensions_report', 'report_extensions', ['report_id'], unique=False)
    op.create_index('uq_report_extensions_open', 'report_extensions', ['report_id'], unique=True, postgresql_where="state = 'asked'")
    op.add_column('reports', sa.Column('frozen_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('reports', sa.Column('frozen_revision', sa.Integer(), nullable=True))
    op.add_column("reports", sa.Column("grace_until", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE reports SET frozen_at = approved_at, frozen_revision = revision WHERE state = 'locked'")
    op.create_check_constraint(
        op.f("ck_reports_frozen"), "reports", "(frozen_at IS NULL) = (frozen_revision IS NULL)"
    )
    op.create_check_constraint(op.f("ck_reports_locked"), "reports", "state <> 'locked' OR frozen_at IS NOT NULL")
    op.create_check_constraint(
        op.f("ck_reports_frozen_revision"), "reports", "frozen_revision BETWEEN 0 AND revision"
    )
    op.create_check_constraint(
        op.f("ck_reports_approved_not_frozen"), "reports", "state <> 'approved' OR frozen_at IS NULL"
    )

    op.execute(OVERVIEW.format(included="unit_id, grace_until"))
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_reports_approved_not_frozen"), "reports", type_="check")
    op.drop_constraint(op.f("ck_reports_frozen_revision"), "reports", type_="check")
    op.execute("UPDATE reports SET state = 'approved' WHERE state = 'locked'")
    op.drop_constraint(op.f("ck_reports_frozen"), "reports", type_="check")
    op.drop_constraint(op.f("ck_reports_locked"), "reports", type_="check")
    op.execute(OVERVIEW.format(included="unit_id"))
    op.drop_column("reports", "grace_until")
    op.drop_table("report_extensions")
    op.drop_table("report_corrections")
    op.drop_table("report_freezes")
    op.drop_column("reports", "frozen_revision")
    op.drop_column("reports", "frozen_at")
