"""TIFF, JPEG and PNG files: counted by their headers, decoded one frame at a time.

Pillow's own limit is switched off, for it is a warning first: ours is checked before every decode.
"""

from __future__ import annotations

import mmap
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from models.errors import (
    CorruptFileError,
    NoPagesError,
    SohoaError,
    TooManyPagesError,
    TooManyPixelsError,
    UnknownTypeError,
)
from pipeline.intake.jpeg import Buffer, decode_jpeg, jpeg_end, kept_jpeg, orientation_of
from pipeline.intake.limits import Limits
from pipeline.intake.media import JPEG, PNG, TIFF
from pipeline.intake.page_image import PageImage, Pixels, make_page, to_bgr

Image.MAX_IMAGE_PIXELS = None

_FORMATS = {JPEG: ("JPEG", "MPO"), PNG: ("PNG",), TIFF: ("TIFF",)}
_TIFF_DATA = ((273, 279), (324, 325))  # offsets and byte counts of strips, of tiles
_KEPT_PNG_BYTES_A_PIXEL = 0.5  # a larger PNG is kept as JPEG; the original is kept anyway


def count_frames(file: Path, media_type: str, limits: Limits) -> int:
    """The number of pages of an image file, by its headers only.

    Raises CorruptFileError, NoPagesError, TooManyPagesError; of a JPEG or PNG, which is one page,
    also TooManyPixelsError. A TIFF's frames are checked when they are rendered: one of them may be bad.
    """
    with _opened(file, media_type) as image:
        if media_type == TIFF:
            return _count_tiff_frames(image, limits)
        _check_size(image, limits)
        if media_type == JPEG and not _jpeg_is_whole(file):
            raise CorruptFileError()
        if media_type == PNG and not _png_is_whole(file):
            raise CorruptFileError()
    return 1


def render_frame(file: Path, media_type: str, number: int, limits: Limits) -> PageImage:
    """Page `number` (1-based), upright as its metadata says, transparent parts white.

    Raises CorruptFileError, TooManyPixelsError, UnknownTypeError (a pixel format nobody scans in).
    """
    with _opened(file, media_type) as image:
        image.seek(number - 1)
        _check_size(image, limits)
        _check_whole(image, file)
        dpi = _claimed_dpi(image)
        if media_type == PNG:
            image.load()  # its metadata may stand behind the pixels
        orientation = orientation_of(image)
        if media_type == JPEG and image.mode in ("L", "RGB") and orientation == 1:
            with _mapped(file) as data:
                return render_jpeg(data, dpi)
        upright = image if orientation == 1 else ImageOps.exif_transpose(image)
        pixels = _to_bgr(upright)
        return make_page(pixels, _turned(dpi, orientation), _kept_png(image, file, orientation))


def render_jpeg(data: Buffer, dpi: tuple[float, float] | None) -> PageImage:
    """The page of a plain gray or RGB JPEG of a size already checked."""
    end = jpeg_end(data)
    if end is None:
        raise CorruptFileError()
    return make_page(decode_jpeg(data), dpi, kept_jpeg(data, end))


@contextmanager
def _opened(file: Path, media_type: str) -> Iterator[Image.Image]:
    """The image, header read. Whatever the parser makes of hostile bytes comes out as CorruptFileError."""
    try:
        with Image.open(file, formats=_FORMATS[media_type]) as image:
            yield image
    except SohoaError:
        raise
    except Exception:
        raise CorruptFileError() from None


def _count_tiff_frames(image: Image.Image, limits: Limits) -> int:
    """Follows the chain of directories to its end. Pillow ends it in silence where it turns back."""
    count = 0
    while count < limits.pages:
        image.seek(count)
        count += 1
        following = image.tag_v2.next  # type: ignore[attr-defined]
        if following == 0:
            return count
        if following in image._frame_pos:  # type: ignore[attr-defined]
            raise CorruptFileError()
    raise TooManyPagesError()


def _check_size(image: Image.Image, limits: Limits) -> None:
    width, height = image.size
    if width < 1 or height < 1:
        raise NoPagesError()
    if width * height > limits.pixels:
        raise TooManyPixelsError()


def _check_whole(image: Image.Image, file: Path) -> None:
    """A TIFF whose data lies beyond the file's end is cut off; its decoder would fill the rest with gray."""
    tags = getattr(image, "tag_v2", None)
    if image.format != "TIFF" or tags is None:
        return
    size = file.stat().st_size
    for offsets, lengths in _TIFF_DATA:
        pairs = zip(tags.get(offsets, ()), tags.get(lengths, ()), strict=False)
        if any(offset + length > size for offset, length in pairs):
            raise CorruptFileError()


def _jpeg_is_whole(file: Path) -> bool:
    with _mapped(file) as data:
        return jpeg_end(data) is not None


@contextmanager
def _mapped(file: Path) -> Iterator[mmap.mmap]:
    """The file's bytes, not in memory before they are looked at: a small image may be in a large file."""
    with file.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield data


def _png_is_whole(file: Path) -> bool:
    """Walks the chunks to IEND; bytes after it do not matter."""
    size = file.stat().st_size
    with file.open("rb") as png:
        at = 8
        while at + 12 <= size:
            png.seek(at)
            length, kind = int.from_bytes(png.read(4), "big"), png.read(4)
            at += 12 + length
            if kind == b"IEND":
                return at <= size
    return False


def _claimed_dpi(image: Image.Image) -> tuple[float, float] | None:
    claimed = image.info.get("dpi")
    return (float(claimed[0]), float(claimed[1])) if claimed else None


def _turned(dpi: tuple[float, float] | None, orientation: int) -> tuple[float, float] | None:
    """The resolution after the image was turned upright: 5 to 8 exchange the axes (TIFF 6.0, p. 36)."""
    return (dpi[1], dpi[0]) if dpi is not None and orientation >= 5 else dpi


def _kept_png(image: Image.Image, file: Path, orientation: int) -> tuple[bytes, str] | None:
    """The PNG itself, where it shows exactly the pixels that are read and is not overlarge."""
    shown_as_is = image.format == "PNG" and orientation == 1 and image.mode in ("1", "L", "P", "RGB")
    if not shown_as_is or "transparency" in image.info:
        return None
    if os.path.getsize(file) > image.width * image.height * _KEPT_PNG_BYTES_A_PIXEL:
        return None
    return file.read_bytes(), PNG


def _to_bgr(image: Image.Image) -> Pixels:
    if image.mode.startswith("I"):
        image = _from_16_bit(image)
    if "A" in image.mode or "a" in image.mode or "transparency" in image.info:
        image = _on_white(image)
    if image.mode == "F":
        raise UnknownTypeError()
    return to_bgr(np.asarray(image if image.mode == "RGB" else image.convert("RGB")))


def _from_16_bit(image: Image.Image) -> Image.Image:
    values = np.asarray(image).astype(np.int64)
    return Image.fromarray(np.clip(values >> 8, 0, 255).astype(np.uint8))


def _on_white(image: Image.Image) -> Image.Image:
    colours = image.convert("RGBA")
    paper = Image.new("RGBA", colours.size, "white")
    return Image.alpha_composite(paper, colours)
