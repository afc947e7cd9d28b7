from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from pipeline.intake.media import JPEG, PNG
from pipeline.intake.page_image import credible_dpi, encode, make_page
from tests.pipeline.intake.builders import scan_image

PAPER = np.full((1169, 827, 3), 255, np.uint8)
SCAN = np.asarray(scan_image())[:, :, ::-1].copy()


@given(
    st.integers(1, 300),
    st.integers(1, 300),
    st.none() | st.tuples(st.floats(allow_nan=False), st.floats(allow_nan=False)),
)
def test_any_claim_gives_a_page_of_believable_resolution(
    width: int, height: int, claimed: tuple[float, float] | None
) -> None:
    across, down = credible_dpi(width, height, claimed)
    assert across > 0 and down > 0
    if (across, down) == claimed:
        assert 72 <= across <= 1200 and 72 <= down <= 1200
        assert max(width / across, height / down) <= 24


@pytest.mark.parametrize("claimed", [(100.0, 100.0), (101.0, 100.0)])
def test_what_needs_no_change_is_kept_as_it_came(claimed: tuple[float, float]) -> None:
    page = make_page(SCAN, claimed, (b"source", JPEG))
    assert page.kept == b"source" and page.pixels is SCAN


def test_what_was_resized_is_encoded_anew() -> None:
    page = make_page(SCAN, (100.0, 200.0), (b"source", JPEG))
    assert page.kept != b"source" and page.dpi == 200 and page.pixels.shape == (1169, 1654, 3)


def test_colour_keeps_its_edges() -> None:
    data, media_type = encode(SCAN)
    with Image.open(io.BytesIO(data)) as image:
        assert media_type == JPEG and image.mode == "RGB"
        assert [layer[1:3] for layer in image.layer] == [(1, 1)] * 3  # type: ignore[attr-defined]


def test_a_gray_page_is_kept_in_one_channel() -> None:
    gray = np.repeat(SCAN[:, :, :1], 3, axis=2)
    data, media_type = encode(gray)
    with Image.open(io.BytesIO(data)) as image:
        assert (media_type, image.mode) == (JPEG, "L")


def test_a_single_coloured_point_is_colour() -> None:
    page = PAPER.copy()
    page[1, 1] = (0, 0, 255)
    assert encode(page)[1] == JPEG


def test_black_on_white_is_kept_without_loss() -> None:
    page = PAPER.copy()
    page[100:200, 100:200] = 0
    data, media_type = encode(page)
    with Image.open(io.BytesIO(data)) as image:
        assert media_type == PNG and np.array_equal(np.asarray(image), page[:, :, 0])


def test_a_strip_longer_than_a_jpeg_may_be() -> None:
    gray = np.full((66_000, 10, 3), 128, np.uint8)
    assert encode(gray)[1] == PNG
    gray[0, 0] = (1, 2, 3)
    assert encode(gray)[1] == PNG


@given(st.binary(min_size=27, max_size=27))
def test_encoding_never_fails_and_is_the_same_each_time(values: bytes) -> None:
    page = np.frombuffer(values, np.uint8).reshape(3, 3, 3)
    assert encode(page) == encode(page)
