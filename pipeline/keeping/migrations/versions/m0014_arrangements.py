"""How clerks arranged the pages of scans."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrangements",
        sa.Column("scan_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("what", sa.JSON(), nullable=False),
        sa.Column("read_before", sa.JSON(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["scan_id"], ["scans.id"], name=op.f("fk_arrangements_scan_id")),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_arrangements_user_name")),
        sa.PrimaryKeyConstraint("scan_id", "revision", name=op.f("pk_arrangements")),
    )
