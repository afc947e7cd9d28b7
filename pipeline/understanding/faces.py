"""The two faces of a card on one sheet: the front is read first, wherever it was laid."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from spacy.tokens import Span
from spacy.vocab import Vocab

from models.forms import Form
from models.geometry import Box, union
from models.page import PageReading, Word
from pipeline.understanding.classify import Title, find_title, top_of_motto
from pipeline.understanding.words import make_doc, runs

Lines = list[list[Word]]

GAP = 1.5  # line heights of white from top to bottom that part two faces
ALIKE = 0.5  # share of the one face's width that the other one's must have at least
BESIDE = 0.5  # share of the lower face's height at which both must stand


def front_first(
    vocab: Vocab, page: PageReading, segments: Sequence[Span], title: Title | None, forms: Sequence[Form]
) -> PageReading | None:
    """The page with the lines of the face that bears a card's title before those of the other; None where
    that is so already, or no card's title is found. `segments`, `title`: of the page as it is."""
    sides = _side_by_side(page)
    for front, back in (sides, sides[::-1]) if sides else ():
        side = _with_lines(page, front)
        head = find_title(runs(make_doc(vocab, [(1, side)]), "segment"), forms)
        if head is not None and head.form is not None and head.form.qr:
            return _with_lines(page, [*front, *back])
    top = top_of_motto(segments) if title is not None and title.form is not None and title.form.qr else None
    above = [line for line in page.lines() if top is not None and _box(line).bottom <= top]
    if not above:
        return None
    return _with_lines(page, [*page.lines()[len(above) :], *above])


def _side_by_side(page: PageReading) -> tuple[Lines, Lines] | None:
    """The lines left and right of the widest white from top to bottom; None where what is parted by it is not
    alike wide and at one height, as two faces are."""
    boxes = sorted(word.box for word in page.words)
    if not boxes:
        return None
    least = GAP * median(box.height for box in boxes)
    gaps: list[tuple[int, int]] = []  # width, middle
    end = boxes[0].right
    for box in boxes:
        if box.left - end >= least:
            gaps.append((box.left - end, (box.left + end) // 2))
        end = max(end, box.right)
    halves = (_halves(page, cut) for _, cut in sorted(gaps, reverse=True))
    return next((both for both in halves if _are_faces(*both)), None)


def _halves(page: PageReading, cut: int) -> tuple[Lines, Lines]:
    left = [[word for word in line if word.box.left < cut] for line in page.lines()]
    right = [[word for word in line if word.box.left >= cut] for line in page.lines()]
    return [line for line in left if line], [line for line in right if line]


def _are_faces(left: Lines, right: Lines) -> bool:
    one, other = (_box([word for line in lines for word in line]) for lines in (left, right))
    alike = min(one.width, other.width) >= ALIKE * max(one.width, other.width)
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return alike and shared >= BESIDE * min(one.height, other.height)


def _with_lines(page: PageReading, lines: Sequence[Sequence[Word]]) -> PageReading:
    words = [word.model_copy(update={"line": at}) for at, line in enumerate(lines) for word in line]
    return page.model_copy(update={"words": tuple(words)})


def _box(line: Sequence[Word]) -> Box:
    return union([word.box for word in line])
