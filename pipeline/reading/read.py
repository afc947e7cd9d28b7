"""One page: from its pixels to words, codes and tables."""

from __future__ import annotations

import time
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from models.page import PageReading, PageState
from pipeline.reading.blank import ink_that_counts, is_blank
from pipeline.reading.codes import find_codes
from pipeline.reading.engine import OcrEngine
from pipeline.reading.frame import Frame, inverse, make_frame, turned_over
from pipeline.reading.galley import Galley, set_galley
from pipeline.reading.rules import erase_rules, find_rules
from pipeline.reading.scale import credible_dpi
from pipeline.reading.segments import Layout, find_pieces, text_lines
from pipeline.reading.shapes import Shapes, find_shapes
from pipeline.reading.tables import Grid, border_mask, find_grids
from pipeline.reading.upright import upside_down
from pipeline.reading.words import as_tables, words_on_page

SETTINGS = "galley-1"


@dataclass(frozen=True)
class ReadResult:
    """`text_pdf`: one page of invisible text in the frame's coordinates; None where nothing was read."""

    reading: PageReading
    text_pdf: bytes | None


@dataclass(frozen=True)
class _Found:
    frame: Frame
    grids: list[Grid]
    shapes: Shapes
    layout: Layout


def read_page(pixels: NDArray[np.uint8], dpi: int, engine: OcrEngine) -> ReadResult:
    """Read one page. `pixels`: uint8, gray or BGR; `dpi`: as told, 0 where not.

    Raises ReadingTimeoutError and EngineFailedError (what the engine raises).
    """
    started = time.monotonic()
    cv2.setNumThreads(1)
    told = credible_dpi(pixels, dpi)
    counted, ink = ink_that_counts(pixels, told)
    if is_blank(counted):
        reading = PageReading(
            state=PageState.BLANK,
            engine=_engine_name(engine),
            settings=SETTINGS,
            width=pixels.shape[1],
            height=pixels.shape[0],
            dpi=round(told),
            ink=ink,
            seconds=time.monotonic() - started,
        )
        return ReadResult(reading, None)
    found = _find_text(make_frame(pixels, dpi))
    if upside_down(found.shapes, found.layout):
        found = _find_text(turned_over(found.frame))
    galley = _set(found)
    words = words_on_page(engine.read(galley.image, found.frame.dpi).words, galley, found.grids) if galley.rows else ()
    reading = PageReading(
        state=PageState.READ,
        engine=_engine_name(engine),
        settings=SETTINGS,
        width=found.frame.width,
        height=found.frame.height,
        dpi=found.frame.dpi,
        ink=ink,
        to_image=found.frame.to_image,
        words=words,
        codes=find_codes(pixels, inverse(found.frame.to_image)),
        tables=as_tables(found.grids),
        seconds=time.monotonic() - started,
    )
    return ReadResult(reading, None)


def _find_text(frame: Frame) -> _Found:
    rules = find_rules(frame.ink)
    grids = find_grids(rules)
    erased = erase_rules(frame.ink, rules, border_mask(frame.ink.shape, grids))
    shapes = find_shapes(frame.ink & (1 - erased))
    return _Found(frame, grids, shapes, find_pieces(shapes, grids))


def _set(found: _Found) -> Galley:
    return set_galley(found.frame.page, found.shapes, found.layout, text_lines(found.layout.pieces))


def _engine_name(engine: OcrEngine) -> str:
    return f"{engine.name} {engine.version}"
