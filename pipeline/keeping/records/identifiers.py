"""What else citizens are or were known by, as a system told it; nothing told is lost."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select, tuple_, update

from models.register import Identifier
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.tables.register import identifier_keys, identifiers, register_imports

_I = identifiers.c
HOLDS = _I.superseded_by.is_(None)
TOLD = (_I.citizen_id, _I.kind, _I.value, _I.valid_from, _I.valid_to)


class IdentifierRecords(Database):
    def take_identifiers(
        self, told: Sequence[tuple[Identifier, tuple[int, ...]]], source: str, norm_version: int = 0
    ) -> int:
        """Take over identifiers with their keys, all or none; one that is known with another validity is
        told anew. `norm_version`: as in take_citizens. Returns how many were new or changed."""
        with self._writing() as connection:
            wanted = select(_I.id, *TOLD).where(
                HOLDS, _I.citizen_id.in_({identifier.citizen_id for identifier, _ in told})
            )
            known = {(row.citizen_id, row.kind, row.value): row for row in connection.execute(wanted)}
            news = {
                identifier[:3]: (identifier, keys)
                for identifier, keys in told
                if identifier[:3] not in known or tuple(known[identifier[:3]])[1:] != tuple(identifier)
            }
            if not news:
                return 0
            added = register_imports.insert().values(source=source, at=now(), norm_version=norm_version)
            number = connection.execute(added.returning(register_imports.c.id)).scalar_one()
            ended = HOLDS & tuple_(_I.citizen_id, _I.kind, _I.value).in_(list(news))
            connection.execute(update(identifiers).where(ended).values(superseded_by=number))
            for identifier, keys in news.values():
                row = identifiers.insert().values(**identifier._asdict(), told_by=number)
                one = connection.execute(row.returning(_I.id)).scalar_one()
                if keys:
                    pairs = [{"k": key, "identifier_id": one} for key in keys]
                    connection.execute(identifier_keys.insert(), pairs)
            return len(news)

    def identifiers(self, citizen_id: str) -> list[Identifier]:
        """What else a citizen is or was known by, as told last."""
        wanted = select(*TOLD).where(HOLDS, _I.citizen_id == citizen_id).order_by(_I.id)
        with self._reading() as connection:
            return [Identifier(*row) for row in connection.execute(wanted)]
