"""Golden cases, and what must hold for any scan."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from models.dossier import BLANK, UNKNOWN, Decision, Document
from models.page import PageReading, Quality, Table
from pipeline.understanding.decide import decide
from pipeline.understanding.understand import understand
from tests.pipeline.understanding.pages import set_page

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))
SCAN = "0" * 64


def load(name: str) -> dict[str, Any]:
    case: dict[str, Any] = yaml.safe_load(
        (Path(__file__).parent / "cases" / name).read_text(encoding="utf-8")
    )
    return case


def page_of(case: dict[str, Any]) -> PageReading:
    optional = {name: case[name] for name in ("codes", "table", "step", "cells") if name in case}
    return set_page(case["page"].splitlines(), **optional)


def understood(*pages: PageReading) -> list[Document]:
    return [decide(document) for document in understand(SCAN, list(enumerate(pages, start=1)))]


@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_golden(path: Path) -> None:
    case = load(path.name)
    (document,) = understood(page_of(case))
    assert document.document_type == case["type"]
    assert document.form_version == case.get("version", document.form_version)
    assert {field.name: field.value for field in document.fields} == case["fields"]
    accepted = {field.name for field in document.fields if field.decision is Decision.ACCEPTED}
    assert accepted == set(case["accepted"])
    assert {f.name: list(f.against) for f in document.fields if f.against} == case.get("against", {})
    assert all(field.reason.startswith(("Chấp nhận", "Cần xem")) for field in document.fields)


def test_a_stamp_without_colour_asks_a_clerk_in_which_form_the_paper_came() -> None:
    quality = Quality(dpi=300, skew=0, blur=None, contrast=None, gray_stamps=1, cut_words=0)
    page = page_of(load("birth_certificate.yaml"))
    plain, (document,) = understood(page)[0], understood(page.model_copy(update={"quality": quality}))
    asked = document.fields[-1]
    assert (asked.name, asked.value, asked.decision) == ("source_form", None, Decision.REVIEW)
    assert "con dấu không có màu" in asked.reason
    assert document.fields[:-1] == plain.fields
    marked = set_page([*load("birth_certificate.yaml")["page"].splitlines(), "", "  SAO Y BẢN CHÍNH"])
    (copy,) = understood(marked.model_copy(update={"quality": quality}))
    assert all(field.name != "source_form" for field in copy.fields)


@pytest.mark.parametrize(
    "title",
    [
        "TRÍCH LỤC GHI VÀO SỔ HỘ TỊCH VIỆC KHAI SINH",
        "TỜ KHAI ĐĂNG KÝ LẠI KHAI SINH",
        "GIẤY CHỨNG SINH",
        "TỜ KHAI CẤP GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN",
        "GIẤY XÁC NHẬN TÌNH TRẠNG SỨC KHỎE",
    ],
)
def test_a_title_that_is_nearly_known_is_unknown(title: str) -> None:
    page = page_of(load("birth_certificate.yaml"))
    lines = [
        title if "GIẤY KHAI SINH" in line and "NGƯỜI" not in line else line
        for line in [" ".join(word.text for word in line) for line in page.lines()]
    ]
    (document,) = understood(set_page(lines))
    assert document.document_type == UNKNOWN and not document.fields


def test_a_title_parted_from_its_first_line_is_not_the_certificate() -> None:
    case = load("marital_status_certificate.yaml")
    lines = case["page"].splitlines()
    at = next(i for i, line in enumerate(lines) if "GIẤY XÁC NHẬN" in line)
    lines[at : at + 2] = [" " * 42 + "TỜ KHAI CẤP", " " * 23 + "GIẤY XÁC NHẬN TÌNH TRẠNG HÔN NHÂN"]
    (document,) = understood(set_page(lines))
    assert document.document_type == UNKNOWN


@pytest.mark.parametrize(
    ("above", "title"),
    [
        (["        ILIIHH"], "GIẤY KHAI SINH"),
        (["        BẢN SAO"], "GIẤY KHAI SINH"),
        ([], "GIẤY KHAI SINH (BẢN SAO)"),
    ],
)
def test_noise_and_the_note_of_a_copy_are_no_part_of_the_title(above: list[str], title: str) -> None:
    lines = load("birth_certificate.yaml")["page"].splitlines()
    at = next(number for number, line in enumerate(lines) if "GIẤY KHAI SINH" in line)
    lines[at : at + 1] = [*(" " * 30 + line for line in above), " " * 39 + title]
    (document,) = understood(set_page(lines))
    assert document.document_type == "birth_certificate"


def test_a_long_title_is_known_though_a_stamp_hides_some_of_it() -> None:
    page = load("land_certificate.yaml")["page"].replace("QUYỀN SỬ DỤNG ĐẤT,", "ỀN SỬ DỤN")
    (document,) = understood(set_page(page.splitlines()))
    assert document.document_type == "land_certificate"


def test_a_card_whose_title_was_not_read_is_known_by_its_code() -> None:
    case = load("identity_card_2021.yaml")
    page = case["page"].replace("CĂN CƯỚC CÔNG DÂN", "C N C C")
    (document,) = understood(set_page(page.splitlines(), codes=case["codes"]))
    assert document.document_type == "identity_card_2021" and document.type_confidence < 1


def test_values_in_the_cell_beside_their_label() -> None:
    head = load("land_certificate.yaml")["page"].splitlines()[:7]
    rows = [
        "  Diện tích:             |1.127,2 m2                    ",
        "  Loại đất:              |Đất ở tại nông thôn           ",
        "  Thời hạn sử dụng đất:  |Lâu dài                       ",
    ]
    page = set_page([*head, *rows], table=range(7, 10))
    apart = [
        word.model_copy(update={"line": 2 * word.line + (word.line > 6 and word.box.left > 480)})
        for word in page.words
    ]
    (document,) = understood(page.model_copy(update={"words": tuple(apart)}))
    found = {field.name: field.value for field in document.fields}
    assert found["area_m2"] == "1127.2" and found["land_term"] == "Lâu dài"


def test_a_speck_across_two_columns_does_not_mix_them() -> None:
    case = load("marriage_certificate.yaml")
    page = page_of(case)
    first = next(word for word in page.words if word.text == "Họ,")
    box = first.box._replace(top=first.box.top + 35, bottom=first.box.top + 55, right=first.box.left + 1600)
    lines = [word.model_copy(update={"line": word.line + (word.line > first.line)}) for word in page.words]
    speck = first.model_copy(update={"text": "Lắp,", "box": box, "line": first.line + 1})
    (document,) = understood(page.model_copy(update={"words": (*lines, speck)}))
    found = {field.name: field.value for field in document.fields}
    assert {name: found[name] for name in ("wife.date_of_birth", "husband.date_of_birth")} == {
        name: case["fields"][name] for name in ("wife.date_of_birth", "husband.date_of_birth")
    }


def test_two_persons_whose_columns_are_not_found_go_to_a_clerk() -> None:
    page = load("marriage_certificate.yaml")["page"].replace("Họ, chữ đệm, tên chồng:", "H")
    (document,) = understood(set_page(page.splitlines()))
    assert not [field for field in document.fields if field.decision is Decision.ACCEPTED]


def test_two_papers_blank_between_and_a_back_page() -> None:
    birth, residence = page_of(load("birth_certificate.yaml")), page_of(load("residence_change_ct01.yaml"))
    back = set_page(["  ngày 05 tháng 9 năm 2025", "  Người kê khai"])
    documents = understood(birth, set_page([]), residence, back, birth)
    assert [(d.document_type, d.pages) for d in documents] == [
        ("birth_certificate", (1,)),
        (BLANK, (2,)),
        ("residence_change_ct01", (3, 4)),
        ("birth_certificate", (5,)),
    ]
    assert len({d.document_id for d in documents}) == 4


@pytest.mark.parametrize("name", ["birth_certificate", "residence_change_ct01", "identity_card_2021"])
def test_a_page_that_tells_nothing_of_itself_stands_alone(name: str) -> None:
    documents = understood(page_of(load(f"{name}.yaml")), set_page(["  Trần Văn Nam", "  1990"]))
    assert [(d.document_type, d.pages) for d in documents] == [(name, (1,)), (UNKNOWN, (2,))]


def test_a_missing_label_is_told_to_the_clerk() -> None:
    case = load("birth_certificate.yaml")
    lines = [line for line in case["page"].splitlines() if "Quê quán" not in line]
    (document,) = understood(set_page(lines))
    field = next(field for field in document.fields if field.name == "place_of_origin")
    assert field.value is None and field.decision is Decision.REVIEW and "không tìm thấy" in field.reason


def test_a_table_that_was_not_found_is_told_to_the_clerk() -> None:
    case = load("residence_change_ct01.yaml")
    lines = [line for line in case["page"].splitlines() if "TT |" not in line]
    (document,) = understood(set_page(lines))
    field = next(field for field in document.fields if field.name == "members")
    assert field.value is None and field.decision is Decision.REVIEW


def test_a_table_without_its_outer_rule_keeps_its_last_column() -> None:
    page = page_of(load("residence_change_ct01.yaml"))
    (table,) = page.tables
    rows = tuple(row[:-1] if number != 1 else row for number, row in enumerate(table.rows))
    (document,) = understood(page.model_copy(update={"tables": (Table(rows=rows),)}))
    relations = [field.value for field in document.fields if field.name.endswith(".relation")]
    assert relations == ["Chủ hộ", "Vợ", "Con"]


def test_specks_before_a_value_are_not_part_of_it() -> None:
    case = load("identity_card_2021.yaml")
    page = set_page(
        [line.replace("            PHẠM", "  -_.       PHẠM") for line in case["page"].splitlines()]
    )
    (document,) = understood(page)
    assert next(field.raw for field in document.fields if field.name == "full_name") == "PHẠM NGỌC LINH"


def test_a_lexicon_word_that_was_read_unsurely_goes_to_a_clerk() -> None:
    case = load("birth_certificate.yaml")
    (document,) = understood(set_page(case["page"].splitlines(), confidence=0.5))
    assert not [f.name for f in document.fields if f.decision is Decision.ACCEPTED and "lexicon" in f.sources]


def test_boxes_are_those_of_the_values_on_the_kept_image() -> None:
    page = page_of(load("birth_certificate.yaml"))
    (document,) = understood(page)
    field = next(field for field in document.fields if field.name == "personal_id")
    word = next(word for word in page.words if word.text == "042315000117")
    assert field.box == word.box and field.page == 1


PAGES = st.lists(st.sampled_from([*(path.name for path in CASES), "blank", "letter"]), min_size=1, max_size=6)


@settings(max_examples=30, deadline=None)
@given(names=PAGES)
def test_every_page_is_in_exactly_one_document(names: list[str]) -> None:
    letter = set_page(["  Kính gửi quý cơ quan", "  Tôi xin trình bày"])
    special = {"blank": set_page([]), "letter": letter}
    pages = [special[name] if name in special else page_of(load(name)) for name in names]
    documents = understood(*pages)
    assert sorted(page for d in documents for page in d.pages) == list(range(1, len(pages) + 1))
    known = [load(name)["type"] for name in names if name not in special]
    assert [d.document_type for d in documents if d.document_type not in (BLANK, UNKNOWN)] == known


@settings(max_examples=40, deadline=None)
@given(lines=st.lists(st.text(max_size=40), max_size=12))
def test_never_raises_on_any_words(lines: list[str]) -> None:
    head = ["GIẤY KHAI SINH"]
    assert understood(set_page(head + [line.replace("|", " ") for line in lines]))


@pytest.mark.parametrize(
    ("signature", "repeated"),
    [
        ("Trịnh Quốc Bảo", True),
        ("TRỊNH QUỐC BẢO", True),
        ("Trịnh Quốc Bão", False),
        ("Trịnh Quốc Bảo Anh", False),
    ],
)
def test_a_name_that_is_signed_too_is_said_twice(signature: str, repeated: bool) -> None:
    lines = load("land_certificate.yaml")["page"].splitlines()
    (document,) = understood(set_page([*lines, f"   {signature}"]))
    sources = next(field.sources for field in document.fields if field.name == "owner.full_name")
    assert ("repeated" in sources) is repeated


def test_a_table_without_rules_whose_heads_stand_alone_has_no_rows() -> None:
    lines = load("residence_change_ct01_unruled.yaml")["page"].splitlines()
    heads = next(at for at, line in enumerate(lines) if "STT" in line)
    (document,) = understood(set_page([*lines[: heads + 2], "", *lines[-3:]]))
    assert not [field.name for field in document.fields if field.name.startswith("members.")]
    field = next(field for field in document.fields if field.name == "members")
    assert field.value is None and field.decision is Decision.REVIEW


def test_a_date_whose_hour_stands_in_the_cell_of_its_label() -> None:
    lines = load("death_extract.yaml")["page"].splitlines()
    at = next(number for number, line in enumerate(lines) if "Đã chết" in line)
    lines[at : at + 2] = ["   Đã chết vào lúc: 5 giờ 39 phút, ngày |18/10/2022"]
    (document,) = understood(set_page(lines, table=[at]))
    assert next(f.value for f in document.fields if f.name == "date_of_death") == "2022-10-18"


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("Sơn Trà, ngày 08 tháng 11 năm 2022", "2022-11-08"),
        ("Sơn Trà ngày 08 tháng 11 năm 2022", "2022-11-08"),
        ("la Dom ngày 08 tháng 11 năm 2022", "2022-11-08"),
        ("quản lý hành chính cấp ngày 08 tháng 11 năm 2022", None),
    ],
)
def test_the_date_of_issue_stands_behind_a_place(line: str, date: str | None) -> None:
    page = load("death_extract.yaml")["page"].replace("Sơn Trà, ngày 08 tháng 11 năm 2022", line)
    (document,) = understood(set_page(page.splitlines()))
    assert next(f.value for f in document.fields if f.name == "issued_on") == date


def test_a_name_in_capitals_below_the_title_is_no_part_of_it() -> None:
    page = load("residence_confirmation_ct07.yaml")["page"]
    lines = [line.replace("tên: ", "tên                     ") for line in page.splitlines()]
    at = next(number for number, line in enumerate(lines) if "XÁC NHẬN THÔNG TIN" in line)
    lines[at + 1 : at + 3] = [" 1. Họ, chữ đệm và tên                NGUYỄN THẢO SEN"]
    (document,) = understood(set_page(lines))
    assert document.document_type == "residence_confirmation_ct07"


def test_a_date_that_is_read_in_words_only() -> None:
    page = load("birth_extract.yaml")["page"].replace("05/6/2015", "0$/£/201$")
    (document,) = understood(set_page(page.splitlines()))
    field = next(field for field in document.fields if field.name == "date_of_birth")
    assert field.value == "2015-06-05" and field.decision is Decision.REVIEW


def test_two_labels_of_one_value_that_follow_each_other() -> None:
    case = load("marriage_certificate.yaml")
    page = case["page"].replace("Căn cước công dân số", "Số định danh cá nhân").replace(":", "")
    (document,) = understood(set_page(page.splitlines()))
    found = {field.name: field.value for field in document.fields}
    for name in ("wife.residence", "wife.personal_id", "husband.residence", "husband.personal_id"):
        assert found[name] == case["fields"][name]


def members(document: Document) -> dict[str, str | None]:
    return {field.name: field.value for field in document.fields if field.name.startswith("members.")}


def test_a_rows_number_that_stands_a_little_apart_makes_no_second_row() -> None:
    case = load("residence_change_ct01_unruled.yaml")
    page = page_of(case)
    first = next(word for word in page.words if word.text == "2")
    alone = first.model_copy(update={"line": 1000, "box": first.box._replace(bottom=first.box.bottom + 4)})
    words = [word.model_copy(update={"line": word.line + (word.line > first.line)}) for word in page.words]
    words = [word for word in words if (word.text, word.line) != ("2", first.line)]
    words.append(alone.model_copy(update={"line": first.line + 1}))
    (document,) = understood(page.model_copy(update={"words": tuple(words)}))
    assert members(document) == {name: case["fields"][name] for name in members(document)}
    assert "members.3.full_name" not in members(document) and "members.2.sex" in members(document)


def test_a_table_goes_on_under_the_heads_of_the_page_before() -> None:
    case = load("residence_change_ct01.yaml")
    lines = case["page"].splitlines()
    at = next(number for number, line in enumerate(lines) if "05/6/2015" in line)
    first = set_page(lines[:at], table=[number for number in case["table"] if number < at])
    (document,) = understood(first, set_page([lines[at], "  NGƯỜI KÊ KHAI", "  Trang 2/2"], table=[0]))
    assert document.pages == (1, 2)
    assert members(document) == {name: case["fields"][name] for name in members(document)}
    assert len(members(document)) == 10


@pytest.mark.parametrize(
    ("name", "old", "new", "found"),
    [
        pytest.param(
            "birth_extract",
            "Năm sinh: 1988      Dân tộc: Tày      Quốc tịch: Việt Nam",
            "Năm sinh: ngày 02 tháng 11 năm      Dân tộc: Tày\n             1988",
            {"mother.date_of_birth": "1988-11-02", "mother.ethnicity": "Tày"},
            id="a date broken beside the next label",
        ),
        pytest.param(
            "death_declaration",
            "Giới tính: Nam      Ngày, tháng, năm sinh: 24/7/1949",
            "Giới tính Nam      Ngày, tháng, năm sinh 24/7/1949",
            {"sex": "male", "date_of_birth": "1949-07-24"},
            id="labels without colons in another order",
        ),
        pytest.param(
            "birth_extract",
            "Họ, chữ đệm, tên người cha: Trịnh Quốc Bảo",
            "Họ, chữ đệm, tên người cha: Trịnh Quốc\n   Bảo",
            {"father.full_name": "Trịnh Quốc Bảo"},
            id="a name broken where there was room",
        ),
    ],
)
def test_values_that_are_set_otherwise(name: str, old: str, new: str, found: dict[str, str]) -> None:
    page = load(f"{name}.yaml")["page"]
    assert old in page
    (document,) = understood(set_page(page.replace(old, new).splitlines()))
    values = {field.name: field.value for field in document.fields}
    assert {name: values[name] for name in found} == found


def test_the_2_of_square_metres_is_no_area() -> None:
    lines = (
        load("land_certificate.yaml")["page"]
        .replace("Diện tích: 1.127,2 m2", "Diện tích:\n   328m")
        .splitlines()
    )
    page = set_page(lines)
    metres = next(word for word in page.words if word.text == "328m")
    box = metres.box._replace(left=metres.box.right, right=metres.box.right + 12, top=metres.box.top - 8)
    raised = metres.model_copy(
        update={"text": "2", "box": box._replace(bottom=box.top + 22), "line": metres.line}
    )
    below = [w.model_copy(update={"line": w.line + (w.line >= metres.line)}) for w in page.words]
    (document,) = understood(page.model_copy(update={"words": (*below, raised)}))
    assert next(field.value for field in document.fields if field.name == "area_m2") == "328"
