"""A community worker finds the own community only; webhooks of robots lie sealed."""

import sqlalchemy as sa
from alembic import op

from coordination.kernel.sealed import seal, unseal

revision = "0021_own_community"
down_revision = "0020_number_ledger"
branch_labels = None
depends_on = None

PURPOSE = "webhooks of robots"

#: `app.division` is set for community workers only. Beside the own assignments they find the one that their
#: township passed on, whose deadline is the limit of theirs; they write to their own.
FENCES = """
CREATE FUNCTION app_division() RETURNS bigint LANGUAGE sql STABLE
  AS $$ SELECT nullif(current_setting('app.division', true), '')::bigint $$;
CREATE FUNCTION app_passed_on() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
  AS $$ SELECT coalesce(array_agg(parent_id), '{}') FROM assignments WHERE division_id = app_division() $$;
REVOKE ALL ON FUNCTION app_passed_on() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_passed_on() TO coordination_app;
CREATE POLICY community ON assignments AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division())
  OR id = ANY((SELECT app_passed_on())::bigint[]))
WITH CHECK (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR division_id = (SELECT app_division()));
"""
BEHIND = """
CREATE POLICY community ON {table} AS RESTRICTIVE TO coordination_app USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL
  OR assignment_id IN (SELECT id FROM assignments WHERE division_id = (SELECT app_division())));
"""
TABLES = ("feedback", "evidence", "assignment_requests")

ENTER = """
CREATE OR REPLACE FUNCTION app_enter(digest text, idle_since timestamptz, begun_since timestamptz)
RETURNS TABLE (
  sign_in_id bigint, seen_at timestamptz, account_id bigint, username text, name text, functions text[],
  language text, password_changed_at timestamptz, office_id bigint, office_name text, office_short_name text,
  unit_id bigint, unit_name text, unit_short_name text, unit_kind text, division_id bigint, unread integer)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'coordination_app', true), set_config('app.system', 'on', true);
  SELECT s.id, s.seen_at, a.id, a.username, a.name, a.functions, a.language, a.password_changed_at,
    o.id, o.name, o.short_name, u.id, u.name, u.short_name, u.kind_code, coalesce(a.division_id, u.division_id),
    (SELECT count(*) FROM (
      SELECT FROM notifications n WHERE n.account_id = a.id AND n.read_at IS NULL LIMIT 100) AS lying)
  INTO sign_in_id, seen_at, account_id, username, name, functions, language, password_changed_at,
    office_id, office_name, office_short_name, unit_id, unit_name, unit_short_name, unit_kind, division_id, unread
  FROM sign_ins s
  JOIN accounts a ON a.id = s.account_id
  JOIN offices o ON o.id = a.office_id
  LEFT JOIN member_units u ON u.id = a.unit_id
  WHERE s.token_hash = digest AND s.ended_at IS NULL AND s.seen_at >= idle_since
    AND s.started_at >= begun_since AND a.state = 'active';
  PERFORM set_config('app.system', 'off', true),
    set_config('app.offices', coalesce('{{' || office_id || '}}', '{{}}'), true),
    set_config('app.unit', coalesce(unit_id::text, ''), true){more};
  IF sign_in_id IS NOT NULL THEN RETURN NEXT; END IF;
END $$;
"""
DIVISION = """,
    set_config('app.division', CASE WHEN 'community_worker' = ANY(functions)
      THEN coalesce(division_id, 0)::text ELSE '' END, true)"""


def upgrade() -> None:
    op.execute(FENCES)
    for table in TABLES:
        op.execute(BEHIND.format(table=table))
    op.execute(ENTER.format(more=DIVISION))
    _rewrite(lambda text: seal(text, PURPOSE))


def downgrade() -> None:
    _rewrite(_opened)
    op.execute(ENTER.format(more=""))
    for table in (*TABLES, "assignments"):
        op.execute(f"DROP POLICY community ON {table}")
    op.execute("DROP FUNCTION app_passed_on; DROP FUNCTION app_division")


def _opened(sealed: str) -> str:
    """Nothing, where the secret of the site has changed since."""
    return unseal(sealed, PURPOSE) or ""


def _rewrite(change) -> None:
    bind = op.get_bind()
    for row in bind.execute(sa.text("SELECT id, webhook, secret FROM robots ORDER BY id")).all():
        values = {"id": row.id, "webhook": change(row.webhook), "secret": change(row.secret)}
        bind.execute(sa.text("UPDATE robots SET webhook = :webhook, secret = :secret WHERE id = :id"), values)
