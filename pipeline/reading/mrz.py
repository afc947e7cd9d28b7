"""The lines for machines on an identity card: found by their shape, read with the signs they can have."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from models.geometry import Box, union
from models.mrz import FIGURES, LETTERS, WIDTH, parse_mrz
from models.page import Code, Word
from pipeline.reading.engine import OcrEngine
from pipeline.reading.galley import set_galley
from pipeline.reading.scale import Image
from pipeline.reading.segments import Layout, Piece, ink_of
from pipeline.reading.shapes import Shapes

_LONG = (18.0, 42.0)  # a line's length in heights of its capitals
_SIGNS = (WIDTH - 6, WIDTH + 10)  # shapes in a line: signs may touch, or break
_APART = 3.0  # from line to line, in heights
_FILLERS = 20, WIDTH - 1  # the signs between which only fillers stand, in the second line
_BESIDE_SIGN = 0.2  # of a sign's width is empty
_EDGE = 1.5  # by how much the ends of the lines may differ, in heights


@dataclass(frozen=True)
class Zone:
    """A zone that was read, every check digit right: its pieces are no text for the engine any more."""

    pieces: list[Piece]
    code: Code
    words: list[Word]


@dataclass(frozen=True)
class ZoneReader:
    """Reads the zones of a level page (`page`, `shapes`, `layout`: what was found on it) by `engine`."""

    page: Image
    shapes: Shapes
    layout: Layout
    dpi: int
    engine: OcrEngine

    def read(self) -> list[Zone]:
        """Zones, boxes in the page's pixels; what only looks like one, or fails a check, is left alone."""
        zones = [self._read_zone(pieces) for pieces in three_alike(self._lines_of_signs())]
        return [zone for zone in zones if zone is not None]

    def _lines_of_signs(self) -> list[Piece]:
        """Pieces as long for their height as the zone's lines, and of as many shapes."""
        owners = self.layout.piece_of_shape[self.shapes.is_text & (self.layout.piece_of_shape >= 0)]
        signs = np.bincount(owners, minlength=int(self.layout.piece_of_shape.max(initial=0)) + 1)
        return [
            piece
            for piece in self.layout.pieces
            if _LONG[0] <= piece.box.width / piece.height <= _LONG[1]
            and _SIGNS[0] <= signs[piece.number] <= _SIGNS[1]
        ]

    def _read_zone(self, pieces: list[Piece]) -> Zone | None:
        first, second, third = pieces
        lines = [[first], self._without_fillers(second)]
        figures = [text for text, _ in self._read_lines(lines, FIGURES)]
        if parse_mrz(figures, "") is None:
            return None
        ((name, sure_of_name),) = self._read_lines([[third]], LETTERS)
        zone = parse_mrz(figures, name)
        if zone is None:
            return None
        words = [
            Word(text=text, box=piece.box, confidence=sure, line=number - len(pieces))
            for number, (text, piece, sure) in enumerate(
                zip(zone.lines, pieces, (1.0, 1.0, sure_of_name), strict=True)
            )
        ]
        box = union([piece.box for piece in pieces])
        return Zone(pieces, Code(kind="mrz", text="\n".join(zone.lines), box=box), words)

    def _without_fillers(self, line: Piece) -> list[Piece]:
        """The second line without the fillers before its last sign: the engine loses its way in a long row of
        them, and the check digit at its end with it."""
        columns = ink_of(self.shapes, self.layout, line).sum(axis=0)
        begin, end = (gap_at(columns, sign) for sign in _FILLERS)
        left, top, right, bottom = line.box
        return [
            replace(line, box=Box(left, top, left + begin, bottom)),
            replace(line, box=Box(left + end, top, right, bottom)),
        ]

    def _read_lines(self, lines: list[list[Piece]], alphabet: str) -> list[tuple[str, float]]:
        """What stands in each of `lines`, without spaces, and how sure the engine is of it."""
        galley = set_galley(self.page, self.shapes, self.layout, lines)
        words: list[list[Word]] = [[] for _ in lines]
        for word in self.engine.read(galley.image, self.dpi, alphabet):
            where = galley.to_page(word.box)
            if where is not None:
                words[where[1]].append(word)
        return [
            ("".join(word.text for word in line), min((word.confidence for word in line), default=0.0))
            for line in words
        ]


def gap_at(columns: NDArray[np.integer], sign: int) -> int:
    """The column before `sign` of a line whose signs all stand equally apart: the one with least ink near
    where it should be."""
    pitch = len(columns) / (WIDTH - _BESIDE_SIGN)
    near = round((sign - _BESIDE_SIGN / 2) * pitch) + np.arange(-round(pitch / 4), round(pitch / 4) + 1)
    return int(near[np.argmin(columns[near])])


def three_alike(pieces: list[Piece]) -> list[list[Piece]]:
    """Each three of `pieces` that stand one below the other and begin and end alike, in order."""
    found: list[list[Piece]] = []
    waiting = sorted(pieces, key=_base)
    while waiting:
        lines = [waiting.pop(0)]
        for piece in waiting:
            if len(lines) < 3 and _follows(lines[-1], piece):
                lines.append(piece)
        if len(lines) == 3:
            found.append(lines)
            waiting = [piece for piece in waiting if piece not in lines]
    return found


def _follows(above: Piece, piece: Piece) -> bool:
    height = max(above.height, piece.height)
    ends = abs(above.box.left - piece.box.left), abs(above.box.right - piece.box.right)
    return max(ends) < _EDGE * height and 0.5 * height < piece.base - above.base < _APART * height


def _base(piece: Piece) -> float:
    return piece.base
