"""Pictures for the desk, cut from the kept page images: the whole page small enough to load at once, and the
places of fields at full size, all turned upright. Cut once and kept in a folder of our own."""

from __future__ import annotations

import contextlib
import hashlib
import json
import math
import os
import threading
from collections.abc import Iterable
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from flows.stored import known
from flows.workspace import PRIVATE_FOLDER
from models.errors import ObjectCorruptError
from models.geometry import Box
from pipeline.keeping.objects import ObjectStore
from pipeline.keeping.rows.dossiers import PageRow

THUMBNAIL_WIDTH = 260
VIEW_WIDTH = 1400  # pixels of the upright page: an A4 sheet at 170 dpi
MARGIN = 0.35  # around a field, in heights of its box: what stands beside it tells a clerk much
LEAST_MARGIN, MOST_MARGIN = 10, 30  # pixels
JPEG = [cv2.IMWRITE_JPEG_QUALITY, 80]
_DECODING = threading.Semaphore(2)  # a page is 26 MB once decoded

Pixels = NDArray[np.uint8]


class Pictures:
    """Safe to use from several threads. Raises what the store raises, ObjectCorruptError."""

    def __init__(self, folder: Path, blobs: ObjectStore) -> None:
        folder.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        self._folder, self._blobs = folder, blobs
        self._turns: dict[str, int] = {}

    def turns(self, page: PageRow) -> int:
        """Quarter turns to the left that make the kept image of a page upright."""
        if page.reading_key is None:
            return 0
        if page.reading_key not in self._turns:
            a, _, _, d, _, _ = json.loads(self._blobs.get(page.reading_key))["to_image"]
            self._turns[page.reading_key] = round(math.degrees(math.atan2(d, a)) / 90) % 4
        return self._turns[page.reading_key]

    def view(self, page: PageRow) -> Path:
        """The page, upright, VIEW_WIDTH wide or less."""
        return self.crops(page, [None])[0]

    def thumbnail(self, page: PageRow) -> Path:
        """The page, upright, small enough for many on one screen; cut from the view, which is kept too."""
        path = self._path(page, None).with_suffix(".small.jpg")
        if not path.exists():
            pixels = _decode(self.view(page).read_bytes())
            _save(_shrunk(pixels, THUMBNAIL_WIDTH), path)
        return path

    def crop(self, page: PageRow, box: Box) -> Path:
        """The place of a field with a margin; `box` in pixels of the kept image."""
        return self.crops(page, [box])[0]

    def crops(self, page: PageRow, boxes: Iterable[Box | None]) -> list[Path]:
        """The places of a page (None: all of it), for which it is decoded once, if at all."""
        wanted = {box: self._path(page, box) for box in boxes}
        missing = {box: path for box, path in wanted.items() if not path.exists()}
        if missing:
            turns = self.turns(page)
            with _DECODING:
                pixels = _decode(self._blobs.get(known(page.image_key)))
                for box, path in missing.items():
                    _save(_shrunk(np.rot90(pixels, turns)) if box is None else _cut(pixels, box, turns), path)
        return [wanted[box] for box in boxes]

    def _path(self, page: PageRow, box: Box | None) -> Path:
        name = hashlib.sha256(repr((page.image_key, page.reading_key, box and tuple(box))).encode())
        return self._folder / f"{name.hexdigest()}.jpg"


def upright(box: Box, page: PageRow, turns: int) -> Box:
    """Where a box of the kept image lies once the image is turned upright."""
    width, height = known(page.width), known(page.height)
    for _ in range(turns):
        box = Box(box.top, width - box.right, box.bottom, width - box.left)
        width, height = height, width
    return box


def upright_size(page: PageRow, turns: int) -> tuple[int, int]:
    width, height = known(page.width), known(page.height)
    return (height, width) if turns % 2 else (width, height)


def _cut(pixels: Pixels, box: Box, turns: int) -> Pixels:
    height, width = pixels.shape[:2]
    short = min(box.width, box.height)
    margin = min(MOST_MARGIN, max(LEAST_MARGIN, round(MARGIN * short)))
    left, top = max(0, box.left - margin), max(0, box.top - margin)
    cut = pixels[top : min(height, box.bottom + margin), left : min(width, box.right + margin)]
    return np.rot90(cut if cut.size else pixels[:1, :1], turns)


def _shrunk(pixels: Pixels, most: int = VIEW_WIDTH) -> Pixels:
    height, width = pixels.shape[:2]
    if width <= most:
        return pixels
    size = (most, max(1, round(height * most / width)))
    return np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.uint8)


def _decode(data: bytes) -> Pixels:
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    if pixels is None:
        raise ObjectCorruptError
    return np.asarray(pixels, np.uint8)


def _save(pixels: Pixels, path: Path) -> None:
    """Whole or not at all, also where two do it at once."""
    _, data = cv2.imencode(".jpg", np.ascontiguousarray(pixels), JPEG)
    new = path.with_suffix(f".{os.getpid()}-{threading.get_ident()}")
    with contextlib.suppress(FileNotFoundError):
        new.write_bytes(data.tobytes())
        new.replace(path)
