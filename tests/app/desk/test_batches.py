from __future__ import annotations

import uuid
from pathlib import Path

import pytest

from models.access import Role
from models.page import PageState
from pipeline.keeping.records import page_id
from pipeline.keeping.rows.dossiers import NewReceipt
from tests.app.desk.kit import Served, Visitor


@pytest.fixture
def broken(empty_desk: Served) -> str:
    """A batch of office H15 whose two pages and one file failed."""
    records = empty_desk.records
    name = f"lô {uuid.uuid4()}"
    batch_id = records.open_batch(name, "H15")
    files = [
        NewReceipt("HS", None, f"{one}.png", Path(f"/{name}/{one}"), None, "E105" if one == 2 else None)
        for one in range(3)
    ]
    records.add_receipts(batch_id, files)
    for receipt in records.receipts(batch_id)[:2]:
        scan_id = uuid.uuid4().hex * 2
        records.receipt_received(receipt.id, scan_id, 1, "image/png")
        records.scan_opened(scan_id, 1)
        records.page_failed(page_id(scan_id, 1), "E202")
        records.scan_failed(scan_id, "E102")
    return batch_id


@pytest.fixture
def clerk(empty_desk: Served, anyone: Visitor) -> Visitor:
    name = f"c{uuid.uuid4().hex[:8]}"
    empty_desk.add_user(name, Role.CLERK, "H15")
    anyone.sign_in(name)
    return anyone


def pending(desk: Served, batch_id: str) -> int:
    return desk.records.status(batch_id).pages[PageState.PENDING]


def test_failures_are_grouped_by_reason(broken: str, clerk: Visitor) -> None:
    html = clerk.get(f"/batches/{broken}").text
    assert html.count("<h3>") == 3
    assert "Bộ nhận dạng chữ dừng đột ngột" in html and "Gỡ mật khẩu rồi nộp lại." in html


@pytest.mark.parametrize(("form", "again"), [({}, 2), ({"code": "E202"}, 2), ({"code": "E105"}, 0)])
def test_a_group_or_all_is_tried_again(
    empty_desk: Served, broken: str, clerk: Visitor, form: dict[str, str], again: int
) -> None:
    assert clerk.submit(f"/batches/{broken}/retry", **form).status_code == 303
    assert pending(empty_desk, broken) == again


def test_one_page_is_tried_again(empty_desk: Served, broken: str, clerk: Visitor) -> None:
    page = next(one for one in empty_desk.records.status(broken).failures if one.what == "page")
    clerk.submit(f"/batches/{broken}/retry", subject_id=page.id)
    assert pending(empty_desk, broken) == 1


def test_another_offices_batch_is_not_there(empty_desk: Served, broken: str, anyone: Visitor) -> None:
    anyone.sign_in("clerk")
    assert anyone.get(f"/batches/{broken}").status_code == 404
    assert anyone.submit(f"/batches/{broken}/retry").status_code == 404
    headers = {"x-csrf-token": anyone.csrf}
    told = {"told": "x", "path": "x.png"}
    assert anyone.put(f"/upload/{broken}/files", params=told, headers=headers).status_code == 409
    [name] = [one.name for one in empty_desk.records.batches() if one.id == broken]
    assert anyone.submit("/upload/batches", name=name).status_code == 409


def test_operators_see_the_batches_of_all_offices(broken: str, anyone: Visitor) -> None:
    anyone.sign_in("operator")
    assert broken in anyone.get("/batches").text
    assert anyone.get(f"/batches/{broken}").status_code == 200
