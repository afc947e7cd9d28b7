"""What is handed in is not what its name says, or has a name that is a script."""

from __future__ import annotations

import uuid

import pytest

from tests.app.desk.checking import SCRIPT
from tests.app.desk.kit import Served, Visitor

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"


@pytest.fixture
def batch(anyone: Visitor) -> str:
    anyone.sign_in("clerk")
    return str(anyone.submit("/upload/batches", name=f"{SCRIPT} {uuid.uuid4()}").json()["batch"])


def send(visitor: Visitor, batch: str, path: str, content: bytes) -> int:
    told = {"path": path, "told": f"{path} {len(content)}"}
    headers = {"x-csrf-token": visitor.csrf}
    return visitor.put(f"/upload/{batch}/files", params=told, content=content, headers=headers).status_code


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><html><script>alert(1)</script></html>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"MZ\x90\x00",
        b"",
    ],
)
def test_what_is_no_scan_is_refused_whatever_its_name_says(
    empty_desk: Served, anyone: Visitor, batch: str, content: bytes
) -> None:
    assert send(anyone, batch, "hồ sơ/giấy.pdf", content) == 422
    assert empty_desk.records.receipts(batch) == []
    assert not [one for one in (empty_desk.data_dir / "uploads" / batch).rglob("*") if one.is_file()]


@pytest.mark.parametrize(
    "path",
    [
        "../../../etc/passwd.pdf",
        "/etc/cron.d/x.pdf",
        f"{SCRIPT}/{SCRIPT}.pdf",
        "a\x00b.pdf",
        "..",
        "%2e%2e/x.pdf",
    ],
)
def test_a_hostile_name_is_only_a_name(empty_desk: Served, anyone: Visitor, batch: str, path: str) -> None:
    assert send(anyone, batch, path, PDF) in (200, 400, 422)
    inside = (empty_desk.data_dir / "uploads" / batch).resolve()
    for receipt in empty_desk.records.receipts(batch):
        assert receipt.path.resolve().is_relative_to(inside)
    for page in (f"/batches/{batch}", "/batches", "/upload"):
        assert "<script>document" not in anyone.get(page).text
