from __future__ import annotations

import re
import uuid

import pytest

from models.access import Role
from tests.app.desk.checking import SCRIPT, keep, keep_scan
from tests.app.desk.kit import Served, Visitor


@pytest.fixture(scope="module")
def desk(empty_desk: Served) -> Served:
    """The desk with a clerk of another office."""
    empty_desk.add_user("far", Role.CLERK, "H15")
    return empty_desk


def decide(visitor: Visitor, document_id: str, name: str, value: str, revision: int = 1, **more: str) -> int:
    data = {"check_id": str(uuid.uuid4()), "revision": str(revision), "milliseconds": "900", "keys": "1"}
    answer = visitor.submit(f"/check/{document_id}/fields/{name}", value=value, **{**data, **more})
    return answer.status_code


def pictures(html: str) -> list[str]:
    return re.findall(r'(?:src|href)="(/pictures/[^"]+)"', html)


def test_the_clerk_sees_the_page_and_the_places_of_its_fields(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    html = anyone.sign_in("clerk").get(f"/check/{document_id}").text
    assert "Giấy khai sinh" in html and "14/03/1990" in html
    found = pictures(html)
    assert len(found) == 5  # the page, and four fields
    for address in found:
        answer = anyone.get(address)
        assert answer.content.startswith(b"\xff\xd8") and answer.headers["cache-control"].startswith(
            "private"
        )


def test_the_queue_is_narrowed_to_a_field(desk: Served, anyone: Visitor) -> None:
    desk.add_user("narrow", Role.CLERK, "H16")
    [document_id] = keep(desk, 1, office="H16")
    assert ">Nơi sinh</a>" in anyone.sign_in("narrow").get("/check").text
    answer = anyone.get("/check/next?field=place_of_birth")
    assert answer.headers["location"] == f"/check/{document_id}?field=place_of_birth"
    assert anyone.get("/check/next?field=sex").headers["location"] == "/check"  # it is not in doubt


def test_pictures_are_for_the_session_that_was_shown_them(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    address = pictures(anyone.sign_in("clerk").get(f"/check/{document_id}").text)[0]
    assert anyone.get(address).status_code == 200
    assert anyone.get(re.sub(r"/[0-9a-f]{64}", f"/{'0' * 64}", address)).status_code == 404
    assert anyone.get(address.replace("/page/", "/0-0-9-9/")).status_code == 404
    with desk.visitor() as other:
        assert other.get(address).headers["location"] == "/login"
        assert other.sign_in("checker").get(address).status_code == 404


def test_another_offices_documents_are_not_there(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    anyone.sign_in("far")
    assert anyone.get(f"/check/{document_id}").status_code == 404
    assert anyone.get(f"/check/{document_id}/typing/full_name?value=x").status_code == 404
    assert decide(anyone, document_id, "full_name", "Trần Văn Ba") == 404
    for path in ("claim", "type", "aside", "back"):
        assert anyone.submit(f"/check/{document_id}/{path}", reason="page_problem").status_code == 404
    assert len(desk.records.history(document_id, "full_name")) == 1
    assert "Không còn giấy tờ nào" in anyone.get("/check").text
    [own] = keep(desk, 1, office="H15")
    assert anyone.get("/check/next").headers["location"] == f"/check/{own}"


def test_ten_thousand_guessed_ids_find_nothing(desk: Served, anyone: Visitor) -> None:
    anyone.sign_in("clerk")
    for _ in range(200):  # the rest of them against the records, which answer the same
        guess = uuid.uuid4().hex
        assert anyone.get(f"/pictures/{guess}/1/page/{guess}{guess}.jpg").status_code == 404
        assert anyone.get(f"/check/{guess}").status_code == 404


@pytest.mark.parametrize("value", ["../../etc", "%00", "é", "a'--", "{{7*7}}", "x" * 5000])
def test_odd_ids_are_only_not_there(desk: Served, anyone: Visitor, value: str) -> None:
    anyone.sign_in("clerk")
    assert anyone.get(f"/check/{value}").status_code in (400, 404)
    assert (
        anyone.get("/check/next", params={"batch": value, "type": value, "after": value}).status_code == 303
    )


def test_script_in_what_was_read_is_only_text(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1, file_name=f"{SCRIPT.replace('/', '∕')}.png", full_name=SCRIPT)
    html = anyone.sign_in("clerk").get(f"/check/{document_id}").text
    assert "<script>document" not in html and "<img src=x" not in html
    assert html.lower().count("&lt;script&gt;") >= 2
    shown = anyone.get(f"/check/{document_id}/typing/full_name", params={"value": SCRIPT}).text
    assert "<script" not in shown


def test_a_right_field_a_corrected_one_and_one_that_nobody_can_read(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    anyone.sign_in("clerk")
    assert decide(anyone, document_id, "full_name", "Nguyễn Văn An") == 200
    assert decide(anyone, document_id, "date_of_birth", "5/3/1991") == 200
    assert decide(anyone, document_id, "place_of_birth", "", unreadable="true") == 200
    values = {one.name: one for one in desk.records.document(document_id).document.fields}
    assert values["full_name"].value == "Nguyễn Văn An"
    assert values["date_of_birth"].value == "1991-03-05"
    assert values["place_of_birth"].value is None
    assert {one.decided_by for one in values.values()} == {"clerk", "machine"}
    assert all("clerk" in values[name].sources for name in ("full_name", "date_of_birth"))
    assert anyone.submit("/check/undo").headers["hx-redirect"] == f"/check/{document_id}#place_of_birth"
    actions = [line.entry.action for line in desk.records.audit_lines(document_id)]
    assert actions == ["field.check"] * 3 + ["check.undo"]


def test_what_cannot_be_such_a_value_is_not_kept(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    anyone.sign_in("clerk")
    assert decide(anyone, document_id, "date_of_birth", "31/02/1990") == 422
    assert decide(anyone, document_id, "date_of_birth", "không rõ") == 422
    assert decide(anyone, document_id, "date_of_birth", "") == 422
    assert decide(anyone, document_id, "personal_id", "001300012345", revision=0) == 422  # a woman's
    assert len(desk.records.history(document_id, "date_of_birth")) == 1
    assert decide(anyone, document_id, "personal_id", "001300012345", revision=0, insist="true") == 200


def test_while_typing_the_clerk_sees_what_would_be_kept(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    anyone.sign_in("clerk")

    def typing(name: str, value: str) -> str:
        return anyone.get(f"/check/{document_id}/typing/{name}", params={"value": value}).text

    assert "Sẽ ghi: 05/03/1991" in typing("date_of_birth", "ngày 5 tháng 3 năm 1991")
    assert "Không phải giá trị hợp lệ" in typing("date_of_birth", "hôm qua")
    assert "giới tính không khớp" in typing("personal_id", "001190012345")
    assert "năm sinh không khớp" in typing("personal_id", "001091012345")
    assert "Xã Đa Quyn, Huyện Đức Trọng, Tỉnh Lâm Đồng" in typing("place_of_birth", "Xóm 1, da quyn")


def test_the_second_clerk_is_told_and_nothing_is_lost(desk: Served, anyone: Visitor) -> None:
    [document_id] = keep(desk, 1)
    anyone.sign_in("clerk").get(f"/check/{document_id}")
    with desk.visitor() as other:
        other.sign_in("checker")
        assert "clerk đang kiểm tra giấy tờ này" in other.get(f"/check/{document_id}").text
        assert decide(other, document_id, "full_name", "Nguyễn Văn Ân") == 200
        assert decide(anyone, document_id, "full_name", "Nguyễn Văn An") == 409
        assert [one.what.value for one in desk.records.history(document_id, "full_name")] == [
            "Nguyễn Văn An",
            "Nguyễn Văn Ân",
        ]
        assert other.submit(f"/check/{document_id}/claim", take_over="true").status_code == 303
        assert anyone.submit(f"/check/{document_id}/claim").status_code == 409


def test_what_another_paper_of_the_dossier_says_stands_beside_the_field(
    desk: Served, anyone: Visitor
) -> None:
    one, other = (row.document.document_id for row in desk.records.documents(keep_scan(desk, [[1], [2]])))
    desk.records.correct_field(other, "place_of_birth", "Xã Đa Quyn, Huyện Đức Trọng, Tỉnh Lâm Đông", "an")
    html = anyone.sign_in("clerk").get(f"/check/{one}").text
    assert f'href="/check/{other}#date_of_birth"' in html
    assert re.search(r'class="different".*Lâm Đ<mark>ô</mark>ng', html)
    assert re.search(r'class="same".*14/03/1990', html)
