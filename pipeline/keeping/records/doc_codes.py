"""Documents that other systems handed in by DocCode; versions stand side by side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from models.doc_code import DocCode
from models.errors import DocCodeTakenError
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records.audit import append_audit
from pipeline.keeping.records.database import Database, insert_new
from pipeline.keeping.rows.dossiers import ScanState
from pipeline.keeping.tables.dossiers import scans
from pipeline.keeping.tables.reuse import doc_versions

_D = doc_versions.c


class DocVersion(NamedTuple):
    """`code` with its version; `scan_id`: of the bytes that came, in `batch_id`; `told`: what the sender says
    of the document, by the guidance's elements."""

    code: DocCode
    scan_id: str
    batch_id: str
    file_name: str
    told: Mapping[str, str]
    client_id: str
    imported_at: dt.datetime
    state: ScanState | None = None  # None until the bytes are kept as a scan


class DocCodeRecords(Database):
    def add_doc_version(self, new: DocVersion, entry: AuditEntry) -> bool:
        """False if the same bytes are there under this code already. Errors: DocCodeTakenError if others
        are."""
        agency, kind, number, version = new.code
        row = {"agency": agency, "kind": kind, "number": number, "version": version}
        more = {name: value for name, value in new._asdict().items() if name not in ("code", "state")}
        with self._writing() as connection:
            if not insert_new(connection, doc_versions, [row | more | {"told": dict(new.told)}]):
                held = select(_D.scan_id).where(_of(new.code), _D.version == version)
                if connection.execute(held).scalar_one() != new.scan_id:
                    raise DocCodeTakenError
                return False
            append_audit(connection, [entry])
        return True

    def doc_versions(self, code: DocCode) -> list[DocVersion]:
        """All versions of the document, whichever `code` names, the oldest first."""
        with self._reading() as connection:
            both = doc_versions.outerjoin(scans, scans.c.id == _D.scan_id)
            wanted = select(doc_versions, scans.c.state).select_from(both).where(_of(code))
            return [_version(row) for row in connection.execute(wanted.order_by(_D.version))]


def _of(code: DocCode) -> ColumnElement[bool]:
    return (_D.agency == code.agency) & (_D.kind == code.kind) & (_D.number == code.number)


def _version(row: Any) -> DocVersion:
    code = DocCode(row.agency, row.kind, row.number, row.version)
    more = {name: row._mapping[name] for name in DocVersion._fields if name != "code"}
    return DocVersion(code, **more)
