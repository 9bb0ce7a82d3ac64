"""Inspections, their points and photos."""

import sqlalchemy as sa
from alembic import op

revision = "0028_inspections"
down_revision = "0027_certificates"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE inspections ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON inspections TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])
  AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()) OR inspector_id = (SELECT app_unit()))));
ALTER TABLE inspection_points ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON inspection_points TO coordination_app USING (
  (SELECT app_system()) OR (inspection_id IN (SELECT id FROM inspections)));
ALTER TABLE inspection_photos ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON inspection_photos TO coordination_app USING (
  (SELECT app_system()) OR (inspection_id IN (SELECT id FROM inspections)));
CREATE POLICY community ON inspections AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division()));
REVOKE DELETE ON inspections, inspection_points FROM coordination_app;
CREATE FUNCTION keep_ended_inspection() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state <> 'planned' THEN RAISE EXCEPTION 'an inspection that has ended does not change' USING ERRCODE = 'integrity_constraint_violation'; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep_ended BEFORE UPDATE ON inspections FOR EACH ROW EXECUTE FUNCTION keep_ended_inspection();
CREATE FUNCTION keep_ended_sheet() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.inspection_id ELSE OLD.inspection_id END;
BEGIN
  IF EXISTS (SELECT FROM inspections WHERE id = touched AND state <> 'planned') THEN
    RAISE EXCEPTION 'an inspection that has ended does not change' USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_ended BEFORE INSERT OR UPDATE OR DELETE ON inspection_points FOR EACH ROW EXECUTE FUNCTION keep_ended_sheet();
CREATE TRIGGER keep_ended BEFORE INSERT OR UPDATE OR DELETE ON inspection_photos FOR EACH ROW EXECUTE FUNCTION keep_ended_sheet();
CREATE POLICY photos_of_inspections ON files FOR SELECT TO coordination_app USING (id IN (SELECT file_id FROM inspection_photos));
"""


def upgrade() -> None:
    op.create_table('inspections',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('division_id', sa.BigInteger(), nullable=True),
    sa.Column('subject_id', sa.BigInteger(), nullable=False),
    sa.Column('certificate_id', sa.BigInteger(), nullable=True),
    sa.Column('version_id', sa.BigInteger(), nullable=True),
    sa.Column('follows_id', sa.BigInteger(), nullable=True),
    sa.Column('inspector_id', sa.BigInteger(), nullable=True),
    sa.Column('state', sa.String(length=40), nullable=False),
    sa.Column('due_on', sa.Date(), nullable=False),
    sa.Column('planned_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('planned_by_id', sa.BigInteger(), nullable=True),
    sa.Column('verdict', sa.String(length=40), nullable=True),
    sa.Column('summary', sa.Text(), server_default='', nullable=False),
    sa.Column('mend_by', sa.Date(), nullable=True),
    sa.Column('saved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_by_id', sa.BigInteger(), nullable=True),
    sa.Column('cancel_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(state = 'cancelled') = (cancel_reason <> '')", name=op.f('ck_inspections_cancelled')),
    sa.CheckConstraint("(state = 'done') = (done_at IS NOT NULL)", name=op.f('ck_inspections_done')),
    sa.CheckConstraint("state <> 'done' OR (verdict = 'to_mend') = (mend_by IS NOT NULL)", name=op.f('ck_inspections_mend')),
    sa.CheckConstraint("state <> 'done' OR verdict IS NOT NULL", name=op.f('ck_inspections_verdict')),
    sa.CheckConstraint('inspector_id <> unit_id', name=op.f('ck_inspections_not_oneself')),
    sa.ForeignKeyConstraint(['certificate_id'], ['certificates.id'], name=op.f('fk_inspections_certificate_id_certificates')),
    sa.ForeignKeyConstraint(['done_by_id'], ['accounts.id'], name=op.f('fk_inspections_done_by_id_accounts')),
    sa.ForeignKeyConstraint(['follows_id'], ['inspections.id'], name=op.f('fk_inspections_follows_id_inspections')),
    sa.ForeignKeyConstraint(['inspector_id'], ['member_units.id'], name=op.f('fk_inspections_inspector_id_member_units')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_inspections_office_id_offices')),
    sa.ForeignKeyConstraint(['planned_by_id'], ['accounts.id'], name=op.f('fk_inspections_planned_by_id_accounts')),
    sa.ForeignKeyConstraint(['subject_id'], ['subjects.id'], name=op.f('fk_inspections_subject_id_subjects')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_inspections_unit_id_member_units')),
    sa.ForeignKeyConstraint(['version_id'], ['standard_versions.id'], name=op.f('fk_inspections_version_id_standard_versions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspections')),
    sa.UniqueConstraint('follows_id', name=op.f('uq_inspections_follows_id'))
    )
    op.create_index(op.f('ix_inspections_certificate_id'), 'inspections', ['certificate_id'], unique=False)
    op.create_index(op.f('ix_inspections_done_by_id'), 'inspections', ['done_by_id'], unique=False)
    op.create_index(op.f('ix_inspections_inspector_id'), 'inspections', ['inspector_id'], unique=False)
    op.create_index('ix_inspections_list', 'inspections', ['office_id', 'state', 'due_on', 'id'], unique=False)
    op.create_index(op.f('ix_inspections_planned_by_id'), 'inspections', ['planned_by_id'], unique=False)
    op.create_index(op.f('ix_inspections_subject_id'), 'inspections', ['subject_id'], unique=False)
    op.create_index(op.f('ix_inspections_unit_id'), 'inspections', ['unit_id'], unique=False)
    op.create_index(op.f('ix_inspections_version_id'), 'inspections', ['version_id'], unique=False)
    op.create_index('uq_inspections_planned', 'inspections', ['subject_id'], unique=True, postgresql_where="state = 'planned'")
    op.create_table('inspection_points',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('inspection_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('criterion_id', sa.BigInteger(), nullable=True),
    sa.Column('sort_order', sa.Integer(), nullable=False),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('result', sa.String(length=40), nullable=True),
    sa.Column('note', sa.Text(), server_default='', nullable=False),
    sa.Column('before', sa.Text(), server_default='', nullable=False),
    sa.ForeignKeyConstraint(['criterion_id'], ['criteria.id'], name=op.f('fk_inspection_points_criterion_id_criteria')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspections.id'], name=op.f('fk_inspection_points_inspection_id_inspections')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_points'))
    )
    op.create_index(op.f('ix_inspection_points_criterion_id'), 'inspection_points', ['criterion_id'], unique=False)
    op.create_index(op.f('ix_inspection_points_inspection_id'), 'inspection_points', ['inspection_id'], unique=False)
    op.create_table('inspection_photos',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('inspection_id', sa.BigInteger(), nullable=False),
    sa.Column('point_id', sa.BigInteger(), nullable=True),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.BigInteger(), nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['accounts.id'], name=op.f('fk_inspection_photos_added_by_id_accounts')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_inspection_photos_file_id_files')),
    sa.ForeignKeyConstraint(['inspection_id'], ['inspections.id'], name=op.f('fk_inspection_photos_inspection_id_inspections')),
    sa.ForeignKeyConstraint(['point_id'], ['inspection_points.id'], name=op.f('fk_inspection_photos_point_id_inspection_points')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inspection_photos')),
    sa.UniqueConstraint('inspection_id', 'file_id', name=op.f('uq_inspection_photos_inspection_id_file_id'))
    )
    op.create_index(op.f('ix_inspection_photos_added_by_id'), 'inspection_photos', ['added_by_id'], unique=False)
    op.create_index(op.f('ix_inspection_photos_file_id'), 'inspection_photos', ['file_id'], unique=False)
    op.create_index(op.f('ix_inspection_photos_point_id'), 'inspection_photos', ['point_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.execute("DROP POLICY photos_of_inspections ON files")
    op.drop_table("inspection_photos")
    op.drop_table("inspection_points")
    op.drop_table("inspections")
    op.execute("DROP FUNCTION keep_ended_inspection(), keep_ended_sheet()")
