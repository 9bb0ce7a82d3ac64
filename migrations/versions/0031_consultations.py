"""Consultation on a ranking before it is issued."""

import sqlalchemy as sa
from alembic import op

revision = "0031_consultations"
down_revision = "0030_schemes"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE consultations ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON consultations TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE consulted_cohorts ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON consulted_cohorts TO coordination_app USING (
  (SELECT app_system()) OR (consultation_id IN (SELECT id FROM consultations) AND (
    (SELECT app_unit()) IS NULL OR EXISTS (SELECT FROM consulted_units u JOIN score_lines l ON l.id = u.line_id
      WHERE u.consultation_id = consulted_cohorts.consultation_id AND u.unit_id = (SELECT app_unit())
      AND l.cohort = consulted_cohorts.cohort))));
ALTER TABLE consulted_units ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON consulted_units TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE ranking_objections ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON ranking_objections TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE objection_evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON objection_evidence TO coordination_app USING (
  (SELECT app_system()) OR (objection_id IN (SELECT id FROM ranking_objections)));
CREATE POLICY community ON consulted_units AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL);
CREATE POLICY community ON ranking_objections AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL);
REVOKE DELETE ON consultations, consulted_cohorts, consulted_units, ranking_objections FROM coordination_app;
CREATE POLICY evidence_of_objections ON files FOR SELECT TO coordination_app USING (id IN (SELECT file_id FROM objection_evidence));
CREATE FUNCTION keep_recused() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.recused IS DISTINCT FROM OLD.recused OR NEW.filed_by_id IS DISTINCT FROM OLD.filed_by_id
     OR NEW.line_id <> OLD.line_id OR NEW.item_code <> OLD.item_code THEN
    RAISE EXCEPTION 'who is recused from an objection stays so' USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.answered_by_id IS NOT NULL AND (NEW.answered_by_id, NEW.answer, NEW.state, NEW.answered_at)
     IS DISTINCT FROM (OLD.answered_by_id, OLD.answer, OLD.state, OLD.answered_at) THEN
    RAISE EXCEPTION 'an answer stays as it was given' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_recused BEFORE UPDATE ON ranking_objections FOR EACH ROW EXECUTE FUNCTION keep_recused();
CREATE FUNCTION refuse_recused() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (
    SELECT FROM score_items i CROSS JOIN LATERAL jsonb_array_elements(i.sources) AS s(source)
    JOIN reports r ON r.id = NULLIF(s.source->>'report', '')::bigint
    WHERE i.line_id = NEW.line_id AND (NEW.item_code = '' OR i.code = NEW.item_code)
      AND NEW.answered_by_id IN (r.submitted_by_id, r.approved_by_id))
    OR EXISTS (
    SELECT FROM score_lines l JOIN rankings k ON k.id = l.ranking_id
    JOIN scheme_entries e ON e.scheme_id = k.scheme_id AND e.period = k.period AND e.unit_id = l.unit_id
    WHERE l.id = NEW.line_id AND (NEW.item_code = '' OR e.item_code = NEW.item_code)
      AND e.confirmed_at <= k.frozen_at AND (e.withdrawn_at IS NULL OR e.withdrawn_at > k.frozen_at)
      AND NEW.answered_by_id IN (e.entered_by_id, e.confirmed_by_id)) THEN
    RAISE EXCEPTION 'who filed or approved what is contested does not answer' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER refuse_recused BEFORE INSERT OR UPDATE OF answered_by_id ON ranking_objections FOR EACH ROW
  WHEN (NEW.answered_by_id IS NOT NULL) EXECUTE FUNCTION refuse_recused();
"""

DOWN = """
DROP POLICY evidence_of_objections ON files;
DROP TABLE objection_evidence, ranking_objections, consulted_units, consulted_cohorts, consultations;
DROP FUNCTION keep_recused(), refuse_recused();
"""


def upgrade() -> None:
    op.create_table('consultations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('ranking_id', sa.BigInteger(), nullable=False),
    sa.Column('previous_id', sa.BigInteger(), nullable=True),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('days', sa.Integer(), nullable=False),
    sa.Column('opened_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('opened_by_id', sa.BigInteger(), nullable=False),
    sa.Column('closes_on', sa.Date(), nullable=False),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_by_id', sa.BigInteger(), nullable=True),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('cancel_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f('ck_consultations_ended')),
    sa.CheckConstraint("state <> 'cancelled' OR cancel_reason <> ''", name=op.f('ck_consultations_cancelled')),
    sa.CheckConstraint('days > 0', name=op.f('ck_consultations_days')),
    sa.ForeignKeyConstraint(['ended_by_id'], ['accounts.id'], name=op.f('fk_consultations_ended_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_consultations_office_id_offices')),
    sa.ForeignKeyConstraint(['opened_by_id'], ['accounts.id'], name=op.f('fk_consultations_opened_by_id_accounts')),
    sa.ForeignKeyConstraint(['previous_id'], ['consultations.id'], name=op.f('fk_consultations_previous_id_consultations')),
    sa.ForeignKeyConstraint(['ranking_id'], ['rankings.id'], name=op.f('fk_consultations_ranking_id_rankings')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consultations')),
    sa.UniqueConstraint('ranking_id', name=op.f('uq_consultations_ranking_id'))
    )
    op.create_index(op.f('ix_consultations_ended_by_id'), 'consultations', ['ended_by_id'], unique=False)
    op.create_index('ix_consultations_list', 'consultations', ['office_id', 'state', 'id'], unique=False)
    op.create_index(op.f('ix_consultations_opened_by_id'), 'consultations', ['opened_by_id'], unique=False)
    op.create_index(op.f('ix_consultations_previous_id'), 'consultations', ['previous_id'], unique=False)
    op.create_table('consulted_cohorts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('consultation_id', sa.BigInteger(), nullable=False),
    sa.Column('cohort', sa.Text(), nullable=False),
    sa.Column('ranked', sa.Integer(), nullable=False),
    sa.Column('median', sa.Numeric(), nullable=True),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultations.id'], name=op.f('fk_consulted_cohorts_consultation_id_consultations')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consulted_cohorts')),
    sa.UniqueConstraint('consultation_id', 'cohort', name=op.f('uq_consulted_cohorts_consultation_id_cohort'))
    )
    op.create_table('consulted_units',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('consultation_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('line_id', sa.BigInteger(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('read_by_id', sa.BigInteger(), nullable=True),
    sa.Column('agreed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('agreed_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('(agreed_at IS NULL) = (agreed_by_id IS NULL)', name=op.f('ck_consulted_units_agreed')),
    sa.CheckConstraint('(read_at IS NULL) = (read_by_id IS NULL)', name=op.f('ck_consulted_units_read')),
    sa.ForeignKeyConstraint(['agreed_by_id'], ['accounts.id'], name=op.f('fk_consulted_units_agreed_by_id_accounts')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultations.id'], name=op.f('fk_consulted_units_consultation_id_consultations')),
    sa.ForeignKeyConstraint(['line_id'], ['score_lines.id'], name=op.f('fk_consulted_units_line_id_score_lines')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_consulted_units_office_id_offices')),
    sa.ForeignKeyConstraint(['read_by_id'], ['accounts.id'], name=op.f('fk_consulted_units_read_by_id_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_consulted_units_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_consulted_units')),
    sa.UniqueConstraint('consultation_id', 'unit_id', name=op.f('uq_consulted_units_consultation_id_unit_id'))
    )
    op.create_index(op.f('ix_consulted_units_agreed_by_id'), 'consulted_units', ['agreed_by_id'], unique=False)
    op.create_index(op.f('ix_consulted_units_line_id'), 'consulted_units', ['line_id'], unique=False)
    op.create_index(op.f('ix_consulted_units_read_by_id'), 'consulted_units', ['read_by_id'], unique=False)
    op.create_index(op.f('ix_consulted_units_unit_id'), 'consulted_units', ['unit_id'], unique=False)
    op.create_table('ranking_objections',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('consultation_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('line_id', sa.BigInteger(), nullable=False),
    sa.Column('carried_from_id', sa.BigInteger(), nullable=True),
    sa.Column('item_code', sa.Text(), server_default='', nullable=False),
    sa.Column('item_title', sa.Text(), server_default='', nullable=False),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('claimed', sa.Numeric(), nullable=True),
    sa.Column('recused', sa.ARRAY(sa.BigInteger()), nullable=False),
    sa.Column('filed_by_id', sa.BigInteger(), nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('answered_by_id', sa.BigInteger(), nullable=True),
    sa.Column('answered_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('answer', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state IN ('upheld', 'rejected')) = (answered_by_id IS NOT NULL AND answered_at IS NOT NULL AND answer <> '')", name=op.f('ck_ranking_objections_answered')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_ranking_objections_reason')),
    sa.CheckConstraint('answered_by_id IS NULL OR (answered_by_id <> filed_by_id AND NOT answered_by_id = ANY (recused))', name=op.f('ck_ranking_objections_recused')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['accounts.id'], name=op.f('fk_ranking_objections_answered_by_id_accounts')),
    sa.ForeignKeyConstraint(['consultation_id'], ['consultations.id'], name=op.f('fk_ranking_objections_consultation_id_consultations')),
    sa.ForeignKeyConstraint(['filed_by_id'], ['accounts.id'], name=op.f('fk_ranking_objections_filed_by_id_accounts')),
    sa.ForeignKeyConstraint(['line_id'], ['score_lines.id'], name=op.f('fk_ranking_objections_line_id_score_lines')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_ranking_objections_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_ranking_objections_unit_id_member_units')),
    sa.ForeignKeyConstraint(['carried_from_id'], ['ranking_objections.id'], name=op.f('fk_ranking_objections_carried_from_id_ranking_objections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ranking_objections')),
    sa.UniqueConstraint('carried_from_id', name=op.f('uq_ranking_objections_carried_from_id'))
    )
    op.create_index(op.f('ix_ranking_objections_answered_by_id'), 'ranking_objections', ['answered_by_id'], unique=False)
    op.create_index(op.f('ix_ranking_objections_consultation_id'), 'ranking_objections', ['consultation_id'], unique=False)
    op.create_index(op.f('ix_ranking_objections_filed_by_id'), 'ranking_objections', ['filed_by_id'], unique=False)
    op.create_index(op.f('ix_ranking_objections_line_id'), 'ranking_objections', ['line_id'], unique=False)
    op.create_index('ix_ranking_objections_list', 'ranking_objections', ['office_id', 'state', 'id'], unique=False)
    op.create_index(op.f('ix_ranking_objections_unit_id'), 'ranking_objections', ['unit_id'], unique=False)
    op.create_index('uq_ranking_objections_open', 'ranking_objections', ['consultation_id', 'unit_id', 'item_code'], unique=True, postgresql_where=sa.text("state = 'open'"))
    op.create_table('objection_evidence',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('objection_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('added_by_id', sa.BigInteger(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['accounts.id'], name=op.f('fk_objection_evidence_added_by_id_accounts')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_objection_evidence_file_id_files')),
    sa.ForeignKeyConstraint(['objection_id'], ['ranking_objections.id'], name=op.f('fk_objection_evidence_objection_id_ranking_objections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection_evidence')),
    sa.UniqueConstraint('objection_id', 'file_id', name=op.f('uq_objection_evidence_objection_id_file_id'))
    )
    op.create_index(op.f('ix_objection_evidence_added_by_id'), 'objection_evidence', ['added_by_id'], unique=False)
    op.create_index(op.f('ix_objection_evidence_file_id'), 'objection_evidence', ['file_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.execute(DOWN)
