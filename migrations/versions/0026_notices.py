"""Public notices and objections; what the public may read of them."""

import sqlalchemy as sa
from alembic import op

revision = "0026_notices"
down_revision = "0025_applications"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE notices ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON notices TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE notice_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON notice_entries TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE notice_objections ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON notice_objections TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
REVOKE DELETE ON notices, notice_objections FROM coordination_app;
CREATE FUNCTION keep_answer_apart() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF NEW.answered_by_id IS NOT NULL AND EXISTS (
    SELECT FROM applications a WHERE a.id = NEW.application_id
      AND NEW.answered_by_id IN (a.filed_by_id, a.first_reviewed_by_id, a.decided_by_id)) THEN
    RAISE EXCEPTION 'who had a part in the application does not answer the objection' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_apart BEFORE INSERT OR UPDATE ON notice_objections FOR EACH ROW EXECUTE FUNCTION keep_answer_apart();
CREATE VIEW public_notices WITH (security_barrier) AS
  SELECT n.id, n.token, n.title, n.body, n.contact, n.state, n.opens_on, n.closes_on, o.id AS office_id, o.name AS office_name, d.code AS division_code
  FROM notices n JOIN offices o ON o.id = n.office_id JOIN divisions d ON d.id = o.division_id
  WHERE n.state IN ('open', 'closed');
CREATE VIEW public_notice_entries WITH (security_barrier) AS
  SELECT e.id, e.notice_id, e.application_id, e.sort_order, e.taken_off_at IS NOT NULL AS taken_off, s.name AS subject_name, s.kind AS subject_kind,
    u.name AS unit_name, t.name AS standard_name, v.number AS standard_number, v.title_name
  FROM notice_entries e JOIN notices n ON n.id = e.notice_id AND n.state IN ('open', 'closed')
  JOIN applications a ON a.id = e.application_id JOIN subjects s ON s.id = a.subject_id JOIN member_units u ON u.id = a.unit_id
  JOIN standard_versions v ON v.id = a.version_id JOIN standards t ON t.id = v.standard_id;
GRANT SELECT ON public_notices, public_notice_entries TO coordination_app;
"""


def upgrade() -> None:
    op.create_table('notices',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('token', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('body', sa.Text(), server_default='', nullable=False),
    sa.Column('contact', sa.Text(), server_default='', nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('opens_on', sa.Date(), nullable=True),
    sa.Column('closes_on', sa.Date(), nullable=True),
    sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('drafted_by_id', sa.BigInteger(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.BigInteger(), nullable=True),
    sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('cancel_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name=op.f('ck_notices_cancelled')),
    sa.CheckConstraint("state NOT IN ('open', 'closed') OR (published_at IS NOT NULL AND opens_on IS NOT NULL AND closes_on IS NOT NULL AND published_by_id IS NOT NULL)", name=op.f('ck_notices_published')),
    sa.CheckConstraint('opens_on <= closes_on', name=op.f('ck_notices_days')),
    sa.ForeignKeyConstraint(['drafted_by_id'], ['accounts.id'], name=op.f('fk_notices_drafted_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_notices_office_id_offices')),
    sa.ForeignKeyConstraint(['published_by_id'], ['accounts.id'], name=op.f('fk_notices_published_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notices')),
    sa.UniqueConstraint('token', name=op.f('uq_notices_token'))
    )
    op.create_index(op.f('ix_notices_drafted_by_id'), 'notices', ['drafted_by_id'], unique=False)
    op.create_index('ix_notices_list', 'notices', ['office_id', 'state', 'id'], unique=False)
    op.create_index(op.f('ix_notices_published_by_id'), 'notices', ['published_by_id'], unique=False)
    op.create_table('notice_entries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('notice_id', sa.BigInteger(), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('sort_order', sa.Integer(), nullable=False),
    sa.Column('taken_off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('taken_off_reason', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_notice_entries_application_id_applications')),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_notice_entries_notice_id_notices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_entries')),
    sa.UniqueConstraint('notice_id', 'application_id', name=op.f('uq_notice_entries_notice_id_application_id'))
    )
    op.create_index(op.f('ix_notice_entries_application_id'), 'notice_entries', ['application_id'], unique=False)
    op.create_index(op.f('ix_notice_entries_office_id'), 'notice_entries', ['office_id'], unique=False)
    op.create_table('notice_objections',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('notice_id', sa.BigInteger(), nullable=False),
    sa.Column('application_id', sa.BigInteger(), nullable=False),
    sa.Column('reference', sa.Text(), nullable=False),
    sa.Column('channel', sa.String(length=40), nullable=False),
    sa.Column('contact_name', sa.Text(), nullable=False),
    sa.Column('contact_phone', sa.Text(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('entered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('answer', sa.Text(), server_default='', nullable=False),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(answered_at IS NULL) = (answer = '')", name=op.f('ck_notice_objections_answer')),
    sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name=op.f('ck_notice_objections_answered')),
    sa.CheckConstraint('(answered_at IS NULL) = (answered_by_id IS NULL)', name=op.f('ck_notice_objections_answerer')),
    sa.CheckConstraint('answered_by_id <> entered_by_id', name=op.f('ck_notice_objections_four_eyes')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['accounts.id'], name=op.f('fk_notice_objections_answered_by_id_accounts')),
    sa.ForeignKeyConstraint(['application_id'], ['applications.id'], name=op.f('fk_notice_objections_application_id_applications')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['accounts.id'], name=op.f('fk_notice_objections_entered_by_id_accounts')),
    sa.ForeignKeyConstraint(['notice_id'], ['notices.id'], name=op.f('fk_notice_objections_notice_id_notices')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_notice_objections_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_objections')),
    sa.UniqueConstraint('reference', name=op.f('uq_notice_objections_reference'))
    )
    op.create_index(op.f('ix_notice_objections_answered_by_id'), 'notice_objections', ['answered_by_id'], unique=False)
    op.create_index(op.f('ix_notice_objections_application_id'), 'notice_objections', ['application_id'], unique=False)
    op.create_index(op.f('ix_notice_objections_entered_by_id'), 'notice_objections', ['entered_by_id'], unique=False)
    op.create_index('ix_notice_objections_list', 'notice_objections', ['office_id', 'state', 'id'], unique=False)
    op.create_index(op.f('ix_notice_objections_notice_id'), 'notice_objections', ['notice_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.execute("DROP VIEW public_notice_entries; DROP VIEW public_notices")
    op.drop_table("notice_objections")
    op.drop_table("notice_entries")
    op.drop_table("notices")
    op.execute("DROP FUNCTION keep_answer_apart")
