"""The register: a searchable copy of what an authoritative system says about citizens, with its history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, text, update

from models.dossier import Citizen
from models.text import fold
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.rows import CitizenVersion
from pipeline.keeping.tables import citizens

_CURRENT = citizens.c.superseded_at.is_(None)
_COLUMNS = [citizens.c[name] for name in Citizen.model_fields]


class CitizenRecords(Database):
    def upsert_citizens(self, rows: Sequence[Citizen], source: str) -> tuple[int, int]:
        """Take over what the register says now; returns (new or changed, unchanged).

        A changed citizen's earlier row is kept as superseded. Of two rows for one citizen the last counts.
        """
        wanted = {citizen.citizen_id: citizen for citizen in rows}
        with self._writing() as connection:
            if connection.dialect.name == "postgresql":  # two imports at once would both see nothing there
                connection.execute(text("LOCK TABLE citizens IN SHARE ROW EXCLUSIVE MODE"))
            there, at, new = _current(connection, list(wanted)), now(), []
            for citizen_id, citizen in wanted.items():
                revision, known = there.get(citizen_id, (0, None))
                if citizen != known:
                    new.append(_row(citizen, revision + 1, source, at))
            if new:
                _supersede(connection, [row["citizen_id"] for row in new], at)
                connection.execute(citizens.insert(), new)
        return len(new), len(wanted) - len(new)

    def citizen(self, citizen_id: str) -> Citizen | None:
        return next(iter(self._citizens(citizens.c.citizen_id == citizen_id)), None)

    def citizens_by_number(self, personal_id: str) -> list[Citizen]:
        """Those whose personal number, or old number, it is."""
        return self._citizens((citizens.c.personal_id == personal_id) | (citizens.c.old_id == personal_id))

    def citizens_by_name(self, name_key: str, birth_year: int | None) -> list[Citizen]:
        """`name_key`: models.text.fold() of the full name. With a year, those born in it or in a year
        the register does not know."""
        same_name = citizens.c.name_key == name_key
        if birth_year is None:
            return self._citizens(same_name)
        return self._citizens(
            same_name & ((citizens.c.birth_year == birth_year) | citizens.c.birth_year.is_(None))
        )

    def citizen_history(self, citizen_id: str) -> list[CitizenVersion]:
        """All the register ever said of a citizen, the oldest first."""
        told = select(citizens).where(citizens.c.citizen_id == citizen_id).order_by(citizens.c.revision)
        with self._reading() as connection:
            return [
                CitizenVersion(
                    citizen=_citizen(row),
                    source=row.source,
                    imported_at=row.imported_at,
                    superseded_at=row.superseded_at,
                )
                for row in connection.execute(told)
            ]

    def _citizens(self, condition: ColumnElement[bool]) -> list[Citizen]:
        found = select(*_COLUMNS).where(condition, _CURRENT)
        with self._reading() as connection:
            return sorted([_citizen(row) for row in connection.execute(found)], key=_citizen_id)


def _citizen(row: Any) -> Citizen:
    return Citizen(**{name: row._mapping[name] for name in Citizen.model_fields})


def _citizen_id(citizen: Citizen) -> str:
    return citizen.citizen_id


def _current(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[int, Citizen]]:
    """(revision, citizen) by id."""
    columns = (citizens.c.revision, *_COLUMNS)
    found = connection.execute(select(*columns).where(citizens.c.citizen_id.in_(ids), _CURRENT))
    return {row.citizen_id: (row.revision, _citizen(row)) for row in found}


def _supersede(connection: Connection, ids: Sequence[str], at: dt.datetime) -> None:
    current = citizens.c.citizen_id.in_(ids) & _CURRENT
    connection.execute(update(citizens).where(current).values(superseded_at=at))


def _row(citizen: Citizen, revision: int, source: str, at: dt.datetime) -> dict[str, Any]:
    return {
        **citizen.model_dump(),
        "revision": revision,
        "name_key": fold(citizen.full_name),
        "birth_year": int(citizen.date_of_birth[:4]) if citizen.date_of_birth else None,
        "source": source,
        "imported_at": at,
    }
