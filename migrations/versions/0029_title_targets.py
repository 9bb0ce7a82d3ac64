"""Yearly targets of certified subjects."""

import sqlalchemy as sa
from alembic import op

revision = "0029_title_targets"
down_revision = "0028_inspections"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE title_targets ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON title_targets TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
"""


def upgrade() -> None:
    op.create_table('title_targets',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('subject_kind', sa.String(length=40), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=True),
    sa.Column('share', sa.Numeric(precision=5, scale=2), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('set_by_id', sa.BigInteger(), nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint('share >= 0 AND share <= 100', name=op.f('ck_title_targets_share')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_title_targets_office_id_offices')),
    sa.ForeignKeyConstraint(['set_by_id'], ['accounts.id'], name=op.f('fk_title_targets_set_by_id_accounts')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_title_targets_unit_id_member_units')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_title_targets')),
    sa.UniqueConstraint('office_id', 'year', 'subject_kind', 'unit_id', name=op.f('uq_title_targets_office_id_year_subject_kind_unit_id'), postgresql_nulls_not_distinct=True)
    )
    op.create_index(op.f('ix_title_targets_unit_id'), 'title_targets', ['unit_id'], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("title_targets")
