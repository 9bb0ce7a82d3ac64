"""The ledger of reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0011_reminders"
down_revision = "0010_tasks"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE reminders ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON reminders TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
"""


def upgrade() -> None:
    op.create_table(
        "reminders",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=True),
        sa.Column("report_id", sa.BigInteger(), nullable=True),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sent_by_id", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("rung = 'letter' OR sent_at IS NOT NULL", name=op.f("ck_reminders_sent")),
        sa.CheckConstraint(
            "(assignment_id IS NULL) <> (report_id IS NULL)", name=op.f("ck_reminders_one_subject")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_reminders_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_reminders_by_id_accounts")),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_reminders_office_id_offices")),
        sa.ForeignKeyConstraint(["report_id"], ["reports.id"], name=op.f("fk_reminders_report_id_reports")),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["accounts.id"], name=op.f("fk_reminders_sent_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_reminders_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
    )
    op.create_index(op.f("ix_reminders_by_id"), "reminders", ["by_id"], unique=False)
    op.create_index("ix_reminders_office", "reminders", ["office_id", "id"], unique=False)
    op.create_index("ix_reminders_report", "reminders", ["report_id"], unique=False)
    op.create_index(op.f("ix_reminders_sent_by_id"), "reminders", ["sent_by_id"], unique=False)
    op.create_index("ix_reminders_unit", "reminders", ["unit_id", "id"], unique=False)
    op.create_index(
        "uq_reminders_rung",
        "reminders",
        ["assignment_id", "report_id", "rung", "day"],
        unique=True,
        postgresql_nulls_not_distinct=True,
        postgresql_where="rung NOT IN ('chase', 'call')",
    )
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("reminders")
