"""Dates whose slashes were taken for figures or letters (0410711965), read once more as what they are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.page import Word
from pipeline.reading.engine import OcrEngine
from pipeline.reading.scale import Image
from pipeline.reading.shapes import Shapes
from pipeline.reading.strips import cut_strip, read_strips

_ALPHABET = "0123456789/"
_LIKE_A_DATE = re.compile(r"([0-3]\d)[17Il|!/]([01]?\d)[17Il|!/]([12]\d{3})([.,;:]*)", re.ASCII)
_DATE = re.compile(r"(\d{2})/(\d{1,2})/(\d{4})", re.ASCII)


def read_dates(page: Image, shapes: Shapes, words: Sequence[Word], dpi: int, engine: OcrEngine) -> list[Word]:
    """The words, with dates put right where both readings agree in every figure of day, month and year."""
    doubtful = [word for word in words if _is_doubtful(word.text)]
    if not doubtful:
        return list(words)
    strips = [cut_strip(page, shapes, word.box, word.box.height, [word]) for word in doubtful]
    again = read_strips(strips, dpi, engine, _ALPHABET)
    right = {}
    for number, word in enumerate(doubtful):
        text = "".join(other.text for other in again if other.line == number)
        agreed = _agreed(word.text, text)
        if agreed is not None:
            right[word] = word.model_copy(update={"text": agreed})
    return [right.get(word, word) for word in words]


def _is_doubtful(text: str) -> bool:
    found = _LIKE_A_DATE.fullmatch(text)
    return found is not None and _DATE.fullmatch(text.rstrip(".,;:")) is None


def _agreed(first: str, second: str) -> str | None:
    """The date that both readings give; None where they differ."""
    like, date = _LIKE_A_DATE.fullmatch(first), _DATE.fullmatch(second)
    if like is None or date is None or like.groups()[:3] != date.groups():
        return None
    return second + like.group(4)
