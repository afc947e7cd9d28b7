"""One page: from its pixels to words, codes and tables."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from models.page import PageReading, PageState
from pipeline.reading.again import read_again
from pipeline.reading.blank import measure_ink
from pipeline.reading.codes import find_codes, in_frame
from pipeline.reading.engine import OcrEngine
from pipeline.reading.figures import read_figures
from pipeline.reading.frame import Frame, inverse, make_frame, picture_to_read, turned_over
from pipeline.reading.galley import Galley, set_galley, stack
from pipeline.reading.mrz import Zone, ZoneReader
from pipeline.reading.orient import CLEARLY_LEVEL, rhythm_of_rows, small_ink
from pipeline.reading.pale import strengthened
from pipeline.reading.patches import find_patches
from pipeline.reading.quality import measure_quality
from pipeline.reading.recorder import Recorder, unrecorded
from pipeline.reading.rules import erase_rules, find_rules
from pipeline.reading.scale import Image, credible_dpi, glance
from pipeline.reading.segments import Layout, Piece, find_pieces, text_lines
from pipeline.reading.shapes import Shapes, find_shapes
from pipeline.reading.tables import Grid, border_mask, find_grids
from pipeline.reading.upright import CLEAR, lean
from pipeline.reading.words import as_tables, number_lines, words_on_page

SETTINGS = "galley-15"
_LINES_TO_TRY = 5


@dataclass(frozen=True)
class _Found:
    frame: Frame
    grids: list[Grid]
    shapes: Shapes
    layout: Layout


def read_page(
    pixels: NDArray[np.uint8],
    dpi: int,
    engine: OcrEngine,
    record: Recorder = unrecorded,
    *,
    upright: bool = False,
) -> PageReading:
    """Read one page. `pixels`: uint8, gray or BGR; `dpi`: as told, 0 where not; `record` takes the steps;
    `upright`: somebody says that the page is the right way up.

    Raises ReadingTimeoutError and EngineFailedError (what the engine raises).
    """
    started = time.monotonic()
    cv2.setNumThreads(1)
    told = credible_dpi(pixels, dpi)
    small = glance(pixels, told)
    ink = measure_ink(pixels, small, told)
    if not ink.depth:
        return PageReading(
            state=PageState.BLANK,
            engine=_engine_name(engine),
            settings=SETTINGS,
            width=pixels.shape[1],
            height=pixels.shape[0],
            dpi=round(told),
            ink=ink.share,
            seconds=time.monotonic() - started,
        )
    codes = find_codes(pixels, small) + find_patches(small, pixels.shape[1])
    record("page", pixels, [code.box for code in codes])
    gray = picture_to_read(pixels, small, codes)
    if ink.depth < 1:
        gray = strengthened(gray, ink.depth)
    record("print", gray)
    found = _find_as_it_is(gray, told) if upright else _find_upright(gray, told, engine)
    record("ink", found.frame.ink, [cell for grid in found.grids for cell in grid.cells()])
    record("lines", found.frame.page, [piece.box for piece in found.layout.pieces])
    zones = ZoneReader(found.frame.page, found.shapes, found.layout, found.frame.dpi, engine).read()
    galley = _set(_without(found, zones))
    record("galley", galley.image)
    words = engine.read(galley.image, found.frame.dpi) if galley.rows else []
    placed = words_on_page(words, galley) + [word for zone in zones for word in zone.words]
    second = read_again(found.frame.page, found.shapes, placed, found.frame.dpi, engine)
    read = read_figures(found.frame.page, found.shapes, second.words, found.frame.dpi, engine)
    record("words", found.frame.page, [word.box for word in read])
    record("unread", found.frame.page, second.unread)
    return PageReading(
        state=PageState.READ,
        engine=_engine_name(engine),
        settings=SETTINGS,
        width=found.frame.width,
        height=found.frame.height,
        dpi=found.frame.dpi,
        ink=ink.share,
        to_image=found.frame.to_image,
        words=number_lines(read, found.grids),
        codes=(*in_frame(codes, inverse(found.frame.to_image)), *(zone.code for zone in zones)),
        tables=as_tables(found.grids),
        unread=second.unread,
        quality=measure_quality(pixels, small, told, found.frame.to_image, found.layout.pieces, read),
        seconds=time.monotonic() - started,
    )


def _find_as_it_is(gray: Image, dpi: float) -> _Found:
    """The page's text with its lines level."""
    return _find_text(make_frame(gray, small_ink(gray, dpi), dpi, sideways=False))


def _find_upright(gray: Image, dpi: float, engine: OcrEngine) -> _Found:
    """The page's text with its lines level and the right way up. Where the page's rhythm does not tell that
    its lines are level, a few of them are read either way."""
    look = small_ink(gray, dpi)
    level = _either_way(_find_text(make_frame(gray, look, dpi, sideways=False)))
    clear = rhythm_of_rows(look) >= CLEARLY_LEVEL
    if clear and len(level) == 1:
        return level[0]
    found, sureness = _surest(level, engine)
    if clear:
        return found
    sideways = _either_way(_find_text(make_frame(gray, look, dpi, sideways=True)))
    other, surer = _surest(sideways, engine)
    return other if surer > sureness else found


def _find_text(frame: Frame) -> _Found:
    rules = find_rules(frame.ink)
    grids = find_grids(rules)
    erased = erase_rules(frame.ink, rules, border_mask(frame.ink.shape, grids))
    shapes = find_shapes(frame.ink & (1 - erased))
    return _Found(frame, grids, shapes, find_pieces(shapes, grids))


def _either_way(found: _Found) -> list[_Found]:
    """The page, and turned over too where its letters do not tell that it stands upright. That it stands on
    its head is never believed of them alone: few pages do, most that seem to are of capitals and figures."""
    if lean(found.shapes, found.layout) >= CLEAR or not found.layout.pieces:
        return [found]
    return [found, _find_text(turned_over(found.frame))]


def _surest(ways: list[_Found], engine: OcrEngine) -> tuple[_Found, float]:
    """The way of which the engine reads the longest lines most surely, letter by letter, the first of equals;
    and how surely, 0 to 1. All ways are read in one run."""
    sheet = stack([_set(found, at_most=_LINES_TO_TRY) for found in ways])
    sure, letters = [0.0] * len(ways), [1] * len(ways)
    for word in engine.read(sheet.image, ways[0].frame.dpi):
        way = sheet.number_at(word.box.middle)
        sure[way] += word.confidence * len(word.text)
        letters[way] += len(word.text)
    shares = [part / count for part, count in zip(sure, letters, strict=True)]
    best = shares.index(max(shares))
    return ways[best], shares[best]


def _set(found: _Found, at_most: int | None = None) -> Galley:
    lines = text_lines(found.layout.pieces)
    if at_most is not None:
        lines = sorted(lines, key=_ink_width, reverse=True)[:at_most]
    return set_galley(found.frame.page, found.shapes, found.layout, lines)


def _without(found: _Found, zones: list[Zone]) -> _Found:
    """What is left for the engine to read."""
    read = {piece.number for zone in zones for piece in zone.pieces}
    pieces = [piece for piece in found.layout.pieces if piece.number not in read]
    return replace(found, layout=replace(found.layout, pieces=pieces))


def _ink_width(line: list[Piece]) -> int:
    return sum(piece.box.width for piece in line)


def _engine_name(engine: OcrEngine) -> str:
    return f"{engine.name} {engine.version}"
