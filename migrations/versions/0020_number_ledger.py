"""Who entered a void number; and the comparison of the ledger that a restore asks for before issuing."""

import sqlalchemy as sa
from alembic import op

revision = "0020_number_ledger"
down_revision = "0019_transmissions"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE ledger_checks ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON ledger_checks TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
REVOKE DELETE ON ledger_checks FROM coordination_app;
"""


def upgrade() -> None:
    op.add_column("circular_numbers", sa.Column("entered_by_id", sa.BigInteger(), nullable=True))
    op.create_foreign_key(
        op.f("fk_circular_numbers_entered_by_id_accounts"),
        "circular_numbers",
        "accounts",
        ["entered_by_id"],
        ["id"],
    )
    op.create_table(
        "ledger_checks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause", sa.Text(), nullable=False),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_by_id", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(checked_at IS NULL) = (checked_by_id IS NULL)", name=op.f("ck_ledger_checks_checked")
        ),
        sa.ForeignKeyConstraint(
            ["checked_by_id"], ["accounts.id"], name=op.f("fk_ledger_checks_checked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_ledger_checks_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_checks")),
    )
    op.create_index(op.f("ix_ledger_checks_office_id"), "ledger_checks", ["office_id"], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("ledger_checks")
    op.drop_constraint(
        op.f("fk_circular_numbers_entered_by_id_accounts"), "circular_numbers", type_="foreignkey"
    )
    op.drop_column("circular_numbers", "entered_by_id")
