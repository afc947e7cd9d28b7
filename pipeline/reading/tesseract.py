"""Tesseract with the Vietnamese model, one process a page, one thread a process."""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import cv2
import numpy as np
import pytesseract
from numpy.typing import NDArray

from models.errors import EngineFailedError, ReadingTimeoutError
from models.geometry import Box
from models.page import Word
from models.text import clean

_SINGLE_BLOCK = 6
_WORD_LEVEL = "5"
_TALLEST = 32_000  # pixels; from 32,768 on Tesseract refuses
# Else it reads each line that it is unsure of again as white on black, which no line is: a sixth of its time.
_DARK_ON_WHITE = "-c tessedit_do_invert=0"


class TesseractEngine:
    """`timeout`: seconds after which the process is killed."""

    name = "tesseract"

    def __init__(self, timeout: float = 180.0, mode: int = _SINGLE_BLOCK) -> None:
        self._timeout = timeout
        self._mode = mode
        # pytesseract passes the environment on. Threads of one page only get in the way of other pages.
        os.environ["OMP_THREAD_LIMIT"] = "1"

    @cached_property
    def version(self) -> str:
        try:
            return str(pytesseract.get_tesseract_version())
        except (pytesseract.TesseractNotFoundError, SystemExit):
            raise EngineFailedError() from None

    def read(self, image: NDArray[np.uint8], dpi: int, alphabet: str = "") -> list[Word]:
        """An image taller than the program takes is read in parts, which do not count as one line."""
        words: list[Word] = []
        for top, part in _parts(image):
            lines = 1 + max((word.line for word in words), default=-1)
            words += [_moved(word, top, lines) for word in self._read(part, dpi, alphabet)]
        return words

    def _read(self, image: NDArray[np.uint8], dpi: int, alphabet: str) -> list[Word]:
        with tempfile.TemporaryDirectory(prefix="sohoa-") as folder:
            # A file, uncompressed: pytesseract would spend longer on writing a PNG than on anything else.
            path = str(Path(folder) / "page.pgm")
            if not cv2.imwrite(path, image):
                raise EngineFailedError()
            return _words(self._run(path, dpi, alphabet), image.shape[:2])

    def _run(self, path: str, dpi: int, alphabet: str) -> str:
        only = f" -c tessedit_char_whitelist={alphabet}" if alphabet else ""
        try:
            return str(
                pytesseract.run_and_get_output(
                    path,
                    extension="tsv",
                    # The Vietnamese model knows capitals and figures less well: 1DVNM for IDVNM.
                    lang="eng" if alphabet else "vie",
                    config=f"--dpi {dpi} --psm {self._mode} -c tessedit_create_tsv=1 {_DARK_ON_WHITE}{only}",
                    timeout=self._timeout,
                )
            )
        except RuntimeError as error:
            if "timeout" in str(error).lower():
                raise ReadingTimeoutError() from None
            raise EngineFailedError() from None
        except (pytesseract.TesseractNotFoundError, UnicodeDecodeError, OSError):
            raise EngineFailedError() from None


def _parts(image: NDArray[np.uint8]) -> Iterator[tuple[int, NDArray[np.uint8]]]:
    """The image from `top` on, in parts no taller than _TALLEST: cut between lines where there is white."""
    top = 0
    while len(image) - top > _TALLEST:
        white = np.flatnonzero((image[top : top + _TALLEST] == 255).all(axis=1))
        height = int(white[-1]) if len(white) and white[-1] else _TALLEST
        yield top, image[top : top + height]
        top += height
    yield top, image[top:]


def _moved(word: Word, down: int, lines: int) -> Word:
    left, top, right, bottom = word.box
    box = Box(left, top + down, right, bottom + down)
    return word.model_copy(update={"box": box, "line": word.line + lines})


def _words(tsv: str, size: tuple[int, int]) -> list[Word]:
    rows = csv.DictReader(io.StringIO(tsv), delimiter="\t", quoting=csv.QUOTE_NONE)
    if rows.fieldnames is None or "conf" not in rows.fieldnames:
        raise EngineFailedError()
    words: list[Word] = []
    lines: dict[tuple[str, ...], int] = {}
    for row in rows:
        if row["level"] == _WORD_LEVEL:
            line = lines.setdefault((row["block_num"], row["par_num"], row["line_num"]), len(lines))
            words += _word(row, line, size)
    return words


def _word(row: dict[str, str], line: int, size: tuple[int, int]) -> list[Word]:
    """The word of one row, or none where the row has no text."""
    try:
        left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
        confidence = float(row["conf"]) / 100
        text = clean(row["text"] or "")
    except (ValueError, TypeError, KeyError):
        raise EngineFailedError() from None
    inside = left >= 0 and top >= 0 and left + width <= size[1] and top + height <= size[0]
    if not inside or not math.isfinite(confidence):
        raise EngineFailedError()
    if not text:
        return []
    return [
        Word(
            text=text,
            box=Box(left, top, left + width, top + height),
            confidence=min(max(confidence, 0.0), 1.0),
            line=line,
        )
    ]
