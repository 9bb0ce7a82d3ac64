"""Notifications, deliveries, preferences, robots of chat groups."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008_notifications"
down_revision = "0007_entry"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE robots ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON robots TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (SELECT app_unit()) IS NULL));
ALTER TABLE notification_preferences ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON notification_preferences TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE notifications ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON notifications TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE deliveries ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON deliveries TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
"""


def upgrade() -> None:
    op.create_table(
        "robots",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_robots_office_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_robots")),
    )
    op.create_index(op.f("ix_robots_office_id"), "robots", ["office_id"], unique=False)
    op.create_table(
        "notification_preferences",
        sa.Column("account_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("mail", sa.Text(), server_default="", nullable=False),
        sa.Column("by_mail", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("by_sms", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("rhythm", sa.String(length=40), server_default="at_once", nullable=False),
        sa.Column("calendar_hash", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notification_preferences_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_notification_preferences_office_id_offices")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_notification_preferences_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_notification_preferences")),
        sa.UniqueConstraint("calendar_hash", name=op.f("uq_notification_preferences_calendar_hash")),
    )
    op.create_index(
        op.f("ix_notification_preferences_office_id"), "notification_preferences", ["office_id"], unique=False
    )
    op.create_index(
        op.f("ix_notification_preferences_unit_id"), "notification_preferences", ["unit_id"], unique=False
    )
    op.create_table(
        "notifications",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("robot_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("content", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("urgent", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(account_id IS NULL) <> (robot_id IS NULL)", name=op.f("ck_notifications_one_recipient")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_notifications_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_notifications_office_id_offices")
        ),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_notifications_robot_id_robots")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_notifications_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notifications")),
        sa.UniqueConstraint("key", name=op.f("uq_notifications_key")),
    )
    op.create_index("ix_notifications_account", "notifications", ["account_id", "id"], unique=False)
    op.create_index(op.f("ix_notifications_office_id"), "notifications", ["office_id"], unique=False)
    op.create_index(op.f("ix_notifications_robot_id"), "notifications", ["robot_id"], unique=False)
    op.create_index("ix_notifications_subject", "notifications", ["subject_type", "subject_id"], unique=False)
    op.create_index(op.f("ix_notifications_unit_id"), "notifications", ["unit_id"], unique=False)
    op.create_index(
        "ix_notifications_unread",
        "notifications",
        ["account_id"],
        unique=False,
        postgresql_where="read_at IS NULL",
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("notification_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("robot_id", sa.BigInteger(), nullable=True),
        sa.Column("channel", sa.String(length=40), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=40), server_default="waiting", nullable=False),
        sa.Column("digest", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("hours", sa.String(length=40), server_default="working", nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("doubts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("error", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state IN ('delivered', 'failed', 'unknown')) = (settled_at IS NOT NULL)",
            name=op.f("ck_deliveries_settled"),
        ),
        sa.CheckConstraint(
            "state <> 'handed' OR (handed_at IS NOT NULL AND leased_until IS NOT NULL)",
            name=op.f("ck_deliveries_handed"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["accounts.id"], name=op.f("fk_deliveries_account_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["notification_id"],
            ["notifications.id"],
            name=op.f("fk_deliveries_notification_id_notifications"),
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_deliveries_office_id_offices")),
        sa.ForeignKeyConstraint(["robot_id"], ["robots.id"], name=op.f("fk_deliveries_robot_id_robots")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_deliveries_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint(
            "notification_id",
            "channel",
            "address",
            name=op.f("uq_deliveries_notification_id_channel_address"),
        ),
    )
    op.create_index(op.f("ix_deliveries_account_id"), "deliveries", ["account_id"], unique=False)
    op.create_index("ix_deliveries_office", "deliveries", ["office_id", "id"], unique=False)
    op.create_index(
        "ix_deliveries_open",
        "deliveries",
        ["not_before"],
        unique=False,
        postgresql_where="settled_at IS NULL",
    )
    op.create_index(op.f("ix_deliveries_robot_id"), "deliveries", ["robot_id"], unique=False)
    op.create_index(op.f("ix_deliveries_unit_id"), "deliveries", ["unit_id"], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_table("deliveries")
    op.drop_table("notifications")
    op.drop_table("notification_preferences")
    op.drop_table("robots")
