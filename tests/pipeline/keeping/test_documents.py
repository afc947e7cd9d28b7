from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pikepdf import Pdf

from models.dossier import Document, FieldValue, Manifest, Match, MatchDecision, StoredObject, Subject
from models.errors import ArchiveInvalidError, MissingObjectError, ObjectConflictError, ObjectCorruptError
from models.geometry import Box
from pipeline.keeping.archive import ArchivePage
from pipeline.keeping.documents import keep_document, manifest_sha256, stat_all, verify_manifest
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.stores import open_store
from tests.pipeline.keeping.pages import MOMENT, upright
from tests.servers import S3Server

FOLDER = "documents/d1/v0001"
DOCUMENT = Document(
    document_id="d1",
    scan_id="s1",
    document_type="birth_certificate",
    form_version=None,
    pages=(3,),
    type_confidence=0.875,
    text="GIẤY KHAI SINH\nHọ, chữ đệm, tên: NGUYỄN THỊ HƯỜNG",
    fields=(
        FieldValue(
            name="full_name",
            value="Nguyễn Thị Hường",
            raw="NGUYỄN THỊ HƯỜNG",
            confidence=0.9,
            page=3,
            box=Box(1, 2, 3, 4),
            sources=("ocr", "register"),
        ),
    ),
    subjects=(Subject(role="", full_name="Nguyễn Thị Hường"),),
    matches=(Match(role="", decision=MatchDecision.REVIEW, candidates=("c1", "c2")),),
)


@pytest.fixture(params=["folder", "s3"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> ObjectStore:
    if request.param == "folder":
        return open_store(tmp_path / "objects")
    server: S3Server = request.getfixturevalue("s3")
    return open_store(
        tmp_path,
        endpoint=server.endpoint,
        access_key=server.access_key,
        secret_key=server.secret_key,
        bucket=server.new_bucket(),
    )


def test_what_is_no_pdf_a_is_not_kept_where_that_is_looked_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = open_store(tmp_path / "objects")
    told = {"version": 1, "created_at": MOMENT}
    monkeypatch.setattr("pipeline.keeping.archive.srgb_profile", lambda: b"no profile")
    with pytest.raises(ArchiveInvalidError):
        keep_document(blobs, DOCUMENT, [upright()], **told, validate=True)  # type: ignore[arg-type]
    assert not [key for key in blobs.list("") if key.endswith("archive.pdf")]
    monkeypatch.undo()
    keep_document(blobs, DOCUMENT, [upright()], **told, validate=True)  # type: ignore[arg-type]


def keep(blobs: ObjectStore, document: Document = DOCUMENT, version: int = 1) -> Manifest:
    return keep_document(blobs, document, [upright()], version=version, created_at=MOMENT)


def test_a_document_is_a_folder_of_four_objects(blobs: ObjectStore) -> None:
    keep(blobs)
    names = ["archive.pdf", "document.json", "manifest.json", "text.txt"]
    assert list(blobs.list("")) == [f"{FOLDER}/{name}" for name in names]


def test_the_data_come_back_as_they_were(blobs: ObjectStore) -> None:
    keep(blobs)
    data = json.loads(blobs.get(f"{FOLDER}/document.json"))
    assert data.pop("schema_version") == 1
    assert Document.model_validate(data) == DOCUMENT
    assert "Nguyễn Thị Hường".encode() in blobs.get(f"{FOLDER}/document.json")
    assert blobs.get(f"{FOLDER}/text.txt").decode() == DOCUMENT.text + "\n"


def test_the_archive_is_titled_by_its_type_and_names_nobody(blobs: ObjectStore, tmp_path: Path) -> None:
    keep(blobs)
    blobs.fetch(f"{FOLDER}/archive.pdf", tmp_path / "archive.pdf")
    with Pdf.open(tmp_path / "archive.pdf") as pdf, pdf.open_metadata() as metadata:
        assert (str(pdf.docinfo.Title), metadata["dc:identifier"]) == ("Giấy khai sinh", "d1")
        assert "Hường" not in str(metadata)


@pytest.mark.parametrize("kind", ["unknown", "blank"])
def test_papers_without_a_form_are_kept_as_well(blobs: ObjectStore, kind: str) -> None:
    manifest = keep(blobs, DOCUMENT.model_copy(update={"document_type": kind}))
    assert verify_manifest(blobs, manifest) == []


def test_the_manifest_proves_every_object_and_names_the_origins(blobs: ObjectStore) -> None:
    original = blobs.put("originals/" + hashlib.sha256(b"scan").hexdigest(), b"scan", "application/pdf")
    reading = blobs.put("readings/s1/00003/k/reading.json", b"{}", "application/json")
    origins = stat_all(blobs, [original.key, reading.key])
    manifest = keep_document(
        blobs, DOCUMENT, [upright()], version=1, created_at=MOMENT, origins=[original, origins[1]]
    )
    data = blobs.get(f"{FOLDER}/manifest.json")
    assert Manifest.model_validate_json(data) == manifest
    assert hashlib.sha256(data).hexdigest() == manifest_sha256(manifest)
    assert manifest.created_at == MOMENT
    for kept in manifest.objects:
        found = blobs.get(kept.key)
        assert (kept.sha256, kept.size) == (hashlib.sha256(found).hexdigest(), len(found))
    assert [kept.key for kept in manifest.objects] == [
        *(f"{FOLDER}/{name}" for name in ("document.json", "text.txt", "archive.pdf")),
        original.key,
        reading.key,
    ]


def test_the_same_again_changes_nothing(blobs: ObjectStore) -> None:
    assert keep(blobs) == keep(blobs)


def test_other_data_need_another_version(blobs: ObjectStore) -> None:
    keep(blobs)
    other = DOCUMENT.model_copy(update={"text": "khác"})
    with pytest.raises(ObjectConflictError):
        keep(blobs, other)
    keep(blobs, other, version=2)
    assert blobs.get(f"{FOLDER}/text.txt") != blobs.get("documents/d1/v0002/text.txt")


def test_a_naive_time_is_utc(blobs: ObjectStore) -> None:
    manifest = keep_document(blobs, DOCUMENT, [upright()], version=1, created_at=dt.datetime(2026, 1, 2, 3))
    assert manifest.created_at == dt.datetime(2026, 1, 2, 3, tzinfo=dt.UTC)


def test_the_manifest_comes_last(blobs: ObjectStore) -> None:
    def pages() -> Iterator[ArchivePage]:
        yield upright()
        raise ObjectCorruptError

    with pytest.raises(ObjectCorruptError):
        keep_document(blobs, DOCUMENT, pages(), version=1, created_at=MOMENT)
    assert f"{FOLDER}/manifest.json" not in list(blobs.list(""))
    keep(blobs)
    assert f"{FOLDER}/manifest.json" in list(blobs.list(""))


def test_missing_and_changed_objects_are_found(blobs: ObjectStore) -> None:
    manifest = keep(blobs)
    assert verify_manifest(blobs, manifest) == []
    text, archive = manifest.objects[1], manifest.objects[2]
    changed = StoredObject(**{**text.model_dump(), "sha256": "0" * 64})
    missing = StoredObject(**{**archive.model_dump(), "key": f"{FOLDER}/gone.pdf"})
    doubtful = manifest.model_copy(update={"objects": (manifest.objects[0], changed, missing)})
    assert verify_manifest(blobs, doubtful) == [changed.key, missing.key]


def test_bytes_changed_behind_the_stores_back_are_found(tmp_path: Path) -> None:
    blobs = open_store(tmp_path)
    manifest = keep(blobs)
    path = tmp_path / FOLDER / "text.txt"
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b" ")
    (tmp_path / FOLDER / "document.json").unlink()
    assert verify_manifest(blobs, manifest) == [f"{FOLDER}/document.json", f"{FOLDER}/text.txt"]


def test_origins_must_be_there(blobs: ObjectStore) -> None:
    with pytest.raises(MissingObjectError):
        stat_all(blobs, ["originals/x"])
