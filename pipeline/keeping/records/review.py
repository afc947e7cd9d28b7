"""What clerks decide: a correction supersedes what held before, it never overwrites it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, select

from models.dossier import Decision, FieldValue, Match
from models.errors import UnexpectedError, UnknownDocumentError
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.ledger import FIELDS, MACHINE, MATCHES
from pipeline.keeping.rows.dossiers import Revision
from pipeline.keeping.tables.dossiers import documents

CLERK = "clerk"  # a clerk who looked is evidence of a value


class ReviewRecords(Database):
    def correct_field(self, document_id: str, name: str, value: str | None, who: str) -> None:
        """`who` read the paper and says that field `name` is `value`, confirming or correcting it; a
        field the machine did not find is added. Errors: UnknownDocumentError."""
        check_is_clerk(who)
        with self._writing() as connection:
            document = lock_document(connection, document_id)
            held = FIELDS.current(connection, [document_id])[document_id]
            before = next((field for field in held if field.name == name), None)
            decided = confirmed(before, name, value, who, document.pages[0])
            if before is None or (before.value, before.decided_by) != (value, who):
                FIELDS.append(connection, document_id, document.version, decided, now())

    def history(self, document_id: str, name: str) -> list[Revision[FieldValue]]:
        """All values a field ever had, the oldest first."""
        with self._reading() as connection:
            return FIELDS.history(connection, document_id).get(name, [])

    def match_history(self, document_id: str, role: str) -> list[Revision[Match]]:
        """All decisions about who a person is, the oldest first."""
        with self._reading() as connection:
            return MATCHES.history(connection, document_id).get(role, [])


def check_is_clerk(who: str) -> None:
    """Raises UnexpectedError for nobody and for the machine."""
    if who in ("", MACHINE):
        raise UnexpectedError


def confirmed(before: FieldValue | None, name: str, value: str | None, who: str, page: int) -> FieldValue:
    """What holds once `who` read the paper and says that field `name` is `value`. `page`: where the paper
    begins, for a field that the machine did not find."""
    found = before or FieldValue(name=name, value=None, raw="", confidence=0.0, page=page, box=None)
    same = found.value == value
    return found.model_copy(
        update={
            "value": value,
            "sources": (*(source for source in found.sources if same and source != CLERK), CLERK),
            "against": found.against if same else (),
            "decision": Decision.ACCEPTED,
            "reason": "Cán bộ đã xác nhận." if same else "Cán bộ đã sửa.",
            "decided_by": who,
        }
    )


def lock_document(connection: Connection, document_id: str) -> Any:
    """The document's row, held so that two clerks decide one after the other."""
    current = select(documents).where(documents.c.id == document_id, documents.c.superseded_at.is_(None))
    found = connection.execute(current.with_for_update()).first()
    if found is None:
        raise UnknownDocumentError
    return found
