"""DocCode and file names as công văn 7197/BKHCN-CĐSQG prescribes them."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.doc_code import DocCode, code_of_file, load_doc_code_rules, read_doc_code
from models.forms import load_forms

RULES = load_doc_code_rules()
KINDS = sorted({*RULES.listed, *RULES.own.values()})
CODES = st.builds(
    DocCode,
    st.sampled_from(["G06", "G06.01", "H15.102", "G15.07.31"]),
    st.sampled_from(KINDS),
    st.integers(1, 999_999),
    st.none() | st.integers(1, 9999),
)


def test_the_example_of_the_guidance() -> None:
    assert read_doc_code("G06.01_CV_000021_V1") == DocCode("G06.01", "CV", 21, 1)
    assert code_of_file("G06.01_CV_00021_V1_20250202_SohoaTailieu.pdf") == DocCode("G06.01", "CV", 21, 1)


@given(CODES)
def test_a_code_is_read_as_it_was_written(code: DocCode) -> None:
    assert read_doc_code(str(code)) == code
    assert len(str(code)) <= RULES.lengths["DocCode"]


@given(CODES.filter(lambda code: code.version is not None), st.dates(dt.date(1900, 1, 1)), st.text())
def test_a_file_is_named_as_prescribed_whatever_it_is(code: DocCode, day: dt.date, what: str) -> None:
    assert code_of_file(code.file_name(day, what, "pdf")) == code


def test_a_name_tells_the_kind_of_paper() -> None:
    name = DocCode("H15.102", "GKS", 7, 2).file_name(dt.date(2026, 3, 9), "Giấy khai sinh", "pdf")
    assert name == "H15.102_GKS_000007_V2_20260309_GiayKhaiSinh.pdf"


@pytest.mark.parametrize(
    "text",
    [
        *("", "G06.01", "G06.01_CV", "G06.01_CV_21_V1", "G06.01_CV_000000_V1", "G06.01_CV_000021_V0"),
        *("G06.01_XX_000021_V1", "g06.01_CV_000021_V1", "G06.01_CV_000021_V1\n", "../G06.01_CV_000021_V1"),
        *("G06.01_CV_٠٠٠٠٢١_V1", "G06.01_CV_0000211_V1", "G06.01_CV_000021_V1_20251302_x.pdf"),
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert read_doc_code(text) is None
    assert code_of_file(text) is None


def test_every_type_of_paper_has_a_kind() -> None:
    assert set(RULES.own) == {form.type for form in load_forms()}
    assert len(set(RULES.own.values())) == len(RULES.own)
