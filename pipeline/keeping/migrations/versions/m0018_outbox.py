"""What is told to other systems by itself: to whom, and what still has to be told."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    time = sa.DateTime(timezone=True)
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=True),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("old_until", time, nullable=True),
        sa.Column("told_until", time, nullable=False),
        sa.Column("created_at", time, nullable=False),
        sa.Column("removed_at", time, nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_webhooks_client_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("webhook_id", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("at", time, nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", time, nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("delivered_at", time, nullable=True),
        sa.Column("dead_at", time, nullable=True),
        sa.ForeignKeyConstraint(["webhook_id"], ["webhooks.id"], name=op.f("fk_outbox_webhook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    waits = sa.text("delivered_at IS NULL AND dead_at IS NULL")
    op.create_index("ix_outbox_waiting", "outbox", ["due_at"], sqlite_where=waits, postgresql_where=waits)
