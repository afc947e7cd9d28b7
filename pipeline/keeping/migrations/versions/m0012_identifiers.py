"""Other identifiers of citizens, with kind and validity, and their keys."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_HOLDS = sa.text("superseded_by IS NULL")


def upgrade() -> None:
    op.create_table(
        "identifiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("citizen_id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Text(), nullable=True),
        sa.Column("valid_to", sa.Text(), nullable=True),
        sa.Column("told_by", sa.Integer(), nullable=False),
        sa.Column("superseded_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["told_by"], ["register_imports.id"], name=op.f("fk_identifiers_told_by")),
        sa.ForeignKeyConstraint(
            ["superseded_by"], ["register_imports.id"], name=op.f("fk_identifiers_superseded_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identifiers")),
    )
    op.create_index(
        "uq_identifiers_current",
        "identifiers",
        ["citizen_id", "kind", "value"],
        unique=True,
        sqlite_where=_HOLDS,
        postgresql_where=_HOLDS,
    )
    op.create_table(
        "identifier_keys",
        sa.Column("k", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("identifier_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.PrimaryKeyConstraint("k", "identifier_id", name=op.f("pk_identifier_keys")),
        sqlite_with_rowid=False,
    )
