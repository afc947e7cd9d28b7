"""What was decided anew since a moment, and who was given a document or told of a person, are found without
reading everything."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

_SOME = (
    ("field_values", "superseded_at"),
    ("matches", "superseded_at"),
    ("exchange_items", "document_id"),
    ("exchange_items", "citizen_id"),
)


def upgrade() -> None:
    for table, column in _SOME:
        there = sa.text(f"{column} IS NOT NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], sqlite_where=there, postgresql_where=there)
