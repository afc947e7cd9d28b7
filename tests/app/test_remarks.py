"""What `sohoa show` tells of a page."""

from __future__ import annotations

from app.remarks import remarks_on
from models.geometry import Affine, Box
from models.page import PageReading, PageState, Quality

READING = PageReading(
    state=PageState.READ, engine="e", settings="s", width=2480, height=3508, dpi=300, ink=0.05
)


def test_nothing_is_said_of_a_page_that_was_read_whole() -> None:
    assert remarks_on(READING) == []


def test_unread_places_are_told_in_pixels_of_the_kept_image() -> None:
    half = Affine(0.5, 0, 0, 0, 0.5, 10)
    reading = READING.model_copy(update={"unread": (Box(100, 200, 300, 240),), "to_image": half})
    assert remarks_on(reading) == ["có chữ chưa đọc được ở ô 50 110 150 130"]


def test_a_scan_below_the_laws_minimum_is_told_with_the_reason() -> None:
    quality = Quality(dpi=150, skew=0.2, blur=1.1, contrast=0.9, gray_stamps=0, cut_words=0)
    reading = READING.model_copy(update={"quality": quality})
    assert remarks_on(reading) == ["nên quét lại: độ phân giải 150 dpi, thấp hơn 200 dpi"]


def test_a_signed_file_needs_no_digitising() -> None:
    assert remarks_on(READING.model_copy(update={"signed": True})) == [
        "tệp có chữ ký số: giấy tờ điện tử đã ký không phải số hóa lại"
    ]
