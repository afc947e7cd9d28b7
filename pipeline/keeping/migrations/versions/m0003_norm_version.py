"""By which version of normalising the register's keys were made: those of another find nobody."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    made_by = sa.Column("norm_version", sa.Integer(), server_default="0", nullable=False)
    op.add_column("register_imports", made_by)
