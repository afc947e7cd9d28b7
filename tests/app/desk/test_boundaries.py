"""The boundaries of papers: what clerks may do to a scan's pages, and the keys with which they do it."""

from __future__ import annotations

import random
import uuid

import pytest
from playwright.sync_api import Browser, Page, expect

from models.access import Role
from models.arrangement import Arrangement
from pipeline.keeping.rows.desk import Aside
from pipeline.keeping.rows.dossiers import ScanState
from tests.app.desk.browser import opened, serious_faults
from tests.app.desk.checking import keep_scan
from tests.app.desk.kit import Served, Visitor


@pytest.fixture
def office(empty_desk: Served) -> str:
    """An office of its own, with a clerk `<office>-a`."""
    name = f"o{uuid.uuid4().hex[:8]}"
    empty_desk.add_user(f"{name}-a", Role.CLERK, name)
    return name


def arranged(desk: Served, scan_id: str) -> Arrangement:
    held = desk.records.arrangement(scan_id).what
    assert held is not None
    return held


def send(visitor: Visitor, scan_id: str, what: str, revision: int = 0) -> int:
    return visitor.submit(f"/boundaries/{scan_id}", arrangement=what, revision=str(revision)).status_code


WHOLE = '{"papers": [{"pages": [1]}, {"pages": [2, 3]}]}'


def test_what_is_arranged_is_kept_logged_and_can_be_taken_back(empty_desk: Served, anyone: Visitor) -> None:
    scan_id = keep_scan(empty_desk, [[1], [2], [3]])
    html = anyone.sign_in("clerk").get(f"/boundaries/{scan_id}").text
    assert "Sắp xếp trang" in html
    assert send(anyone, scan_id, WHOLE) == 303
    assert [paper.pages for paper in arranged(empty_desk, scan_id).papers] == [(1,), (2, 3)]
    assert empty_desk.records.scan(scan_id).state is ScanState.OPENED
    assert send(anyone, scan_id, WHOLE, 1) == 409  # it is being worked on
    assert "Máy đang xử lý lại" in anyone.get(f"/boundaries/{scan_id}").text
    [document, *_] = empty_desk.records.documents(scan_id)
    actions = [one.entry.action for one in empty_desk.records.audit_lines(document.document.document_id)]
    assert actions == ["scan.view", "scan.arrange", "scan.view"]


@pytest.mark.parametrize(
    "what",
    [
        '{"papers": [{"pages": [1]}, {"pages": [2]}]}',
        '{"papers": [{"pages": [1, 2]}, {"pages": [2, 3]}]}',
        '{"papers": [{"pages": [1]}, {"pages": [2, 3, 4]}]}',
        '{"papers": [{"pages": [1, 2, 3], "document_type": "<script>"}]}',
        '{"papers": [{"pages": [1, 2, 3]}, {"pages": []}]}',
        '{"papers": [{"pages": [1, 2, 3]}], "turns": {"1": 7}}',
        '{"papers": [{"pages": [1, 2]}], "rescan": [3, 3]}',
        "[" * 5000,
        "",
    ],
)
def test_no_page_is_lost_or_doubled_whatever_is_sent(empty_desk: Served, anyone: Visitor, what: str) -> None:
    scan_id = keep_scan(empty_desk, [[1], [2], [3]])
    assert send(anyone.sign_in("clerk"), scan_id, what) in (409, 422)
    assert empty_desk.records.arrangement(scan_id).what is None
    assert empty_desk.records.scan(scan_id).state is ScanState.DONE


def test_another_offices_scans_are_not_there(empty_desk: Served, anyone: Visitor, office: str) -> None:
    scan_id = keep_scan(empty_desk, [[1], [2, 3]])
    address = anyone.sign_in("clerk").get(f"/boundaries/{scan_id}").text.split("&#34;small&#34;: &#34;")[1]
    picture = address.split("&#34;")[0]
    assert anyone.get(picture).headers["content-type"] == "image/jpeg"
    with empty_desk.visitor() as other:
        other.sign_in(f"{office}-a")
        assert other.get(f"/boundaries/{scan_id}").status_code == 404
        assert other.get(f"/boundaries/{scan_id}/state").status_code == 404
        assert other.get(picture).status_code == 404
        assert send(other, scan_id, WHOLE) == 404
        assert other.submit(f"/boundaries/{scan_id}/undo", revision="0").status_code == 404
    assert anyone.get(picture.replace("/small/", "/page/")).status_code == 404
    assert empty_desk.records.arrangement(scan_id).what is None


def test_who_comes_second_changes_nothing(empty_desk: Served, anyone: Visitor) -> None:
    scan_id = keep_scan(empty_desk, [[1], [2], [3]])
    assert send(anyone.sign_in("clerk"), scan_id, WHOLE, revision=1) == 409
    assert anyone.submit(f"/boundaries/{scan_id}/undo", revision="0").status_code == 409


def at(page: Page, number: int) -> None:
    expect(page.locator(f".sheet[data-page='{number}']")).to_be_focused()


def test_pages_are_arranged_with_the_keyboard_alone(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    scan_id = keep_scan(empty_desk, [[1, 2], [3], [4], [5], [6]], office)
    first = empty_desk.records.documents(scan_id)[0].document.document_id
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto(f"/check/{first}")
        expect(page.locator("#i-full_name")).to_be_focused()
        page.keyboard.press("F6")
        at(page, 1)
        page.keyboard.press("ArrowRight")
        at(page, 2)
        page.keyboard.press("c")  # 1 | 2 | 3 | 4 | 5 | 6
        at(page, 2)
        page.keyboard.press("ArrowDown")
        at(page, 3)
        page.keyboard.press("n")  # 1 | 2 3 | 4 | 5 | 6
        at(page, 3)
        page.keyboard.press("Shift+ArrowLeft")  # 1 | 3 2 | 4 | 5 | 6
        page.keyboard.press("r")
        expect(page.locator(".sheet[data-page='3']")).to_have_class("sheet turned-3")
        page.keyboard.press("ArrowDown")
        at(page, 4)
        page.keyboard.press("Shift+ArrowUp")  # 1 | 3 2 4 | 5 | 6
        expect(page.locator("section")).to_have_count(4)
        page.keyboard.press("ArrowDown")
        at(page, 5)
        page.keyboard.press("b")
        expect(page.locator("section h2").nth(2)).to_contain_text("trang trắng")
        page.keyboard.press("ArrowDown")
        at(page, 6)
        page.keyboard.press("q")
        expect(page.locator("section.rescan")).to_have_count(1)
        page.keyboard.press("Home")
        at(page, 1)
        page.keyboard.press("t")
        expect(page.locator("#type-dialog select")).to_be_focused()
        page.locator("#type-dialog select").select_option("marriage_certificate")
        page.keyboard.press("Enter")
        at(page, 1)
        expect(page.locator("section h2").first).to_contain_text("kết hôn")
        page.keyboard.press("b")
        page.keyboard.press("z")
        expect(page.locator("section h2").first).to_contain_text("kết hôn")
        assert serious_faults(page) == []
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Máy đang xử lý lại")).to_be_visible()
        assert serious_faults(page) == []
    what = arranged(empty_desk, scan_id)
    assert [(paper.pages, paper.document_type) for paper in what.papers] == [
        ((1,), "marriage_certificate"),
        ((3, 2, 4), None),
        ((5,), "blank"),
    ]
    assert (what.turns, what.rescan) == ({3: 3}, (6,))


KEYS = ["c", "n", "b", "q", "r", "z", "ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"]
KEYS += [f"Shift+Arrow{way}" for way in ("Left", "Right", "Up", "Down")]


def test_whatever_keys_are_pressed_each_page_is_there_once(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    for seed in range(3):
        scan_id = keep_scan(empty_desk, [[1, 2], [3], [4, 5, 6], [7], [8]], office)
        dice = random.Random(seed)
        with opened(browser, empty_desk, f"{office}-a") as page:
            page.goto(f"/boundaries/{scan_id}")
            at(page, 1)
            for _ in range(80):
                page.keyboard.press(dice.choice(KEYS))
            page.keyboard.press("Control+Enter")
            expect(page.get_by_text("Máy đang xử lý lại")).to_be_visible()
        assert sorted(arranged(empty_desk, scan_id).pages()) == list(range(1, 9))


def test_a_type_that_a_clerk_says_holds_at_once(empty_desk: Served, anyone: Visitor, office: str) -> None:
    scan_id = keep_scan(empty_desk, [[1], [2, 3]], office)
    [first, second] = [row.document.document_id for row in empty_desk.records.documents(scan_id)]
    anyone.sign_in(f"{office}-a")
    assert anyone.submit(f"/check/{second}/type", type="<script>").status_code == 409
    answer = anyone.submit(f"/check/{second}/type", type="marriage_certificate")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/check/next?after={second}")
    papers = [(paper.pages, paper.document_type) for paper in arranged(empty_desk, scan_id).papers]
    assert papers == [((1,), None), ((2, 3), "marriage_certificate")]
    assert empty_desk.records.scan(scan_id).state is ScanState.OPENED
    assert anyone.submit(f"/check/{first}/type", type="blank").status_code == 409  # it is being worked on


def test_a_paper_of_which_there_is_no_type_waits_no_more(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    keep_scan(empty_desk, [[1]], office, document_type="unknown", fields=())
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto("/check/next")
        expect(page.locator("#left")).to_have_text("Còn 1 chỗ cần xem")
        expect(page.locator("#type-wanted")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("#wrong-type-dialog select")).to_be_focused()
        page.keyboard.press("End")
        page.keyboard.press("Enter")
        expect(page.get_by_text("Không còn giấy tờ nào cần xem.")).to_be_visible()


def test_what_was_set_aside_leads_here_with_the_type_that_was_wanted(
    empty_desk: Served, browser: Browser, office: str
) -> None:
    scan_id = keep_scan(empty_desk, [[1], [2]], office)
    [_, second] = empty_desk.records.documents(scan_id)
    with opened(browser, empty_desk, f"{office}-a") as page:
        page.goto(f"/check/{second.document.document_id}")
        expect(page.locator("#i-full_name")).to_be_focused()
        page.keyboard.press("F9")
        expect(page.locator("#wrong-type-dialog select")).to_be_focused()
        page.locator("#wrong-type-dialog select").select_option("marriage_certificate")
        page.get_by_role("button", name="Để riêng").press("Enter")
        page.wait_for_url(lambda url: second.document.document_id not in url)
        [aside] = empty_desk.records.asides(office)
        assert aside.reason is Aside.WRONG_TYPE
        page.goto("/check")
        page.locator(f"a[href*='{scan_id}']").press("Enter")
        at(page, 2)
        expect(page.locator("section h2").nth(1)).to_contain_text("kết hôn")
        page.keyboard.press("Control+Enter")
        expect(page.get_by_text("Máy đang xử lý lại")).to_be_visible()
    assert empty_desk.records.asides(office) == []
    assert arranged(empty_desk, scan_id).type_of((2,)) == "marriage_certificate"
