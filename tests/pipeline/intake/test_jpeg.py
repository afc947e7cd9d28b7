from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.intake.jpeg import jpeg_end
from tests.pipeline.intake.builders import encoded, jpeg, scan_image

WHOLE = [
    jpeg(90, 120),
    jpeg(90, 120, progressive=True),
    jpeg(90, 120, mode="L", optimize=True),
    jpeg(90, 120, mode="CMYK"),
    encoded(scan_image(90, 120), "JPEG", restart_marker_blocks=3),
]


@pytest.mark.parametrize("data", WHOLE)
def test_a_whole_jpeg_ends_where_it_ends(data: bytes) -> None:
    assert jpeg_end(data) == len(data)
    assert jpeg_end(data + b"\xff\xd9 and a trailer") == len(data)


@pytest.mark.parametrize("data", WHOLE)
def test_no_beginning_of_it_passes_for_whole(data: bytes) -> None:
    assert all(jpeg_end(data[:length]) is None for length in range(2, len(data)))


def test_fill_bytes_before_a_marker_are_allowed() -> None:
    data = WHOLE[0]
    filled = data[:2] + b"\xff\xff" + data[2:-2] + b"\xff\xff" + data[-2:]
    assert jpeg_end(filled) == len(filled)


@given(st.binary(max_size=300))
def test_any_bytes_have_an_end_or_none(data: bytes) -> None:
    end = jpeg_end(b"\xff\xd8" + data)
    assert end is None or 2 < end <= len(data) + 2


def test_a_long_run_of_fill_bytes_is_quick() -> None:
    assert jpeg_end(b"\xff\xd8" + b"\xff" * 2_000_000) is None
    assert jpeg_end(np.full(2_000_000, 255, np.uint8).tobytes()) is None


def test_a_jpeg_of_endless_scans_is_refused_before_it_is_decoded() -> None:
    data = WHOLE[0]
    scan = data[data.index(b"\xff\xda") : -2]
    assert jpeg_end(data[:-2] + scan * 20 + data[-2:]) is not None
    assert jpeg_end(data[:-2] + scan * 200 + data[-2:]) is None
