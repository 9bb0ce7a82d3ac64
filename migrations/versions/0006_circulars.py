"""Circulars and the ledger of their numbers."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0006_circulars"
down_revision = "0005_rankings"
branch_labels = None
depends_on = None


FENCES = """
ALTER TABLE circulars ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circulars TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR state IN ('issued', 'withdrawn'))));
ALTER TABLE circular_counters ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circular_counters TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
ALTER TABLE circular_numbers ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON circular_numbers TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
REVOKE DELETE ON circulars, circular_numbers, circular_counters FROM coordination_app;
REVOKE UPDATE ON circular_numbers FROM coordination_app;
"""

#: What was issued stays as it was signed: only withdrawal, and the printed document once, may be added.
KEPT = """
CREATE FUNCTION circulars_keep() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  open_fields text[] := ARRAY['state', 'withdraw_reason', 'document_id', 'version'];
BEGIN
  IF to_jsonb(NEW) - open_fields IS DISTINCT FROM to_jsonb(OLD) - open_fields THEN
    RAISE EXCEPTION 'circular % was issued and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF OLD.document_id IS NOT NULL AND NEW.document_id IS DISTINCT FROM OLD.document_id THEN
    RAISE EXCEPTION 'circular % has its document', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.state NOT IN ('issued', 'withdrawn') OR (OLD.state = 'withdrawn'
      AND (NEW.state, NEW.withdraw_reason) IS DISTINCT FROM (OLD.state, OLD.withdraw_reason)) THEN
    RAISE EXCEPTION 'circular % cannot go back', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE ON circulars FOR EACH ROW
  WHEN (OLD.state IN ('issued', 'withdrawn')) EXECUTE FUNCTION circulars_keep();
"""


def upgrade() -> None:
    op.create_table(
        "circular_counters",
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_circular_counters_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("office_id", "year", name=op.f("pk_circular_counters")),
    )
    op.create_table(
        "circulars",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("ranking_id", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("addressees", sa.Text(), nullable=False),
        sa.Column("copies_to", sa.Text(), server_default="", nullable=False),
        sa.Column("body", postgresql.JSONB(), nullable=False),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.Column("annex", postgresql.JSONB(), nullable=True),
        sa.Column(
            "state",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("return_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("withdraw_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("drafted_by_id", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("checked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_id", sa.BigInteger(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.Column("issued_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state IN ('issued', 'withdrawn')) = (sequence IS NOT NULL AND year IS NOT NULL AND issued_on IS NOT NULL AND signed_by_id IS NOT NULL)",
            name=op.f("ck_circulars_issued"),
        ),
        sa.CheckConstraint(
            "state <> 'withdrawn' OR withdraw_reason <> ''", name=op.f("ck_circulars_withdrawn")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'checking') OR checked_by_id IS NOT NULL", name=op.f("ck_circulars_checked")
        ),
        sa.CheckConstraint("checked_by_id <> drafted_by_id", name=op.f("ck_circulars_drafter_checks_not")),
        sa.CheckConstraint(
            "signed_by_id <> drafted_by_id AND signed_by_id <> checked_by_id",
            name=op.f("ck_circulars_signer_apart"),
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["accounts.id"], name=op.f("fk_circulars_checked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["document_id"], ["files.id"], name=op.f("fk_circulars_document_id_files")),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["accounts.id"], name=op.f("fk_circulars_drafted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_circulars_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["ranking_id"], ["rankings.id"], name=op.f("fk_circulars_ranking_id_rankings")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["accounts.id"], name=op.f("fk_circulars_signed_by_id_accounts")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circulars")),
    )
    op.create_index(op.f("ix_circulars_drafted_by_id"), "circulars", ["drafted_by_id"], unique=False)
    op.create_index("ix_circulars_list", "circulars", ["office_id", "period"], unique=False)
    op.create_index(op.f("ix_circulars_ranking_id"), "circulars", ["ranking_id"], unique=False)
    op.create_table(
        "circular_numbers",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("circular_id", sa.BigInteger(), nullable=True),
        sa.Column("void_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "circular_id IS NOT NULL OR void_reason <> ''", name=op.f("ck_circular_numbers_used")
        ),
        sa.ForeignKeyConstraint(
            ["circular_id"], ["circulars.id"], name=op.f("fk_circular_numbers_circular_id_circulars")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_circular_numbers_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular_numbers")),
        sa.UniqueConstraint("circular_id", name=op.f("uq_circular_numbers_circular_id")),
        sa.UniqueConstraint(
            "office_id", "year", "sequence", name=op.f("uq_circular_numbers_office_id_year_sequence")
        ),
    )
    op.execute(FENCES)
    op.execute(KEPT)


def downgrade() -> None:
    op.drop_table("circular_numbers")
    op.drop_index(op.f("ix_circulars_ranking_id"), table_name="circulars")
    op.drop_index("ix_circulars_list", table_name="circulars")
    op.drop_index(op.f("ix_circulars_drafted_by_id"), table_name="circulars")
    op.drop_table("circulars")
    op.execute("DROP FUNCTION circulars_keep")
    op.drop_table("circular_counters")
