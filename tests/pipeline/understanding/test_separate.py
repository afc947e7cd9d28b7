"""Papers told apart: their order does not matter, and a boundary in doubt goes to a clerk."""

import functools
import itertools
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.dossier import BLANK, SURE, UNKNOWN, Document
from models.page import PageReading
from pipeline.understanding.separate import _page_number
from tests.pipeline.understanding.pages import set_page
from tests.pipeline.understanding.test_understand import load, page_of, understood

CASES = sorted(path.name for path in (Path(__file__).parent / "cases").glob("*.yaml"))
PAGES = {name: page_of(load(name)) for name in CASES}
CARD = ["CĂN CƯỚC CÔNG DÂN", "  Số / No.: 042085001234", "  Họ và tên / Full name: TRỊNH QUỐC BẢO"]
CARD_HEAD = "  CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
CODE = "042085001234|184123456|Trịnh Quốc Bảo|07031985|Nam|Thôn Hồng Sơn|20112021|||"
BACK = [
    "  Đặc điểm nhận dạng / Personal identification:",
    "  Ngày, tháng, năm / Date, month, year: 20/11/2021",
]


def found(*pages: PageReading) -> list[tuple[str, tuple[int, ...]]]:
    return [(document.document_type, document.pages) for document in understood(*pages)]


def what(document: Document) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    return document.document_type, tuple((field.name, field.value) for field in document.fields)


@functools.cache
def alone(name: str) -> tuple[str, tuple[tuple[str, str | None], ...]]:
    return what(understood(PAGES[name])[0])


@settings(max_examples=15)
@given(names=st.lists(st.sampled_from(CASES), min_size=1, max_size=4).flatmap(st.permutations))
def test_any_order_of_pages_gives_the_same_papers(names: list[str]) -> None:
    documents = understood(*(PAGES[name] for name in names))
    assert [what(document) for document in documents] == [alone(name) for name in names]


def test_two_copies_of_one_form_are_two_papers() -> None:
    birth = PAGES["birth_certificate.yaml"]
    assert found(birth, birth) == [("birth_certificate", (1,)), ("birth_certificate", (2,))]


def test_a_second_page_far_from_its_first_goes_to_a_clerk() -> None:
    """Of every order of three pages, two of one paper: the same papers, or a review."""
    first = set_page(load("residence_change_ct01.yaml")["page"].splitlines()[:12])
    second = set_page(["  11. Những thành viên trong hộ gia đình cùng thay đổi:", "  NGƯỜI KÊ KHAI"])
    pages = {"first": first, "second": second, "birth": PAGES["birth_certificate.yaml"]}
    for order in itertools.permutations(pages):
        documents = understood(*(pages[name] for name in order))
        together = any(len(document.pages) == 2 for document in documents)
        assert together == (order.index("second") == order.index("first") + 1)
        if not together:
            assert any(document.document_type == UNKNOWN and document.needs_review for document in documents)


def test_a_page_behind_a_paper_that_has_ended_is_doubtful() -> None:
    page = PAGES["residence_change_ct01.yaml"]
    (document,) = understood(page, set_page(["  10. Nội dung đề nghị: Tách hộ", "  NGƯỜI KÊ KHAI"]))
    assert document.pages == (1, 2) and document.needs_review
    assert document.boundary_confidence < SURE < document.type_confidence
    assert "phần ký" in document.boundary_reason


def test_page_numbers_tell_what_belongs_together() -> None:
    lines = load("birth_declaration.yaml")["page"].splitlines()
    of_other = ["  Kính gửi", "  Nơi cư trú: Thôn Đông", "            Trang 2/3"]
    assert found(set_page([*lines, "     Trang 1/2"]), set_page(of_other)) == [
        ("birth_declaration", (1,)),
        (UNKNOWN, (2,)),
    ]
    (document,) = understood(set_page([*lines, "     Trang 1/2"]), set_page(["  abc", "       Trang 2/2"]))
    assert document.pages == (1, 2) and document.boundary_confidence > 0.9


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("Trang 2/3", (2, 3)),
        ("Trang: 1 / 12", (1, 12)),
        ("trang 4/3", None),
        ("Trang 3", None),
        ("2/3", None),
    ],
)
def test_page_numbers(line: str, number: tuple[int, int] | None) -> None:
    assert _page_number(set_page(["  một", f"   {line}"])) == number


def test_paper_of_another_size_does_not_surely_continue() -> None:
    page = set_page(load("residence_change_ct01.yaml")["page"].splitlines()[:12])
    second = set_page(["  11. Những thành viên trong hộ gia đình cùng thay đổi:", "  NGƯỜI KÊ KHAI"])
    (document,) = understood(page, second.model_copy(update={"width": 1748, "height": 2480}))
    assert document.needs_review and document.boundary_confidence < SURE < document.type_confidence
    assert "khổ giấy" in document.boundary_reason


@pytest.mark.parametrize("sheet", [set_page(["  abc"], codes=["PATCH-T"]), set_page(["   TỜ PHÂN CÁCH"])])
def test_a_separator_parts_papers_and_is_none(sheet: PageReading) -> None:
    first = set_page(load("residence_change_ct01.yaml")["page"].splitlines()[:12])
    second = set_page(["  11. Những thành viên trong hộ gia đình cùng thay đổi:", "  NGƯỜI KÊ KHAI"])
    assert found(first, sheet, second) == [
        ("residence_change_ct01", (1,)),
        (BLANK, (2,)),
        (UNKNOWN, (3,)),
    ]


def test_both_sides_of_a_card_are_one_paper() -> None:
    assert found(set_page(CARD), set_page([*BACK, "  042085001234"])) == [("identity_card_2021", (1, 2))]


def test_the_back_of_another_card_is_another_paper() -> None:
    documents = found(set_page(CARD), set_page([*BACK, "  042188000004"]))
    assert documents == [("identity_card_2021", (1,)), (UNKNOWN, (2,))]


def test_two_cards_on_one_sheet_go_to_a_clerk() -> None:
    other = [line.replace("042085001234", "042188000004") for line in CARD]
    (document,) = understood(set_page([*CARD, "", "", *other]))
    assert document.needs_review
    assert all("crowded" in field.against for field in document.fields)


@pytest.mark.parametrize(
    ("face", "codes"),
    [
        (["Số / No.: 042188000004", "Họ và tên / Full name: ĐINH THỊ LAN"], []),
        (BACK, [CODE.replace("042085001234", "042188000004")]),
        (BACK, [CODE, CODE.replace("042085001234", "042085001235")]),
        (["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "CHỨNG MINH NHÂN DÂN"], []),
    ],
    ids=["a front without title", "another's back", "codes of twins", "a card of no known form"],
)
def test_what_is_of_another_card_is_never_joined(face: list[str], codes: list[str]) -> None:
    (document,) = understood(set_page([CARD_HEAD, *CARD, "", "", *face], codes=codes))
    assert document.document_type == "identity_card_2021"
    assert document.fields and all("crowded" in field.against for field in document.fields)


def test_a_misread_figure_makes_no_second_card() -> None:
    (document,) = understood(set_page([CARD_HEAD, *CARD, *BACK], codes=[CODE.replace("1234|", "1284|", 1)]))
    assert not any("crowded" in field.against for field in document.fields)


def test_the_back_of_a_card_is_known_by_its_code() -> None:
    code = "042085001234|184123456|Trịnh Quốc Bảo|07031985|Nam|Thôn Hồng Sơn|20112024|||"
    back = set_page(["  Nơi cư trú / Place of residence: Thôn Hồng Sơn", "  BỘ CÔNG AN"], codes=[code])
    assert found(PAGES["birth_certificate.yaml"], back)[1] == ("identity_card_2024", (2,))


def test_a_card_of_which_only_the_code_was_read_goes_to_a_clerk() -> None:
    """The codes of both cards are alike; its fields are the code's all the same."""
    code = "042085001234|184123456|Trịnh Quốc Bảo|07031985|Nam|Thôn Hồng Sơn|20112024|||"
    (document,) = understood(set_page(["  ø r4 zz"], codes=[code]))
    assert document.document_type.startswith("identity_card") and document.type_confidence < SURE
    assert {field.name: field.value for field in document.fields}["full_name"] == "Trịnh Quốc Bảo"
