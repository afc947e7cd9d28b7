"""Figures read a second time, each word by itself, by a model that knows nothing else: what two readings give
alike is hardly wrong in both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.page import Word
from pipeline.reading.dates import agreed_date, could_be_a_date
from pipeline.reading.engine import OcrEngine
from pipeline.reading.scale import Image
from pipeline.reading.shapes import Shapes
from pipeline.reading.strips import cut_strip, read_strips

_ALPHABET = "0123456789/.,-"
_BEGIN = re.compile(r"[0-9][0-9/.,-]*")
_EDGES = ".,-"
_PARTS = "/-"  # behind which a paper's symbol stands: 227/UBND-XNTTHN


def read_figures(
    page: Image, shapes: Shapes, words: Sequence[Word], dpi: int, engine: OcrEngine
) -> list[Word]:
    """The words; what begins with figures is `confirmed` where the second reading has the same ones, and
    dates are put right where it tells slashes from figures."""
    asked = [word for word in words if _figures_of(word.text) or could_be_a_date(word.text)]
    if not asked:
        return list(words)
    strips = [cut_strip(page, shapes, word.box, word.box.height, [word]) for word in asked]
    again = read_strips(strips, dpi, engine, _ALPHABET)
    texts = ["".join(other.text for other in again if other.line == number) for number in range(len(asked))]
    settled = {id(word): _settled(word, text) for word, text in zip(asked, texts, strict=True)}
    return [settled.get(id(word), word) for word in words]


def _settled(word: Word, second: str) -> Word:
    """The word after a second reading."""
    if could_be_a_date(word.text):
        date = agreed_date(word.text, second.strip(_EDGES))
        if date is not None:
            return word.model_copy(update={"text": date, "confirmed": True})
    return word.model_copy(update={"confirmed": True}) if _are_alike(word.text, second) else word


def _figures_of(text: str) -> str:
    """The figures that a word begins with; none where letters follow that no sign parts from them."""
    begin = _BEGIN.match(text)
    if begin is None:
        return ""
    figures, rest = begin.group(), text[begin.end() :]
    if any(sign.isalnum() for sign in rest):
        return figures if figures[-1] in _PARTS and "<" not in rest else ""
    return figures.rstrip(_EDGES)


def _are_alike(first: str, second: str) -> bool:
    figures = _figures_of(first)
    if not figures:
        return False
    if figures[-1] in _PARTS:
        return second.startswith(figures)
    return second.strip(_EDGES) == figures
