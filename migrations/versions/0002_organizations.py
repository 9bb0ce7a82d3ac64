"""Divisions, offices, unit kinds, member units."""

import sqlalchemy as sa
from alembic import op

revision = "0002_organizations"
down_revision = "0001_foundation"
branch_labels = None
depends_on = None


FENCES = """
ALTER TABLE offices ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON offices TO coordination_app USING (
  (SELECT app_system()) OR (id = ANY((SELECT app_offices())::bigint[])));
ALTER TABLE member_units ENABLE ROW LEVEL SECURITY;
CREATE POLICY fence ON member_units TO coordination_app USING (
  (SELECT app_system()) OR (office_id = ANY((SELECT app_offices())::bigint[])));
"""


def upgrade() -> None:
    op.create_table(
        "divisions",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "level",
            sa.String(length=40),
            nullable=False,
        ),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("population", sa.Integer(), nullable=True),
        sa.Column("households", sa.Integer(), nullable=True),
        sa.Column("population_basis", sa.Text(), nullable=True),
        sa.Column("population_source", sa.Text(), nullable=True),
        sa.Column("population_year", sa.Integer(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("population >= 0 AND households >= 0", name=op.f("ck_divisions_counts")),
        sa.ForeignKeyConstraint(
            ["parent_id"], ["divisions.id"], name=op.f("fk_divisions_parent_id_divisions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_divisions")),
        sa.UniqueConstraint("code", name=op.f("uq_divisions_code")),
    )
    op.create_index(op.f("ix_divisions_parent_id"), "divisions", ["parent_id"], unique=False)
    op.create_index(
        "ix_divisions_path", "divisions", ["path"], unique=False, postgresql_ops={"path": "text_pattern_ops"}
    )
    op.create_table(
        "unit_kinds",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("english", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_unit_kinds")),
    )
    op.create_table(
        "offices",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("division_id", sa.BigInteger(), nullable=False),
        sa.Column("parent_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("document_code", sa.Text(), nullable=False),
        sa.Column("area_name", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["division_id"], ["divisions.id"], name=op.f("fk_offices_division_id_divisions")
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["offices.id"], name=op.f("fk_offices_parent_id_offices")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offices")),
        sa.UniqueConstraint("division_id", name=op.f("uq_offices_division_id")),
    )
    op.create_index(op.f("ix_offices_parent_id"), "offices", ["parent_id"], unique=False)
    op.create_table(
        "member_units",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("office_id", sa.BigInteger(), nullable=False),
        sa.Column("kind_code", sa.Text(), nullable=False),
        sa.Column("division_id", sa.BigInteger(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=False),
        sa.Column("sort_order", sa.Integer(), nullable=False),
        sa.Column("pinyin", sa.Text(), nullable=False),
        sa.Column("initials", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), server_default="", nullable=False),
        sa.Column("contact_phone", sa.Text(), server_default="", nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.ForeignKeyConstraint(
            ["division_id"], ["divisions.id"], name=op.f("fk_member_units_division_id_divisions")
        ),
        sa.ForeignKeyConstraint(
            ["kind_code"], ["unit_kinds.code"], name=op.f("fk_member_units_kind_code_unit_kinds")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["offices.id"], name=op.f("fk_member_units_office_id_offices")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_units")),
        sa.UniqueConstraint("office_id", "name", name=op.f("uq_member_units_office_id_name")),
    )
    op.create_index(op.f("ix_member_units_division_id"), "member_units", ["division_id"], unique=False)
    op.create_index(op.f("ix_member_units_kind_code"), "member_units", ["kind_code"], unique=False)
    op.create_index("ix_member_units_list", "member_units", ["office_id", "sort_order", "id"], unique=False)
    op.execute(FENCES)


def downgrade() -> None:
    op.drop_index("ix_member_units_list", table_name="member_units")
    op.drop_index(op.f("ix_member_units_kind_code"), table_name="member_units")
    op.drop_index(op.f("ix_member_units_division_id"), table_name="member_units")
    op.drop_table("member_units")
    op.drop_index(op.f("ix_offices_parent_id"), table_name="offices")
    op.drop_table("offices")
    op.drop_table("unit_kinds")
    op.drop_index("ix_divisions_path", table_name="divisions", postgresql_ops={"path": "text_pattern_ops"})
    op.drop_index(op.f("ix_divisions_parent_id"), table_name="divisions")
    op.drop_table("divisions")
