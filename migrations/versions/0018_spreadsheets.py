"""Sheets that were sent up."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018_spreadsheets"
down_revision = "0017_radar"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE sheet_uploads ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON sheet_uploads TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
"""


def upgrade() -> None:
    op.create_table('sheet_uploads',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('report_id', sa.BigInteger(), nullable=True),
    sa.Column('form_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('uploaded_by_id', sa.BigInteger(), nullable=False),
    sa.Column('reading', postgresql.JSONB(), nullable=False),
    sa.Column('findings', postgresql.JSONB(), nullable=False),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('confirmed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('written', postgresql.JSONB(), server_default='[]', nullable=False),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by_id IS NULL)', name=op.f('ck_sheet_uploads_confirmed')),
    sa.CheckConstraint('filed_at IS NULL OR (confirmed_at IS NOT NULL AND report_id IS NULL)', name=op.f('ck_sheet_uploads_filed')),
    sa.CheckConstraint('(unit_id IS NULL) = (report_id IS NULL)', name=op.f('ck_sheet_uploads_collection')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['accounts.id'], name=op.f('fk_sheet_uploads_confirmed_by_id_accounts')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_sheet_uploads_file_id_files')),
    sa.ForeignKeyConstraint(['form_id'], ['report_forms.id'], name=op.f('fk_sheet_uploads_form_id_report_forms')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_sheet_uploads_office_id_offices')),
    sa.ForeignKeyConstraint(['report_id'], ['reports.id'], name=op.f('fk_sheet_uploads_report_id_reports')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_sheet_uploads_unit_id_member_units')),
    sa.ForeignKeyConstraint(['uploaded_by_id'], ['accounts.id'], name=op.f('fk_sheet_uploads_uploaded_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sheet_uploads'))
    )
    op.create_index(op.f('ix_sheet_uploads_confirmed_by_id'), 'sheet_uploads', ['confirmed_by_id'], unique=False)
    op.create_index(op.f('ix_sheet_uploads_file_id'), 'sheet_uploads', ['file_id'], unique=False)
    op.create_index(op.f('ix_sheet_uploads_form_id'), 'sheet_uploads', ['form_id'], unique=False)
    op.create_index(op.f('ix_sheet_uploads_office_id'), 'sheet_uploads', ['office_id'], unique=False)
    op.create_index(op.f('ix_sheet_uploads_report_id'), 'sheet_uploads', ['report_id'], unique=False)
    op.create_index(op.f('ix_sheet_uploads_unit_id'), 'sheet_uploads', ['unit_id'], unique=False)
    op.create_index(op.f('ix_sheet_uploads_uploaded_by_id'), 'sheet_uploads', ['uploaded_by_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("sheet_uploads")
