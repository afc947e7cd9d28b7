from __future__ import annotations

import datetime as dt
import io
import itertools
import unicodedata
from dataclasses import replace

import hypothesis.strategies as st
import numpy as np
import pikepdf
import pytest
import zxingcpp
from hypothesis import given, settings
from pdf2image import convert_from_bytes

from pipeline.printing.paper import Note, Paper, Table, on_day, print_pdf
from tests.pipeline.printing.reading import text_of

AT = dt.datetime(2026, 11, 22, 8, tzinfo=dt.UTC)
BARE = Paper("Giấy", "UBND", "A|1", "ngày 22 tháng 11 năm 2026")
VOWELS = ("a", "ă", "â", "e", "ê", "i", "o", "ô", "ơ", "u", "ư", "y")
LETTERS = [
    unicodedata.normalize("NFC", a + b)
    for a, b in itertools.product(VOWELS, ("", *"\u0300\u0301\u0303\u0309\u0323"))
]
LETTERS += [chr(one) for one in range(ord("a"), ord("z") + 1)] + ["đ"]
HOSTILE = (
    '#eval("1 + 1")', "$x^2$ *đậm* _nghiêng_ @nhãn",
    "#import \"@preview/x:1.0.0\"", "<script>alert(1)</script>",
    "\\u{41} \\ // nốt /* lời */ -- --- ... \"nháy\"", "[#panic()]", "= Tiêu đề",
)  # fmt: skip


def test_all_vietnamese_letters_come_back_as_they_went_in() -> None:
    words = [f"n{letter}" for letter in LETTERS] + [f"N{letter.upper()}" for letter in LETTERS]
    line = " ".join([*words, "hoà hòa thuỷ thủy fi ffi fl"])
    table = Table("", ("NFC", "NFD"), (1, 1), [(line, unicodedata.normalize("NFD", line))])
    told = text_of(print_pdf(replace(BARE, facts=[("Chữ", line)], tables=[table]), AT))
    assert unicodedata.is_normalized("NFC", told)
    assert line in told
    for word in line.split():
        assert told.split().count(word) >= 3, word


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text(text: str) -> None:
    told = text_of(print_pdf(replace(BARE, facts=[("Họ và tên", text)], notes=[Note(text)]), AT))
    assert told.count(" ".join(text.split())) == 2


@settings(max_examples=25)
@given(st.text(max_size=200))
def test_any_text_is_printed(text: str) -> None:
    paper = replace(
        BARE,
        title=text,
        issuer=text,
        facts=[(text, text)],
        tables=[Table(text, (text,), (1,), [(text,)])],
    )
    assert print_pdf(paper, AT).startswith(b"%PDF-")


def test_a_word_longer_than_the_line_stays_on_the_paper() -> None:
    pdf = print_pdf(replace(BARE, tables=[Table("", ("a", "b"), (1, 1), [("x" * 300, "sau")])]), AT)
    assert text_of(pdf).count("x") == 300
    [page] = convert_from_bytes(pdf, dpi=50, grayscale=True)
    assert np.asarray(page)[:, int(page.width * 0.94) :].min() > 200


def test_text_that_would_turn_others_around_is_left_out() -> None:
    assert "abc" in text_of(print_pdf(replace(BARE, notes=[Note("a\u202eb\u0000c")]), AT))


def test_the_code_is_read_from_the_printed_page_top_left() -> None:
    code = "H36.15-240624-0008|1.004222|H36|Giấy tiếp nhận|" + "0" * 32
    [page] = convert_from_bytes(print_pdf(replace(BARE, code=code), AT), dpi=200)
    [found] = zxingcpp.read_barcodes(page)
    assert found.text == code
    assert found.position.bottom_right.x < page.width / 3
    assert found.position.bottom_right.y < page.height / 4


def test_the_same_paper_has_the_same_bytes() -> None:
    assert print_pdf(BARE, AT) == print_pdf(BARE, AT)
    assert print_pdf(BARE, AT) != print_pdf(replace(BARE, foot="khác"), AT)


def test_long_tables_go_on_over_pages_with_their_heads() -> None:
    rows = [(str(number), f"Hồ sơ {number}") for number in range(150)]
    pdf = print_pdf(replace(BARE, tables=[Table("", ("STT", "Tên giấy tờ"), (1, 5), rows)]), AT)
    told, pages = text_of(pdf), len(pikepdf.open(io.BytesIO(pdf)).pages)
    assert pages > 2 and told.count("Tên giấy tờ") == pages
    assert f"Trang {pages} / {pages}" in told
    for number, name in rows:
        assert name in told, number


def test_days_are_written_as_offices_write_them() -> None:
    assert on_day(dt.date(2025, 6, 5)) == "ngày 05 tháng 6 năm 2025"
    assert on_day(dt.date(2026, 2, 12)) == "ngày 12 tháng 02 năm 2026"
