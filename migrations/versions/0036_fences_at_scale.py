"""Fences that the planner can cost, and that a parallel plan may ask.

`subject_id IN (SELECT id FROM subjects)` was never run for an office, but was costed row by row: with
620,573 subjects it drowned the rest of the plan, and joins became nested loops (13 s became 5 minutes).
The functions of the fences only read settings and tables, so workers may ask them too.
"""

from alembic import op

revision = "0036_fences_at_scale"
down_revision = "0035_ranking_disclosure"
branch_labels = None
depends_on = None

FENCES = """
CREATE FUNCTION app_community_subjects() RETURNS bigint[] LANGUAGE sql STABLE SECURITY DEFINER
  SET search_path = public, pg_temp
  AS $$ SELECT coalesce(array_agg(id), '{}') FROM subjects WHERE division_id = app_division() $$;
REVOKE ALL ON FUNCTION app_community_subjects() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION app_community_subjects() TO coordination_app;
ALTER POLICY community ON tallies USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL
  OR subject_id = ANY((SELECT app_community_subjects())::bigint[]));
ALTER POLICY community ON veto_events USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL
  OR subject_id = ANY((SELECT app_community_subjects())::bigint[]));
"""

BEFORE = """
ALTER POLICY community ON tallies USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR subject_id IN (SELECT id FROM subjects));
ALTER POLICY community ON veto_events USING (
  (SELECT app_system()) OR (SELECT app_division()) IS NULL OR subject_id IN (SELECT id FROM subjects));
DROP FUNCTION app_community_subjects();
"""

READERS = (
    "app_system()",
    "app_offices()",
    "app_unit()",
    "app_division()",
    "app_passed_on()",
    "app_signs()",
    "app_counts_cases()",
    "app_tallied_until(bigint)",
)


def upgrade() -> None:
    op.execute(FENCES)
    for one in (*READERS, "app_community_subjects()"):
        op.execute(f"ALTER FUNCTION {one} PARALLEL SAFE")


def downgrade() -> None:
    op.execute(BEFORE)
    for one in READERS:
        op.execute(f"ALTER FUNCTION {one} PARALLEL UNSAFE")
