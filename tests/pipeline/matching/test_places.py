"""Addresses of before and after 1/7/2025 as today's wards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching.compare import compare_place
from pipeline.matching.places import ToldPlace, read_place, split_address, units_of

BEFORE = "Xóm 12, Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định"


def level(asked: str, held: str = BEFORE) -> str | None:
    return compare_place(read_place(asked), read_place(held))


def test_an_old_ward_is_what_became_of_it() -> None:
    assert len(units_of("Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định").wards) == 1
    assert len(units_of("Huyện Nam Trực, Tỉnh Nam Định").wards) > 1
    assert units_of("Tỉnh Nam Định").provinces == units_of("Tỉnh Ninh Bình").provinces


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        (BEFORE, "hamlet"),
        ("Xom 12, X. Nam Hung, H. Nam Trưc, T. Nam Dinh", "hamlet"),
        ("xóm 12, xã Nam Hùng, Nam Trực, Nam Định", "hamlet"),
        ("Xóm 4, Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định", "other_house"),
        ("Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định", "ward"),
        ("Huyện Nam Trực, Tỉnh Nam Định", "district"),
        ("Xóm 12, Xã Yên Thắng, Huyện Ý Yên, Tỉnh Nam Định", "province"),
        ("Số 2 Lê Lợi, Phường Kim Mã, Quận Ba Đình, Thành phố Hà Nội", "different"),
        ("Tỉnh Nam Định", None),
        ("không rõ", None),
    ],
)
def test_levels(asked: str, wanted: str | None) -> None:
    assert level(asked) == wanted


def test_a_house_has_a_number_and_a_hamlet_is_many_houses() -> None:
    for detail in ("Số 12 Trần Phú", "78/19 Trần Phú", "Số nhà 5, ngõ 3"):
        assert read_place(f"{detail}, Phường Kim Mã, Quận Ba Đình, Thành phố Hà Nội").is_house
    for detail in ("Tổ 12", "Thôn 4", "Đội 3, Thôn Hạ", "Ấp Long Định"):
        assert not read_place(f"{detail}, Phường Kim Mã, Quận Ba Đình, Thành phố Hà Nội").is_house


@pytest.mark.parametrize(
    "place", ["Xã Nam Hùng, Huyện Nam Trực, 7ỉnh Nam Định", "Xã Nam Hùng H. Nam Trực T Nam Định"]
)
def test_what_is_too_misread_for_a_quick_look_is_read_with_patience(place: str) -> None:
    assert units_of(place) == units_of("Xã Nam Hùng, Huyện Nam Trực, Tỉnh Nam Định")


@given(st.text("aXã, .Tỉnh1,", max_size=60))
def test_a_split_address_can_be_joined_again(text: str) -> None:
    detail, place = split_address(text)
    assert (f"{detail}, {place}" if detail and place else detail or place) == text


@given(st.text(max_size=60))
def test_any_text_is_read(text: str) -> None:
    read_place(text)


def test_an_address_that_is_read_late_says_the_same() -> None:
    text = "Số 12 Trần Phú, Phường Kim Mã, Quận Ba Đình, Thành phố Hà Nội"
    late, read = ToldPlace(text), read_place(text)
    for name in ("words", "wards", "provinces", "numbers", "is_house"):
        assert getattr(late, name) == getattr(read, name)
    assert late == ToldPlace(text)
    assert not hasattr(late, "street")
