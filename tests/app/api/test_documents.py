"""Documents by DocCode: handed in as a dossier, versions side by side, given back as archive copies."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import json
import zipfile
from typing import Any

import httpx
import pytest
from PIL import Image

from models.doc_code import DocCode
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import ReceiptState
from pipeline.keeping.records.doc_codes import DocVersion
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import BIRTH, PDF, SCAN, Caller, token_for
from tests.pipeline.keeping.records.making import kept, read_page

WHY = {"official": "can-bo-12", "purpose": "Lưu trữ"}
TOLD = {
    "DocCode": "G15.07_GKS_000001",
    "TypeName": "Giấy khai sinh",
    "CodeNumber": "12",
    "CodeNotation": "2018",
    "IssuedDate": "2018-09-01",
    "OrganName": "UBND xã Tân Mỹ",
    "Subject": "Giấy khai sinh số 12",
}


def picture(shade: int = 255) -> bytes:
    made = io.BytesIO()
    Image.new("L", (40, 40), shade).save(made, "PNG")
    return made.getvalue()


@pytest.fixture
def sender(call: Caller) -> Caller:
    call.token = token_for(call, Client("kho", "Kho", "G15.07", documents=True))
    return call


def send(
    call: Caller, content: bytes, *, to: str = "", name: str = "scan.png", **told: Any
) -> httpx.Response:
    metadata = json.dumps({key: value for key, value in (TOLD | told).items() if value is not None})
    parts = {"data": {"metadata": metadata}, "files": {"file": (name, content)}, "params": WHY}
    return call("PUT" if to else "POST", f"/documents/{to or 'import'}", **parts)


def show(call: Caller, code: str, **more: str) -> httpx.Response:
    return call("GET", f"/documents/{code}", params=WHY | more)


def download(call: Caller, code: str, **more: Any) -> httpx.Response:
    return call("GET", f"/documents/download/{code}", params=WHY | more)


def digitised(call: Caller, content: bytes, *documents: Any) -> None:
    """As the worker leaves it: received, read, understood."""
    digest = hashlib.sha256(content).hexdigest()
    [version] = [one for one in versions(call) if one.scan_id == digest]
    for receipt in call.records.receipts(version.batch_id):
        if receipt.state is ReceiptState.LISTED and receipt.path.read_bytes() == content:
            call.records.receipt_received(receipt.id, digest, len(content), "image/png")
    call.records.scan_opened(digest, len(documents))
    for number in range(1, len(documents) + 1):
        read_page(call.records, digest, number)
    call.records.documents_kept(digest, [kept(one) for one in documents])
    for one in documents:
        call.state.blobs.put(f"documents/{one.document_id}/v0001/archive.pdf", PDF, "application/pdf")


def versions(call: Caller) -> Any:
    return call.records.doc_versions(DocCode("G15.07", "GKS", 1))


def birth(document_id: str, page: int = 1, content: bytes = b"") -> Any:
    scan_id = hashlib.sha256(content or picture()).hexdigest()
    fields = tuple(field.model_copy(update={"page": page}) for field in BIRTH.fields)
    changes = {"document_id": document_id, "scan_id": scan_id, "pages": (page,), "fields": fields}
    return BIRTH.model_copy(update=changes)


def test_a_document_lands_as_a_dossier_that_waits_for_the_worker(sender: Caller) -> None:
    got = send(sender, picture())
    assert got.status_code == 200, got.text
    told = got.json()
    assert (told["DocCode"], told["new"]) == ("G15.07_GKS_000001_V1", True)
    assert told["FileName"].startswith("G15.07_GKS_000001_V1_2")
    assert told["FileName"].endswith("_GiayKhaiSinh.png")
    [batch] = sender.records.batches("G15.07")
    [receipt] = sender.records.receipts(batch.id)
    assert (receipt.dossier, receipt.name) == ("G15.07_GKS_000001_V1", told["FileName"])
    assert (receipt.state, receipt.path.read_bytes()) == (ReceiptState.LISTED, picture())
    assert batch.id in sender.records.unfinished_batches()
    [line] = sender.records.audit_lines("G15.07_GKS_000001_V1")
    assert (line.entry.who, line.entry.action) == ("client:kho/can-bo-12", "document.import")
    assert line.entry.purpose == WHY["purpose"]


def test_sent_twice_it_is_one_document(sender: Caller) -> None:
    first, again = send(sender, picture()).json(), send(sender, picture()).json()
    assert again == first | {"new": False}
    [batch] = sender.records.batches("G15.07")
    assert len(sender.records.receipts(batch.id)) == 1
    other = send(sender, picture(0))
    assert (other.status_code, other.json()["code"]) == (409, "E457")
    assert len(sender.records.receipts(batch.id)) == 1


def test_versions_stand_side_by_side(sender: Caller) -> None:
    send(sender, picture())
    second = send(sender, picture(0), to="G15.07_GKS_000001", Subject="Bản sửa")
    assert second.json()["DocCode"] == "G15.07_GKS_000001_V2"
    assert send(sender, picture(0), to="G15.07_GKS_000001").json()["new"] is False
    got = show(sender, "G15.07_GKS_000001").json()
    assert [one["DocCode"][-3:] for one in got["versions"]] == ["_V1", "_V2"]
    assert [one["state"] for one in got["versions"]] == ["waiting", "waiting"]
    assert (got["DocCode"][-3:], got["told"]["Subject"]) == ("_V2", "Bản sửa")
    assert show(sender, "G15.07_GKS_000001_V1").json()["told"]["Subject"] == TOLD["Subject"]


def test_the_archive_copy_is_given_once_it_is_there(sender: Caller) -> None:
    send(sender, picture())
    assert download(sender, "G15.07_GKS_000001").json()["code"] == "E471"
    digitised(sender, picture(), birth("n1"))
    got = download(sender, "G15.07_GKS_000001")
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, PDF, "application/pdf")
    assert "G15.07_GKS_000001_V1_2" in got.headers["content-disposition"]
    part = sender("GET", "/documents/download/G15.07_GKS_000001", params=WHY, headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.content) == (206, PDF[:4])
    held = show(sender, "G15.07_GKS_000001").json()
    assert held["versions"][0]["state"] == "done"
    [paper] = held["papers"]
    assert (paper["document_id"], paper["elements"]["IssuedDate"]) == ("n1", "2018-09-01")
    turned = show(sender, "G15.07_GKS_000001", dates="YYYY-DD-MM").json()
    assert (turned["told"]["IssuedDate"], turned["papers"][0]["elements"]["IssuedDate"]) == (
        "2018-01-09",
        "2018-01-09",
    )
    actions = [line.entry.action for line in sender.records.audit_lines("G15.07_GKS_000001_V1")]
    assert actions == ["document.import", *["document.download"] * 2, *["document.show"] * 2]


def test_the_day_in_its_name_is_that_of_vietnam(sender: Caller) -> None:
    evening = dt.datetime(2026, 11, 22, 17, tzinfo=dt.UTC)
    new = DocVersion(
        *(DocCode("G15.07", "CC", 1, 1), SCAN, sender.records.open_batch("lô"), "a.png", TOLD, "kho"), evening
    )
    sender.records.add_doc_version(new, AuditEntry("client:kho/an", "document.import"))
    got = download(sender, "G15.07_CC_000001", document_id="d1")
    assert "''G15.07_CC_000001_V1_20261123_" in got.headers["content-disposition"]


def test_of_several_papers_one_is_named(sender: Caller) -> None:
    send(sender, picture())
    digitised(sender, picture(), birth("n1"), birth("n2", 2))
    assert download(sender, "G15.07_GKS_000001").json()["code"] == "E472"
    assert download(sender, "G15.07_GKS_000001", document_id="n2").content == PDF
    assert download(sender, "G15.07_GKS_000001", document_id="d1").json()["code"] == "E402"


def test_nothing_of_a_restricted_person_is_given(sender: Caller) -> None:
    send(sender, picture())
    digitised(sender, picture(), birth("n1"))
    sender.records.restrict("VN2", reason="Theo yêu cầu", who="an")
    code = "G15.07_GKS_000001"
    assert [show(sender, code).json()["code"], download(sender, code).json()["code"]] == ["E402", "E402"]


@pytest.mark.parametrize(
    ("content", "told", "name", "status"),
    [
        (b"", {}, "a.png", 422),
        (b"MZ" + bytes(100), {}, "a.png", 422),
        (picture(), {"DocCode": "G15.07_XX_000001"}, "a.png", 422),
        (picture(), {"DocCode": "../etc/passwd"}, "a.png", 422),
        (picture(), {"DocCode": "H15_GKS_000001"}, "a.png", 403),
        (picture(), {"IssuedDate": "2018-13-01"}, "a.png", 422),
        (picture(), {"Subject": None}, "a.png", 422),
        (picture(), {"Subject": "a" * 501}, "a.png", 422),
        (picture(), {"more": "x"}, "a.png", 422),
        (picture(), {}, "G15.07_GKS_000002_V1_20250202_x.png", 422),
    ],
)
def test_what_is_not_as_it_should_be_leaves_nothing(
    sender: Caller, content: bytes, told: dict[str, Any], name: str, status: int
) -> None:
    got = send(sender, content, name=name, **told)
    assert got.status_code == status, got.text
    assert [sender.records.receipts(batch.id) for batch in sender.records.batches("G15.07")] in ([], [[]])
    assert versions(sender) == []


@pytest.mark.parametrize("name", ["../../../etc/cron.d/x", "a/b\\c.png", "\u202egnp.exe", ".", "x" * 300])
def test_a_hostile_name_goes_nowhere(sender: Caller, name: str) -> None:
    assert send(sender, picture(), name=name).status_code == 200
    [batch] = sender.records.batches("G15.07")
    [receipt] = sender.records.receipts(batch.id)
    assert receipt.path.is_relative_to(sender.state.data_dir / "uploads" / batch.id)
    assert receipt.name.startswith("G15.07_GKS_000001_V1_2")


def test_an_archive_of_files_is_no_paper(sender: Caller) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.png", picture())
    assert send(sender, packed.getvalue(), name="a.zip").status_code == 422
    assert versions(sender) == []


def test_only_who_may_have_documents_gets_to_them(sender: Caller) -> None:
    send(sender, picture())
    assert show(sender, "G15.07_GKS_000002").json()["code"] == "E402"
    sender.token = token_for(sender, Client("khac", "Khác", "H01", documents=True))
    assert show(sender, "G15.07_GKS_000001").json()["code"] == "E402"
    sender.token = token_for(sender, Client("thuong", "Thường", "G15.07"))
    codes = [
        show(sender, "G15.07_GKS_000001"),
        send(sender, picture()),
        download(sender, "G15.07_GKS_000001"),
    ]
    assert [one.json()["code"] for one in codes] == ["E461"] * 3
    sender.token = ""
    assert send(sender, picture()).status_code == 401


def test_a_file_without_end_is_refused(sender: Caller) -> None:
    headers = {"Content-Length": str(200 * 1024 * 1024), "Content-Type": "multipart/form-data; boundary=x"}
    got = sender("POST", "/documents/import", params=WHY, content=b"x", headers=headers)
    assert (got.status_code, got.json()["code"]) == (413, "E466")
