"""Which paper a page begins: by its title, never by words in its body, for many forms name the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz
from spacy.tokens import Doc, Span

from models.forms import Form
from models.geometry import Box, union
from models.page import PageReading
from models.text import fold
from pipeline.understanding.codes import said_by
from pipeline.understanding.labels import find_labels
from pipeline.understanding.words import span_box

# Printed above every paper's title (Decree 30/2020/NĐ-CP annex I; on cards in English too).
MOTTO = (
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "SOCIALIST REPUBLIC OF VIET NAM",
    "Independence - Freedom - Happiness",
)
_MOTTO_KEYS = tuple(fold(line) for line in MOTTO)

# Share of agreeing letters from which a line is a title or the motto: one letter in ten may be misread.
SURE, MOTTO_SURE = 90.0, 80.0
SURE_IF_LONG, MANY_LETTERS = 85.0, 45  # of a title that a stamp hides in part, none other is so near
GLUED = 5.0  # deducted where words are glued or split
_COPY = re.compile(r"\s*\(?\bban (?:sao|chinh)\b\)?\s*")
# How sure a card's type is by its code and labels, the latter so many letters ahead of any other card's; and
# by its code alone, which is for a clerk to see (models.dossier.SURE).
BY_LABELS, LETTERS_APART, BY_CODE_ALONE = 0.9, 8.0, 0.5
LONGEST_TITLE = 4  # lines
MOST_BLOCKS = 3  # of as many words as LONG
LONG = 3
_TITLE_WORDS = (
    "to khai",
    "don ",
    "giay ",
    "trich luc",
    "phieu",
    "bien ban",
    "quyet dinh",
    "thong bao",
    "hop dong",
)


class Title(NamedTuple):
    """The title of a page: its form (None: a title, but of no known form), how sure (0 to 1), and the
    last token of the title in the page's doc."""

    form: Form | None
    confidence: float
    end: int


def find_title(segments: Sequence[Span], forms: Sequence[Form]) -> Title | None:
    """The page's title among the segments of its doc, top to bottom; None where there is none.

    A title is a block of lines in capitals, one below the other; the block as a whole must be the
    title of a form, so that "TỜ KHAI CẤP / GIẤY XÁC NHẬN …" is not the certificate itself. Behind a
    block that begins like a title no other is looked at: forms name other papers in capitals too.
    """
    first: Title | None = None
    seen = 0
    for block in _capital_blocks(segments):
        seen += sum(len(span) for span in block) >= LONG
        if seen > MOST_BLOCKS:
            break
        text = _text(block)
        form, score = _best_form(text, forms)
        title = Title(form if _is_enough(text, score) else None, score / 100, block[-1].end - 1)
        if title.form is not None:
            return title
        first = first or title
        if text.startswith(_TITLE_WORDS):
            break
    return first


def has_other_title(segments: Sequence[Span], title: Title, forms: Sequence[Form]) -> bool:
    """Whether below the title stands one more: another paper lies on the same sheet."""
    below = [block for block in _capital_blocks(segments) if block[0].start > title.end]
    texts = [_text(block) for block in below]
    return any(_is_enough(text, _best_form(text, forms)[1]) for text in texts)


def title_by_code(reading: PageReading, forms: Sequence[Form], doc: Doc) -> Title | None:
    """The title of a card whose own was not read, by its QR code: the card of whose labels most are there.
    Cards' codes are alike, so without labels it is not sure which it is."""
    known = [
        form for form in forms if any(said_by(code, form) for code in reading.codes if code.kind == "qr")
    ]
    weights = {
        form.type: sum(found.weight for found in find_labels(doc, form.entries, title_end=-1, skip=set()))
        for form in known
    }
    ranked = sorted(known, key=lambda form: weights[form.type], reverse=True)
    if not ranked:
        return None
    apart = weights[ranked[0].type] - max((weights[form.type] for form in ranked[1:]), default=0.0)
    return Title(ranked[0], BY_LABELS if apart >= LETTERS_APART else BY_CODE_ALONE, -1)


def _text(block: Sequence[Span]) -> str:
    """The block's words, folded, without the note that it is a copy."""
    return _COPY.sub(" ", fold(" ".join(span.text for span in block))).strip()


def _is_enough(text: str, score: float) -> bool:
    return score >= (SURE_IF_LONG if len(text) >= MANY_LETTERS else SURE)


def _best_form(text: str, forms: Sequence[Form]) -> tuple[Form | None, float]:
    """The form with the most similar title, and the similarity in percent. Other words more or fewer
    make another title, even where the letters are much alike."""
    best, score = None, 0.0
    for form in forms:
        for title in form.titles:
            key = fold(title)
            ratio = fuzz.ratio(text, key) if len(text.split()) == len(key.split()) else 0.0
            joined = fuzz.ratio(text.replace(" ", ""), key.replace(" ", "")) - GLUED
            if max(ratio, joined) > score:
                best, score = form, max(ratio, joined)
    return best, score


def has_motto(segments: Sequence[Span]) -> bool:
    """Whether the page bears the national motto: it begins a paper."""
    return any(_is_motto(segment.text) for segment in segments)


def top_of_motto(segments: Sequence[Span]) -> int | None:
    """Where the first line of the motto begins, in frame pixels; None where there is none."""
    return min((span_box(segment).top for segment in segments if _is_motto(segment.text)), default=None)


def has_two_heads(segments: Sequence[Span]) -> bool:
    """Whether the nation's name stands on the page twice: each paper bears it once."""
    return sum(fuzz.ratio(fold(segment.text), _MOTTO_KEYS[0]) >= MOTTO_SURE for segment in segments) > 1


def _is_motto(text: str) -> bool:
    key = fold(text)
    return any(fuzz.ratio(key, motto) >= MOTTO_SURE for motto in _MOTTO_KEYS)


def _capital_blocks(segments: Sequence[Span]) -> list[list[Span]]:
    """Blocks of centred lines in capitals with at least two words, that are not the motto or an
    agency's name on the left of the motto."""
    page_width = max((token._.box.right for span in segments for token in span), default=0)
    blocks: list[list[Span]] = []
    for segment in segments:
        if not _is_capitals(segment.text, least=3) or _is_motto(segment.text) or _is_value(segment):
            continue
        box = span_box(segment)
        above = span_box(blocks[-1][-1]) if blocks else None
        if above and len(blocks[-1]) < LONGEST_TITLE and _follows(above, box):
            blocks[-1].append(segment)
        elif _is_capitals(segment.text, least=6) and len(segment) > 1:
            blocks.append([segment])
    return [block for block in blocks if not _beside_motto(block, segments, page_width)]


def _is_value(segment: Span) -> bool:
    """Whether the words stand behind a label on their line: a colon, or words in small letters."""
    before = segment.doc[segment.start - 1] if segment.start else None
    beside = before is not None and before._.line == segment[0]._.line
    return before is not None and beside and (before.text.endswith(":") or before.text.islower())


def _is_capitals(text: str, *, least: int) -> bool:
    """Whether a text of at least so many letters is in capitals, but for some that were misread."""
    letters = [letter for letter in text if letter.isalpha()]
    return len(letters) >= least and sum(letter.isupper() for letter in letters) >= 0.85 * len(letters)


def _follows(above: Box, below: Box) -> bool:
    """Whether a line stands right below another, centred alike."""
    gap = below.top - above.bottom
    height = max(above.height, below.height)
    offset = abs((above.left + above.right) - (below.left + below.right)) / 2
    return -0.5 * height <= gap <= 1.1 * height and offset <= 0.25 * max(above.width, below.width)


def _beside_motto(block: Sequence[Span], segments: Sequence[Span], page_width: int) -> bool:
    """Whether the block is the issuing agency's name: it ends left of the motto, at its height."""
    mottos = [span_box(segment) for segment in segments if _is_motto(segment.text)]
    box = union([span_box(span) for span in block])
    if not mottos:
        return False
    motto = union(mottos)
    return box.right <= motto.left and box.top < motto.bottom
