"""Builders of good and bad input. All of it is drawn here; no file of anybody else is used."""

from __future__ import annotations

import functools
import io
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pikepdf
from pikepdf import Array, Dictionary, Name, Stream
from PIL import Image

A4 = (595, 842)
COVER = b"q 595 0 0 842 0 0 cm /Im0 Do Q"  # one image over a whole A4 page


@functools.cache
def scan_image(width: int = 827, height: int = 1169, mode: str = "RGB") -> Image.Image:
    """Something like a page at 100 dpi: noisy paper, lines of ink, a red mark at the top left."""
    noise = np.random.default_rng(7).normal(235, 6, (height, width, 3))
    page = np.clip(noise, 0, 255).astype(np.uint8)
    page[:: max(2, height // 40), width // 8 : -width // 8] = 30
    page[height // 20 : height // 8, width // 20 : width // 4] = (200, 30, 30)
    return Image.fromarray(page).convert(mode)


def encoded(image: Image.Image, kind: str, **options: Any) -> bytes:
    data = io.BytesIO()
    image.save(data, kind, **options)
    return data.getvalue()


def jpeg(width: int = 827, height: int = 1169, mode: str = "RGB", **options: Any) -> bytes:
    return encoded(scan_image(width, height, mode), "JPEG", **({"dpi": (100, 100)} | options))


def image_stream(pdf: pikepdf.Pdf, data: bytes, width: int, height: int, **changes: Any) -> Stream:
    """An image XObject, by default of RGB JPEG data."""
    entries = {
        "Type": Name.XObject,
        "Subtype": Name.Image,
        "Width": width,
        "Height": height,
        "ColorSpace": Name.DeviceRGB,
        "BitsPerComponent": 8,
        "Filter": Name.DCTDecode,
    }
    return Stream(pdf, data, **(entries | changes))


def add_page(
    pdf: pikepdf.Pdf,
    image: Stream | None = None,
    instructions: bytes = COVER,
    size: Sequence[float] = A4,
    **entries: Any,
) -> pikepdf.Page:
    """A page that draws `image`, called /Im0, by `instructions`."""
    page = pdf.add_blank_page(page_size=(size[0], size[1]))
    if image is not None:
        page.obj.Resources = Dictionary(XObject=Dictionary(Im0=pdf.make_indirect(image)))
        page.obj.Contents = pdf.make_indirect(Stream(pdf, instructions))
    for key, value in entries.items():
        page.obj[f"/{key}"] = value
    return page


def add_scan(pdf: pikepdf.Pdf, data: bytes | None = None, **entries: Any) -> pikepdf.Page:
    """A page as scanners make it: one JPEG over the whole of it."""
    data = data or jpeg()
    with Image.open(io.BytesIO(data)) as image:
        width, height = image.size
    return add_page(pdf, image_stream(pdf, data, width, height), **entries)


@functools.cache
def twice_packed(data: bytes) -> bytes:
    """Packed a million times smaller, if it is all the same."""
    return zlib.compress(zlib.compress(data, 9), 9)


def huge_bitmap(pdf: pikepdf.Pdf, side: int = 35_000) -> Stream:
    """A one-bit image of `side` x `side` pixels that packs to kilobytes."""
    packed = twice_packed(bytes((side + 7) // 8 * side))
    filters = Array([Name.FlateDecode, Name.FlateDecode])
    return image_stream(
        pdf, packed, side, side, ColorSpace=Name.DeviceGray, BitsPerComponent=1, Filter=filters
    )


def scanned_pdf(path: Path, pages: int = 1, **options: Any) -> Path:
    pdf = pikepdf.new()
    for _ in range(pages):
        add_scan(pdf)
    return save(pdf, path, **options)


def save(pdf: pikepdf.Pdf, path: Path, **options: Any) -> Path:
    """The PDF with its streams packed as they were given."""
    if "encryption" not in options:
        untouched = {"compress_streams": False, "stream_decode_level": pikepdf.StreamDecodeLevel.none}
        options = untouched | options
    pdf.save(path, **options)
    return path


def zip_file(path: Path, members: dict[str, bytes], **options: Any) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data, **options)
    return path
