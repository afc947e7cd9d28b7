"""Certificates by which systems sign in, and tokens that only go with one (RFC 8705)."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_certificates",
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["client_id"], ["clients.id"], name=op.f("fk_client_certificates_client_id")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_client_certificates")),
    )
    op.create_index(op.f("ix_client_certificates_client_id"), "client_certificates", ["client_id"])
    op.add_column("client_tokens", sa.Column("certificate_sha256", sa.Text(), nullable=True))
