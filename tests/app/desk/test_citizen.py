"""Who a person is, asked of clerks: by forms, and in Chromium by one key."""

from __future__ import annotations

import contextlib
import re
import uuid
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from app.desk.citizen_view import Compared, compare
from models.access import Role
from models.dossier import Match, MatchDecision
from models.matching import load_matching
from models.register import Change, Told
from pipeline.keeping.audit import AuditEntry
from pipeline.matching.document import match_subjects
from pipeline.matching.find import Finder
from pipeline.matching.person import NORM_VERSION
from pipeline.matching.register import prepare
from tests.app.desk.browser import chromium, opened, serious_faults
from tests.app.desk.checking import SCRIPT, keep
from tests.app.desk.kit import Served, Visitor

REGISTER = (
    Told("C-1", "Nguyễn Văn An", "1990-03-14", "male", "001090012345", residence="Xã Đa Quyn"),
    Told("C-2", "Nguyễn Văn An", "1990-03-14", "male", "001090054321", mother_full_name=SCRIPT),
)


@pytest.fixture(scope="module")
def register(empty_desk: Served) -> Served:
    """The desk with two citizens who have the same name and birthday."""
    changes = [Change(prepare(told, load_matching()), None) for told in REGISTER]
    empty_desk.records.take_citizens([changes], "register", NORM_VERSION)
    return empty_desk


@pytest.fixture
def clerks(register: Served) -> tuple[str, str]:
    """Two clerks of an office of their own."""
    office = f"q{uuid.uuid4().hex[:8]}"
    for name in ("a", "b"):
        register.add_user(f"{office}{name}", Role.CLERK, office)
    return f"{office}a", f"{office}b"


def ask(desk: Served, clerk: str, count: int = 1) -> list[str]:
    """Papers of somebody who may be either citizen."""
    with desk.records.register_lookup() as lookup:
        finder = Finder(load_matching(), lookup)
        return keep(desk, count, office=clerk[:-1], matched=lambda document: match_subjects(document, finder))


def held(desk: Served, document_id: str) -> Match:
    [match] = desk.records.document(document_id).document.matches
    return match


@pytest.fixture
def lan(register: Served, clerks: tuple[str, str]) -> Iterator[Visitor]:
    with register.visitor() as visitor:
        yield visitor.sign_in(clerks[0])


@pytest.mark.parametrize(
    ("kind", "paper", "held", "compared"),
    [
        ("date", "1980", "1980-08-20", Compared.PART),
        ("date", "1980-08-20", "1980", Compared.PART),
        ("date", "1981", "1980-08-20", Compared.DIFFERENT),
        ("date", "1980-08-20", "1980-08-20", Compared.SAME),
        ("name", "NGUYỄN AN", "Nguyễn An", Compared.SAME),
        ("name", "Nguyễn", "Nguyễn An", Compared.DIFFERENT),
        ("personal_id", None, "001090012345", Compared.UNKNOWN),
    ],
)
def test_a_year_alone_is_no_difference(kind: str, paper: str | None, held: str, compared: Compared) -> None:
    assert compare(kind, paper, held).compared is compared


def test_candidates_stand_side_by_side_with_their_differences(
    register: Served, clerks: tuple[str, str], lan: Visitor
) -> None:
    [document_id] = ask(register, clerks[0])
    assert held(register, document_id).decision is MatchDecision.REVIEW
    assert lan.get("/citizens/next").headers["location"] == f"/citizens/{document_id}"
    html = lan.get(f"/citizens/{document_id}").text
    assert "C-1" in html and "C-2" in html and "001090054321" in html
    assert 'class="same"' in html and "Điểm từng trường" in html
    assert "<script>document" not in html and "<img src=x" not in html
    logged = [line.entry for line in register.records.audit_lines("C-1")]
    assert [(one.action, one.purpose) for one in logged][-1] == ("match.view", "match")


@pytest.mark.parametrize(
    ("said", "citizen", "decision", "matched"),
    [
        ("same", "C-1", MatchDecision.REVIEW, None),  # the other could be it as well: a second clerk is asked
        ("different", "", MatchDecision.NONE, None),
        ("unsure", "", MatchDecision.REVIEW, None),
    ],
)
def test_an_answer_holds_and_can_be_taken_back(
    register: Served, clerks: tuple[str, str], lan: Visitor,
    said: str, citizen: str, decision: MatchDecision, matched: str | None,
) -> None:  # fmt: skip
    [document_id] = ask(register, clerks[0])
    path = f"/citizens/{document_id}"
    assert (
        lan.submit(f"{path}/answer", said=said, citizen_id=citizen)
        .headers["location"]
        .startswith("/citizens/next")
    )
    now = held(register, document_id)
    assert (now.decision, now.citizen_id) == (decision, matched)
    assert lan.get("/citizens/next").headers["location"] == "/citizens"
    assert lan.submit(f"{path}/undo").status_code == 303
    assert held(register, document_id).decision is MatchDecision.REVIEW


def test_what_the_machine_and_others_think_waits_for_the_answer(
    register: Served, clerks: tuple[str, str], lan: Visitor
) -> None:
    [document_id] = ask(register, clerks[0])
    path = f"/citizens/{document_id}"
    opinions = ("Cần hai cán bộ cùng trả lời.", "Điểm từng trường", held(register, document_id).reason)
    with blind(register), register.visitor() as other:
        other.sign_in(clerks[1]).submit(f"{path}/answer", said="same", citizen_id="C-2")
        page = lan.get(path).text
        assert page.index("C-1") < page.index("C-2") and "Hãy trả lời trước" in page
        assert not [one for one in (*opinions, f"{clerks[1]}: ") if one in page]
        lan.submit(f"{path}/answer", said="unsure", citizen_id="C-1")
        assert "Hãy trả lời trước" in lan.get(path).text  # C-2 is still to be looked at
        lan.submit(f"{path}/answer", said="unsure", citizen_id="C-2")
        page = lan.get(path).text
        assert "Điểm từng trường" in page and f"{clerks[1]}: " in page


@contextlib.contextmanager
def blind(desk: Served) -> Iterator[None]:
    def issue(*, is_on: bool) -> None:
        now = desk.records.regulations()
        what = now.what.model_copy(update={"blind_matches": is_on})
        log = AuditEntry("test", "regulations", "administration")
        desk.records.issue_regulations(what, now.version, "test", "thử", log)

    issue(is_on=True)
    try:
        yield
    finally:
        issue(is_on=False)


def test_two_clerks_who_say_the_same_decide_what_one_may_not(
    register: Served, clerks: tuple[str, str], lan: Visitor
) -> None:
    [document_id] = ask(register, clerks[0])
    path = f"/citizens/{document_id}"
    assert "Cần hai cán bộ cùng trả lời." in lan.get(path).text
    lan.submit(f"{path}/answer", said="same", citizen_id="C-1")
    with register.visitor() as other:
        other.sign_in(clerks[1])
        assert other.get("/citizens/next").headers["location"] == path
        other.submit(f"{path}/answer", said="same", citizen_id="C-1")
    assert (held(register, document_id).decision, held(register, document_id).citizen_id) == (
        MatchDecision.MATCH,
        "C-1",
    )


def test_nobody_is_matched_to_who_is_no_candidate(
    register: Served, clerks: tuple[str, str], lan: Visitor, anyone: Visitor
) -> None:
    [document_id] = ask(register, clerks[0])
    path = f"/citizens/{document_id}"
    for citizen in ("C-3", ""):
        assert lan.submit(f"{path}/answer", said="same", citizen_id=citizen).status_code == 404
    assert lan.get(path, params={"role": "mother"}).status_code == 404
    anyone.sign_in("clerk")
    assert anyone.get(path).status_code == 404
    assert anyone.submit(f"{path}/answer", said="same", citizen_id="C-1").status_code == 404
    assert held(register, document_id).decision is MatchDecision.REVIEW


def test_one_key_answers(register: Served, clerks: tuple[str, str]) -> None:
    ids = ask(register, clerks[0], 3)
    with chromium() as browser, opened(browser, register, clerks[0]) as page:
        page.goto("/citizens")
        assert serious_faults(page) == []
        expect(page.locator("[autofocus]")).to_be_focused()
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/citizens/[0-9a-f]+"))  # before it is loaded no key is heard
        assert serious_faults(page) == []
        for key in ("1", "0", "k"):
            here = page.url
            page.keyboard.press(key)
            page.wait_for_url(lambda url, here=here: url != here)  # type: ignore[misc]
        expect(page.get_by_text("Không còn ai cần xem.")).to_be_visible()
    decisions = sorted(held(register, one).decision.value for one in ids)
    assert decisions == ["none", "review", "review"]
