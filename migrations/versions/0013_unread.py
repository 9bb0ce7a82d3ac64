"""The entry tells how many messages are unread, so that the bar of a page asks nothing more."""

from alembic import op

revision = "0013_unread"
down_revision = "0012_completion"
branch_labels = None
depends_on = None

ENTER = """
CREATE FUNCTION app_enter(digest text, idle_since timestamptz, begun_since timestamptz)
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
    set_config('app.offices', coalesce('{' || office_id || '}', '{}'), true),
    set_config('app.unit', coalesce(unit_id::text, ''), true);
  IF sign_in_id IS NOT NULL THEN RETURN NEXT; END IF;
END $$;
"""

FORMER = """
CREATE FUNCTION app_enter(digest text, idle_since timestamptz, begun_since timestamptz)
RETURNS TABLE (
  sign_in_id bigint, seen_at timestamptz, account_id bigint, username text, name text, functions text[],
  language text, password_changed_at timestamptz, office_id bigint, office_name text, office_short_name text,
  unit_id bigint, unit_name text, unit_short_name text, unit_kind text, division_id bigint)
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('role', 'coordination_app', true), set_config('app.system', 'on', true);
  SELECT s.id, s.seen_at, a.id, a.username, a.name, a.functions, a.language, a.password_changed_at,
    o.id, o.name, o.short_name, u.id, u.name, u.short_name, u.kind_code, coalesce(a.division_id, u.division_id)
  INTO sign_in_id, seen_at, account_id, username, name, functions, language, password_changed_at,
    office_id, office_name, office_short_name, unit_id, unit_name, unit_short_name, unit_kind, division_id
  FROM sign_ins s
  JOIN accounts a ON a.id = s.account_id
  JOIN offices o ON o.id = a.office_id
  LEFT JOIN member_units u ON u.id = a.unit_id
  WHERE s.token_hash = digest AND s.ended_at IS NULL AND s.seen_at >= idle_since
    AND s.started_at >= begun_since AND a.state = 'active';
  PERFORM set_config('app.system', 'off', true),
    set_config('app.offices', coalesce('{' || office_id || '}', '{}'), true),
    set_config('app.unit', coalesce(unit_id::text, ''), true);
  IF sign_in_id IS NOT NULL THEN RETURN NEXT; END IF;
END $$;
"""


def upgrade() -> None:
    op.execute("DROP FUNCTION app_enter")
    op.execute(ENTER)


def downgrade() -> None:
    op.execute("DROP FUNCTION app_enter")
    op.execute(FORMER)
