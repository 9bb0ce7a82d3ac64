"""Applications, findings, opinions of the departments, evidence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0025_applications"
down_revision = "0024_standards"
branch_labels = None
depends_on = None

FENCES = """
CREATE FUNCTION app_signs() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT coalesce(array_agg(DISTINCT application_id), '{}') FROM application_opinions WHERE unit_id = app_unit() $$;
REVOKE ALL ON FUNCTION app_signs() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_signs() TO coordination_app;
ALTER TABLE applications ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON applications TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()) OR id = ANY((SELECT app_signs())::bigint[]))));
ALTER TABLE application_findings ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON application_findings TO coordination_app USING (
  (SELECT app_system()) OR (application_id IN (SELECT id FROM applications)));
ALTER TABLE application_opinions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON application_opinions TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()) OR managed_by_id = (SELECT app_unit()))));
ALTER TABLE application_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON application_evidence TO coordination_app USING (
  (SELECT app_system()) OR (application_id IN (SELECT id FROM applications)));
CREATE POLICY community ON applications AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division()));
CREATE POLICY community ON application_opinions AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR application_id IN (SELECT id FROM applications));
REVOKE DELETE ON applications, application_findings, application_opinions FROM coordination_app;
CREATE POLICY evidence_of_applications ON files FOR SELECT TO coordination_app USING (id IN (SELECT file_id FROM application_evidence));
"""


def upgrade() -> None:
    op.create_table('applications',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('division_id', sa.BigInteger(), nullable=True),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('purpose', sa.String(length=40), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('statement', sa.Text(), server_default='', nullable=False),
    sa.Column('batch', sa.Text(), server_default='', nullable=False),
    sa.Column('as_of', sa.Date(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by_id', sa.BigInteger(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('filed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('first_reviewed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('first_reviewed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('review_due_on', sa.Date(), nullable=True),
    sa.Column('round', sa.Integer(), server_default='0', nullable=False),
    sa.Column('returned', postgresql.ARRAY(sa.BigInteger()), server_default='{}', nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("state = 'draft' OR state = 'withdrawn' OR filed_at IS NOT NULL", name=op.f('ck_applications_filed')),
    sa.CheckConstraint("state NOT IN ('returned', 'refused') OR reason <> ''", name=op.f('ck_applications_reason')),
    sa.CheckConstraint('(filed_at IS NULL) = (filed_by_id IS NULL)', name=op.f('ck_applications_filer')),
    sa.CheckConstraint('decided_by_id <> filed_by_id', name=op.f('ck_applications_decider')),
    sa.CheckConstraint('first_reviewed_by_id <> filed_by_id', name=op.f('ck_applications_four_eyes')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_applications_decided_by_id_accounts')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['accounts.id'], name=op.f('fk_applications_drafted_by_id_accounts')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['accounts.id'], name=op.f('fk_applications_filed_by_id_accounts')),
    sa.ForeignKeyConstraint(['first_reviewed_by_id'], ['accounts.id'], name=op.f('fk_applications_first_reviewed_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_applications_office_id_offices')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_applications_subject_id_subjects')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_applications_unit_id_member_units')),
    sa.ForeignKeyConstraint(['version_id'], ['standard_versions.id'], name=op.f('fk_applications_version_id_standard_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_applications'))
    )
    op.create_index(op.f('ix_applications_decided_by_id'), 'applications', ['decided_by_id'], unique=False)
    op.create_index(op.f('ix_applications_drafted_by_id'), 'applications', ['drafted_by_id'], unique=False)
    op.create_index(op.f('ix_applications_filed_by_id'), 'applications', ['filed_by_id'], unique=False)
    op.create_index(op.f('ix_applications_first_reviewed_by_id'), 'applications', ['first_reviewed_by_id'], unique=False)
    op.create_index('ix_applications_list', 'applications', ['office_id', 'state', 'unit_id', 'id'], unique=False)
    op.create_index('ix_applications_subject', 'applications', ['subject_id', 'id'], unique=False)
    op.create_index(op.f('ix_applications_unit_id'), 'applications', ['unit_id'], unique=False)
    op.create_index(op.f('ix_applications_version_id'), 'applications', ['version_id'], unique=False)
    op.create_index('uq_applications_open', 'applications', ['subject_id'], unique=True, postgresql_where="state NOT IN ('named', 'refused', 'withdrawn')")
    op.create_table('application_evidence',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('criterion_id', sa.BigInteger(), nullable=True),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['accounts.id'], name=op.f('fk_application_evidence_added_by_id_accounts')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_evidence_application_id_applications')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criteria.id'], name=op.f('fk_application_evidence_criterion_id_criteria')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_application_evidence_file_id_files')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_evidence')),
    sa.UniqueConstraint('application_id', 'criterion_id', 'file_id', name=op.f('uq_application_evidence_application_id_criterion_id_file_id'), postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_application_evidence_added_by_id'), 'application_evidence', ['added_by_id'], unique=False)
    op.create_index(op.f('ix_application_evidence_criterion_id'), 'application_evidence', ['criterion_id'], unique=False)
    op.create_index(op.f('ix_application_evidence_file_id'), 'application_evidence', ['file_id'], unique=False)
    op.create_table('application_findings',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('criterion_id', sa.BigInteger(), nullable=False),
    sa.Column('stage', sa.Text(), nullable=False),
    sa.Column('as_of', sa.Date(), nullable=False),
    sa.Column('standing', sa.String(length=40), nullable=False),
    sa.Column('value', sa.Numeric(precision=24, scale=6), nullable=True),
    sa.Column('facts', postgresql.JSONB(), nullable=False),
    sa.Column('found_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_findings_application_id_applications')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criteria.id'], name=op.f('fk_application_findings_criterion_id_criteria')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_findings')),
    sa.UniqueConstraint('application_id', 'criterion_id', 'stage', name=op.f('uq_application_findings_application_id_criterion_id_stage'))
    )
    op.create_index(op.f('ix_application_findings_criterion_id'), 'application_findings', ['criterion_id'], unique=False)
    op.create_table('application_opinions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('criterion_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('managed_by_id', sa.BigInteger(), nullable=False),
    sa.Column('round', sa.Integer(), server_default='1', nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('given_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('given_by_id', sa.BigInteger(), nullable=True),
    sa.Column('chases', sa.Integer(), server_default='0', nullable=False),
    sa.Column('chased_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'asked') = (given_at IS NULL)", name=op.f('ck_application_opinions_given')),
    sa.CheckConstraint("state <> 'opposed' OR note <> ''", name=op.f('ck_application_opinions_opposed')),
    sa.CheckConstraint('(given_at IS NULL) = (given_by_id IS NULL)', name=op.f('ck_application_opinions_giver')),
    sa.CheckConstraint('unit_id <> managed_by_id', name=op.f('ck_application_opinions_not_its_own')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_application_opinions_application_id_applications')),
    sa.ForeignKeyConstraint(['criterion_id'], ['criteria.id'], name=op.f('fk_application_opinions_criterion_id_criteria')),
    sa.ForeignKeyConstraint(['given_by_id'], ['accounts.id'], name=op.f('fk_application_opinions_given_by_id_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_application_opinions_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_application_opinions'))
    )
    op.create_index(op.f('ix_application_opinions_criterion_id'), 'application_opinions', ['criterion_id'], unique=False)
    op.create_index(op.f('ix_application_opinions_given_by_id'), 'application_opinions', ['given_by_id'], unique=False)
    op.create_index(op.f('ix_application_opinions_office_id'), 'application_opinions', ['office_id'], unique=False)
    op.create_index('ix_application_opinions_waiting', 'application_opinions', ['unit_id', 'state', 'due_on'], unique=False)
    op.create_index('uq_application_opinions_round', 'application_opinions', ['application_id', 'criterion_id', 'unit_id', 'round'], unique=True)
    op.execute(FENCES)


def downgrade() -> None:
    op.execute("DROP POLICY evidence_of_applications ON files")
    op.drop_table("application_evidence")
    op.drop_table("application_opinions")
    op.drop_table("application_findings")
    op.drop_table("applications")
    op.execute("DROP FUNCTION app_signs")
