"""The prefilled form as it is printed."""

from __future__ import annotations

import hashlib

import pytest
import zxingcpp
from pdf2image import convert_from_bytes

from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import CHILD, MOTHER, NOBODY, Caller, request_body, token_for
from tests.pipeline.printing.reading import text_of

VALUES = ("Lê Thị Mẫu", "17/07/1979", "060179758051", "Nguyễn Văn Mẫu", "13/08/2018", "060318966752")


def test_what_may_be_given_stands_on_the_form_with_its_source(call: Caller) -> None:
    printed = call("POST", "/forms", json=request_body())
    assert (printed.status_code, printed.headers["content-type"]) == (200, "application/pdf")
    told = text_of(printed.content)
    for text in (*VALUES, "TỜ KHAI ĐIỀN SẴN", "Mã thủ tục: 1.004222", "Thẻ căn cước (2024)", "02/02/2025"):
        assert text in told
    assert "Đã có bản số hóa còn giá trị" in told and "Chưa có giấy tờ này." in told
    assert "Thôn Hạ" not in told  # CT01 does not ask for it


def test_its_code_names_nobody_and_the_log_tells_the_rest(call: Caller) -> None:
    printed = call("POST", "/forms", json=request_body())
    [page, *_] = convert_from_bytes(printed.content, dpi=150)
    [code] = zxingcpp.read_barcodes(page)
    *codes, title, print_id = code.text.split("|")
    assert (codes, title) == (["G15.07.31-261122-0001", "1.004222", "G15.07.31"], "Tờ khai điền sẵn")
    exchange_id = printed.headers["sohoa-exchange"]
    [line] = call.records.audit_lines(print_id)
    assert line.entry.subjects == (exchange_id, print_id) and line.entry.who == "client:h15/can-bo-12"
    assert line.entry.answer_sha256 == hashlib.sha256(printed.content).hexdigest()
    told = {"kind": "field", "name": "full_name", "outcome": "confirmed"}
    confirmed = call("POST", f"/exchanges/{exchange_id}/confirmation", json={"items": [told]})
    assert confirmed.json()["confirmed"] == 1


@pytest.mark.parametrize(
    "people", [{"applicant": NOBODY}, {"applicant": {**MOTHER, "date_of_birth": "1979-07-18"}}]
)
def test_of_who_is_not_known_nothing_is_printed(call: Caller, people: dict[str, dict[str, str]]) -> None:
    told = text_of(call("POST", "/forms", json=request_body(people=people)).content)
    assert not [value for value in (*VALUES, CHILD["personal_id"], "Thẻ căn cước (2024)") if value in told]


def test_what_was_restricted_is_not_printed(call: Caller) -> None:
    call.records.restrict("VN1", reason="Theo yêu cầu", who="an")
    told = text_of(call("POST", "/forms", json=request_body()).content)
    assert "Nguyễn Văn Mẫu" in told and "Lê Thị Mẫu" not in told


def test_nobody_prints_what_they_may_not_ask(call: Caller) -> None:
    call.token = token_for(call, Client("khac", "Khác", "H36"))
    assert call("POST", "/forms", json=request_body()).status_code == 403
    call.token = ""
    assert call("POST", "/forms", json=request_body()).status_code == 401
