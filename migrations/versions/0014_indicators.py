"""Indicators of an office's own, with reason, regulation and the history of changes; regulations."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014_indicators"
down_revision = "0013_unread"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE indicator_changes ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON indicator_changes TO coordination_app USING (
  (SELECT app_system()) OR (indicator_id IN (SELECT id FROM indicators)));
ALTER TABLE indicators ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON indicators TO coordination_app USING (
  (SELECT app_system()) OR office_id IS NULL OR (office_id = ANY((SELECT app_offices())::bigint[])))
  WITH CHECK ((SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
REVOKE UPDATE, DELETE ON indicator_changes FROM coordination_app;
REVOKE DELETE ON regulations FROM coordination_app;
ALTER TABLE regulations ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON regulations TO coordination_app USING (
  (SELECT app_system()) OR office_id IS NULL OR (office_id = ANY((SELECT app_offices())::bigint[])))
  WITH CHECK ((SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
"""


def upgrade() -> None:
    op.create_table('indicator_changes',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('indicator_id', sa.BigInteger(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('changed_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('changed_by_id', sa.BigInteger(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('before', postgresql.JSONB(), nullable=False),
    sa.Column('after', postgresql.JSONB(), nullable=False),
    sa.ForeignKeyConstraint(['changed_by_id'], ['accounts.id'], name=op.f('fk_indicator_changes_changed_by_id_accounts')),
    sa.ForeignKeyConstraint(['indicator_id'], ['indicators.id'], name=op.f('fk_indicator_changes_indicator_id_indicators')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_indicator_changes')),
    sa.UniqueConstraint('indicator_id', 'number', name=op.f('uq_indicator_changes_indicator_id_number'))
    )
    op.create_index(op.f('ix_indicator_changes_changed_by_id'), 'indicator_changes', ['changed_by_id'], unique=False)
    op.add_column('indicators', sa.Column('office_id', sa.BigInteger(), nullable=True))
    op.add_column('indicators', sa.Column('pinyin', sa.Text(), server_default='', nullable=False))
    op.add_column('indicators', sa.Column('definition', sa.Text(), server_default='', nullable=False))
    op.add_column('indicators', sa.Column('reason', sa.Text(), server_default='', nullable=False))
    op.add_column('indicators', sa.Column('regulation', sa.Text(), server_default='', nullable=False))
    op.add_column('indicators', sa.Column('closed_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('indicators', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.create_index(op.f('ix_indicators_office_id'), 'indicators', ['office_id'], unique=False)
    op.create_foreign_key(op.f('fk_indicators_office_id_offices'), 'indicators', 'offices', ['office_id'], ['id'])
    op.execute("UPDATE indicators SET reason = note WHERE NOT rankable")
    op.drop_constraint(op.f("ck_indicators_reason"), "indicators", type_="check")
    op.create_check_constraint(op.f("ck_indicators_reason"), "indicators", "rankable OR reason <> ''")

    op.create_table('regulations',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=True),
    sa.Column('cited_as', sa.Text(), nullable=False),
    sa.Column('title', sa.Text(), nullable=False),
    sa.Column('number', sa.Text(), server_default='', nullable=False),
    sa.Column('issued_on', sa.Date(), nullable=True),
    sa.Column('text', sa.Text(), server_default='', nullable=False),
    sa.Column('repealed_on', sa.Date(), nullable=True),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("title <> '' AND cited_as <> ''", name=op.f('ck_regulations_title')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_regulations_office_id_offices')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_regulations')),
    sa.UniqueConstraint('office_id', 'cited_as', name=op.f('uq_regulations_office_id_cited_as'), postgresql_nulls_not_distinct=True)
    )

    op.execute(FENCES)


def downgrade() -> None:
    op.drop_constraint(op.f("ck_indicators_reason"), "indicators", type_="check")
    op.execute("UPDATE indicators SET note = reason WHERE NOT rankable AND note = ''")
    op.create_check_constraint(op.f("ck_indicators_reason"), "indicators", "rankable OR note <> ''")
    op.execute("DROP POLICY fence ON indicators; ALTER TABLE indicators DISABLE ROW LEVEL SECURITY")
    op.drop_table("regulations")
    op.drop_table("indicator_changes")
    op.drop_constraint(op.f("fk_indicators_office_id_offices"), "indicators", type_="foreignkey")
    op.drop_index(op.f("ix_indicators_office_id"), table_name="indicators")
    op.drop_column("indicators", "version")
    op.drop_column("indicators", "closed_at")
    op.drop_column("indicators", "regulation")
    op.drop_column("indicators", "reason")
    op.drop_column("indicators", "definition")
    op.drop_column("indicators", "pinyin")
    op.drop_column("indicators", "office_id")
