"""What waits for a clerk, who has it open, what clerks did with each field, and what was set aside."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# As pipeline/keeping/records/waiting.py was when this step was made.
_FIRST_TIME = """
UPDATE documents SET to_check = true WHERE superseded_at IS NULL AND (
    document_type = 'unknown' OR type_confidence < 0.7 OR EXISTS (
        SELECT 1 FROM field_values f WHERE f.document_id = documents.id
        AND f.decision = 'review' AND f.superseded_at IS NULL))
"""


def upgrade() -> None:
    op.add_column("documents", sa.Column("type_checked_by", sa.Text(), nullable=True))
    op.add_column("documents", sa.Column("to_check", sa.Boolean(), server_default=sa.false(), nullable=False))
    where = sa.text("to_check")
    op.create_index(
        "ix_documents_to_check", "documents", ["kept_at", "id"], sqlite_where=where, postgresql_where=where
    )
    op.create_table(
        "checks",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("office", sa.Text(), nullable=False),
        sa.Column("document_type", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("milliseconds", sa.Integer(), nullable=False),
        sa.Column("keys", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_checks_user_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_checks")),
    )
    op.create_index(op.f("ix_checks_document_id"), "checks", ["document_id"])
    op.create_index("ix_checks_user_name_at", "checks", ["user_name", "at"])
    op.create_table(
        "claims",
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_claims_user_name")),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_claims")),
    )
    op.create_table(
        "asides",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("wanted", sa.Text(), nullable=True),
        sa.Column("user_name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["user_name"], ["users.name"], name=op.f("fk_asides_user_name")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asides")),
    )
    op.create_index(op.f("ix_asides_document_id"), "asides", ["document_id"])
    op.execute(_FIRST_TIME)
