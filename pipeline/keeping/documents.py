"""A document's folder in the object store: its data, its text, its archive copy, and a manifest of them."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from models.archive import describe_document
from models.dossier import BLANK, Document, Manifest, StoredObject
from models.errors import ArchiveInvalidError, MissingObjectError, ObjectCorruptError
from models.forms import form_of
from pipeline.keeping.archive import ArchivePage, write_archive_pdf
from pipeline.keeping.objects import ObjectStore, describe, read_chunks
from pipeline.keeping.pdf_a import violations

SCHEMA_VERSION = 1
JSON, TEXT, PDF = "application/json", "text/plain; charset=utf-8", "application/pdf"


def folder_key(document_id: str, version: int) -> str:
    """Where a version of a document is kept."""
    return f"documents/{document_id}/v{version:04d}"


def keep_document(
    blobs: ObjectStore,
    document: Document,
    pages: Iterable[ArchivePage],
    *,
    version: int,
    created_at: dt.datetime,
    origins: Sequence[StoredObject] = (),
    validate: bool = False,
) -> Manifest:
    """Keep one version of a document; the manifest comes last, so where it is, all is.

    `pages`: the document's, in order, taken one by one; `created_at`: from the records, UTC where it names no
    zone; `origins`: the objects it was made from (original, page images, readings); `validate`: raise
    ArchiveInvalidError where an independent validator finds that the archive copy is no PDF/A-2b. The same
    input gives the same bytes and may be kept again after a crash; other input under the same version raises
    ObjectConflictError: take the next one. Raises what the store raises.
    """
    moment = created_at if created_at.tzinfo else created_at.replace(tzinfo=dt.UTC)
    folder = folder_key(document.document_id, version)
    own = (
        blobs.put(f"{folder}/document.json", document_bytes(document), JSON),
        blobs.put(f"{folder}/text.txt", document.text.encode() + b"\n", TEXT),
        _keep_archive(blobs, f"{folder}/archive.pdf", document, pages, moment, validate),
    )
    manifest = Manifest(
        document_id=document.document_id,
        version=version,
        created_at=moment,
        objects=(*own, *origins),
    )
    blobs.put(f"{folder}/manifest.json", manifest_bytes(manifest), JSON)
    return manifest


def document_bytes(document: Document) -> bytes:
    """The content of document.json: the document's data, headed by the version of their schema. Why a person
    was matched or not speaks of other citizens too and stays in the records."""
    data = document.model_dump(mode="json", exclude={"matches": {"__all__": {"explanation"}}})
    return _json({"schema_version": SCHEMA_VERSION, **data})


def manifest_bytes(manifest: Manifest) -> bytes:
    """The content of manifest.json."""
    return _json(manifest.model_dump(mode="json"))


def manifest_sha256(manifest: Manifest) -> str:
    """The hash of manifest.json: whoever has it can prove every object of the folder."""
    return hashlib.sha256(manifest_bytes(manifest)).hexdigest()


def stat_all(blobs: ObjectStore, keys: Iterable[str]) -> list[StoredObject]:
    """What is kept under each key; raises MissingObjectError for one that is not there."""
    found = [blobs.stat(key) for key in keys]
    if None in found:
        raise MissingObjectError
    return [kept for kept in found if kept is not None]


def verify_manifest(blobs: ObjectStore, manifest: Manifest) -> list[str]:
    """The keys whose bytes are missing or not those of the manifest. Reads every byte."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder, "object")
        return [kept.key for kept in manifest.objects if not _is_intact(blobs, kept, copy)]


def _is_intact(blobs: ObjectStore, kept: StoredObject, copy: Path) -> bool:
    try:
        blobs.fetch(kept.key, copy)
    except (MissingObjectError, ObjectCorruptError):
        return False
    with copy.open("rb") as file:
        return describe(kept.key, read_chunks(file), kept.media_type) == kept


def _keep_archive(
    blobs: ObjectStore,
    key: str,
    document: Document,
    pages: Iterable[ArchivePage],
    created_at: dt.datetime,
    validate: bool,
) -> StoredObject:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "archive.pdf")
        title = _title(document)
        write_archive_pdf(
            pages,
            file,
            title=title,
            document_id=document.document_id,
            created_at=created_at,
            elements=describe_document(document, title),
        )
        if validate and violations(file):
            raise ArchiveInvalidError
        return blobs.put(key, file, PDF)


def _title(document: Document) -> str:
    """The paper's name, and no one's: titles show in windows and lists."""
    form = form_of(document.document_type)
    if form is not None:
        return form.name
    return "Trang trắng" if document.document_type == BLANK else "Giấy tờ chưa rõ loại"


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode() + b"\n"
