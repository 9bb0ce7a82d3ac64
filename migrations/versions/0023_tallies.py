"""Case tallies by day or month; a row is never changed, only superseded."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0023_tallies"
down_revision = "0022_subjects"
branch_labels = None
depends_on = None

FENCES = """
CREATE FUNCTION app_counts_cases() RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT EXISTS (SELECT FROM member_units WHERE id = app_unit() AND kind_code = 'police') $$;
REVOKE ALL ON FUNCTION app_counts_cases() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_counts_cases() TO coordination_app;
CREATE FUNCTION app_tallied_until(office bigint) RETURNS date LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT max(last_on) FROM tally_filings WHERE office_id = office AND (app_system() OR office = ANY(app_offices())) $$;
REVOKE ALL ON FUNCTION app_tallied_until(bigint) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_tallied_until(bigint) TO coordination_app;
ALTER TABLE tally_uploads ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON tally_uploads TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
REVOKE DELETE ON tally_uploads FROM coordination_app;
ALTER TABLE tally_filings ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON tally_filings TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE tallies ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON tallies TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR (SELECT app_counts_cases())
    OR subject_id = ANY (ARRAY(SELECT id FROM subjects WHERE unit_id = (SELECT app_unit()))))));
CREATE POLICY community ON tallies AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR subject_id IN (SELECT id FROM subjects));
REVOKE UPDATE, DELETE ON tally_filings, tallies FROM coordination_app;
GRANT UPDATE (superseded_at) ON tallies TO coordination_app;
"""


def upgrade() -> None:
    op.create_table('tally_filings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('grain', sa.String(length=40), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('source', sa.String(length=40), nullable=False),
    sa.Column('rows', sa.Integer(), nullable=False),
    sa.Column('corrected', sa.Integer(), server_default='0', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('filed_by_id', sa.BigInteger(), nullable=False),
    sa.CheckConstraint('first_on <= last_on', name=op.f('ck_tally_filings_days')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['accounts.id'], name=op.f('fk_tally_filings_filed_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_tally_filings_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_tally_filings_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally_filings'))
    )
    op.create_index(op.f('ix_tally_filings_filed_by_id'), 'tally_filings', ['filed_by_id'], unique=False)
    op.create_index('ix_tally_filings_list', 'tally_filings', ['office_id', 'first_on', 'id'], unique=False)
    op.create_index(op.f('ix_tally_filings_unit_id'), 'tally_filings', ['unit_id'], unique=False)
    op.create_table('tallies',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('filing_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('source_unit_id', sa.BigInteger(), nullable=True),
    sa.Column('grain', sa.String(length=40), nullable=False),
    sa.Column('first_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=False),
    sa.Column('loss', sa.Numeric(precision=20, scale=2), server_default='0', nullable=False),
    sa.Column('largest_loss', sa.Numeric(precision=20, scale=2), server_default='0', nullable=False),
    sa.Column('suspects', sa.Integer(), server_default='0', nullable=False),
    sa.Column('dens', sa.Integer(), server_default='0', nullable=False),
    sa.Column('last_case_on', sa.Date(), nullable=True),
    sa.Column('revision', sa.Integer(), server_default='1', nullable=False),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('superseded_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("revision = 1 OR reason <> ''", name=op.f('ck_tallies_corrected')),
    sa.CheckConstraint('cases > 0 OR (loss = 0 AND last_case_on IS NULL)', name=op.f('ck_tallies_no_case')),
    sa.CheckConstraint('cases >= 0 AND loss >= 0 AND largest_loss >= 0 AND suspects >= 0 AND dens >= 0', name=op.f('ck_tallies_counts')),
    sa.CheckConstraint('first_on <= last_on', name=op.f('ck_tallies_days')),
    sa.CheckConstraint('largest_loss <= loss', name=op.f('ck_tallies_largest')),
    sa.CheckConstraint('last_case_on BETWEEN first_on AND last_on', name=op.f('ck_tallies_last_case')),
    sa.ForeignKeyConstraint(['filing_id'], ['tally_filings.id'], name=op.f('fk_tallies_filing_id_tally_filings')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_tallies_subject_id_subjects')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tallies'))
    )
    op.create_index(op.f('ix_tallies_filing_id'), 'tallies', ['filing_id'], unique=False)
    op.create_index('ix_tallies_history', 'tallies', ['subject_id', 'first_on', 'id'], unique=False)
    op.create_index('uq_tallies_current', 'tallies', ['subject_id', 'grain', 'first_on'], unique=True, postgresql_where='superseded_at IS NULL', postgresql_include=['last_on', 'cases', 'largest_loss', 'suspects', 'dens', 'last_case_on'])
    op.create_table('tally_uploads',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('month', sa.Text(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.BigInteger(), nullable=False),
    sa.Column('reading', postgresql.JSONB(), nullable=False),
    sa.Column('findings', postgresql.JSONB(), nullable=False),
    sa.Column('filing_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_tally_uploads_file_id_files')),
    sa.ForeignKeyConstraint(['filing_id'], ['tally_filings.id'], name=op.f('fk_tally_uploads_filing_id_tally_filings')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_tally_uploads_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_tally_uploads_unit_id_member_units')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['accounts.id'], name=op.f('fk_tally_uploads_uploaded_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_tally_uploads'))
    )
    for column in ('file_id', 'filing_id', 'office_id', 'unit_id', 'uploaded_by_id'):
        op.create_index(op.f(f'ix_tally_uploads_{column}'), 'tally_uploads', [column], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("tally_uploads")
    op.drop_table("tallies")
    op.drop_table("tally_filings")
    op.execute("DROP FUNCTION app_counts_cases, app_tallied_until")
