"""When each page ended, and by that and by when they were kept, pages and documents of a stretch of time."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("pages", sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(op.f("ix_pages_ended_at"), "pages", ["ended_at"])
    op.create_index(op.f("ix_documents_kept_at"), "documents", ["kept_at"])
