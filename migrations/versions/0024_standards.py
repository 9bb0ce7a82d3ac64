"""Standards, versions, criteria, vetoes; what is enacted stays as it is."""

import sqlalchemy as sa
from alembic import op

revision = "0024_standards"
down_revision = "0023_tallies"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE standards ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON standards TO coordination_app USING (
  (SELECT app_system()) OR office_id IS NULL OR (office_id = ANY((SELECT app_offices())::bigint[])))
  WITH CHECK ((SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE standard_versions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON standard_versions TO coordination_app USING (
  (SELECT app_system()) OR office_id IS NULL OR (office_id = ANY((SELECT app_offices())::bigint[])))
  WITH CHECK ((SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE criteria ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON criteria TO coordination_app USING (
  (SELECT app_system()) OR (version_id IN (SELECT id FROM standard_versions)));
ALTER TABLE veto_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON veto_events TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
CREATE POLICY community ON veto_events AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR subject_id IN (SELECT id FROM subjects));
REVOKE DELETE ON standards, standard_versions, veto_events FROM coordination_app;
CREATE FUNCTION keep_enacted_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state = 'enacted' THEN RAISE EXCEPTION 'an enacted version of a standard does not change' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_enacted BEFORE UPDATE ON standard_versions FOR EACH ROW EXECUTE FUNCTION keep_enacted_version();
CREATE FUNCTION keep_enacted_criteria() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.version_id ELSE OLD.version_id END;
BEGIN
  IF EXISTS (SELECT FROM standard_versions WHERE id = touched AND state = 'enacted') THEN
    RAISE EXCEPTION 'an enacted version of a standard does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_enacted BEFORE INSERT OR UPDATE OR DELETE ON criteria FOR EACH ROW EXECUTE FUNCTION keep_enacted_criteria();
"""


def upgrade() -> None:
    op.create_table('standards',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=True),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('source', sa.Text(), server_default='', nullable=False),
    sa.Column('sort_order', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_standards_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standards')),
    sa.UniqueConstraint('office_id', 'name', name=op.f('uq_standards_office_id_name'), postgresql_nulls_not_distinct=True)
    )
    op.create_table('standard_versions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('standard_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=True),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('title_name', sa.Text(), nullable=False),
    sa.Column('first_review', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('joint_review', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('public_notice', sa.Boolean(), server_default='true', nullable=False),
    sa.Column('review_days', sa.Integer(), server_default='5', nullable=False),
    sa.Column('notice_days', sa.Integer(), server_default='7', nullable=False),
    sa.Column('suspension_days', sa.Integer(), server_default='10', nullable=False),
    sa.Column('valid_months', sa.Integer(), nullable=True),
    sa.Column('renewal_days', sa.Integer(), server_default='60', nullable=False),
    sa.Column('inspection_months', sa.Integer(), nullable=True),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('effective_on', sa.Date(), nullable=True),
    sa.Column('enacted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('enacted_by_id', sa.BigInteger(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'enacted') = (enacted_at IS NOT NULL)", name=op.f('ck_standard_versions_enacted')),
    sa.CheckConstraint("state <> 'enacted' OR effective_on IS NOT NULL", name=op.f('ck_standard_versions_effective')),
    sa.CheckConstraint('inspection_months > 0', name=op.f('ck_standard_versions_inspection')),
    sa.CheckConstraint('review_days > 0 AND notice_days > 0 AND suspension_days > 0', name=op.f('ck_standard_versions_days')),
    sa.CheckConstraint('valid_months > 0 AND renewal_days > 0', name=op.f('ck_standard_versions_validity')),
    sa.ForeignKeyConstraint(['enacted_by_id'], ['accounts.id'], name=op.f('fk_standard_versions_enacted_by_id_accounts')),
    sa.ForeignKeyConstraint(['standard_id'], ['standards.id'], name=op.f('fk_standard_versions_standard_id_standards')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_standard_versions')),
    sa.UniqueConstraint('standard_id', 'number', name=op.f('uq_standard_versions_standard_id_number'))
    )
    op.create_index(op.f('ix_standard_versions_enacted_by_id'), 'standard_versions', ['enacted_by_id'], unique=False)
    op.create_index('uq_standard_versions_draft', 'standard_versions', ['standard_id'], unique=True, postgresql_where="state = 'draft'")
    op.create_table('veto_events',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('happened_on', sa.Date(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('recorded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.BigInteger(), nullable=True),
    sa.Column('withdrawn_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_reason = '')", name=op.f('ck_veto_events_withdrawn')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_veto_events_office_id_offices')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['accounts.id'], name=op.f('fk_veto_events_recorded_by_id_accounts')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_veto_events_subject_id_subjects')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['accounts.id'], name=op.f('fk_veto_events_withdrawn_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_veto_events'))
    )
    op.create_index(op.f('ix_veto_events_office_id'), 'veto_events', ['office_id'], unique=False)
    op.create_index(op.f('ix_veto_events_recorded_by_id'), 'veto_events', ['recorded_by_id'], unique=False)
    op.create_index('ix_veto_events_subject', 'veto_events', ['subject_id', 'happened_on'], unique=False)
    op.create_index(op.f('ix_veto_events_withdrawn_by_id'), 'veto_events', ['withdrawn_by_id'], unique=False)
    op.create_table('criteria',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('version_id', sa.BigInteger(), nullable=False),
    sa.Column('code', sa.Text(), nullable=False),
    sa.Column('either', sa.Text(), server_default='', nullable=False),
    sa.Column('sort_order', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('advice', sa.Text(), server_default='', nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('window_kind', sa.String(length=40), nullable=True),
    sa.Column('window_size', sa.Integer(), nullable=True),
    sa.Column('base', sa.String(length=40), nullable=True),
    sa.Column('listed', sa.String(length=40), nullable=True),
    sa.Column('threshold', sa.Numeric(precision=20, scale=4), nullable=True),
    sa.Column('indicator_id', sa.BigInteger(), nullable=True),
    sa.Column('party_id', sa.BigInteger(), nullable=True),
    sa.Column('confirmer_kind', sa.Text(), nullable=True),
    sa.Column('confirmer_id', sa.BigInteger(), nullable=True),
    sa.Column('evidence_required', sa.Boolean(), server_default='false', nullable=False),
    sa.CheckConstraint("(kind = 'cases_drop') = (base IS NOT NULL)", name=op.f('ck_criteria_base')),
    sa.CheckConstraint("(kind = 'check') = (window_kind IS NULL)", name=op.f('ck_criteria_windowed')),
    sa.CheckConstraint("(kind = 'duties') = (party_id IS NOT NULL)", name=op.f('ck_criteria_duties')),
    sa.CheckConstraint("(kind = 'indicator') = (indicator_id IS NOT NULL)", name=op.f('ck_criteria_indicator')),
    sa.CheckConstraint("(kind = 'none_listed') = (listed IS NOT NULL)", name=op.f('ck_criteria_listed')),
    sa.CheckConstraint("(kind IN ('cases_drop', 'largest_loss', 'indicator', 'duties')) = (threshold IS NOT NULL)", name=op.f('ck_criteria_threshold')),
    sa.CheckConstraint("(window_kind IN ('days', 'months')) = (window_size IS NOT NULL)", name=op.f('ck_criteria_window_size')),
    sa.CheckConstraint('confirmer_kind IS NULL OR confirmer_id IS NULL', name=op.f('ck_criteria_confirmer')),
    sa.CheckConstraint('window_size > 0', name=op.f('ck_criteria_window')),
    sa.ForeignKeyConstraint(['confirmer_id'], ['member_units.id'], name=op.f('fk_criteria_confirmer_id_member_units')),
    sa.ForeignKeyConstraint(['confirmer_kind'], ['unit_kinds.code'], name=op.f('fk_criteria_confirmer_kind_unit_kinds')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_criteria_indicator_id_indicators')),
    sa.ForeignKeyConstraint(['party_id'], ['parties.id'], name=op.f('fk_criteria_party_id_parties')),
    sa.ForeignKeyConstraint(['version_id'], ['standard_versions.id'], name=op.f('fk_criteria_version_id_standard_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_criteria')),
    sa.UniqueConstraint('version_id', 'code', name=op.f('uq_criteria_version_id_code'))
    )
    op.create_index(op.f('ix_criteria_confirmer_id'), 'criteria', ['confirmer_id'], unique=False)
    op.create_index(op.f('ix_criteria_confirmer_kind'), 'criteria', ['confirmer_kind'], unique=False)
    op.create_index(op.f('ix_criteria_indicator_id'), 'criteria', ['indicator_id'], unique=False)
    op.create_index(op.f('ix_criteria_party_id'), 'criteria', ['party_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("veto_events")
    op.drop_table("criteria")
    op.drop_table("standard_versions")
    op.drop_table("standards")
    op.execute("DROP FUNCTION keep_enacted_criteria; DROP FUNCTION keep_enacted_version")
