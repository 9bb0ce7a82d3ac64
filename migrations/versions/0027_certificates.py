"""Certificates, their history, reviews and numbers; what the public may read of them."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0027_certificates"
down_revision = "0026_notices"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE certificates ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON certificates TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE certificate_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON certificate_events TO coordination_app USING (
  (SELECT app_system()) OR (certificate_id IN (SELECT id FROM certificates)));
ALTER TABLE certificate_reviews ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON certificate_reviews TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE certificate_counters ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON certificate_counters TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
CREATE POLICY community ON certificates AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division()));
CREATE POLICY community ON certificate_reviews AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division()));
ALTER TABLE certificate_grounds ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON certificate_grounds TO coordination_app USING (
  (SELECT app_system()) OR (certificate_id IN (SELECT id FROM certificates)));
REVOKE DELETE ON certificates, certificate_reviews, certificate_counters FROM coordination_app;
REVOKE UPDATE, DELETE ON certificate_events, certificate_grounds FROM coordination_app;
REVOKE UPDATE ON certificates FROM coordination_app;
GRANT UPDATE (state, document_id, version) ON certificates TO coordination_app;
CREATE FUNCTION keep_naming_apart() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM applications a WHERE a.id = NEW.application_id AND a.filed_by_id = NEW.named_by_id) THEN
    RAISE EXCEPTION 'who filed the application gives no title upon it' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_apart BEFORE INSERT ON certificates FOR EACH ROW EXECUTE FUNCTION keep_naming_apart();
CREATE VIEW public_certificates WITH (security_barrier) AS
  SELECT c.id, c.token, c.number, c.title_name, c.subject_name, s.kind AS subject_kind, u.name AS unit_name, c.state, c.named_on, c.valid_until,
    t.name AS standard_name, v.number AS standard_number, o.id AS office_id, o.name AS office_name, d.code AS division_code,
    (SELECT r.token FROM certificates r WHERE r.replaces_id = c.id) AS renewed_by
  FROM certificates c JOIN subjects s ON s.id = c.subject_id JOIN member_units u ON u.id = c.unit_id JOIN offices o ON o.id = c.office_id
  JOIN divisions d ON d.id = o.division_id JOIN standard_versions v ON v.id = c.version_id JOIN standards t ON t.id = v.standard_id;
CREATE VIEW public_certificate_events WITH (security_barrier) AS
  SELECT id, certificate_id, action, happened_on, public_text FROM certificate_events WHERE public_text <> '';
GRANT SELECT ON public_certificates, public_certificate_events TO coordination_app;
"""


def upgrade() -> None:
    op.create_table('certificate_counters',
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('last', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_certificate_counters_office_id_offices')),
    sa.PrimaryKeyConstraint('office_id', 'year', name=op.f('pk_certificate_counters'))
    )
    op.create_table('certificates',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('division_id', sa.BigInteger(), nullable=True),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('replaces_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('sequence', sa.Integer(), nullable=False),
    sa.Column('number', sa.Text(), nullable=False),
    sa.Column('title_name', sa.Text(), nullable=False),
    sa.Column('subject_name', sa.Text(), nullable=False),
    sa.Column('named_on', sa.Date(), nullable=False),
    sa.Column('named_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('named_by_id', sa.BigInteger(), nullable=False),
    sa.Column('valid_until', sa.Date(), nullable=True),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('document_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('valid_until >= named_on', name=op.f('ck_certificates_validity')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_certificates_application_id_applications')),
    sa.ForeignKeyConstraint(['document_id'], ['files.id'], name=op.f('fk_certificates_document_id_files')),
    sa.ForeignKeyConstraint(['named_by_id'], ['accounts.id'], name=op.f('fk_certificates_named_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_certificates_office_id_offices')),
    sa.ForeignKeyConstraint(['replaces_id'], ['certificates.id'], name=op.f('fk_certificates_replaces_id_certificates')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_certificates_subject_id_subjects')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_certificates_unit_id_member_units')),
    sa.ForeignKeyConstraint(['version_id'], ['standard_versions.id'], name=op.f('fk_certificates_version_id_standard_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificates')),
    sa.UniqueConstraint('application_id', name=op.f('uq_certificates_application_id')),
    sa.UniqueConstraint('office_id', 'year', 'sequence', name=op.f('uq_certificates_office_id_year_sequence')),
    sa.UniqueConstraint('replaces_id', name=op.f('uq_certificates_replaces_id')),
    sa.UniqueConstraint('token', name=op.f('uq_certificates_token'))
    )
    op.create_index(op.f('ix_certificates_document_id'), 'certificates', ['document_id'], unique=False)
    op.create_index('ix_certificates_ending', 'certificates', ['valid_until'], unique=False, postgresql_where="state IN ('valid', 'suspended')")
    op.create_index('ix_certificates_list', 'certificates', ['office_id', 'state', 'unit_id', 'id'], unique=False)
    op.create_index(op.f('ix_certificates_named_by_id'), 'certificates', ['named_by_id'], unique=False)
    op.create_index(op.f('ix_certificates_subject_id'), 'certificates', ['subject_id'], unique=False)
    op.create_index(op.f('ix_certificates_unit_id'), 'certificates', ['unit_id'], unique=False)
    op.create_index(op.f('ix_certificates_version_id'), 'certificates', ['version_id'], unique=False)
    op.create_index('uq_certificates_standing', 'certificates', ['subject_id'], unique=True, postgresql_where="state IN ('valid', 'suspended')")
    op.create_table('certificate_events',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('certificate_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('action', sa.String(length=40), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('by_id', sa.BigInteger(), nullable=True),
    sa.Column('public_text', sa.Text(), server_default='', nullable=False),
    sa.Column('facts', postgresql.JSONB(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['accounts.id'], name=op.f('fk_certificate_events_by_id_accounts')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificates.id'], name=op.f('fk_certificate_events_certificate_id_certificates')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_events'))
    )
    op.create_index(op.f('ix_certificate_events_by_id'), 'certificate_events', ['by_id'], unique=False)
    op.create_index('ix_certificate_events_certificate', 'certificate_events', ['certificate_id', 'id'], unique=False)
    op.create_table('certificate_reviews',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('certificate_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('division_id', sa.BigInteger(), nullable=True),
    sa.Column('cause', sa.String(length=40), nullable=False),
    sa.Column('facts', postgresql.JSONB(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('statement', sa.Text(), server_default='', nullable=False),
    sa.Column('stated_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('stated_by_id', sa.BigInteger(), nullable=True),
    sa.Column('outcome', sa.String(length=40), nullable=True),
    sa.Column('reason', sa.Text(), server_default='', nullable=False),
    sa.Column('decided_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('decided_by_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("outcome IS NULL OR outcome = 'expired' OR (reason <> '' AND decided_by_id IS NOT NULL)", name=op.f('ck_certificate_reviews_reason')),
    sa.CheckConstraint('(outcome IS NULL) = (decided_at IS NULL)', name=op.f('ck_certificate_reviews_decided')),
    sa.CheckConstraint("(stated_at IS NULL) = (statement = '')", name=op.f('ck_certificate_reviews_stated')),
    sa.CheckConstraint('decided_by_id <> opened_by_id', name=op.f('ck_certificate_reviews_four_eyes')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificates.id'], name=op.f('fk_certificate_reviews_certificate_id_certificates')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['accounts.id'], name=op.f('fk_certificate_reviews_decided_by_id_accounts')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['accounts.id'], name=op.f('fk_certificate_reviews_opened_by_id_accounts')),
    sa.ForeignKeyConstraint(['stated_by_id'], ['accounts.id'], name=op.f('fk_certificate_reviews_stated_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_reviews'))
    )
    op.create_index(op.f('ix_certificate_reviews_certificate_id'), 'certificate_reviews', ['certificate_id'], unique=False)
    op.create_index(op.f('ix_certificate_reviews_decided_by_id'), 'certificate_reviews', ['decided_by_id'], unique=False)
    op.create_index('ix_certificate_reviews_list', 'certificate_reviews', ['office_id', 'outcome', 'due_on'], unique=False)
    op.create_index(op.f('ix_certificate_reviews_opened_by_id'), 'certificate_reviews', ['opened_by_id'], unique=False)
    op.create_index(op.f('ix_certificate_reviews_stated_by_id'), 'certificate_reviews', ['stated_by_id'], unique=False)
    op.create_index('uq_certificate_reviews_open', 'certificate_reviews', ['certificate_id'], unique=True, postgresql_where='outcome IS NULL')
    op.create_table('certificate_grounds',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('certificate_id', sa.BigInteger(), nullable=False),
    sa.Column('review_id', sa.BigInteger(), nullable=True),
    sa.Column('cause', sa.String(length=40), nullable=False),
    sa.Column('tally_id', sa.BigInteger(), nullable=True),
    sa.Column('veto_id', sa.BigInteger(), nullable=True),
    sa.Column('inspection_id', sa.BigInteger(), nullable=True),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('cases', sa.Integer(), nullable=True),
    sa.Column('text', sa.Text(), server_default='', nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('num_nonnulls(tally_id, veto_id, inspection_id) <= 1', name=op.f('ck_certificate_grounds_one_source')),
    sa.CheckConstraint('review_id IS NOT NULL OR tally_id IS NOT NULL', name=op.f('ck_certificate_grounds_known')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificates.id'], name=op.f('fk_certificate_grounds_certificate_id_certificates')),
    sa.ForeignKeyConstraint(['review_id'], ['certificate_reviews.id'], name=op.f('fk_certificate_grounds_review_id_certificate_reviews')),
    sa.ForeignKeyConstraint(['tally_id'], ['tallies.id'], name=op.f('fk_certificate_grounds_tally_id_tallies')),
    sa.ForeignKeyConstraint(['veto_id'], ['veto_events.id'], name=op.f('fk_certificate_grounds_veto_id_veto_events')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_certificate_grounds')),
    sa.UniqueConstraint('certificate_id', 'inspection_id', name=op.f('uq_certificate_grounds_certificate_id_inspection_id')),
    sa.UniqueConstraint('certificate_id', 'tally_id', name=op.f('uq_certificate_grounds_certificate_id_tally_id')),
    sa.UniqueConstraint('certificate_id', 'veto_id', name=op.f('uq_certificate_grounds_certificate_id_veto_id'))
    )
    op.create_index(op.f('ix_certificate_grounds_review_id'), 'certificate_grounds', ['review_id'], unique=False)
    op.create_index(op.f('ix_certificate_grounds_tally_id'), 'certificate_grounds', ['tally_id'], unique=False)
    op.create_index(op.f('ix_certificate_grounds_veto_id'), 'certificate_grounds', ['veto_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.execute("DROP VIEW public_certificate_events; DROP VIEW public_certificates")
    op.drop_table("certificate_counters")
    op.drop_table("certificate_grounds")
    op.drop_table("certificate_reviews")
    op.drop_table("certificate_events")
    op.drop_table("certificates")
    op.execute("DROP FUNCTION keep_naming_apart")
