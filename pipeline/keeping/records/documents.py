"""Documents as they were understood, with their fields, the people they name and who these are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, select, update

from models.dossier import BLANK, Document, Subject
from models.errors import UnexpectedError, UnknownDocumentError
from models.page import PageState
from models.source_form import find_source_form
from pipeline.keeping.records.arrangements import holding_arrangement
from pipeline.keeping.records.database import Database, now
from pipeline.keeping.records.keying import carry_keyings, keyed_before
from pipeline.keeping.records.ledger import FIELDS, MATCHES
from pipeline.keeping.records.waiting import refresh_waiting
from pipeline.keeping.rows.dossiers import DocumentRow, KeptDocument, ScanState
from pipeline.keeping.tables.dossiers import documents, pages, scans, subjects

_CURRENT = documents.c.superseded_at.is_(None)

CHECKED = "Cán bộ đã xác nhận các trang này là một giấy tờ loại này."


class DocumentRecords(Database):
    def documents_kept(self, scan_id: str, kept: Sequence[KeptDocument]) -> None:
        """All documents of a scan are in the object store: they hold from now on, and the scan is done.

        A scan that is done already stays as it is. Errors: UnexpectedError if a page is still pending, if a
        page that was read is in no document or one is in two, or if the scan was meanwhile reset, so
        that these documents come from an earlier reading.
        """
        with self._writing() as connection:
            scan = connection.execute(select(scans).where(scans.c.id == scan_id).with_for_update()).one()
            if scan.state == ScanState.DONE:
                return
            if scan.state != ScanState.OPENED or any(one.version != scan.version for one in kept):
                raise UnexpectedError
            _check_each_page_once(connection, scan_id, kept)
            _replace_documents(connection, scan_id, kept)
            connection.execute(
                update(scans).where(scans.c.id == scan_id).values(state=ScanState.DONE, error_code=None)
            )

    def documents(self, scan_id: str) -> list[DocumentRow]:
        """The documents of a scan that hold now, in the order of their pages."""
        return sorted(self._documents_where(documents.c.scan_id == scan_id), key=_first_page)

    def documents_of_scans(self, scan_ids: Sequence[str]) -> list[DocumentRow]:
        """The documents of several scans that hold now."""
        return self._documents_where(documents.c.scan_id.in_(scan_ids)) if scan_ids else []

    def document(self, document_id: str) -> DocumentRow:
        """The document of this id, or the only one whose id begins so. Errors: UnknownDocumentError."""
        if not document_id.isprintable():  # half a surrogate pair, say, which no database takes
            raise UnknownDocumentError
        found = self._documents_where(documents.c.id.startswith(document_id, autoescape=True))
        exact = [row for row in found if row.document.document_id == document_id]
        if not document_id or len(exact or found) != 1:
            raise UnknownDocumentError
        return (exact or found)[0]

    def _documents_where(self, condition: ColumnElement[bool]) -> list[DocumentRow]:
        with self._reading() as connection:
            rows = connection.execute(select(documents).where(condition, _CURRENT)).all()
            ids = [row.id for row in rows]
            fields, matched = FIELDS.current(connection, ids), MATCHES.current(connection, ids)
            named = _subjects(connection, ids)
        return [
            DocumentRow(
                document=Document(
                    document_id=row.id,
                    scan_id=row.scan_id,
                    document_type=row.document_type,
                    form_version=row.form_version,
                    pages=row.pages,
                    type_confidence=1.0 if row.type_checked_by else row.type_confidence,
                    boundary_confidence=1.0 if row.type_checked_by else row.boundary_confidence,
                    boundary_reason=CHECKED if row.type_checked_by else row.boundary_reason,
                    text=row.text,
                    fields=tuple(fields[row.id]),
                    subjects=tuple(named.get((row.id, row.version), ())),
                    matches=tuple(matched[row.id]),
                ),
                version=row.version,
                folder_key=row.folder_key,
                manifest_sha256=row.manifest_sha256,
                kept_at=row.kept_at,
                regulations=row.regulations,
            )
            for row in rows
        ]


def _first_page(row: DocumentRow) -> tuple[int, ...]:
    return row.document.pages


def _check_each_page_once(connection: Connection, scan_id: str, kept: Sequence[KeptDocument]) -> None:
    """No page may be lost in silence; a failed page may be missing, it is accounted for as failed."""
    states = select(pages.c.number, pages.c.state).where(pages.c.scan_id == scan_id)
    state_of = {row.number: row.state for row in connection.execute(states)}
    times = Counter(number for one in kept for number in one.document.pages)
    needed = {number for number, state in state_of.items() if state != PageState.FAILED}
    complete = PageState.PENDING not in state_of.values() and needed <= times.keys() <= state_of.keys()
    if not complete or any(count > 1 for count in times.values()):
        raise UnexpectedError


def _replace_documents(connection: Connection, scan_id: str, kept: Sequence[KeptDocument]) -> None:
    at = now()
    of_scan = (documents.c.scan_id == scan_id) & _CURRENT
    earlier = connection.execute(select(documents).where(of_scan)).all()
    connection.execute(update(documents).where(of_scan).values(superseded_at=at))
    before = {one.document.document_id: _predecessor(one.document, earlier) for one in kept}
    checked = _types_checked(connection, scan_id, kept, earlier)
    gone = [row.id for row in earlier if row.id not in before.values()]
    FIELDS.retire(connection, gone)
    MATCHES.retire(connection, gone)
    for one in kept:
        document, known_as = one.document, before[one.document.document_id]
        former = _former_version(connection, document)
        more = {"scan_id": scan_id, "kept_at": at, "type_checked_by": checked.get(document.document_id)}
        connection.execute(documents.insert().values({**_document(one), **more}))
        keyed = keyed_before(connection, known_as)
        FIELDS.read_anew(connection, document.document_id, one.version, document.fields, known_as, former)
        carry_keyings(connection, keyed, known_as, document.document_id)
        MATCHES.read_anew(connection, document.document_id, one.version, document.matches, known_as, former)
        people = [_subject(one, position, subject) for position, subject in enumerate(document.subjects)]
        if people:
            connection.execute(subjects.insert(), people)
    refresh_waiting(connection, [*before, *(row.id for row in earlier)])


def _predecessor(document: Document, earlier: Sequence[Any]) -> str | None:
    """The id under which the same paper was kept when fewer or more of its pages could be read."""
    same = [
        row
        for row in earlier
        if row.document_type == document.document_type and row.pages[0] in document.pages
    ]
    return min(same, key=_row_pages).id if same else None


def _former_version(connection: Connection, document: Document) -> int | None:
    """The version in which these pages last were a document of this type, if they ever were."""
    same = (documents.c.id == document.document_id) & (documents.c.document_type == document.document_type)
    version: int | None = connection.scalar(select(func.max(documents.c.version)).where(same))
    return version


def _types_checked(
    connection: Connection, scan_id: str, kept: Sequence[KeptDocument], earlier: Sequence[Any]
) -> dict[str, str]:
    """By document, the clerk who said that its pages are one paper of its type: by arranging the scan, or
    earlier, of the same pages."""
    said = {(row.id, row.document_type): row.type_checked_by for row in earlier if row.type_checked_by}
    held = holding_arrangement(connection, scan_id)
    found = {}
    for document in (one.document for one in kept):
        who = said.get((document.document_id, document.document_type))
        if held.what is not None and held.what.type_of(document.pages) == document.document_type:
            who = held.by
        if who is not None:
            found[document.document_id] = who
    return found


def _row_pages(row: Any) -> tuple[int, ...]:
    return tuple(row.pages)


def _document(one: KeptDocument) -> dict[str, Any]:
    kept_as_columns = {"document_type", "form_version", "pages", "type_confidence", "text"}
    kept_as_columns |= {"boundary_confidence", "boundary_reason"}
    return {
        "id": one.document.document_id,
        "version": one.version,
        "folder_key": one.folder_key,
        "manifest_sha256": one.manifest_sha256,
        "source_form": _source_form(one.document),
        "regulations": one.regulations,
        **one.document.model_dump(include=kept_as_columns),
    }


def _source_form(document: Document) -> str | None:
    form = find_source_form(document, now().date()) if document.document_type != BLANK else None
    return form.name if form else None


def _subject(one: KeptDocument, position: int, subject: Subject) -> dict[str, Any]:
    place = {"document_id": one.document.document_id, "version": one.version, "position": position}
    return {**place, **subject.model_dump()}


def _subjects(connection: Connection, document_ids: Sequence[str]) -> dict[tuple[str, int], list[Subject]]:
    """The people named, by document and version."""
    of_documents = select(subjects).where(subjects.c.document_id.in_(document_ids))
    found: dict[tuple[str, int], list[Subject]] = {}
    for row in connection.execute(of_documents.order_by(subjects.c.position)):
        subject = Subject(**{name: row._mapping[name] for name in Subject.model_fields})
        found.setdefault((row.document_id, row.version), []).append(subject)
    return found
