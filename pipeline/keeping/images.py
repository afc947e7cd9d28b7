"""Kept page images as images of a PDF, their bytes passed through untouched wherever PDF has the format."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

import cv2
import numpy as np
from pikepdf import Array, Dictionary, Name, Pdf, Stream

from models.errors import ObjectCorruptError

_JPEG_SPACES = {1: Name.DeviceGray, 3: Name.DeviceRGB}
# Baseline, extended and progressive Huffman (ISO 10918-1, table B.1): what PDF's DCTDecode can show.
_JPEG_FRAMES, _JPEG_NO_FRAMES = (0xC0, 0xC1, 0xC2), (0xC4, 0xC8, 0xCC)
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_PNG_GRAY, _PNG_RGB, _PNG_PALETTE = 0, 2, 3


class _Image(NamedTuple):
    """An encoded image; `samples`: per pixel in `data`; `palette`: RGB bytes, where pixels are indices."""

    width: int
    height: int
    bits: int
    samples: int
    data: bytes
    is_jpeg: bool = False
    has_predictor: bool = False
    palette: bytes | None = None


def add_image(pdf: Pdf, data: bytes) -> Stream:
    """The image as an object of `pdf`: a JPEG as it is, a PNG with its own compressed rows, both in gray or
    RGB. Anything else PDF/A cannot hold (transparency, interlace, CMYK): its pixels, without loss.
    Raises ObjectCorruptError if `data` is no image."""
    try:
        image = _jpeg(data) or _png(data) or _decoded(data)
    except (cv2.error, struct.error, KeyError):
        raise ObjectCorruptError from None
    stream = Stream(pdf, image.data)
    stream.stream_dict = Dictionary(
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=image.width,
        Height=image.height,
        BitsPerComponent=image.bits,
        ColorSpace=_space(pdf, image),
        Filter=Name.DCTDecode if image.is_jpeg else Name.FlateDecode,
    )
    if image.has_predictor:
        stream.DecodeParms = Dictionary(
            Predictor=15, Colors=image.samples, BitsPerComponent=image.bits, Columns=image.width
        )
    return stream


def _space(pdf: Pdf, image: _Image) -> Name | Array:
    if image.palette is None:
        return _JPEG_SPACES[image.samples]
    last = len(image.palette) // 3 - 1
    return Array([Name.Indexed, Name.DeviceRGB, last, Stream(pdf, image.palette)])


def _jpeg(data: bytes) -> _Image | None:
    if not data.startswith(b"\xff\xd8"):
        return None
    at = 2
    while data[at : at + 1] == b"\xff" and at + 10 <= len(data):
        marker = data[at + 1]
        if marker == 0xFF:  # fill
            at += 1
        elif 0xC0 <= marker <= 0xCF and marker not in _JPEG_NO_FRAMES:
            bits, height, width, samples = struct.unpack_from(">BHHB", data, at + 4)
            fits = marker in _JPEG_FRAMES and bits == 8 and samples in _JPEG_SPACES
            return _Image(width, height, bits, samples, data, is_jpeg=True) if fits else None
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
    return None


def _png(data: bytes) -> _Image | None:
    """A PNG's rows are compressed and predicted exactly as PDF's FlateDecode with predictor 15 has them."""
    if not data.startswith(_PNG_SIGNATURE):
        return None
    chunks: dict[bytes, list[bytes]] = {}
    at = len(_PNG_SIGNATURE)
    while at + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, at)
        if kind in (b"IHDR", b"PLTE", b"tRNS", b"IDAT"):
            chunks.setdefault(kind, []).append(data[at + 8 : at + 8 + length])
        at += 12 + length
    width, height, bits, colour, _, _, interlace = struct.unpack(">IIBBBBB", chunks[b"IHDR"][0])
    if interlace or b"tRNS" in chunks or colour not in (_PNG_GRAY, _PNG_RGB, _PNG_PALETTE):
        return None
    palette = chunks[b"PLTE"][0] if colour == _PNG_PALETTE else None
    rows = b"".join(chunks[b"IDAT"])
    samples = 3 if colour == _PNG_RGB else 1
    return _Image(width, height, bits, samples, rows, has_predictor=True, palette=palette)


def _decoded(data: bytes) -> _Image:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None:
        raise ObjectCorruptError
    height, width = pixels.shape[:2]
    return _Image(width, height, 8, 3, zlib.compress(pixels.tobytes()))
