"""Which documents wait for a clerk: computed in one place whenever something about one changes, and kept
with it, so that the next one is found at once among any number."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, literal_column, or_, update

from models.dossier import SURE, UNKNOWN, Decision
from pipeline.keeping.tables.desk import asides
from pipeline.keeping.tables.dossiers import documents, field_values

# Written as the index ix_documents_to_check has it: SQLite would not use it for "to_check = 1".
WAITS: ColumnElement[bool] = literal_column("documents.to_check")


def is_unsure(c: Any) -> ColumnElement[bool]:
    """Whether it is not sure, by these columns of documents, what pages are, or that they are one paper."""
    sure = (c.type_confidence >= SURE) & (c.boundary_confidence >= SURE)
    unsure: ColumnElement[bool] = (c.document_type == UNKNOWN) | ~sure
    return unsure


def refresh_waiting(connection: Connection, document_ids: Sequence[str]) -> None:
    """Who somebody is, is decided elsewhere: a doubtful match alone does not call for a check."""
    c, field = documents.c, field_values.c
    doubtful = (field.document_id == c.id) & (field.decision == Decision.REVIEW)
    waits = or_(
        is_unsure(c) & c.type_checked_by.is_(None),
        exists().where(doubtful, field.superseded_at.is_(None)),
    ) & ~exists().where(asides.c.document_id == c.id, asides.c.resolved_at.is_(None))
    mine = c.id.in_(document_ids) & c.superseded_at.is_(None)
    connection.execute(update(documents).where(mine).values(to_check=waits))
    ended = c.id.in_(document_ids) & c.superseded_at.is_not(None) & c.to_check
    connection.execute(update(documents).where(ended).values(to_check=False))
