"""In which form papers are handed in, and what may not be digitised."""

import datetime as dt

import pytest

from models.dossier import Decision, Document, FieldValue
from models.fields.lists import lexicon
from models.source_form import SOURCE_FORM, find_source_form, is_open, load_source_rules, source_form_called
from tests.papers import made_document

TODAY = dt.date(2026, 11, 22)


def paper(text: str, document_type: str = "birth_certificate") -> Document:
    return made_document(document_type, text=text)


@pytest.mark.parametrize(
    ("text", "name", "eligible"),
    [
        ("GIẤY KHAI SINH Số: 31/2021", "original", True),
        ("GIẤY KHAI SINH\nSAO Y BẢN CHÍNH", "certified_paper_copy", False),
        ("GIẤY KHAI SINH\nSA0 Y BẢN CHÍNH", "certified_paper_copy", False),  # as it is read under a stamp
        ("Chứng thực bản sao đúng\nvới bản chính. Số chứng thực 12", "certified_paper_copy", False),
        ("BẢN SAO ĐIỆN TỬ CÓ CHỨNG THỰC", "e_certified_copy", True),
        ("Bản sao điện tử cấp từ sổ gốc", "e_copy_from_register", True),
        ("ĐÃ ĐỐI CHIẾU VỚI BẢN CHÍNH", "original_checked", True),
        ("BẢN SAO CHỤP", "photocopy", False),
        # Extracts are copies by their name, and forms ask for copies: neither says how the paper was made.
        ("TRÍCH LỤC KHAI SINH (BẢN SAO)", "original", True),
        ("Đề nghị cấp bản sao: Có, số lượng: 3 bản", "original", True),
    ],
)
def test_what_the_paper_says_of_itself(text: str, name: str, eligible: bool) -> None:
    form = find_source_form(paper(text), TODAY)
    assert form is not None and (form.name, form.eligible) == (name, eligible)


def test_a_card_is_only_shown() -> None:
    form = find_source_form(paper("CĂN CƯỚC", "identity_card_2024"), TODAY)
    assert form is not None and form.name == "presented" and not form.eligible


def test_before_the_circular_nothing_is_known() -> None:
    assert find_source_form(paper("GIẤY KHAI SINH"), dt.date(2023, 5, 24)) is None


def test_clerks_are_told_why_in_whole_sentences() -> None:
    for rules in load_source_rules():
        assert all(form.caption and form.reason.endswith(".") for form in rules.forms)


def said(value: str | None, decision: Decision) -> Document:
    """A paper of which a clerk is asked in which form it was handed in."""
    field = FieldValue(
        name=SOURCE_FORM, value=value, raw="", confidence=0, page=1, box=None, decision=decision
    )
    return paper("GIẤY KHAI SINH").model_copy(update={"fields": (field,)})


@pytest.mark.parametrize(
    ("value", "decision", "name"),
    [
        (None, Decision.REVIEW, "unclear"),
        ("Bản chính", Decision.REVIEW, "unclear"),
        ("Bản chính", Decision.ACCEPTED, "original"),
        ("bản sao chụp", Decision.ACCEPTED, "photocopy"),
    ],
)
def test_a_clerk_has_the_word_where_the_scan_leaves_it_open(
    value: str | None, decision: Decision, name: str
) -> None:
    form = find_source_form(said(value, decision), TODAY)
    assert form is not None and form.name == name


def test_every_answer_of_clerks_is_a_form() -> None:
    assert all(source_form_called(caption, TODAY) for caption in lexicon("source_form"))
    assert source_form_called("Bản gì đó", TODAY) is None


def test_a_gray_stamp_leaves_it_open_but_words_and_cards_do_not() -> None:
    assert is_open(paper("GIẤY KHAI SINH"), 1) and not is_open(paper("GIẤY KHAI SINH"), 0)
    assert not is_open(paper("GIẤY KHAI SINH\nSAO Y BẢN CHÍNH"), 1)
    assert not is_open(paper("CĂN CƯỚC", "identity_card_2024"), 1)
