"""Accepted values that are drawn after a batch is done, for a clerk to read once more unseen."""

from __future__ import annotations

from sqlalchemy import ColumnElement, exists, func, select

from models.dossier import Decision
from models.sampling import draw, sample_size
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.records.ledger import MACHINE
from pipeline.keeping.tables.desk import checks, samples
from pipeline.keeping.tables.dossiers import batches, documents, field_values, scans

_S = samples.c


class SampleRecords(Database):
    def draw_samples(self, batch_id: str, wrong_at_most: float) -> int:
        """Draw of what the machine accepted alone in a batch as many values as can exclude that a larger
        share of them is wrong; returns how many are new. Drawn again, it is the same ones."""
        d, f = documents.c, field_values.c
        accepted = (f.decision == Decision.ACCEPTED) & (f.decided_by == MACHINE) & f.superseded_at.is_(None)
        mine = (scans.c.first_batch_id == batch_id) & d.superseded_at.is_(None) & f.value.is_not(None)
        joined = (
            select(f.document_id, f.name)
            .join_from(field_values, documents, (d.id == f.document_id) & (d.version == f.version))
            .join(scans, scans.c.id == d.scan_id)
        )
        with self._writing() as connection:
            places = [(row[0], row[1]) for row in connection.execute(joined.where(mine, accepted))]
            drawn = draw(places, sample_size(wrong_at_most, len(places)), batch_id)
            told = {"batch_id": batch_id, "population": len(places), "wrong_at_most": wrong_at_most}
            rows = [{"document_id": one, "name": name, **told, "drawn_at": now()} for one, name in drawn]
            return insert_new(connection, samples, rows)

    def next_sample(self, office: str, after: tuple[str, str] | None = None) -> tuple[str, str] | None:
        """(document id, field) of a value that was drawn and that nobody looked at; behind `after`, if there
        is one."""
        order = (_S.document_id, _S.name)
        with self._reading() as connection:
            behind = None
            if after is not None:
                one, name = after
                behind = (_S.document_id > one) | ((_S.document_id == one) & (_S.name > name))
            for place in (behind, None) if behind is not None else (None,):
                wanted = select(*order).where(_open(office), *([] if place is None else [place]))
                found = connection.execute(wanted.order_by(*order).limit(1)).first()
                if found is not None and tuple(found) != after:
                    return found[0], found[1]
        return None

    def samples_left(self, office: str) -> tuple[int, int]:
        """(values that were drawn and wait, all that were drawn)."""
        counted = select(func.count()).select_from(samples)
        with self._reading() as connection:
            left = connection.execute(counted.where(_open(office))).scalar_one()
            return int(left), int(connection.execute(counted.where(_of(office))).scalar_one())

    def is_sample(self, document_id: str, name: str, office: str) -> bool:
        mine = (_S.document_id == document_id) & (_S.name == name)
        with self._reading() as connection:
            return connection.execute(select(_S.name).where(mine, _open(office))).first() is not None


def _of(office: str) -> ColumnElement[bool]:
    mine = select(batches.c.id).where(batches.c.office == office)
    found: ColumnElement[bool] = _S.batch_id.in_(mine)
    return found


def _open(office: str) -> ColumnElement[bool]:
    """Whether the value still stands as it was drawn, and nobody said anything of it since."""
    c, f = checks.c, field_values.c
    said = (c.document_id == _S.document_id) & (c.name == _S.name) & c.undone_at.is_(None)
    stands = (f.document_id == _S.document_id) & (f.name == _S.name) & f.superseded_at.is_(None)
    there = exists().where(stands, f.decision == Decision.ACCEPTED, f.value.is_not(None))
    return _of(office) & ~exists().where(said, c.at >= _S.drawn_at) & there
