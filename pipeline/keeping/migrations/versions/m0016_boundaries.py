"""How sure it is that a document's pages are one paper, apart from what they are; of those kept before, both
were one figure."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for column in (
        sa.Column("boundary_confidence", sa.Float(), server_default="1", nullable=False),
        sa.Column("boundary_reason", sa.Text(), server_default="", nullable=False),
    ):
        op.add_column("documents", column)
    op.execute("UPDATE documents SET boundary_confidence = type_confidence WHERE type_confidence > 0")
