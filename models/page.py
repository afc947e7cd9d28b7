"""What reading a page gives: words with boxes and confidence, codes, tables.

All boxes are in the *frame* that was read: the page upright and straight, in pixels. `to_image`
maps the frame to the page image that is kept, so that every value can be traced to its pixels.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from models.geometry import IDENTITY, Affine, Box


class PageState(StrEnum):
    """Every page that comes in ends in exactly one of the last four."""

    PENDING = "pending"
    READ = "read"
    TEXT_LAYER = "text_layer"
    BLANK = "blank"
    FAILED = "failed"


class Frozen(BaseModel):
    """A value: equal by content, never changed."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Word(Frozen):
    """One recognised word. `confidence` is the engine's own, 0 to 1 (models/confidence.py tells what it is
    worth), of a word that was read again the share that agrees; `line` numbers text lines from the top of the
    page (words of one line share it); `confirmed`: its figures were read twice, alike, or need no reading;
    `readings`: what it was read as each time, the first reading first, where it was read again."""

    text: str
    box: Box
    confidence: float
    line: int
    confirmed: bool = False
    readings: tuple[str, ...] = ()


class Code(Frozen):
    """A machine-readable code on the page: kind is `qr`, decoded, `patch`, bars on a sheet that parts papers,
    or `mrz`, the three lines for machines of an identity card, every check digit right."""

    kind: str
    text: str
    box: Box


class Table(Frozen):
    """A ruled table: cells as boxes, row by row from the top, each row from the left."""

    rows: tuple[tuple[Box, ...], ...]


class Quality(Frozen):
    """How good a scan is; None where there was no print to measure.

    `dpi`: as told, or as an A4 sheet would have; `skew`: degrees from level, 0 to 45; `blur`: of the print's
    edges, the sigma of a Gaussian in pixels at 300 dpi; `contrast`: between paper and ink, 0 to 1;
    `gray_stamps`: stamps on a page without colour; `cut_words`: words that reach the sheet's edge.
    """

    dpi: int
    skew: float
    blur: float | None
    contrast: float | None
    gray_stamps: int
    cut_words: int


class PageReading(Frozen):
    """A page as it was read.

    `width`, `height`: the frame's size in pixels; `dpi`: its resolution; `ink`: share of dark
    pixels once the background is divided out, 0 to 1; `unread`: places that bear text which could not be
    read; `signed`: the file bears a digital signature; `quality`: of the scan, None where there is nothing to
    measure; `seconds`: what reading it took.
    """

    schema_version: int = 1
    state: PageState
    engine: str
    settings: str
    width: int
    height: int
    dpi: int
    ink: float
    to_image: Affine = IDENTITY
    words: tuple[Word, ...] = ()
    codes: tuple[Code, ...] = ()
    tables: tuple[Table, ...] = ()
    unread: tuple[Box, ...] = ()
    signed: bool = False
    quality: Quality | None = None
    seconds: float = 0.0

    def lines(self) -> list[list[Word]]:
        """The words line by line, in reading order."""
        lines: dict[int, list[Word]] = {}
        for word in self.words:
            lines.setdefault(word.line, []).append(word)
        return [sorted(lines[n], key=_left) for n in sorted(lines)]

    def text(self) -> str:
        """All that was read, a line of the page a line of text."""
        return "\n".join(" ".join(word.text for word in line) for line in self.lines())


def _left(word: Word) -> int:
    return word.box.left
