"""Whom a user is for the provider by which they come in, instead of by a password."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("users", sa.Column("subject", sa.Text(), nullable=True))
    op.create_index("uq_users_subject", "users", ["subject"], unique=True)
