"""A page as an image: what is read and what is kept, always in one geometry."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.errors import RenderFailedError
from pipeline.intake.media import JPEG, PNG

Pixels = NDArray[np.uint8]

DPI = 300  # what Tesseract is trained for; PDF pages are rendered at it
_HIGHEST_DPI = 400  # above, a page costs more time and memory and is read no better
_CREDIBLE_DPI = (72.0, 1200.0)
LONGEST_SIDE = 24.0  # inches: A2; whoever claims more does not know the resolution
A4_LONG_SIDE = 11.69  # inches
_SQUARE = 0.02  # relative difference up to which pixels are taken for square
_JPEG_QUALITY = 92
_LONGEST_JPEG = 65_000  # pixels of one side
_BILEVEL_SHARE = 0.9  # of black and white among the pixels, from which on PNG is small


@dataclass(frozen=True, eq=False)
class PageImage:
    """One page. `pixels`: height x width x 3, BGR; `dpi`: of both axes; `kept`: the encoded image to keep,
    of the same width and height, the very bytes handed in where they can be shown as they are."""

    pixels: Pixels
    dpi: int
    kept: bytes
    kept_media_type: str


def make_page(
    pixels: Pixels, dpi: tuple[float, float] | None, source: tuple[bytes, str] | None = None
) -> PageImage:
    """The page that `pixels` show. `dpi`: horizontal and vertical as claimed; where it is not credible the
    page is taken for A4. `source`: bytes and media type that show exactly `pixels`, kept if nothing changes.

    Pixels that are not square are made so, and more than 400 dpi are brought down to 300.
    """
    height, width = pixels.shape[:2]
    across, down = credible_dpi(width, height, dpi)
    highest = max(across, down)
    target = DPI if highest > _HIGHEST_DPI else highest
    size = max(1, round(width * target / across)), max(1, round(height * target / down))
    if abs(across - down) <= _SQUARE * highest and target == highest:
        size = width, height
    if size != (width, height):
        pixels, source = _resize(pixels, size), None
    kept, kept_media_type = source or encode(pixels)
    return PageImage(pixels, round(target), kept, kept_media_type)


def to_bgr(rgb: Pixels) -> Pixels:
    """OpenCV's order of the channels."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), dtype=np.uint8)


def credible_dpi(width: int, height: int, claimed: tuple[float, float] | None) -> tuple[float, float]:
    """`claimed`, unless it makes no paper that an office scans: then that of an A4 page."""
    if claimed is not None:
        low, high = _CREDIBLE_DPI
        across, down = claimed
        possible = low <= across <= high and low <= down <= high
        if possible and max(width / across, height / down) <= LONGEST_SIDE:
            return claimed
    guessed = max(width, height) / A4_LONG_SIDE
    return guessed, guessed


def _resize(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    shrinks = size[0] * size[1] < pixels.shape[0] * pixels.shape[1]
    how = cv2.INTER_AREA if shrinks else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(pixels, size, interpolation=how), dtype=np.uint8)


def encode(pixels: Pixels) -> tuple[bytes, str]:
    """`pixels` as PNG where they are nearly black and white, else as JPEG without chroma subsampling
    (red stamps and blue ink keep their edges); gray pages as one channel."""
    gray = _as_gray(pixels)
    image = pixels if gray is None else gray
    if max(image.shape) > _LONGEST_JPEG or (gray is not None and _is_bilevel(gray)):
        return _encode(".png", image, []), PNG
    options = [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    options += [cv2.IMWRITE_JPEG_SAMPLING_FACTOR, cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444]
    return _encode(".jpg", image, options), JPEG


def _is_bilevel(gray: Pixels) -> bool:
    return bool(np.mean((gray == 0) | (gray == 255)) >= _BILEVEL_SHARE)


def _as_gray(pixels: Pixels) -> Pixels | None:
    """The one channel of a page without any colour. A sample of the rows settles most pages."""
    for rows in (pixels[::64], pixels):
        blue = rows[:, :, 0]
        if not (np.array_equal(blue, rows[:, :, 1]) and np.array_equal(blue, rows[:, :, 2])):
            return None
    return np.ascontiguousarray(pixels[:, :, 0])


def _encode(ending: str, image: Pixels, options: list[int]) -> bytes:
    done: bool
    encoded: Any
    done, encoded = cv2.imencode(ending, image, options)
    if not done:
        raise RenderFailedError()
    return bytes(encoded.tobytes())
