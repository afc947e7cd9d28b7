"""The head of the audit log's chain is there from the beginning, so that a line is added without looking."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.execute(
        sa.text(
            "INSERT INTO audit_head (id, number, sha256) VALUES (1, 0, :first) ON CONFLICT DO NOTHING"
        ).bindparams(first="0" * 64)
    )
