"""The regulations in all their versions: a change is a new one, and nothing is overwritten."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Row, select

from models.errors import ChangedMeanwhileError
from models.regulations import Issue, Regulations
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new, now
from pipeline.keeping.records.driver import Statement, moment, unpacked
from pipeline.keeping.tables.desk import regulations

_NEWEST_FIRST = select(regulations).order_by(regulations.c.version.desc())
NEWEST = "SELECT coalesce(max(version), 0) FROM regulations"
_VERSION = "SELECT what, by_user, why, at FROM regulations WHERE version = ?"


class RegulationRecords(Database):
    # A version never changes, so the last that was asked for is read once.
    _read_last = Issue(0, Regulations())

    def regulations(self) -> Issue:
        """The version in force."""
        with self._driving() as driver:
            [[[version]]] = driver.ask(Statement(NEWEST))
        return self.regulations_of(version)

    def regulations_of(self, version: int) -> Issue:
        """A version, of which NEWEST gives the number of the one in force; 0 is what Sohoa comes with."""
        known = self._read_last
        if known.version == version:
            return known
        with self._driving() as driver:
            [[[what, by, why, at]]] = driver.ask(Statement(_VERSION, (version,)))
        found = Issue(version, Regulations.model_validate(unpacked(what)), by, why, moment(at))
        self._read_last = found
        return found

    def regulation_history(self) -> list[Issue]:
        """All versions that somebody made, the newest first."""
        with self._reading() as connection:
            return [_issue(row) for row in connection.execute(_NEWEST_FIRST)]

    def issue_regulations(self, what: Regulations, seen: int, by: str, why: str, log: AuditEntry) -> int:
        """Make a new version, which holds from now on; returns its number. `seen`: the one that was changed.

        Errors: ChangedMeanwhileError if that is no more in force.
        """
        row = {
            "version": seen + 1,
            "what": what.model_dump(mode="json"),
            "why": why,
            "by_user": by,
            "at": now(),
        }
        with self._writing() as connection:
            newest = connection.execute(_NEWEST_FIRST.limit(1)).first()
            if (newest.version if newest else 0) != seen or not insert_new(connection, regulations, [row]):
                raise ChangedMeanwhileError
            append_audit(connection, [log])
        return seen + 1


def _issue(row: Row[Any]) -> Issue:
    return Issue(row.version, Regulations.model_validate(row.what), row.by_user, row.why, row.at)
