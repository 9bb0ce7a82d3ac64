"""Tasks, assignments, feedback, evidence, requests."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010_tasks"
down_revision = "0009_responsibilities"
branch_labels = None
depends_on = None

FENCES = """
ALTER TABLE tasks ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON tasks TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR id IN (SELECT task_id FROM assignments))));
ALTER TABLE task_articles ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON task_articles TO coordination_app USING (
  (SELECT app_system()) OR (task_id IN (SELECT id FROM tasks)));
ALTER TABLE assignments ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON assignments TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON feedback TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE evidence ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON evidence TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
ALTER TABLE assignment_requests ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON assignment_requests TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
REVOKE DELETE ON assignments, assignment_requests FROM coordination_app;
"""

#: What was told stays as it was told: a sent feedback, and the evidence that went with it.
KEPT = """
CREATE FUNCTION feedback_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'feedback % was sent and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON feedback FOR EACH ROW
  WHEN (OLD.sent_at IS NOT NULL) EXECUTE FUNCTION feedback_keep();
CREATE FUNCTION evidence_keep() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM feedback WHERE id = OLD.feedback_id AND sent_at IS NOT NULL) THEN
    RAISE EXCEPTION 'evidence % was sent and stays as it is', OLD.id USING ERRCODE = 'restrict_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON evidence FOR EACH ROW EXECUTE FUNCTION evidence_keep();
"""


def upgrade() -> None:
    op.create_table(
        "tasks",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("duty_id", sa.BigInteger(), nullable=True),
        sa.Column("period", sa.Text(), nullable=True),
        sa.Column("origin", sa.String(length=40), nullable=False),
        sa.Column("origin_note", sa.Text(), server_default="", nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), server_default="", nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), server_default="1", nullable=False),
        sa.Column("campaign", sa.Text(), server_default="", nullable=False),
        sa.Column("leader", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_name", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_phone", sa.Text(), server_default="", nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("target", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("target_unit", sa.Text(), server_default="", nullable=False),
        sa.Column("evidence", sa.Text(), server_default="", nullable=False),
        sa.Column("acceptance", sa.Text(), server_default="", nullable=False),
        sa.Column("kinds", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("support_kinds", postgresql.ARRAY(sa.Text()), server_default="{}", nullable=False),
        sa.Column("lead_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("support_ids", postgresql.ARRAY(sa.BigInteger()), server_default="{}", nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False),
        sa.Column("created_by_id", sa.BigInteger(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_id", sa.BigInteger(), nullable=True),
        sa.Column("end_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("(state = 'draft') = (issued_at IS NULL)", name=op.f("ck_tasks_issued")),
        sa.CheckConstraint(
            "(state IN ('withdrawn', 'terminated')) = (end_reason <> '')", name=op.f("ck_tasks_ended")
        ),
        sa.CheckConstraint("(target IS NULL) = (target_unit = '')", name=op.f("ck_tasks_target_unit")),
        sa.CheckConstraint("(period IS NULL) OR (duty_id IS NOT NULL)", name=op.f("ck_tasks_period")),
        sa.CheckConstraint("target > 0", name=op.f("ck_tasks_target")),
        sa.CheckConstraint("weight > 0", name=op.f("ck_tasks_weight")),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["accounts.id"], name=op.f("fk_tasks_created_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_tasks_duty_id_duties")),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["accounts.id"], name=op.f("fk_tasks_issued_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_tasks_office_id_offices")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_tasks_party_id_parties")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tasks")),
        sa.UniqueConstraint("duty_id", "period", name=op.f("uq_tasks_duty_id_period")),
    )
    op.create_index(op.f("ix_tasks_created_by_id"), "tasks", ["created_by_id"], unique=False)
    op.create_index(op.f("ix_tasks_issued_by_id"), "tasks", ["issued_by_id"], unique=False)
    op.create_index("ix_tasks_list", "tasks", ["office_id", "state", "due_at"], unique=False)
    op.create_index(op.f("ix_tasks_party_id"), "tasks", ["party_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("division_id", sa.BigInteger(), nullable=True),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("role", sa.String(length=40), nullable=False),
        sa.Column("party_id", sa.BigInteger(), nullable=False),
        sa.Column("weight", sa.Numeric(precision=6, scale=2), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("percent", sa.Integer(), server_default="0", nullable=False),
        sa.Column("quantity", sa.Numeric(precision=20, scale=2), server_default="0", nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by_id", sa.BigInteger(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_id", sa.BigInteger(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("approved_by_id", sa.BigInteger(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("return_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("end_reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_assignments_closed")
        ),
        sa.CheckConstraint(
            "(state IN ('done', 'closed')) = (approved_by_id IS NOT NULL)",
            name=op.f("ck_assignments_approved"),
        ),
        sa.CheckConstraint(
            "(state IN ('submitted', 'done', 'closed')) <= (submitted_by_id IS NOT NULL)",
            name=op.f("ck_assignments_submitted"),
        ),
        sa.CheckConstraint(
            "(state IN ('withdrawn', 'terminated', 'transferred')) = (end_reason <> '')",
            name=op.f("ck_assignments_ended"),
        ),
        sa.CheckConstraint(
            "state <> 'returned' OR return_reason <> ''", name=op.f("ck_assignments_returned")
        ),
        sa.CheckConstraint(
            "(acknowledged_at IS NULL) = (acknowledged_by_id IS NULL)",
            name=op.f("ck_assignments_acknowledged"),
        ),
        sa.CheckConstraint(
            "(division_id IS NULL) = (parent_id IS NULL)", name=op.f("ck_assignments_community")
        ),
        sa.CheckConstraint("approved_by_id <> submitted_by_id", name=op.f("ck_assignments_four_eyes")),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_assignments_percent")),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_assignments_quantity")),
        sa.ForeignKeyConstraint(
            ["acknowledged_by_id"], ["accounts.id"], name=op.f("fk_assignments_acknowledged_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by_id"], ["accounts.id"], name=op.f("fk_assignments_approved_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["division_id"], ["divisions.id"], name=op.f("fk_assignments_division_id_divisions")
        ),
        sa.ForeignKeyConstraint(["office_id"], ["offices.id"], name=op.f("fk_assignments_office_id_offices")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["assignments.id"], name=op.f("fk_assignments_parent_id_assignments")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_assignments_party_id_parties")),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["accounts.id"], name=op.f("fk_assignments_submitted_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_assignments_task_id_tasks")),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["member_units.id"], name=op.f("fk_assignments_unit_id_member_units")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
        sa.UniqueConstraint(
            "task_id",
            "unit_id",
            "division_id",
            name=op.f("uq_assignments_task_id_unit_id_division_id"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    op.create_index(
        op.f("ix_assignments_acknowledged_by_id"), "assignments", ["acknowledged_by_id"], unique=False
    )
    op.create_index(op.f("ix_assignments_approved_by_id"), "assignments", ["approved_by_id"], unique=False)
    op.create_index(op.f("ix_assignments_division_id"), "assignments", ["division_id"], unique=False)
    op.create_index("ix_assignments_office_due", "assignments", ["office_id", "due_at"], unique=False)
    op.create_index(op.f("ix_assignments_parent_id"), "assignments", ["parent_id"], unique=False)
    op.create_index(op.f("ix_assignments_party_id"), "assignments", ["party_id"], unique=False)
    op.create_index(op.f("ix_assignments_submitted_by_id"), "assignments", ["submitted_by_id"], unique=False)
    op.create_index("ix_assignments_unit_due", "assignments", ["unit_id", "due_at"], unique=False)
    op.create_index(
        "ix_assignments_under_way",
        "assignments",
        ["office_id", "task_id"],
        unique=False,
        postgresql_where="state IN ('issued', 'acknowledged', 'working', 'returned', 'submitted')",
    )
    op.create_table(
        "task_articles",
        sa.Column("task_id", sa.BigInteger(), nullable=False),
        sa.Column("article_id", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["article_id"], ["articles.id"], name=op.f("fk_task_articles_article_id_articles")
        ),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name=op.f("fk_task_articles_task_id_tasks")),
        sa.PrimaryKeyConstraint("task_id", "article_id", name=op.f("pk_task_articles")),
    )
    op.create_index(op.f("ix_task_articles_article_id"), "task_articles", ["article_id"], unique=False)
    op.create_table(
        "assignment_requests",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("wish", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("new_due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("other_unit_id", sa.BigInteger(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_by_id", sa.BigInteger(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.BigInteger(), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.CheckConstraint(
            "(state = 'asked') = (decided_at IS NULL)", name=op.f("ck_assignment_requests_decided")
        ),
        sa.CheckConstraint(
            "(wish = 'extension') = (new_due_at IS NOT NULL)", name=op.f("ck_assignment_requests_extension")
        ),
        sa.CheckConstraint(
            "(state IN ('granted', 'refused')) = (decided_by_id IS NOT NULL)",
            name=op.f("ck_assignment_requests_decider"),
        ),
        sa.CheckConstraint("state <> 'refused' OR answer <> ''", name=op.f("ck_assignment_requests_refused")),
        sa.CheckConstraint("decided_by_id <> asked_by_id", name=op.f("ck_assignment_requests_four_eyes")),
        sa.ForeignKeyConstraint(
            ["asked_by_id"], ["accounts.id"], name=op.f("fk_assignment_requests_asked_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["assignment_id"],
            ["assignments.id"],
            name=op.f("fk_assignment_requests_assignment_id_assignments"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["accounts.id"], name=op.f("fk_assignment_requests_decided_by_id_accounts")
        ),
        sa.ForeignKeyConstraint(
            ["other_unit_id"],
            ["member_units.id"],
            name=op.f("fk_assignment_requests_other_unit_id_member_units"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignment_requests")),
    )
    op.create_index(
        op.f("ix_assignment_requests_asked_by_id"), "assignment_requests", ["asked_by_id"], unique=False
    )
    op.create_index(
        "ix_assignment_requests_assignment", "assignment_requests", ["assignment_id", "id"], unique=False
    )
    op.create_index(
        op.f("ix_assignment_requests_decided_by_id"), "assignment_requests", ["decided_by_id"], unique=False
    )
    op.create_index(
        op.f("ix_assignment_requests_other_unit_id"), "assignment_requests", ["other_unit_id"], unique=False
    )
    op.create_index(
        "uq_assignment_requests_open",
        "assignment_requests",
        ["assignment_id", "wish"],
        unique=True,
        postgresql_where="state = 'asked'",
    )
    op.create_table(
        "feedback",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("by_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), server_default="", nullable=False),
        sa.Column("percent", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Numeric(precision=20, scale=2), nullable=True),
        sa.Column("final", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("percent BETWEEN 0 AND 100", name=op.f("ck_feedback_percent")),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_feedback_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(["by_id"], ["accounts.id"], name=op.f("fk_feedback_by_id_accounts")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feedback")),
    )
    op.create_index("ix_feedback_assignment", "feedback", ["assignment_id", "id"], unique=False)
    op.create_index(op.f("ix_feedback_by_id"), "feedback", ["by_id"], unique=False)
    op.create_index(
        "uq_feedback_draft", "feedback", ["assignment_id"], unique=True, postgresql_where="sent_at IS NULL"
    )
    op.create_table(
        "evidence",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("feedback_id", sa.BigInteger(), nullable=False),
        sa.Column("assignment_id", sa.BigInteger(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=False),
        sa.Column("file_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["assignment_id"], ["assignments.id"], name=op.f("fk_evidence_assignment_id_assignments")
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_evidence_feedback_id_feedback")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_evidence_file_id_files")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence")),
        sa.UniqueConstraint("feedback_id", "file_id", name=op.f("uq_evidence_feedback_id_file_id")),
    )
    op.create_index(op.f("ix_evidence_assignment_id"), "evidence", ["assignment_id"], unique=False)
    op.create_index(op.f("ix_evidence_file_id"), "evidence", ["file_id"], unique=False)
    op.execute(FENCES)
    op.execute(KEPT)


def downgrade() -> None:
    op.execute("DROP POLICY fence ON tasks; DROP POLICY fence ON task_articles;")
    op.drop_table("evidence")
    op.drop_table("feedback")
    op.execute("DROP FUNCTION evidence_keep, feedback_keep")
    op.drop_table("assignment_requests")
    op.drop_table("task_articles")
    op.drop_table("assignments")
    op.drop_table("tasks")
