from __future__ import annotations

import io
import struct
import zlib

import numpy as np
import pytest
from pikepdf import Pdf, PdfImage
from PIL import Image

from models.errors import ObjectCorruptError
from pipeline.keeping.archive import ArchivePage
from pipeline.keeping.images import add_image
from tests.pipeline.keeping.pages import write

RNG = np.random.default_rng(5)
NOISE = RNG.integers(0, 255, (37, 53, 3), dtype=np.uint8)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def image_of_mode(mode: str) -> Image.Image:
    if mode == "I;16":
        return Image.fromarray(RNG.integers(0, 65535, (37, 53), dtype=np.uint16))
    return Image.fromarray(NOISE).convert(mode)


@pytest.mark.parametrize("mode", ["L", "RGB"])
@pytest.mark.parametrize("progressive", [False, True])
def test_a_jpeg_passes_untouched(mode: str, progressive: bool) -> None:
    data = encoded(image_of_mode(mode), "JPEG", progressive=progressive, exif=b"Exif\0\0" + b"x" * 900)
    with Pdf.new() as pdf:
        image = add_image(pdf, data)
        assert image.read_raw_bytes() == data
        assert (int(image.Width), int(image.Height)) == (53, 37)
        assert PdfImage(image).mode == mode


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "I;16"])
def test_a_png_loses_no_pixel_and_is_not_compressed_anew(mode: str) -> None:
    source = image_of_mode(mode)
    data = encoded(source, "PNG")
    with Pdf.new() as pdf:
        image = add_image(pdf, data)
        assert image.read_raw_bytes() in data
        if mode == "I;16":  # big-endian in PDF
            shown = np.frombuffer(image.read_bytes(), ">u2").reshape(37, 53)
            assert np.array_equal(shown, np.asarray(source))
        else:
            shown = np.asarray(PdfImage(image).as_pil_image().convert("RGB"))
            assert np.array_equal(shown, np.asarray(source.convert("RGB")))


@pytest.mark.parametrize("bits", [1, 2, 4])
def test_a_palette_of_few_colours_keeps_them(bits: int) -> None:
    source = image_of_mode("RGB").quantize(2**bits)
    with Pdf.new() as pdf:
        image = add_image(pdf, encoded(source, "PNG", bits=bits))
        assert image.BitsPerComponent == bits
        shown = np.asarray(PdfImage(image).as_pil_image().convert("RGB"))
    assert np.array_equal(shown, np.asarray(source.convert("RGB")))


def interlaced(data: bytes) -> bytes:
    """A grey PNG of one pixel, interlaced: the rows are the same, only the header says so."""
    chunk = b"IHDR" + data[16:28] + b"\x01"
    return data[:8] + struct.pack(">I", 13) + chunk + struct.pack(">I", zlib.crc32(chunk)) + data[33:]


@pytest.mark.parametrize(
    "data",
    [
        encoded(Image.fromarray(NOISE).convert("RGBA"), "PNG"),
        encoded(Image.fromarray(NOISE).convert("LA"), "PNG"),
        encoded(Image.fromarray(NOISE).convert("P"), "PNG", transparency=3),
        interlaced(encoded(Image.new("L", (1, 1), 77), "PNG")),
    ],
    ids=["rgba", "grey-alpha", "transparent-colour", "interlaced"],
)
def test_what_pdf_a_cannot_hold_is_kept_as_pixels(data: bytes) -> None:
    source = np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
    with Pdf.new() as pdf:
        image = add_image(pdf, data)
        assert "/SMask" not in image and "/DecodeParms" not in image
        assert np.array_equal(np.asarray(PdfImage(image).as_pil_image()), source)


def test_a_cmyk_jpeg_becomes_rgb() -> None:
    grey = Image.new("CMYK", (20, 10), (0, 0, 0, 128))
    with Pdf.new() as pdf:
        image = add_image(pdf, encoded(grey, "JPEG", quality=95))
        shown = np.asarray(PdfImage(image).as_pil_image()).astype(int)
    assert shown.shape == (10, 20, 3) and abs(shown - 127).max() <= 4


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"no image",
        b"\xff\xd8",
        b"\xff\xd8\xff\xc0\x00",
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
    ],
)
def test_what_is_no_image_is_told(data: bytes) -> None:
    page = ArchivePage(data, "image/jpeg", 300, 10, 10, None)
    with pytest.raises(ObjectCorruptError):
        write([page])
