"""Packages of figures between offices and the keys that sign them."""

import sqlalchemy as sa
from alembic import op

revision = "0019_transmissions"
down_revision = "0018_spreadsheets"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE office_keys ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON office_keys TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
ALTER TABLE transmissions ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON transmissions TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
ALTER TABLE received_figures ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON received_figures TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
REVOKE UPDATE, DELETE ON transmissions, received_figures FROM coordination_app;
REVOKE DELETE ON office_keys FROM coordination_app;
"""


def upgrade() -> None:
    op.create_table('office_keys',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('public', sa.Text(), nullable=False),
    sa.Column('private', sa.Text(), nullable=True),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('added_by_id', sa.BigInteger(), nullable=False),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.ForeignKeyConstraint(['added_by_id'], ['accounts.id'], name=op.f('fk_office_keys_added_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_office_keys_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_office_keys')),
    sa.UniqueConstraint('office_id', 'public', name=op.f('uq_office_keys_office_id_public'))
    )
    op.create_index(op.f('ix_office_keys_added_by_id'), 'office_keys', ['added_by_id'], unique=False)
    op.create_table('transmissions',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('direction', sa.String(length=40), nullable=False),
    sa.Column('carrier', sa.String(length=40), nullable=False),
    sa.Column('place', sa.Text(), nullable=False),
    sa.Column('sender_name', sa.Text(), nullable=False),
    sa.Column('form_code', sa.Text(), nullable=False),
    sa.Column('form_name', sa.Text(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('digest', sa.Text(), nullable=False),
    sa.Column('public_key', sa.Text(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('kept_by_id', sa.BigInteger(), nullable=True),
    sa.CheckConstraint('length(digest) = 64 AND revision > 0', name=op.f('ck_transmissions_digest')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_transmissions_file_id_files')),
    sa.ForeignKeyConstraint(['kept_by_id'], ['accounts.id'], name=op.f('fk_transmissions_kept_by_id_accounts')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_transmissions_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_transmissions')),
    sa.UniqueConstraint('office_id', 'direction', 'digest', name=op.f('uq_transmissions_office_id_direction_digest')),
    sa.UniqueConstraint('office_id', 'direction', 'place', 'form_code', 'period', 'revision', name=op.f('uq_transmissions_office_id_direction_place_form_code_period_revision'))
    )
    op.create_index(op.f('ix_transmissions_file_id'), 'transmissions', ['file_id'], unique=False)
    op.create_index(op.f('ix_transmissions_kept_by_id'), 'transmissions', ['kept_by_id'], unique=False)
    op.create_index('ix_transmissions_list', 'transmissions', ['office_id', 'direction', 'period', 'form_code'], unique=False)
    op.create_table('received_figures',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('transmission_id', sa.BigInteger(), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('subject', sa.Text(), server_default='', nullable=False),
    sa.Column('subject_name', sa.Text(), server_default='', nullable=False),
    sa.Column('reporter', sa.Text(), server_default='', nullable=False),
    sa.Column('indicator_code', sa.Text(), nullable=False),
    sa.Column('value', sa.Numeric(precision=20, scale=2), nullable=False),
    sa.ForeignKeyConstraint(['transmission_id'], ['transmissions.id'], name=op.f('fk_received_figures_transmission_id_transmissions')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_received_figures')),
    sa.UniqueConstraint('transmission_id', 'subject', 'reporter', 'indicator_code', name=op.f('uq_received_figures_transmission_id_subject_reporter_indicator_code'))
    )
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("received_figures")
    op.drop_table("transmissions")
    op.drop_table("office_keys")
