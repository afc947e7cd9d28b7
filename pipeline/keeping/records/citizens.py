"""The register: a searchable copy of what an authoritative system says about citizens, with its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, text, update

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
            there = _current(connection, list(wanted))
            changed = [citizen for citizen in wanted.values() if there.get(citizen.citizen_id) != citizen]
            _supersede(connection, [citizen.citizen_id for citizen in changed if citizen.citizen_id in there])
            _insert(connection, changed, source)
        return len(changed), len(wanted) - len(changed)

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


def _current(connection: Connection, ids: Sequence[str]) -> dict[str, Citizen]:
    found = connection.execute(select(*_COLUMNS).where(citizens.c.citizen_id.in_(ids), _CURRENT))
    return {row.citizen_id: _citizen(row) for row in found}


def _supersede(connection: Connection, ids: Sequence[str]) -> None:
    current = citizens.c.citizen_id.in_(ids) & _CURRENT
    connection.execute(update(citizens).where(current).values(superseded_at=now()))


def _insert(connection: Connection, rows: Sequence[Citizen], source: str) -> None:
    if not rows:
        return
    ids = [citizen.citizen_id for citizen in rows]
    highest = select(citizens.c.citizen_id, func.max(citizens.c.revision)).group_by(citizens.c.citizen_id)
    last = {row[0]: row[1] for row in connection.execute(highest.where(citizens.c.citizen_id.in_(ids)))}
    at = now()
    connection.execute(
        citizens.insert(),
        [
            {
                **citizen.model_dump(),
                "revision": last.get(citizen.citizen_id, 0) + 1,
                "name_key": fold(citizen.full_name),
                "birth_year": int(citizen.date_of_birth[:4]) if citizen.date_of_birth else None,
                "source": source,
                "imported_at": at,
            }
            for citizen in rows
        ],
    )
