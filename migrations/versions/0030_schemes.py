"""Schemes: versions, cohorts by kind, ratios and small numbers, entries by hand."""

import sqlalchemy as sa
from alembic import op

revision = "0030_schemes"
down_revision = "0029_title_targets"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE scheme_cohorts ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON scheme_cohorts TO coordination_app USING (
  (SELECT app_system()) OR (scheme_id IN (SELECT id FROM schemes)));
ALTER TABLE scheme_entries ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON scheme_entries TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
REVOKE DELETE ON scheme_entries FROM coordination_app;
UPDATE schemes SET state = 'closed' WHERE closed_at IS NOT NULL;
ALTER TABLE schemes ADD CONSTRAINT ck_schemes_closed CHECK ((state = 'closed') = (closed_at IS NOT NULL));
ALTER TABLE scheme_items DROP CONSTRAINT ck_scheme_items_indicator;
ALTER TABLE scheme_items ADD CONSTRAINT ck_scheme_items_indicator CHECK ((measure IN ('value', 'ytd', 'mom', 'yoy', 'ratio')) = (indicator_id IS NOT NULL));
ALTER TABLE scheme_items ADD CONSTRAINT ck_scheme_items_over CHECK ((measure = 'ratio') = (over <> ''));
ALTER TABLE scheme_items ADD CONSTRAINT ck_scheme_items_party CHECK ((measure = 'completion') = (party <> ''));
ALTER TABLE scheme_items ADD CONSTRAINT ck_scheme_items_subject_kind CHECK ((measure = 'titles') = (subject_kind <> ''));
ALTER TABLE scheme_items ADD CONSTRAINT ck_scheme_items_months CHECK (months BETWEEN 1 AND 12);
INSERT INTO scheme_cohorts (scheme_id, name, sort_order)
  SELECT m.scheme_id, m.cohort, row_number() OVER (PARTITION BY m.scheme_id ORDER BY min(u.sort_order), m.cohort)
  FROM cohort_members m JOIN member_units u ON u.id = m.unit_id GROUP BY m.scheme_id, m.cohort;
CREATE FUNCTION keep_scheme_in_force() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE touched bigint := CASE WHEN TG_OP = 'INSERT' THEN NEW.scheme_id ELSE OLD.scheme_id END;
BEGIN
  IF EXISTS (SELECT FROM schemes WHERE id = touched AND enacted_at IS NOT NULL) THEN
    RAISE EXCEPTION 'a scheme that was put in force does not change' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN CASE WHEN TG_OP = 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER keep_in_force BEFORE INSERT OR UPDATE OR DELETE ON scheme_items FOR EACH ROW EXECUTE FUNCTION keep_scheme_in_force();
CREATE TRIGGER keep_in_force BEFORE INSERT OR UPDATE OR DELETE ON scheme_cohorts FOR EACH ROW EXECUTE FUNCTION keep_scheme_in_force();
CREATE TRIGGER keep_in_force BEFORE INSERT OR UPDATE OR DELETE ON cohort_members FOR EACH ROW EXECUTE FUNCTION keep_scheme_in_force();
"""

DOWN = """
DROP TRIGGER keep_in_force ON scheme_items;
DROP TRIGGER keep_in_force ON cohort_members;
DROP INDEX uq_schemes_draft;
DROP TABLE scheme_entries, scheme_cohorts;
DROP FUNCTION keep_scheme_in_force();
ALTER TABLE scheme_items DROP CONSTRAINT ck_scheme_items_months, DROP CONSTRAINT ck_scheme_items_over,
  DROP CONSTRAINT ck_scheme_items_party, DROP CONSTRAINT ck_scheme_items_subject_kind,
  DROP CONSTRAINT ck_scheme_items_indicator;
DELETE FROM scheme_items WHERE measure NOT IN ('value', 'ytd', 'mom', 'yoy', 'on_time');
ALTER TABLE scheme_items DROP COLUMN over, DROP COLUMN factor, DROP COLUMN party, DROP COLUMN subject_kind,
  DROP COLUMN min_base, DROP COLUMN months, DROP COLUMN shrunk;
ALTER TABLE scheme_items ADD CONSTRAINT ck_scheme_items_indicator CHECK ((measure = 'on_time') = (indicator_id IS NULL));
ALTER TABLE schemes DROP COLUMN state, DROP COLUMN effective_from, DROP COLUMN change, DROP COLUMN drafted_by_id,
  DROP COLUMN drafted_at, DROP COLUMN enacted_by_id, DROP COLUMN enacted_at, DROP COLUMN version;
"""


def upgrade() -> None:
    op.create_table('scheme_cohorts',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('scheme_id', sa.BigInteger(), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('sort_order', sa.Integer(), nullable=False),
    sa.Column('unit_kind', sa.Text(), nullable=True),
    sa.ForeignKeyConstraint(['scheme_id'], ['schemes.id'], name=op.f('fk_scheme_cohorts_scheme_id_schemes')),
    sa.ForeignKeyConstraint(['unit_kind'], ['unit_kinds.code'], name=op.f('fk_scheme_cohorts_unit_kind_unit_kinds')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scheme_cohorts')),
    sa.UniqueConstraint('scheme_id', 'name', name=op.f('uq_scheme_cohorts_scheme_id_name'))
    )
    op.create_table('scheme_entries',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('office_id', sa.BigInteger(), nullable=False),
    sa.Column('scheme_id', sa.BigInteger(), nullable=False),
    sa.Column('unit_id', sa.BigInteger(), nullable=False),
    sa.Column('period', sa.Text(), nullable=False),
    sa.Column('kind', sa.String(length=40), nullable=False),
    sa.Column('item_code', sa.Text(), server_default='', nullable=False),
    sa.Column('value', sa.Numeric(), nullable=True),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('file_id', sa.BigInteger(), nullable=True),
    sa.Column('entered_by_id', sa.BigInteger(), nullable=False),
    sa.Column('entered_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('confirmed_by_id', sa.BigInteger(), nullable=True),
    sa.Column('confirmed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_by_id', sa.BigInteger(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdraw_reason', sa.Text(), server_default='', nullable=False),
    sa.Column('version', sa.Integer(), server_default='1', nullable=False),
    sa.CheckConstraint("(kind = 'value') = (item_code <> '')", name=op.f('ck_scheme_entries_item')),
    sa.CheckConstraint("(kind = 'veto') = (value IS NULL)", name=op.f('ck_scheme_entries_value')),
    sa.CheckConstraint("(withdrawn_at IS NULL) = (withdraw_reason = '')", name=op.f('ck_scheme_entries_withdrawn')),
    sa.CheckConstraint("kind <> 'bonus' OR value > 0", name=op.f('ck_scheme_entries_bonus')),
    sa.CheckConstraint("reason <> ''", name=op.f('ck_scheme_entries_reason')),
    sa.CheckConstraint('(confirmed_at IS NULL) = (confirmed_by_id IS NULL)', name=op.f('ck_scheme_entries_confirmed')),
    sa.CheckConstraint('confirmed_by_id <> entered_by_id', name=op.f('ck_scheme_entries_two_persons')),
    sa.ForeignKeyConstraint(['confirmed_by_id'], ['accounts.id'], name=op.f('fk_scheme_entries_confirmed_by_id_accounts')),
    sa.ForeignKeyConstraint(['entered_by_id'], ['accounts.id'], name=op.f('fk_scheme_entries_entered_by_id_accounts')),
    sa.ForeignKeyConstraint(['file_id'], ['files.id'], name=op.f('fk_scheme_entries_file_id_files')),
    sa.ForeignKeyConstraint(['office_id'], ['offices.id'], name=op.f('fk_scheme_entries_office_id_offices')),
    sa.ForeignKeyConstraint(['scheme_id'], ['schemes.id'], name=op.f('fk_scheme_entries_scheme_id_schemes')),
    sa.ForeignKeyConstraint(['unit_id'], ['member_units.id'], name=op.f('fk_scheme_entries_unit_id_member_units')),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['accounts.id'], name=op.f('fk_scheme_entries_withdrawn_by_id_accounts')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_scheme_entries'))
    )
    op.create_index(op.f('ix_scheme_entries_confirmed_by_id'), 'scheme_entries', ['confirmed_by_id'], unique=False)
    op.create_index(op.f('ix_scheme_entries_entered_by_id'), 'scheme_entries', ['entered_by_id'], unique=False)
    op.create_index(op.f('ix_scheme_entries_file_id'), 'scheme_entries', ['file_id'], unique=False)
    op.create_index('ix_scheme_entries_list', 'scheme_entries', ['scheme_id', 'period'], unique=False)
    op.create_index('uq_scheme_entries_value', 'scheme_entries', ['scheme_id', 'period', 'unit_id', 'item_code'], unique=True, postgresql_where="kind = 'value' AND withdrawn_at IS NULL")
    op.create_index(op.f('ix_scheme_entries_office_id'), 'scheme_entries', ['office_id'], unique=False)
    op.create_index(op.f('ix_scheme_entries_unit_id'), 'scheme_entries', ['unit_id'], unique=False)
    op.create_index(op.f('ix_scheme_entries_withdrawn_by_id'), 'scheme_entries', ['withdrawn_by_id'], unique=False)
    op.add_column('scheme_items', sa.Column('over', sa.Text(), server_default='', nullable=False))
    op.add_column('scheme_items', sa.Column('factor', sa.Numeric(), server_default='100', nullable=False))
    op.add_column('scheme_items', sa.Column('party', sa.Text(), server_default='', nullable=False))
    op.add_column('scheme_items', sa.Column('subject_kind', sa.Text(), server_default='', nullable=False))
    op.add_column('scheme_items', sa.Column('min_base', sa.Numeric(), nullable=True))
    op.add_column('scheme_items', sa.Column('months', sa.Integer(), server_default='1', nullable=False))
    op.add_column('scheme_items', sa.Column('shrunk', sa.Boolean(), server_default='false', nullable=False))
    op.add_column('schemes', sa.Column('state', sa.String(length=40), server_default='in_force', nullable=False))
    op.add_column('schemes', sa.Column('effective_from', sa.Text(), server_default='', nullable=False))
    op.add_column('schemes', sa.Column('change', sa.Text(), server_default='', nullable=False))
    op.add_column('schemes', sa.Column('drafted_by_id', sa.BigInteger(), nullable=True))
    op.add_column('schemes', sa.Column('drafted_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('schemes', sa.Column('enacted_by_id', sa.BigInteger(), nullable=True))
    op.add_column('schemes', sa.Column('enacted_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('schemes', sa.Column('version', sa.Integer(), server_default='1', nullable=False))
    op.create_index(op.f('ix_schemes_drafted_by_id'), 'schemes', ['drafted_by_id'], unique=False)
    op.create_index(op.f('ix_schemes_enacted_by_id'), 'schemes', ['enacted_by_id'], unique=False)
    op.create_foreign_key(op.f('fk_schemes_drafted_by_id_accounts'), 'schemes', 'accounts', ['drafted_by_id'], ['id'])
    op.create_foreign_key(op.f('fk_schemes_enacted_by_id_accounts'), 'schemes', 'accounts', ['enacted_by_id'], ['id'])
    op.create_index('uq_schemes_draft', 'schemes', ['office_id', 'code'], unique=True, postgresql_where="state = 'draft'")
    op.execute(FENCES)


def downgrade() -> None:
    op.execute(DOWN)
