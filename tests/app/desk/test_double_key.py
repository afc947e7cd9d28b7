"""Fields that two clerks key: the second does not see what the first keyed, and a third decides."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, expect

from models.access import Role
from models.dossier import Match, MatchDecision, Subject
from models.double_key import Turn, is_settled, turn_of
from models.regulations import Regulations
from pipeline.keeping.audit import AuditEntry
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import keep, keep_scan
from tests.app.desk.kit import Served, Visitor

FIRST = "Nguyễn Thị Bích Ngọc"  # what the first clerk keys; the machine read another name
LOG = AuditEntry("operator:op", "regulations")


@pytest.fixture(scope="module")
def desk(empty_desk: Served) -> Iterator[Served]:
    """The desk while names on birth certificates are keyed twice."""
    before = empty_desk.records.regulations()
    twice = Regulations(double_key=("birth_certificate.full_name",))
    version = empty_desk.records.issue_regulations(twice, before.version, "op", "", LOG)
    yield empty_desk
    empty_desk.records.issue_regulations(before.what, version, "op", "", LOG)


@pytest.fixture
def clerks(desk: Served) -> Iterator[list[Visitor]]:
    """Three clerks of an office of their own, who are signed in; `office` is its name."""
    office = f"o{uuid.uuid4().hex[:8]}"
    visitors = []
    for letter in "abc":
        desk.add_user(f"{office}-{letter}", Role.CLERK, office)
        visitors.append(desk.visitor().sign_in(f"{office}-{letter}"))
        visitors[-1].office = office  # type: ignore[attr-defined]
    yield visitors
    for visitor in visitors:
        visitor.close()


def paper(desk: Served, clerks: list[Visitor]) -> str:
    [document_id] = keep(desk, 1, office=clerks[0].office)  # type: ignore[attr-defined]
    return document_id


def key(
    visitor: Visitor, document_id: str, value: str, name: str = "full_name", **more: str
) -> httpx.Response:
    data = {"check_id": str(uuid.uuid4()), "revision": "1", "milliseconds": "900", "keys": "9"} | more
    return visitor.submit(f"/check/{document_id}/fields/{name}", value=value, **data)


def value(desk: Served, document_id: str) -> tuple[str | None, str]:
    [field] = [one for one in desk.records.document(document_id).document.fields if one.name == "full_name"]
    return field.value, field.decision.value


def test_two_clerks_key_a_field_before_it_holds(desk: Served, clerks: list[Visitor]) -> None:
    one, other, _ = clerks
    document_id = paper(desk, clerks)
    assert key(one, document_id, FIRST).status_code == 200
    assert value(desk, document_id) == ("Nguyễn Văn An", "review")
    assert key(one, document_id, FIRST).status_code == 409  # the second is never the first
    assert value(desk, document_id) == ("Nguyễn Văn An", "review")
    assert key(other, document_id, FIRST).status_code == 200
    assert value(desk, document_id) == (FIRST, "accepted")


def test_nothing_that_the_second_gets_tells_what_the_first_keyed_or_the_machine_read(
    desk: Served, clerks: list[Visitor]
) -> None:
    one, other, _ = clerks
    document_id = paper(desk, clerks)
    key(one, document_id, FIRST)
    got = [
        other.get(f"/check/{document_id}"),
        other.get("/check"),
        other.get("/check/next"),
        other.get(f"/check/{document_id}/typing/full_name", params={"value": "Ng"}),
        other.get("/citizens"),
        other.get(f"/citizens/{document_id}"),
        other.get(f"/boundaries/{desk.records.document(document_id).document.scan_id}"),
        other.get("/upload"),
        other.get("/batches"),
        key(other, document_id, ""),
        key(other, document_id, "Trần Văn Ba", revision="7"),
        other.submit(f"/check/{document_id}/claim"),
        key(other, document_id, "Trần Văn Ba"),
        other.get(f"/check/{document_id}"),
        other.submit("/check/undo"),
        other.get("/group"),
    ]
    assert all("Nguyễn Văn An" not in answer.text for answer in got)
    for answer in got:
        told = answer.text + repr(answer.headers)
        assert "Bích" not in told and "Ngọc" not in told, answer.url


def test_neither_another_paper_nor_the_citizens_page_nor_the_export_tells_it(
    desk: Served, clerks: list[Visitor]
) -> None:
    one, other, _ = clerks
    person = Subject(role="", full_name="Nguyễn Văn An", personal_id="001090012345")
    question = Match(
        role="", decision=MatchDecision.REVIEW, candidates=("VN1",), reason="Nguyễn Văn An ở gần."
    )
    scan_id = keep_scan(desk, [[1], [2]], one.office, subjects=(person,), matches=(question,))  # type: ignore[attr-defined]
    [paper, beside] = [row.document.document_id for row in desk.records.documents(scan_id)]
    [batch] = desk.records.batches(one.office)  # type: ignore[attr-defined]
    pages = [f"/citizens/{paper}", f"/check/{beside}#full_name", f"/batches/{batch.id}/export.csv"]
    assert all("Nguyễn Văn An" in other.get(page).text for page in pages)  # it was nobody's turn yet
    key(one, beside, "Nguyễn Văn An")
    key(one, paper, "Nguyễn Văn An")
    assert all("Nguyễn Văn An" not in other.get(page).text for page in pages)
    assert "14/03/1990" in other.get(f"/citizens/{paper}").text
    assert "Nguyễn Văn An" in one.get(f"/check/{paper}").text  # who keyed it sees what they keyed


def test_a_third_sees_both_and_decides(desk: Served, clerks: list[Visitor]) -> None:
    one, other, third = clerks
    document_id = paper(desk, clerks)
    key(one, document_id, FIRST)
    key(other, document_id, "Nguyễn Thị Bích Ngà")
    assert value(desk, document_id) == ("Nguyễn Văn An", "review")
    for visitor in (one, other):
        assert key(visitor, document_id, FIRST).status_code == 409
    html = third.get(f"/check/{document_id}").text
    assert FIRST in html and "Nguyễn Thị Bích Ngà" in html
    assert key(third, document_id, "Nguyễn Thị Bích Nga").status_code == 200
    assert value(desk, document_id) == ("Nguyễn Thị Bích Nga", "accepted")


def test_what_one_has_keyed_waits_for_others_only(desk: Served, clerks: list[Visitor]) -> None:
    one, other, _ = clerks
    document_id = paper(desk, clerks)
    key(one, document_id, FIRST)
    assert one.get("/check/next").headers["location"] == f"/check/{document_id}"  # two fields are left
    key(one, document_id, "14/03/1990", "date_of_birth")
    key(one, document_id, "Xã Đa Quyn, Huyện Đức Trọng, Tỉnh Lâm Đồng", "place_of_birth")
    assert one.get(f"/check/next?after={document_id}").headers["location"] == "/check"
    assert other.get("/check/next").headers["location"] == f"/check/{document_id}"


def test_each_takes_back_what_they_keyed_and_the_others_stays(desk: Served, clerks: list[Visitor]) -> None:
    one, other, third = clerks
    document_id = paper(desk, clerks)
    key(one, document_id, FIRST)
    assert one.submit("/check/undo").status_code == 200
    assert key(one, document_id, "Trần Văn Ba").status_code == 200
    assert key(other, document_id, "Trần Văn Ba").status_code == 200
    assert value(desk, document_id) == ("Trần Văn Ba", "accepted")
    assert one.submit("/check/undo").status_code == 409  # the other settled it
    assert other.submit("/check/undo").status_code == 200
    assert value(desk, document_id) == ("Nguyễn Văn An", "review")
    assert key(third, document_id, "Trần Văn Ba", revision="3").status_code == 200
    assert value(desk, document_id) == ("Trần Văn Ba", "accepted")


def test_the_second_types_from_the_picture_alone(
    desk: Served, browser: Browser, clerks: list[Visitor]
) -> None:
    document_id = paper(desk, clerks)
    key(clerks[0], document_id, FIRST)
    with opened(browser, desk, f"{clerks[0].office}-b") as page:  # type: ignore[attr-defined]
        page.goto("/check/next")
        expect(page.locator("#i-full_name")).to_be_focused()
        expect(page.locator("#i-full_name")).to_have_value("")
        expect(page.locator("#f-full_name .crop")).to_be_visible()
        expect(page.get_by_text("Nhập độc lập lần thứ hai")).to_be_visible()
        assert serious_faults(page) == []
        page.keyboard.type(FIRST)
        page.keyboard.press("Enter")
        expect(page.locator("#f-full_name.sure")).to_be_visible()
    assert value(desk, document_id) == (FIRST, "accepted")


@given(st.lists(st.sampled_from(["a", "b", None]), max_size=4))
def test_it_is_settled_when_two_agree_or_a_third_spoke(keyed: list[str | None]) -> None:
    settled = is_settled(keyed, str.__eq__)
    assert settled == (len(keyed) >= 3 or (len(keyed) == 2 and keyed[0] == keyed[1]))


def test_nobody_has_two_turns() -> None:
    assert turn_of("c", []) is Turn.FIRST and turn_of("c", ["a"]) is Turn.BLIND
    assert turn_of("c", ["a", "b"]) is Turn.THIRD and turn_of("a", ["a", "b"]) is Turn.KEYED
