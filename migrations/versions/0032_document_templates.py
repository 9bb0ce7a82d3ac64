"""Templates of official documents as data."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0032_document_templates"
down_revision = "0031_consultations"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE document_templates ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON document_templates TO coordination_app USING (
  (SELECT app_system()) OR office_id IS NULL OR (office_id = ANY((SELECT app_offices())::bigint[])))
  WITH CHECK ((SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE document_template_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON document_template_versions TO coordination_app USING (
  (SELECT app_system()) OR (template_id IN (SELECT id FROM document_templates)));
REVOKE DELETE ON document_templates, document_template_versions FROM coordination_app;
CREATE FUNCTION keep_template_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.template_id, NEW.number, NEW.title, NEW.body) IS DISTINCT FROM (OLD.template_id, OLD.number, OLD.title, OLD.body)
      OR NEW.state = 'draft' THEN
    RAISE EXCEPTION 'version % was in use and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON document_template_versions FOR EACH ROW
  WHEN (OLD.state <> 'draft') EXECUTE FUNCTION keep_template_version();
"""

DOWN = """
DROP TABLE document_template_versions, document_templates;
DROP FUNCTION keep_template_version();
"""


def upgrade() -> None:
    op.create_table('document_templates',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=True),
    sa.Column('kind', sa.Text(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sort_order', sa.Integer(), server_default='0', nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_document_templates_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_templates')),
    sa.UniqueConstraint('office_id', 'code', name=op.f('uq_document_templates_office_id_code'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('document_template_versions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('template_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', postgresql.JSONB(), nullable=False),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('made_by_id', sa.BigInteger(), nullable=True),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['accounts.id'], name=op.f('fk_document_template_versions_made_by_id_accounts')),
    sa.ForeignKeyConstraint(['template_id'], ['document_templates.id'], name=op.f('fk_document_template_versions_template_id_document_templates')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_document_template_versions')),
    sa.UniqueConstraint('template_id', 'number', name=op.f('uq_document_template_versions_template_id_number'))
    )
    op.create_index(op.f('ix_document_template_versions_made_by_id'), 'document_template_versions', ['made_by_id'], unique=False)
    op.create_index('uq_document_template_versions_in_use', 'document_template_versions', ['template_id'], unique=True, postgresql_where=sa.text("state = 'in_use'"))
    op.execute(FENCES)


def downgrade() -> None:
    op.execute(DOWN)
