"""The role that owns nothing, operations, jobs, files, the audit."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0001_foundation"
down_revision = None
branch_labels = None
depends_on = None

ROLE = """
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'coordination_app') THEN
    CREATE ROLE coordination_app NOLOGIN;
  END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
DO $$ BEGIN
  SET LOCAL ROLE coordination_app;
  RESET ROLE;
EXCEPTION WHEN insufficient_privilege THEN
  EXECUTE format('GRANT coordination_app TO %I', current_user);
END $$;
GRANT USAGE ON SCHEMA public TO coordination_app;
GRANT SELECT ON alembic_version TO coordination_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public
  GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO coordination_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO coordination_app;
CREATE FUNCTION app_system() RETURNS boolean LANGUAGE sql STABLE
  AS $$ SELECT current_setting('app.system', true) = 'on' $$;
CREATE FUNCTION app_offices() RETURNS bigint[] LANGUAGE sql STABLE
  AS $$ SELECT coalesce(nullif(current_setting('app.offices', true), ''), '{}')::bigint[] $$;
CREATE FUNCTION app_unit() RETURNS bigint LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('app.unit', true), '')::bigint $$;
"""

AUDIT = """
CREATE FUNCTION audit_digest(event audit_events) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT encode(sha256(convert_to(jsonb_build_array(
    event.id, extract(epoch FROM event.at), event.account_id, event.account_name, event.office_id, event.unit_id,
    event.action, event.subject_type, event.subject_id, event.content)::text, 'UTF8')), 'hex')
$$;
CREATE FUNCTION audit_fill() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.digest := audit_digest(NEW); RETURN NEW; END $$;
CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the audit is append-only'; END $$;
CREATE TRIGGER fill BEFORE INSERT ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_fill();
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON audit_events FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_events EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER refuse BEFORE UPDATE OR DELETE ON audit_seals FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON audit_seals EXECUTE FUNCTION audit_refuse();
REVOKE UPDATE, DELETE ON audit_events, audit_seals FROM coordination_app;
ALTER TABLE audit_events ENABLE ROW LEVEL SECURITY;
CREATE POLICY reads ON audit_events FOR SELECT TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()))));
CREATE POLICY writes ON audit_events FOR INSERT TO coordination_app WITH CHECK (true);
"""


def upgrade() -> None:
    op.execute(ROLE)
    op.create_table(
        "operations",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("subject_type", sa.Text(), nullable=True),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_operations"),
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("arguments", postgresql.JSONB(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), server_default="0", nullable=False),
        sa.Column("leased_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("error", sa.Text(), nullable=True),
        sa.CheckConstraint("finished_at IS NULL OR failed_at IS NULL", name="ck_jobs_one_end"),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
        sa.UniqueConstraint("key", name="uq_jobs_key"),
    )
    op.create_index(
        "ix_jobs_open",
        "jobs",
        ["run_at"],
        postgresql_where=sa.text("finished_at IS NULL AND failed_at IS NULL"),
    )
    op.create_table(
        "files",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.CheckConstraint("length(sha256) = 64 AND size >= 0", name="ck_files_hash"),
        sa.PrimaryKeyConstraint("id", name="pk_files"),
    )
    op.create_index("ix_files_office_id", "files", ["office_id"])
    op.create_index("ix_files_sha256", "files", ["sha256"])
    op.create_table(
        "audit_events",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.clock_timestamp(), nullable=False),
        sa.Column("account_id", sa.BigInteger(), nullable=True),
        sa.Column("account_name", sa.Text(), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=True),
        sa.Column("unit_id", sa.BigInteger(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("subject_type", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.BigInteger(), nullable=True),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("digest", sa.Text(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_events"),
    )
    op.create_index("ix_audit_events_office_id", "audit_events", ["office_id"])
    op.create_index("ix_audit_events_subject", "audit_events", ["subject_type", "subject_id"])
    op.create_table(
        "audit_seals",
        sa.Column("id", sa.BigInteger(), sa.Identity(), nullable=False),
        sa.Column("first_id", sa.BigInteger(), nullable=False),
        sa.Column("last_id", sa.BigInteger(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), server_default=sa.func.now(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit_seals"),
        sa.UniqueConstraint("last_id", name="uq_audit_seals_last_id"),
    )
    op.execute(AUDIT)
    op.execute(
        "ALTER TABLE files ENABLE ROW LEVEL SECURITY;"
        "CREATE POLICY fence ON files TO coordination_app USING ((SELECT app_system()) OR ("
        "office_id = ANY((SELECT app_offices())::bigint[]) AND ((SELECT app_unit()) IS NULL OR unit_id IS NULL OR unit_id = (SELECT app_unit()))))"
    )


def downgrade() -> None:
    op.execute("DROP TABLE audit_seals, audit_events CASCADE")
    op.execute("DROP FUNCTION IF EXISTS audit_digest, audit_fill, audit_refuse CASCADE")
    op.drop_table("files")
    op.drop_table("jobs")
    op.drop_table("operations")
    op.execute(
        "DROP FUNCTION app_system, app_offices, app_unit;"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON TABLES FROM coordination_app;"
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE ALL ON SEQUENCES FROM coordination_app;"
        "REVOKE USAGE ON SCHEMA public FROM coordination_app"
    )
