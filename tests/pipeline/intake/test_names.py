from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.names import is_litter, shown_name


def test_a_decomposed_name_is_shown_composed() -> None:
    name = "Giấy khai sinh Nguyễn Thị Ổi.pdf"
    assert shown_name(unicodedata.normalize("NFD", name)) == name


def test_bytes_that_are_not_utf8_are_shown_as_replacement() -> None:
    assert shown_name(b"h\xf4 so.pdf".decode("utf-8", "surrogateescape")) == "h� so.pdf"


@pytest.mark.parametrize("letter", ["\n", "\x1b", "\x7f", "\u202e", "\u2028", "\x9b"])
def test_no_character_reaches_the_terminal_that_it_obeys(letter: str) -> None:
    assert shown_name(f"a{letter}b") == "a�b"


def test_spaces_and_quotes_stay() -> None:
    assert shown_name("hồ sơ 'số' \"1\".pdf") == "hồ sơ 'số' \"1\".pdf"


@given(st.binary(max_size=80))
def test_any_name_becomes_valid_one_line_utf8_and_stays_so(name: bytes) -> None:
    shown = shown_name(name.decode("utf-8", "surrogateescape"))
    shown.encode("utf-8")
    assert len(shown.splitlines()) <= 1
    assert shown_name(shown) == shown


@pytest.mark.parametrize("name", [".DS_Store", "Thumbs.db", "__MACOSX", "desktop.ini", "._a.pdf"])
def test_what_systems_leave_behind_is_litter(name: str) -> None:
    assert is_litter(name)


@pytest.mark.parametrize("name", ["a.pdf", "_a.pdf", "MACOSX", "db"])
def test_a_clerks_file_is_not(name: str) -> None:
    assert not is_litter(name)
