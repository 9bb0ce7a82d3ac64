"""Which lines of a published ranking the member units may see."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035_ranking_disclosure"
down_revision = "0034_dispatches"
branch_labels = None
depends_on = None

FENCE = """
ALTER POLICY fence ON score_lines USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit())
    OR ranking_id IN (SELECT id FROM rankings WHERE shown_lines IS NULL)
    OR id IN (SELECT unnest(shown_lines) FROM rankings WHERE shown_lines IS NOT NULL))));
"""

BEFORE = """
ALTER POLICY fence ON score_lines USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[]) AND (
    (SELECT app_unit()) IS NULL OR unit_id = (SELECT app_unit()) OR ranking_id IN (SELECT id FROM rankings))));
"""


def upgrade() -> None:
    op.add_column("rankings", sa.Column("shown_lines", postgresql.ARRAY(sa.BigInteger()), nullable=True))
    op.execute(FENCE)


def downgrade() -> None:
    op.execute(BEFORE)
    op.drop_column("rankings", "shown_lines")
