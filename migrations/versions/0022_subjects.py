"""What can carry a title."""

import sqlalchemy as sa
from alembic import op

revision = "0022_subjects"
down_revision = "0021_own_community"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE subjects ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON subjects TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
CREATE POLICY community ON subjects AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division()));
REVOKE DELETE ON subjects FROM coordination_app;
"""


def upgrade() -> None:
    op.create_table('subjects',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('initials', sa.Text(), server_default='', nullable=False),
    sa.Column('division_id', sa.BigInteger(), nullable=True),
    sa.Column('located_in_id', sa.BigInteger(), nullable=True),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('contact_name', sa.Text(), server_default='', nullable=False),
    sa.Column('contact_phone', sa.Text(), server_default='', nullable=False),
    sa.Column('sort_order', sa.Integer(), server_default='0', nullable=False),
    sa.Column('closed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(kind IN ('community', 'township')) = (division_id IS NOT NULL)", name=op.f('ck_subjects_division')),
    sa.ForeignKeyConstraint(['division_id'], ['divisions.id'], name=op.f('fk_subjects_division_id_divisions')),
    sa.ForeignKeyConstraint(['located_in_id'], ['divisions.id'], name=op.f('fk_subjects_located_in_id_divisions')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_subjects_office_id_offices')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_subjects_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subjects'))
    )
    op.create_index(op.f('ix_subjects_division_id'), 'subjects', ['division_id'], unique=False)
    op.create_index('ix_subjects_list', 'subjects', ['office_id', 'kind', 'unit_id', 'sort_order', 'id'], unique=False)
    op.create_index(op.f('ix_subjects_located_in_id'), 'subjects', ['located_in_id'], unique=False)
    op.create_index(op.f('ix_subjects_unit_id'), 'subjects', ['unit_id'], unique=False)
    op.create_index('uq_subjects_division', 'subjects', ['office_id', 'kind', 'division_id'], unique=True)
    op.create_index('uq_subjects_name', 'subjects', ['office_id', 'kind', 'located_in_id', 'name'], unique=True, postgresql_where='division_id IS NULL', postgresql_nulls_not_distinct=True)
    op.create_index('uq_subjects_unit', 'subjects', ['office_id', 'unit_id'], unique=True, postgresql_where="kind = 'unit'")
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("subjects")
