"""What is decided about a document, only ever added: each field or role has revisions, one holds now."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Table, func, select, update

from models.dossier import FieldValue, Match
from models.errors import UnexpectedError
from pipeline.keeping.records.database import now
from pipeline.keeping.records.waiting import refresh_waiting
from pipeline.keeping.rows.dossiers import Revision
from pipeline.keeping.tables.dossiers import field_values, matches

V = TypeVar("V", FieldValue, Match)
MACHINE = "machine"


@dataclass(frozen=True)
class Ledger(Generic[V]):
    """`key`: what there is one current value for; `basis`: the part of a machine's value on which a
    clerk's decision rests, so that the decision stands as long as the machine says the same."""

    table: Table
    model: type[V]
    key: str
    basis: tuple[str, ...]

    def current(self, connection: Connection, document_ids: Sequence[str]) -> dict[str, list[V]]:
        """What holds now for each document, in the document's order."""
        c = self.table.c
        holds = select(self.table).where(c.document_id.in_(document_ids), c.superseded_at.is_(None))
        found: dict[str, list[V]] = {document_id: [] for document_id in document_ids}
        for row in connection.execute(holds.order_by(c.position, c[self.key])):
            found[row.document_id].append(self.value_of(row))
        return found

    def revisions(self, connection: Connection, document_id: str) -> dict[str, int]:
        """The number of the revision that holds now, by key."""
        c = self.table.c
        mine = (c.document_id == document_id) & c.superseded_at.is_(None)
        return {row[0]: row[1] for row in connection.execute(select(c[self.key], c.revision).where(mine))}

    def history(self, connection: Connection, document_id: str) -> dict[str, list[Revision[V]]]:
        """All that was ever decided about a document, by key, the oldest first."""
        c = self.table.c
        rows = connection.execute(select(self.table).where(c.document_id == document_id).order_by(c.revision))
        found: dict[str, list[Revision[V]]] = {}
        for row in rows:
            revision = Revision(self.value_of(row), row.version, row.decided_at, row.superseded_at)
            found.setdefault(row._mapping[self.key], []).append(revision)
        return found

    def read_anew(
        self,
        connection: Connection,
        document_id: str,
        version: int,
        values: Sequence[V],
        before: str | None,
        former: int | None = None,
    ) -> None:
        """Let what the machine reads now hold instead of what held for `before`, the document as it was
        read earlier. A clerk's decision holds on where the machine says the same as when it was made; and so
        does one that held when these pages last were such a document, in version `former`."""
        read = {self._key(value): value for value in values}
        if len(read) != len(values):
            raise UnexpectedError  # two values of one field: one of them would be lost
        earlier = self.history(connection, before) if before else {}
        self.retire(connection, [before] if before else [])
        revisions = self.history(connection, document_id)
        decisions = {key: _last_holding(history) for key, history in earlier.items()}
        for key, history in revisions.items():
            if former is not None and key not in decisions:
                decisions[key] = [one for one in history if one.version <= former]
        at = now()
        rows = [
            self._row(document_id, version, position, len(revisions.get(key, ())) + 1, value, at)
            for position, (key, value) in enumerate(read.items())
        ]
        if rows:
            connection.execute(self.table.insert(), rows)
        for key, history in decisions.items():
            stands = self._standing_decision(history, read.get(key))
            if stands:
                self.append(connection, document_id, version, stands.what, stands.decided_at)

    def append(
        self, connection: Connection, document_id: str, version: int, value: V, at: dt.datetime
    ) -> None:
        """Let `value`, decided `at` that time, hold instead of what held before."""
        c = self.table.c
        mine = (c.document_id == document_id) & (c[self.key] == self._key(value))
        last = connection.execute(select(func.max(c.revision), func.max(c.position)).where(mine)).one()
        if last[0] is None:
            end = select(func.coalesce(func.max(c.position) + 1, 0)).where(c.document_id == document_id)
            revision, position = 1, connection.execute(end).scalar_one()
        else:
            revision, position = last[0] + 1, last[1]
        holds = mine & c.superseded_at.is_(None)
        connection.execute(update(self.table).where(holds).values(superseded_at=now()))
        row = self._row(document_id, version, position, revision, value, at)
        connection.execute(self.table.insert().values(row))
        refresh_waiting(connection, [document_id])

    def retire(self, connection: Connection, document_ids: Sequence[str]) -> None:
        """Nothing holds any more for these documents."""
        c = self.table.c
        holds = c.document_id.in_(document_ids) & c.superseded_at.is_(None)
        connection.execute(update(self.table).where(holds).values(superseded_at=now()))

    def _standing_decision(self, history: Sequence[Revision[V]], read: V | None) -> Revision[V] | None:
        """The clerk's decision that held at the end of `history`, if the machine reads (None: nothing) what
        it was made on."""
        if not history or history[-1].what.decided_by == MACHINE:
            return None
        last = history[-1]
        machine = [revision.what for revision in history if revision.what.decided_by == MACHINE]
        same = self._basis(machine[-1] if machine else None) == self._basis(read)
        return last if same else None

    def _basis(self, value: V | None) -> tuple[Any, ...] | None:
        return None if value is None else tuple(getattr(value, name) for name in self.basis)

    def _row(
        self, document_id: str, version: int, position: int, revision: int, value: V, at: dt.datetime
    ) -> dict[str, Any]:
        place = {"document_id": document_id, "version": version, "position": position, "revision": revision}
        return {**place, "decided_at": at, **value.model_dump()}

    def _key(self, value: V) -> str:
        return str(getattr(value, self.key))

    def value_of(self, row: Any) -> V:
        """What a row of the table holds."""
        return self.model(**{name: row._mapping[name] for name in self.model.model_fields})


def _last_holding(history: list[Revision[V]]) -> list[Revision[V]]:
    """The history, nothing where its last revision no longer holds."""
    return history if history[-1].superseded_at is None else []


FIELDS = Ledger(field_values, FieldValue, "name", ("value",))
MATCHES = Ledger(matches, Match, "role", ("decision", "citizen_id", "candidates"))
