"""The words of a paper's pages as a spaCy Doc: tokens know where on which page they stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from spacy.tokens import Doc, Span, Token
from spacy.vocab import Vocab

from models.geometry import Box, union
from models.page import PageReading, Word

# A gap wider than this many line heights parts two columns, or two labels on one line.
WIDE_GAP = 2.5
SURE_SIGN = 0.6  # a single sign, such as a dash, that was read less surely is a speck

# A value that touches its label: "sinh:19/8/1979".
_TOUCHING = re.compile(r"(?<=[^\W\d]:)(?=\S)")

for _name in ("box", "page", "line", "segment", "confidence", "confirmed"):
    Token.set_extension(_name, default=None, force=True)


def make_doc(vocab: Vocab, pages: Sequence[tuple[int, PageReading]]) -> Doc:
    """The words of `pages` (number, reading) in reading order, with the token attributes

    `_.box` (frame pixels), `_.page`, `_.line` (counted over all pages; a ruled label and its value are one
    line), `_.segment` (words of a line without a wide gap, counted over all pages), `_.confidence` and
    `_.confirmed`.
    """
    texts: list[str] = []
    places: list[tuple[Box, int, int, int, Word]] = []
    line_number = segment = 0
    for page_number, page in pages:
        cells = _label_cells(page)
        before: tuple[int, Box] | None = None
        for line in page.lines():
            cell = next((cell for cell in cells if cell[1].contains(line[0].box)), None)
            line_number += cell is None or before is None or cell[0] != before[0]
            segment += cell is None or cell != before
            before = cell
            height = sorted(word.box.height for word in line)[len(line) // 2]
            right: int | None = None
            for word in line:
                if _is_noise(word):
                    continue
                if right is not None and word.box.left - right > WIDE_GAP * height:
                    segment += 1
                right = word.box.right
                for part in _parts(word):
                    texts.append(part.text)
                    places.append((part.box, page_number, line_number, segment, part))
    doc = Doc(vocab, words=texts, spaces=[True] * len(texts))
    for token, (box, number, line_at, segment_at, word) in zip(doc, places, strict=True):
        token._.box, token._.page, token._.line = box, number, line_at
        token._.segment, token._.confidence, token._.confirmed = segment_at, word.confidence, word.confirmed
    return doc


def _label_cells(page: PageReading) -> list[tuple[int, Box]]:
    """The ruled cells of labels and of their values, which stand side by side, once or for two persons on a
    row; the two of one label have one number."""
    rows = [row for table in page.tables for row in table.rows if len(row) in (2, 4)]
    pairs = [pair for row in rows for pair in zip(row[::2], row[1::2], strict=True)]
    return [(number, cell) for number, pair in enumerate(pairs) for cell in pair]


def _is_noise(word: Word) -> bool:
    """Specks that were read as signs; they stay in the page's reading, but stand in no value."""
    signs = not any(letter.isalnum() for letter in word.text)
    return signs and word.text != ":" and (len(word.text) > 1 or word.confidence < SURE_SIGN)


def _parts(word: Word) -> list[Word]:
    """The word, parted behind a label's colon; the box is parted by the share of the letters."""
    texts = [text for text in _TOUCHING.split(word.text) if text.strip()]
    if len(texts) < 2:
        return [word] if texts else []
    parts, left, letter = [], word.box.left, word.box.width / len(word.text)
    for text in texts:
        right = min(word.box.right, round(left + letter * len(text)))
        box = Box(left, word.box.top, right, word.box.bottom)
        parts.append(word.model_copy(update={"text": text, "box": box}))
        left = right
    return parts


def runs(doc: Doc, attribute: str) -> list[Span]:
    """The doc cut where the token attribute (`line` or `segment`) changes; worked out once."""
    known: list[Span] | None = doc.user_data.get(attribute)
    if known is None:
        values = [token._.get(attribute) for token in doc]
        cuts = [i for i in range(1, len(values)) if values[i] != values[i - 1]]
        bounds = pairwise([0, *cuts, len(values)])
        known = doc.user_data[attribute] = [doc[start:end] for start, end in bounds if start < end]
    return known


def span_box(span: Span) -> Box:
    """The rectangle around a span of one page, in frame pixels."""
    return union([token._.box for token in span])
