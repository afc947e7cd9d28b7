"""The text that a born-digital PDF page carries, where it can be trusted.

It is trusted where what it says is what the page shows: no picture fills the page, its letters are those of
Vietnamese (fonts without Unicode map and the old TCVN3 and VNI encodings give others), its words have
vowels, every word has ink under it and nearly all ink has a word over it. In doubt the page is read by OCR
like any other. What was filled in on a form is taken from its fields.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import cv2
import numpy as np

from models.errors import RenderTimeoutError
from models.geometry import IDENTITY, Box
from models.page import PageReading, PageState, Word
from models.text import clean, fold
from pipeline.reading.codes import find_codes, in_frame
from pipeline.reading.pdf_form import FilledIn, filled_in
from pipeline.reading.rules import erase_rules, find_rules
from pipeline.reading.scale import Image, glance
from pipeline.reading.tables import border_mask, find_grids
from pipeline.reading.words import as_tables

ENGINE = "text layer"
SETTINGS = "text-layer-3"
TIMEOUT = 30  # seconds
LARGEST_ANSWER = 20_000_000  # bytes of what poppler says of one page

FEWEST_WORDS = 5
GARBLED = 0.3  # share of words of letters and signs that have no vowel
STRANGE = 0.01  # share of letters that Vietnamese does not have
SHOWN = 0.98  # share of words with ink under them
COVERED = 0.85  # share of the ink that words must cover, pictures included, rules not
SAME_SHAPE = 0.02  # by how much the page's and the picture's proportions may differ
DARK = 128  # a pixel is ink below this gray

_VOWELS = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")


def read_text_layer(pdf: Path, number: int, pixels: Image, dpi: int) -> PageReading | None:
    """The words of page `number` (from 1), boxes in pixels of `pixels`, its picture (gray or BGR, `dpi`).

    None where the page must be read by OCR. Raises RenderTimeoutError.
    """
    words, page_width, page_height = _words(pdf, number)
    height, width = pixels.shape[:2]
    if len(words) < FEWEST_WORDS or not page_width or not page_height or _strange(words) > STRANGE:
        return None
    if _without_vowels(words) > GARBLED:
        return None
    scale_x, scale_y = width / page_width, height / page_height
    if abs(scale_x / scale_y - 1) > SAME_SHAPE or _has_large_picture(pdf, number, page_width * page_height):
        return None
    words = with_fields(words, filled_in(pdf, number))
    placed = [(text, _scaled(box, scale_x, scale_y)) for text, box in words]
    ink = _ink(pixels)
    rules = find_rules(ink)
    grids = find_grids(rules)
    print_alone = ink & (1 - erase_rules(ink, rules, border_mask((height, width), grids)))
    if not _is_what_is_shown(print_alone, [box for _, box in placed]):
        return None
    return PageReading(
        state=PageState.TEXT_LAYER,
        engine=ENGINE,
        settings=SETTINGS,
        width=width,
        height=height,
        dpi=dpi,
        ink=float(ink.mean()),
        words=_in_lines(placed),
        codes=in_frame(find_codes(pixels, glance(pixels, dpi)), IDENTITY),
        tables=as_tables(grids),
    )


# --- what poppler says --------------------------------------------------------------------------------

Placed = tuple[str, Box]
Rough = tuple[str, tuple[float, float, float, float]]


def _words(pdf: Path, number: int) -> tuple[list[Rough], float, float]:
    """(words with their boxes, the page's width and height), all in points; nothing where it is no XML."""
    answer = _ask("pdftotext", "-bbox", "-f", str(number), "-l", str(number), str(pdf), "-")
    try:
        page = ElementTree.fromstring(answer).find(".//{*}page")
    except ElementTree.ParseError:
        return [], 0, 0
    if page is None:
        return [], 0, 0
    words: list[Rough] = []
    for word in page.iterfind("{*}word"):
        text = clean(word.text or "")
        if text:
            left, top, right, bottom = (float(word.get(side, 0)) for side in ("xMin", "yMin", "xMax", "yMax"))
            words.append((text, (left, top, right, bottom)))
    return words, float(page.get("width", 0)), float(page.get("height", 0))


def _has_large_picture(pdf: Path, number: int, page_area: float) -> bool:
    """Whether a picture covers a quarter of the page (in square points): then it is a scan."""
    answer = _ask("pdfimages", "-list", "-f", str(number), "-l", str(number), str(pdf))
    for line in answer.decode(errors="replace").splitlines()[2:]:
        cells = line.split()
        try:
            wide, high, x_ppi, y_ppi = int(cells[3]), int(cells[4]), int(cells[-4]), int(cells[-3])
        except (IndexError, ValueError):
            return True
        if not x_ppi or not y_ppi or wide / x_ppi * high / y_ppi * 72 * 72 > page_area / 4:
            return True
    return False


def _ask(*command: str) -> bytes:
    """What a program of poppler prints, empty where it fails; it is killed when it takes too long."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )
    try:
        answer, _ = process.communicate(timeout=TIMEOUT)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise RenderTimeoutError from None
    return answer if process.returncode == 0 and len(answer) <= LARGEST_ANSWER else b""


def with_fields(words: list[Rough], fields: list[FilledIn]) -> list[Rough]:
    """The words, with what is drawn of a form's field put right where it lacks letters of the value."""
    for field in fields:
        drawn = [word for word in words if _lies_in(word, field)]
        shown, value = "".join(text for text, _ in drawn), "".join(field.text.split())
        if drawn and shown != value and _lacks_only_letters(shown, value):
            left, right = min(box[0] for _, box in drawn), max(box[2] for _, box in drawn)
            top, bottom = min(box[1] for _, box in drawn), max(box[3] for _, box in drawn)
            words = [word for word in words if word not in drawn]
            words += _set_words(field.text, (left, top, right, bottom))
    return words


def _lacks_only_letters(shown: str, value: str) -> bool:
    """Whether every letter that is shown is one of the value's, in order: else it shows something else."""
    letters = iter(value)
    return all(letter in letters for letter in shown)


def _lies_in(word: Rough, field: FilledIn) -> bool:
    left, top, right, bottom = word[1]
    x, y = (left + right) / 2, (top + bottom) / 2
    return field.box[0] <= x <= field.box[2] and field.box[1] <= y <= field.box[3]


def _set_words(text: str, box: tuple[float, float, float, float]) -> list[Rough]:
    """The words of `text` side by side in `box`, each as wide as its letters are many."""
    left, top, right, bottom = box
    step = (right - left) / len(text)
    return [
        (found.group(), (left + found.start() * step, top, left + found.end() * step, bottom))
        for found in re.finditer(r"\S+", text)
    ]


# --- whether it can be trusted ------------------------------------------------------------------------


def _strange(words: list[Rough]) -> float:
    """Share of the letters that are not Vietnamese ones; figures and signs do not count."""
    letters = [letter for text, _ in words for letter in text.casefold() if not letter.isascii()]
    signs = sum(not letter.isalpha() and letter.isprintable() and letter < "\ue000" for letter in letters)
    known = sum(letter in _VIETNAMESE for letter in letters)
    total = sum(len(text) for text, _ in words)
    return (len(letters) - signs - known) / total


def _without_vowels(words: list[Rough]) -> float:
    """Share of the words that nobody could say: of a font whose numbers are no letters."""
    said = [fold(text) for text, _ in words if len(text) > 1 and not any(map(str.isdigit, text))]
    return sum(not set(text) & set("aeiouy") for text in said) / max(len(said), 1)


def _vietnamese() -> frozenset[str]:
    return frozenset(clean(vowel + tone) for vowel in _VOWELS for tone in _TONES) | {"đ"}


_VIETNAMESE = _vietnamese()


def _ink(pixels: Image) -> Image:
    """1 where the page is dark."""
    gray = pixels if pixels.ndim == 2 else pixels.min(axis=2)
    return (gray < DARK).astype(np.uint8)


def _is_what_is_shown(ink: Image, boxes: list[Box]) -> bool:
    """Whether the words have ink under them, and the ink has words over it."""
    shown = sum(bool(ink[box.top : box.bottom, box.left : box.right].any()) for box in boxes)
    if shown < SHOWN * len(boxes):
        return False
    uncovered = ink.copy()
    for box in boxes:
        cv2.rectangle(uncovered, (box.left - 2, box.top - 2), (box.right + 1, box.bottom + 1), 0, -1)
    return bool(ink.sum() - uncovered.sum() >= COVERED * ink.sum())


# --- lines -------------------------------------------------------------------------------------------


def _scaled(box: tuple[float, float, float, float], x: float, y: float) -> Box:
    left, top, right, bottom = box
    return Box(max(round(left * x), 0), max(round(top * y), 0), round(right * x), round(bottom * y))


def _in_lines(placed: list[Placed]) -> tuple[Word, ...]:
    """Words with line numbers: words whose middles are at one height stand on one line."""
    lines: list[list[Placed]] = []
    for text, box in sorted(placed, key=_middle):
        if lines and box.middle - lines[-1][0][1].middle < box.height / 2:
            lines[-1].append((text, box))
        else:
            lines.append([(text, box)])
    return tuple(
        Word(text=text, box=box, confidence=1.0, line=number, confirmed=True)  # nothing was read
        for number, line in enumerate(lines)
        for text, box in sorted(line, key=_left)
    )


def _middle(word: Placed) -> float:
    return word[1].middle


def _left(word: Placed) -> int:
    return word[1].left
