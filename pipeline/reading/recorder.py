"""Pictures of the steps of reading a page, so that one sees why it is read badly."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from models.geometry import Box
from pipeline.reading.scale import Image

_RED = (40, 40, 230)  # BGR


class Recorder(Protocol):
    """Takes what a step made: its name, the picture (a mask of 0 and 1, gray or BGR), boxes in its pixels."""

    def __call__(self, step: str, image: Image, boxes: Iterable[Box] = (), /) -> None: ...


def unrecorded(_step: str, _image: Image, _boxes: Iterable[Box] = ()) -> None:
    """Records nothing."""


class FolderRecorder:
    """Writes the steps as numbered PNG files to a folder, the boxes drawn in."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._steps = 0

    def __call__(self, step: str, image: Image, boxes: Iterable[Box] = ()) -> None:
        self._steps += 1
        picture = _in_colour(image)
        for left, top, right, bottom in boxes:
            cv2.rectangle(picture, (left, top), (right, bottom), _RED, 2)
        _, encoded = cv2.imencode(".png", picture)
        (self._folder / f"{self._steps:02d}-{step}.png").write_bytes(encoded.tobytes())


def _in_colour(image: Image) -> NDArray[np.uint8]:
    """A BGR copy; the ink of a mask is black."""
    if image.ndim == 3:
        return image.copy()
    gray = 255 * (1 - image) if image.max(initial=0) <= 1 else image
    return np.asarray(cv2.cvtColor(gray, cv2.COLOR_GRAY2BGR), np.uint8)
