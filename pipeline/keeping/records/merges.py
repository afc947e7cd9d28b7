"""Records of the register that are one citizen, as people say: nothing of either is lost, and a split gives
both back."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, and_, or_, select, update

from models.errors import UnexpectedError
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.tables.register import citizen_merges

_M = citizen_merges.c
_STANDS = _M.undone_at.is_(None)


class Merge(NamedTuple):
    """`confirmed_by` is None as long as a second person has not said the same."""

    kept_id: str
    other_id: str
    proposed_by: str
    confirmed_by: str | None


class MergeRecords(Database):
    def merge_citizens(self, kept_id: str, other_id: str, who: str) -> bool:
        """`who` says that both records are one citizen, to be known by the first. True once two people
        said so: from then on whoever matches either is matched to the first.
        Errors: UnexpectedError (a record with itself, or of one that is merged with another already)."""
        if kept_id == other_id or not who:
            raise UnexpectedError
        with self._writing() as connection:
            merge = connection.execute(select(citizen_merges).where(_between(kept_id, other_id))).first()
            if merge is None:
                _check_is_free(connection, kept_id, other_id)
                proposed = {"proposed_by": who, "proposed_at": now()}
                connection.execute(
                    citizen_merges.insert().values(kept_id=kept_id, other_id=other_id, **proposed)
                )
                return False
            if merge.confirmed_by is None and merge.proposed_by != who:
                confirmed = {"confirmed_by": who, "confirmed_at": now()}
                connection.execute(update(citizen_merges).where(_M.id == merge.id).values(confirmed))
                return True
            return merge.confirmed_by is not None

    def split_citizens(self, kept_id: str, other_id: str, who: str) -> bool:
        """`who` says that they are two after all; False if nobody had said that they are one."""
        undone = update(citizen_merges).where(_between(kept_id, other_id))
        with self._writing() as connection:
            return connection.execute(undone.values(undone_by=who, undone_at=now())).rowcount > 0

    def merges(self) -> list[Merge]:
        """Those that stand, the oldest first; proposed ones too."""
        columns = (_M.kept_id, _M.other_id, _M.proposed_by, _M.confirmed_by)
        with self._reading() as connection:
            found = connection.execute(select(*columns).where(_STANDS).order_by(_M.id))
            return [Merge(*row) for row in found]


def _between(one: str, other: str) -> ColumnElement[bool]:
    either = or_(and_(_M.kept_id == one, _M.other_id == other), and_(_M.kept_id == other, _M.other_id == one))
    return and_(either, _STANDS)


def _check_is_free(connection: Connection, kept_id: str, other_id: str) -> None:
    """A merged record is spoken of by the one that it is known by: chains would be hard to split."""
    taken = or_(_M.other_id.in_((kept_id, other_id)), _M.kept_id == other_id)
    if connection.execute(select(_M.id).where(taken, _STANDS)).first():
        raise UnexpectedError
