"""Kinds of circulars and series of numbers, publication, corrections, versions, comments, quota."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033_circular_kinds"
down_revision = "0032_document_templates"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE circular_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circular_versions TO coordination_app USING (
  (SELECT app_system()) OR (circular_id IN (SELECT id FROM circulars) AND (SELECT app_unit()) IS NULL));
ALTER TABLE circular_autosaves ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circular_autosaves TO coordination_app USING (
  (SELECT app_system()) OR (circular_id IN (SELECT id FROM circulars) AND (SELECT app_unit()) IS NULL));
ALTER TABLE circular_comments ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circular_comments TO coordination_app USING (
  (SELECT app_system()) OR (circular_id IN (SELECT id FROM circulars) AND (SELECT app_unit()) IS NULL));
ALTER TABLE document_quotas ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON document_quotas TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
ALTER TABLE document_codes ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON document_codes TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
REVOKE DELETE ON circular_comments FROM coordination_app;
REVOKE UPDATE, DELETE ON circular_versions FROM coordination_app;
ALTER TABLE circular_counters DROP CONSTRAINT pk_circular_counters;
ALTER TABLE circular_counters ADD CONSTRAINT pk_circular_counters PRIMARY KEY (office_id, year, series);
DROP TRIGGER keep ON circulars;
UPDATE circulars SET document_code = o.document_code FROM offices o
  WHERE o.id = circulars.office_id AND circulars.sequence IS NOT NULL;
UPDATE circular_numbers SET document_code = o.document_code FROM offices o WHERE o.id = circular_numbers.office_id;
ALTER TABLE circular_numbers ALTER COLUMN document_code SET NOT NULL;
ALTER TABLE circulars DROP CONSTRAINT ck_circulars_issued;
ALTER TABLE circulars ADD CONSTRAINT ck_circulars_issued CHECK ((state IN ('issued', 'corrected', 'withdrawn')) =
  (sequence IS NOT NULL AND year IS NOT NULL AND document_code IS NOT NULL AND issued_on IS NOT NULL AND signed_by_id IS NOT NULL));
ALTER TABLE circulars ADD CONSTRAINT ck_circulars_corrects CHECK ((kind = 'correction') = (corrects_id IS NOT NULL));
ALTER POLICY fence ON circulars USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR state IN ('issued', 'corrected', 'withdrawn'))));
CREATE OR REPLACE FUNCTION circulars_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  open_fields text[] := ARRAY['state', 'withdraw_reason', 'document_id', 'version'];
BEGIN
  IF to_jsonb(NEW) - open_fields IS DISTINCT FROM to_jsonb(OLD) - open_fields THEN
    RAISE EXCEPTION 'circular % was issued and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id THEN
    RAISE EXCEPTION 'circular % has its document', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state NOT IN ('issued', 'corrected', 'withdrawn')
      OR (OLD.state = 'corrected' AND NEW.state = 'issued')
      OR (OLD.state = 'withdrawn'
        AND (NEW.state, NEW.withdraw_reason) IS DISTINCT FROM (OLD.state, OLD.withdraw_reason)) THEN
    RAISE EXCEPTION 'circular % cannot go back', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON circulars FOR EACH ROW
  WHEN (OLD.state IN ('issued', 'corrected', 'withdrawn')) EXECUTE FUNCTION circulars_keep();
"""

DOWN = """
DROP TRIGGER keep ON circulars;
DROP TABLE document_codes, document_quotas, circular_comments, circular_autosaves, circular_versions;
ALTER TABLE circulars DROP CONSTRAINT ck_circulars_corrects, DROP COLUMN kind, DROP COLUMN publication,
  DROP COLUMN template_version_id, DROP COLUMN corrects_id, DROP COLUMN token, DROP COLUMN document_code;
ALTER TABLE circular_numbers DROP COLUMN document_code;
DELETE FROM circular_numbers WHERE series <> 'circular';
DELETE FROM circular_counters WHERE series <> 'circular';
ALTER TABLE circular_numbers DROP CONSTRAINT uq_circular_numbers_office_id_year_series_sequence, DROP COLUMN series;
ALTER TABLE circular_numbers ADD CONSTRAINT uq_circular_numbers_office_id_year_sequence UNIQUE (office_id, year, sequence);
ALTER TABLE circular_counters DROP CONSTRAINT pk_circular_counters, DROP COLUMN series;
ALTER TABLE circular_counters ADD CONSTRAINT pk_circular_counters PRIMARY KEY (office_id, year);
CREATE TRIGGER keep BEFORE UPDATE ON circulars FOR EACH ROW
  WHEN (OLD.state IN ('issued', 'withdrawn')) EXECUTE FUNCTION circulars_keep();
"""


def upgrade() -> None:
    op.create_table('document_quotas',
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('most', sa.Integer(), nullable=False),
    sa.Column('set_by_id', sa.BigInteger(), nullable=False),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.CheckConstraint('most > 0', name=op.f('ck_document_quotas_most')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_document_quotas_office_id_offices')),
    sa.ForeignKeyConstraint(['set_by_id'], ['accounts.id'], name=op.f('fk_document_quotas_set_by_id_accounts')),
    sa.PrimaryKeyConstraint('office_id', 'year', name=op.f('pk_document_quotas'))
    )
    op.create_index(op.f('ix_document_quotas_set_by_id'), 'document_quotas', ['set_by_id'], unique=False)
    op.create_table('document_codes',
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('series', sa.String(length=40), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.CheckConstraint("code <> ''", name=op.f('ck_document_codes_code')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_document_codes_office_id_offices')),
    sa.PrimaryKeyConstraint('office_id', 'series', name=op.f('pk_document_codes'))
    )
    op.create_table('circular_autosaves',
    sa.Column('circular_id', sa.BigInteger(), nullable=False),
    sa.Column('account_id', sa.BigInteger(), nullable=False),
    sa.Column('content', postgresql.JSONB(), nullable=False),
    sa.Column('base', sa.Integer(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['accounts.id'], name=op.f('fk_circular_autosaves_account_id_accounts')),
    sa.ForeignKeyConstraint(['circular_id'], ['circulars.id'], name=op.f('fk_circular_autosaves_circular_id_circulars')),
    sa.PrimaryKeyConstraint('circular_id', 'account_id', name=op.f('pk_circular_autosaves'))
    )
    op.create_table('circular_comments',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('circular_id', sa.BigInteger(), nullable=False),
    sa.Column('block', sa.Integer(), nullable=True),
    sa.Column('words', sa.Text(), server_default='', nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('made_by_id', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('settled_by_id', sa.BigInteger(), nullable=True),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=True),
    sa.CheckConstraint("text <> ''", name=op.f('ck_circular_comments_text')),
    sa.ForeignKeyConstraint(['circular_id'], ['circulars.id'], name=op.f('fk_circular_comments_circular_id_circulars')),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_circular_comments_made_by_id_accounts')),
    sa.ForeignKeyConstraint(['settled_by_id'], ['accounts.id'], name=op.f('fk_circular_comments_settled_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circular_comments'))
    )
    op.create_index(op.f('ix_circular_comments_circular_id'), 'circular_comments', ['circular_id'], unique=False)
    op.create_index(op.f('ix_circular_comments_made_by_id'), 'circular_comments', ['made_by_id'], unique=False)
    op.create_index(op.f('ix_circular_comments_settled_by_id'), 'circular_comments', ['settled_by_id'], unique=False)
    op.create_table('circular_versions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('circular_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('addressees', sa.Text(), nullable=False),
    sa.Column('copies_to', sa.Text(), nullable=False),
    sa.Column('body', postgresql.JSONB(), nullable=False),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('saved_by_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['circular_id'], ['circulars.id'], name=op.f('fk_circular_versions_circular_id_circulars')),
    sa.ForeignKeyConstraint(['saved_by_id'], ['accounts.id'], name=op.f('fk_circular_versions_saved_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_circular_versions')),
    sa.UniqueConstraint('circular_id', 'number', name=op.f('uq_circular_versions_circular_id_number'))
    )
    op.create_index(op.f('ix_circular_versions_saved_by_id'), 'circular_versions', ['saved_by_id'], unique=False)
    op.add_column('circular_counters', sa.Column('series', sa.String(length=40), server_default='circular', nullable=False))
    op.add_column('circular_numbers', sa.Column('series', sa.String(length=40), server_default='circular', nullable=False))
    op.drop_constraint(op.f('uq_circular_numbers_office_id_year_sequence'), 'circular_numbers', type_='unique')
    op.create_unique_constraint(op.f('uq_circular_numbers_office_id_year_series_sequence'), 'circular_numbers', ['office_id', 'year', 'series', 'sequence'])
    op.add_column('circulars', sa.Column('kind', sa.String(length=40), server_default='monthly', nullable=False))
    op.add_column('circulars', sa.Column('publication', sa.String(length=40), server_default='full', nullable=False))
    op.add_column('circulars', sa.Column('template_version_id', sa.BigInteger(), nullable=True))
    op.add_column('circulars', sa.Column('corrects_id', sa.BigInteger(), nullable=True))
    op.add_column('circulars', sa.Column('document_code', sa.Text(), nullable=True))
    op.add_column('circular_numbers', sa.Column('document_code', sa.Text(), nullable=True))
    op.add_column('circulars', sa.Column('token', sa.Text(), nullable=True))
    op.create_index(op.f('ix_circulars_corrects_id'), 'circulars', ['corrects_id'], unique=False)
    op.create_index(op.f('ix_circulars_template_version_id'), 'circulars', ['template_version_id'], unique=False)
    op.create_unique_constraint(op.f('uq_circulars_token'), 'circulars', ['token'])
    op.create_foreign_key(op.f('fk_circulars_template_version_id_document_template_versions'), 'circulars', 'document_template_versions', ['template_version_id'], ['id'])
    op.create_foreign_key(op.f('fk_circulars_corrects_id_circulars'), 'circulars', 'circulars', ['corrects_id'], ['id'])
    op.execute(FENCES)


def downgrade() -> None:
    op.execute(DOWN)
