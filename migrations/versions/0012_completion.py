"""Completion of the offices below an office: sums alone cross the fence.

Both functions run with the rights of the tables' owner, so they check by themselves what the
fences would: the office asked about is the caller's own, and the caller is no member unit. They
follow the tree of offices downwards from there, so a sibling is never reached, and they give
names of offices and sums, no task, no unit, no person. `search_path` is fixed, so that nobody
can put tables or functions of one's own in their way.
"""

from alembic import op

revision = "0012_completion"
down_revision = "0011_reminders"
branch_labels = None
depends_on = None

FUNCTIONS = """
CREATE FUNCTION offices_below(top bigint)
RETURNS TABLE (id bigint, parent_id bigint, name text, place text[])
LANGUAGE sql STABLE PARALLEL RESTRICTED SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  WITH RECURSIVE below AS (
    SELECT o.id, o.parent_id, o.short_name, ARRAY[d.code] AS place
    FROM offices o JOIN divisions d ON d.id = o.division_id
    WHERE o.parent_id = top
      AND (app_system() OR (top = ANY(app_offices()) AND app_unit() IS NULL))
    UNION ALL
    SELECT o.id, o.parent_id, o.short_name, b.place || d.code
    FROM below b JOIN offices o ON o.parent_id = b.id JOIN divisions d ON d.id = o.division_id
    WHERE cardinality(b.place) < 10
  )
  SELECT id, parent_id, short_name, place FROM below ORDER BY place
$$;
CREATE FUNCTION completion_below(top bigint, edges timestamptz[], at timestamptz)
RETURNS TABLE (
  office_id bigint, party_id bigint, place integer, done numeric, due numeric,
  on_time bigint, late bigint, overdue bigint, waiting bigint, under_way bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT office_id, party_id, place,
    coalesce(sum(weight) FILTER (WHERE stands = 1), 0),
    coalesce(sum(weight) FILTER (WHERE stands <= 3), 0),
    coalesce(sum(many) FILTER (WHERE stands = 1), 0)::bigint,
    coalesce(sum(many) FILTER (WHERE stands = 2), 0)::bigint,
    coalesce(sum(many) FILTER (WHERE stands = 3), 0)::bigint,
    coalesce(sum(many) FILTER (WHERE stands = 4), 0)::bigint,
    coalesce(sum(many) FILTER (WHERE stands = 5), 0)::bigint
  FROM (
    SELECT a.office_id, a.party_id, width_bucket(a.due_at, edges) AS place,
      CASE
        WHEN a.state IN ('done', 'closed') THEN CASE WHEN a.submitted_at <= a.due_at THEN 1 ELSE 2 END
        WHEN a.state = 'submitted' THEN CASE WHEN a.submitted_at <= a.due_at THEN 4 ELSE 2 END
        WHEN a.due_at < at THEN 3
        ELSE 5
      END AS stands,
      sum(a.weight) AS weight, count(*) AS many
    FROM assignments a
    WHERE a.office_id = ANY (ARRAY(SELECT id FROM offices_below(top)))
      AND a.due_at >= edges[1] AND a.due_at < edges[cardinality(edges)]
      AND a.division_id IS NULL
      AND a.state NOT IN ('withdrawn', 'terminated', 'transferred')
    GROUP BY 1, 2, 3, 4
  ) AS asked
  GROUP BY office_id, party_id, place
$$;
REVOKE ALL ON FUNCTION offices_below(bigint), completion_below(bigint, timestamptz[], timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION offices_below(bigint), completion_below(bigint, timestamptz[], timestamptz)
  TO coordination_app;
"""


def upgrade() -> None:
    op.execute(FUNCTIONS)


def downgrade() -> None:
    op.execute("DROP FUNCTION completion_below(bigint, timestamptz[], timestamptz)")
    op.execute("DROP FUNCTION offices_below(bigint)")
