"""What clerks keyed of fields that are keyed twice: it holds when two keyed the same, or a third decided."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, literal, select, update

from models.dossier import Decision
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.rows.desk import Keying
from pipeline.keeping.tables.desk import keyings
from pipeline.keeping.tables.dossiers import documents, field_values

_K = keyings.c


class KeyingRecords(Database):
    def keyings(self, document_id: str) -> dict[str, list[Keying]]:
        """What was keyed of the fields as they are now, by field, in the order in which it was."""
        with self._reading() as connection:
            return current_keyings(connection, document_id)


def current_keyings(connection: Connection, document_id: str) -> dict[str, list[Keying]]:
    f = field_values.c
    same = (f.document_id == _K.document_id) & (f.name == _K.name) & (f.revision == _K.revision)
    joined = select(_K.name, _K.user_name, _K.value).join_from(keyings, field_values, same)
    holds = joined.where(_K.document_id == document_id, _K.undone_at.is_(None), f.superseded_at.is_(None))
    found: dict[str, list[Keying]] = defaultdict(list)
    for row in connection.execute(holds.order_by(_K.at, _K.id)):
        found[row.name].append(Keying(row.user_name, row.value))
    return found


def keep_keying(
    connection: Connection, check_id: str, document_id: str, name: str, revision: int, keying: Keying
) -> None:
    place = {"id": check_id, "document_id": document_id, "name": name, "revision": revision, "at": now()}
    connection.execute(keyings.insert().values({**place, "user_name": keying.who, "value": keying.value}))


def is_keying(connection: Connection, check_id: str) -> bool:
    return connection.execute(select(_K.id).where(_K.id == check_id)).first() is not None


def undo_keying(connection: Connection, check_id: str, revision: int) -> None:
    """What the others keyed stays, for the field as it is now, in `revision`."""
    mine = connection.execute(select(keyings).where(_K.id == check_id)).one()
    connection.execute(update(keyings).where(_K.id == check_id).values(undone_at=now()))
    others = (_K.document_id == mine.document_id) & (_K.name == mine.name) & (_K.revision == mine.revision)
    connection.execute(update(keyings).where(others).values(revision=revision))


def keyed_before(connection: Connection, document_id: str | None) -> list[Any]:
    """(name, revision, value) of the fields that hold and that somebody keyed."""
    f: Any = field_values.c
    same = (_K.document_id == f.document_id) & (_K.name == f.name) & (_K.revision == f.revision)
    mine = (f.document_id == document_id) & f.superseded_at.is_(None) & _K.undone_at.is_(None)
    found = select(f.name, f.revision, f.value).distinct().join_from(keyings, field_values, same).where(mine)
    return list(connection.execute(found))


def carry_keyings(connection: Connection, keyed: list[Any], before: str | None, document_id: str) -> None:
    """What was `keyed` of the document, `before` known by another id perhaps, is of it as it was read anew,
    where the machine reads the same: nobody need key that again."""
    f: Any = field_values.c
    for name, revision, value in keyed:
        holds = (f.document_id == document_id) & (f.name == name) & f.superseded_at.is_(None)
        now_read = connection.execute(select(f.revision, f.value, f.decision).where(holds)).first()
        if now_read and now_read.value == value and now_read.decision == Decision.REVIEW:
            mine = (_K.document_id == before) & (_K.name == name) & (_K.revision == revision)
            to = {"document_id": document_id, "revision": now_read.revision}
            connection.execute(update(keyings).where(mine).values(to))


def something_left_for(connection: Connection, who: str) -> ColumnElement[bool]:
    """Whether a document that waits has anything that `who` has not keyed already."""
    mine = _K.user_name == who
    if connection.execute(select(_K.id).where(mine).limit(1)).first() is None:
        return literal(True)
    f: Any = field_values.c
    same = (_K.document_id == f.document_id) & (_K.name == f.name) & (_K.revision == f.revision)
    keyed = exists().where(same, mine, _K.undone_at.is_(None)).correlate(field_values)
    doubtful = (f.document_id == documents.c.id) & (f.decision == Decision.REVIEW) & f.superseded_at.is_(None)
    left: ColumnElement[bool] = exists().where(doubtful, ~keyed).correlate(documents)
    return left | ~exists().where(doubtful).correlate(documents)  # its type is in doubt, and nothing else
