"""The register made for finding people: places once, hashed keys, how frequent names are; matches explain
themselves.

The register is a cache of what another system holds. What the first form of the table held is not taken
over: it had no keys, and making them is not the database's work. Import it again.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_HOLDS = sa.text("superseded_by IS NULL")
_PAST = sa.text("superseded_by IS NOT NULL")


def upgrade() -> None:
    op.add_column("matches", sa.Column("explanation", sa.JSON(), nullable=True))
    op.drop_table("citizens")
    op.create_table(
        "register_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_imports")),
    )
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("wards", sa.Text(), nullable=True),
        sa.Column("provinces", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("told", name=op.f("uq_places_told")),
    )
    _create_citizens()
    op.create_table(
        "blk",
        sa.Column("k", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("r", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("k", "r", name=op.f("pk_blk")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "names",
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("part", "name", name=op.f("pk_names")),
        sqlite_with_rowid=False,
    )


def _create_citizens() -> None:
    op.create_table(
        "citizens",
        sa.Column("r", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("date_of_birth", sa.Text(), nullable=True),
        sa.Column("sex", sa.Text(), nullable=True),
        sa.Column("personal_id", sa.Text(), nullable=True),
        sa.Column("old_id", sa.Text(), nullable=True),
        sa.Column("origin_id", sa.Integer(), nullable=True),
        sa.Column("residence_detail", sa.Text(), nullable=True),
        sa.Column("residence_id", sa.Integer(), nullable=True),
        sa.Column("father_full_name", sa.Text(), nullable=True),
        sa.Column("mother_full_name", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["origin_id"], ["places.id"], name=op.f("fk_citizens_origin_id")),
        sa.ForeignKeyConstraint(["residence_id"], ["places.id"], name=op.f("fk_citizens_residence_id")),
        sa.ForeignKeyConstraint(["told_by"], ["register_imports.id"], name=op.f("fk_citizens_told_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["register_imports.id"], name=op.f("fk_citizens_superseded_by")
        ),
        sa.PrimaryKeyConstraint("r", name=op.f("pk_citizens")),
    )
    for name, unique, where in (("uq_citizens_current", True, _HOLDS), ("ix_citizens_past", False, _PAST)):
        op.create_index(
            name, "citizens", ["citizen_id"], unique=unique, sqlite_where=where, postgresql_where=where
        )
