"""Dispatch of documents to units, chosen recipients, receipts; what the public may know of a document."""

import sqlalchemy as sa
from alembic import op

revision = "0034_dispatches"
down_revision = "0033_circular_kinds"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE dispatches ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON dispatches TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
CREATE POLICY community ON dispatches AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL);
REVOKE DELETE ON dispatches FROM coordination_app;
ALTER POLICY fence ON circulars USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR (state IN ('issued', 'corrected', 'withdrawn') AND (
      kind IN ('monthly', 'special', 'correction') OR id IN (SELECT circular_id FROM dispatches))))));
ALTER TABLE circular_recipients ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circular_recipients TO coordination_app USING (
  (SELECT app_system()) OR (circular_id IN (SELECT id FROM circulars) AND (SELECT app_unit()) IS NULL));
CREATE FUNCTION keep_dispatch() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  open_fields text[] := ARRAY['received_at', 'received_by_id', 'reminded_at', 'reminders', 'version'];
BEGIN
  IF TG_OP = 'UPDATE' AND (to_jsonb(NEW) - open_fields IS DISTINCT FROM to_jsonb(OLD) - open_fields
      OR (OLD.received_at IS NOT NULL
        AND (NEW.received_at, NEW.received_by_id) IS DISTINCT FROM (OLD.received_at, OLD.received_by_id))) THEN
    RAISE EXCEPTION 'dispatch % was sent and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.received_by_id IS NOT NULL
      AND NOT EXISTS (SELECT FROM accounts WHERE id = NEW.received_by_id AND unit_id = NEW.unit_id) THEN
    RAISE EXCEPTION 'somebody of the unit itself signs for a document' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE INSERT OR UPDATE ON dispatches FOR EACH ROW EXECUTE FUNCTION keep_dispatch();
ALTER TABLE circulars DISABLE TRIGGER keep;
UPDATE circulars SET token = replace(gen_random_uuid()::text, '-', '') WHERE state IN ('issued', 'corrected', 'withdrawn');
ALTER TABLE circulars ENABLE TRIGGER keep;
CREATE VIEW public_circulars WITH (security_barrier) AS
  SELECT c.id, c.token, c.kind, c.state, c.title, c.document_code, c.year, c.sequence, c.issued_on, o.name AS office_name,
    f.sha256, encode(sha256(convert_to(c.printed_text, 'UTF8')), 'hex') AS text_sha256,
    (SELECT n.token FROM circulars n WHERE n.corrects_id = c.id AND n.state IN ('issued', 'corrected')
      ORDER BY n.id DESC LIMIT 1) AS corrected_by,
    (SELECT p.token FROM circulars p WHERE p.id = c.corrects_id) AS corrects
  FROM circulars c JOIN offices o ON o.id = c.office_id LEFT JOIN files f ON f.id = c.document_id
  WHERE c.state IN ('issued', 'corrected', 'withdrawn');
GRANT SELECT ON public_circulars TO coordination_app;
"""

DOWN = """
DROP VIEW public_circulars;
ALTER POLICY fence ON circulars USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR state IN ('issued', 'corrected', 'withdrawn'))));
DROP TABLE dispatches, circular_recipients;
DROP FUNCTION keep_dispatch();
ALTER TABLE circulars DROP COLUMN printed_text;
"""


def upgrade() -> None:
    op.create_table('dispatches',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('circular_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.Column('sort_order', sa.Integer(), nullable=False),
    sa.Column('notice', sa.Text(), server_default='', nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('received_by_id', sa.BigInteger(), nullable=True),
    sa.Column('reminded_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('reminders', sa.Integer(), server_default='0', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('(received_at IS NULL) = (received_by_id IS NULL)', name=op.f('ck_dispatches_received')),
    sa.ForeignKeyConstraint(['circular_id'], ['circulars.id'], name=op.f('fk_dispatches_circular_id_circulars')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_dispatches_office_id_offices')),
    sa.ForeignKeyConstraint(['received_by_id'], ['accounts.id'], name=op.f('fk_dispatches_received_by_id_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_dispatches_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_dispatches')),
    sa.UniqueConstraint('circular_id', 'unit_id', name=op.f('uq_dispatches_circular_id_unit_id'))
    )
    op.create_index(op.f('ix_dispatches_office_id'), 'dispatches', ['office_id'], unique=False)
    op.create_index(op.f('ix_dispatches_received_by_id'), 'dispatches', ['received_by_id'], unique=False)
    op.create_index(op.f('ix_dispatches_unit_id'), 'dispatches', ['unit_id'], unique=False)
    op.create_index('ix_dispatches_waiting', 'dispatches', ['office_id', 'sent_at'], unique=False, postgresql_where=sa.text('received_at IS NULL'))
    op.create_table('circular_recipients',
    sa.Column('circular_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('role', sa.String(length=40), nullable=False),
    sa.ForeignKeyConstraint(['circular_id'], ['circulars.id'], name=op.f('fk_circular_recipients_circular_id_circulars')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_circular_recipients_unit_id_member_units')),
    sa.PrimaryKeyConstraint('circular_id', 'unit_id', name=op.f('pk_circular_recipients'))
    )
    op.create_index(op.f('ix_circular_recipients_unit_id'), 'circular_recipients', ['unit_id'], unique=False)
    op.add_column('circulars', sa.Column('printed_text', sa.Text(), nullable=True))
    op.execute(FENCES)


def downgrade() -> None:
    op.execute(DOWN)
