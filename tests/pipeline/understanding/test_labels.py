"""Labels: the right one of several, whatever OCR did to them."""

import pytest

from models.forms import form_of
from pipeline.understanding.extract import blank_vocabulary
from pipeline.understanding.labels import find_labels
from pipeline.understanding.words import make_doc
from tests.pipeline.understanding.pages import set_page


def labels_in(form_type: str, *lines: str) -> dict[str, str]:
    """The fields whose labels were found, and the words behind each up to the next label."""
    form = form_of(form_type)
    assert form is not None
    doc = make_doc(blank_vocabulary().vocab, [(1, set_page(list(lines)))])
    found = find_labels(doc, form.entries, title_end=-1, skip=set())
    ends = [*(label.start for label in found[1:]), len(doc)][: len(found)]
    return {
        form.entries[label.entry].field or "": doc[label.end : end].text
        for label, end in zip(found, ends, strict=True)
    }


def test_a_longer_label_does_not_swallow_the_value_of_a_shorter_one() -> None:
    found = labels_in("residence_change_ct01", "  1. Họ, chữ đệm và tên: TRẦN THỊ MINH")
    assert found == {"full_name": "TRẦN THỊ MINH"}


def test_the_longer_label_wins_where_it_stands() -> None:
    found = labels_in("residence_change_ct01", "  7. Họ, chữ đệm và tên chủ hộ: Nguyễn Văn Thụ")
    assert found == {"head.full_name": "Nguyễn Văn Thụ"}


@pytest.mark.parametrize("label", ["Số định danh cá nhân:", "Sô định danh cá nhản:", "Số dịnh danhcá nhân:"])
def test_misread_labels_are_found(label: str) -> None:
    assert labels_in("birth_certificate", f"  {label} 042315000117") == {"personal_id": "042315000117"}


def test_a_label_in_running_text_is_none() -> None:
    assert labels_in("birth_certificate", "  tôi xin cam đoan những lời khai trên là đúng") == {}


def test_the_same_label_belongs_to_whom_it_follows() -> None:
    found = labels_in(
        "birth_certificate",
        "  Họ, chữ đệm, tên người mẹ: Đinh Thị Lan",
        "  Dân tộc: Tày",
        "  Họ, chữ đệm, tên người cha: Trịnh Quốc Bảo",
        "  Dân tộc: Kinh",
    )
    assert found == {
        "mother.full_name": "Đinh Thị Lan",
        "mother.ethnicity": "Tày",
        "father.full_name": "Trịnh Quốc Bảo",
        "father.ethnicity": "Kinh",
    }


def test_a_word_in_the_line_of_another_label_does_not_stand_in_for_one_that_was_misread() -> None:
    found = labels_in(
        "death_extract",
        "  Đã chết vào lúc: 5 giờ 39 phút, ngày: 19/10/2022",
        "  Nơi chết: Tại nhà",
        "  Số: 103       Nsày: 07/11/2022",
    )
    assert "registered_on" not in found
