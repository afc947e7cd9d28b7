"""Parts of a page cut out, enlarged and read by themselves: a second look at what was read badly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import cv2
import numpy as np

from models.geometry import Box
from models.page import Word
from pipeline.reading.engine import OcrEngine
from pipeline.reading.scale import Image, resized
from pipeline.reading.shapes import Shapes

_LETTER = 26  # the height of a letter in what is read, pixels
_AROUND = 0.3  # paper around, in heights of letters
_MARGIN = 24


class Strip(NamedTuple):
    """A part of the page with the `words` it had: page = strip / scale + corner of `box`."""

    image: Image
    box: Box
    scale: float
    words: list[Word]


def cut_strip(
    page: Image, shapes: Shapes, box: Box, height: float, words: list[Word], letter: int = _LETTER
) -> Strip:
    """What is under `box`, whose letters are `height` pixels high, without rules, leaders and stains; in the
    strip they are `letter` high."""
    margin = round(_AROUND * height)
    left, top = max(box.left - margin, 0), max(box.top - margin, 0)
    right, bottom = min(box.right + margin, page.shape[1]), min(box.bottom + margin, page.shape[0])
    labels = shapes.labels[top:bottom, left:right]
    own = shapes.is_text[labels]
    near = cv2.dilate(own.astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    alone = np.where(own | (near & (labels == 0)), page[top:bottom, left:right], 255).astype(np.uint8)
    scale = letter / height
    return Strip(resized(alone, scale), Box(left, top, right, bottom), scale, words)


def read_strips(strips: Sequence[Strip], dpi: int, engine: OcrEngine, alphabet: str = "") -> list[Word]:
    """The words of all strips, read as one sheet, boxes on the page; `line` is the strip's number."""
    width = max(strip.image.shape[1] for strip in strips) + 2 * _MARGIN
    tops = np.cumsum([_MARGIN, *(strip.image.shape[0] + _MARGIN for strip in strips)]).tolist()
    sheet = np.full((tops[-1], width), 255, np.uint8)
    for top, strip in zip(tops, strips, strict=False):
        height, wide = strip.image.shape
        sheet[top : top + height, _MARGIN : _MARGIN + wide] = strip.image
    words = []
    for word in engine.read(sheet, dpi, alphabet):
        number = min(int(np.searchsorted(tops, word.box.middle, side="right")) - 1, len(strips) - 1)
        if number >= 0:
            box = _on_page(word.box, strips[number], tops[number])
            words.append(word.model_copy(update={"box": box, "line": number}))
    return words


def _on_page(box: Box, strip: Strip, top: int) -> Box:
    xs = [round((x - _MARGIN) / strip.scale) + strip.box.left for x in (box.left, box.right)]
    ys = [round((y - top) / strip.scale) + strip.box.top for y in (box.top, box.bottom)]
    return Box(xs[0], ys[0], max(xs[1], xs[0] + 1), max(ys[1], ys[0] + 1))
