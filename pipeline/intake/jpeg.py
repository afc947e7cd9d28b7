"""JPEG, looked at before it is decoded. A decoder fills what is missing with gray and says nothing."""

from __future__ import annotations

import io
import mmap
import re

import cv2
import numpy as np
from PIL import Image

from models.errors import CorruptFileError
from pipeline.intake.media import JPEG
from pipeline.intake.page_image import Pixels

_MOST_SCANS = 100  # a progressive JPEG has ten; each costs the time of decoding a whole image
_START_OF_SCAN, _END_OF_IMAGE = 0xDA, 0xD9
# In coded data 0xFF is followed by 0x00 or a restart marker; anything else but a fill byte is a marker.
_MARKER = re.compile(rb"\xff([^\x00\xd0-\xd7\xff])")
_ORIENTATION = 0x0112

Buffer = bytes | mmap.mmap


def jpeg_end(data: Buffer) -> int | None:
    """Where the image in `data` ends, None if it is cut off or broken before that (ISO 10918-1, B.1)."""
    at, scans = 2, 0
    while scans <= _MOST_SCANS:
        marker = _MARKER.search(data, at) if scans else _MARKER.match(data, _skip_fill(data, at))
        if marker is None:
            return None
        code, at = marker.group(1)[0], marker.end()
        if code == _END_OF_IMAGE:
            return at if scans else None
        length = int.from_bytes(data[at : at + 2], "big")
        if length < 2 or at + length > len(data):
            return None
        at += length
        scans += code == _START_OF_SCAN
    return None


def _skip_fill(data: Buffer, at: int) -> int:
    while data[at : at + 2] == b"\xff\xff":
        at += 1
    return at


def plain_jpeg_size(data: bytes) -> tuple[int, int] | None:
    """Width and height of a gray or RGB JPEG that every viewer shows as it is stored, else None."""
    with Image.open(io.BytesIO(data), formats=("JPEG",)) as image:
        plain = image.mode in ("L", "RGB") and orientation_of(image) == 1
        return image.size if plain else None


def orientation_of(image: Image.Image) -> int:
    """How the image is to be turned, 1 to 8 (TIFF 6.0, p. 36); 1, as it is, where the metadata is broken."""
    try:
        orientation = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # metadata is hostile too, but no reason to lose the page
        return 1
    return orientation if orientation in range(1, 9) else 1


def decode_jpeg(data: Buffer) -> Pixels:
    """The pixels, BGR, as stored. `data` is complete and of a size already checked."""
    flags = cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
    if pixels is None:
        raise CorruptFileError()
    return np.asarray(pixels, dtype=np.uint8)


def kept_jpeg(data: Buffer, end: int) -> tuple[bytes, str]:
    """The image itself, without what cameras append to it."""
    return data[:end], JPEG
