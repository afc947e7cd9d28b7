"""Lines as a person sees them: what stands at one height is one line, even if it was read in pieces."""

from __future__ import annotations

from itertools import pairwise

from models.geometry import union
from models.page import PageReading, Word

LEVEL = 0.5  # line heights by which neighbours on a line may stand higher or lower
OVERLAP = 1.0  # line heights by which they may overlap: a leader's dash may be drawn too long
NEAR = 3  # lines before, among which the rest of a line may be


def join_lines(page: PageReading) -> PageReading:
    """The page with its lines whole, outside of ruled tables, whose cells have lines of their own."""
    cells = [cell for table in page.tables for row in table.rows for cell in row]
    lines: list[list[Word]] = []
    for line in page.lines():
        ruled = any(cell.contains(line[0].box) for cell in cells)
        near = [] if ruled else [other for other in lines[-NEAR:] if _fit(other, line)]
        if near:
            near[-1][:] = sorted([*near[-1], *line], key=_left)
        else:
            lines.append(list(line))
    words = [word.model_copy(update={"line": at}) for at, line in enumerate(lines) for word in line]
    return page if len(lines) == len(page.lines()) else page.model_copy(update={"words": tuple(words)})


def _fit(one: list[Word], other: list[Word]) -> bool:
    """Whether the words of two lines stand beside each other, wherever words of both meet; a sign that stands
    alone is a speck."""
    if _is_speck(one) or _is_speck(other) or not _at_one_height(one, other):
        return False
    words = sorted(
        [*((word, 0) for word in one), *((word, 1) for word in other)], key=lambda part: part[0].box.left
    )
    return all(_beside(a, b) for (a, first), (b, second) in pairwise(words) if first != second)


def _is_speck(line: list[Word]) -> bool:
    return len(line) == 1 and len(line[0].text) == 1


def _at_one_height(one: list[Word], other: list[Word]) -> bool:
    a, b = union([word.box for word in one]), union([word.box for word in other])
    return a.top < b.bottom and b.top < a.bottom


def _beside(left: Word, right: Word) -> bool:
    height = min(left.box.height, right.box.height)
    level = abs(left.box.middle - right.box.middle) <= LEVEL * height
    return level and left.box.right - right.box.left <= OVERLAP * height


def _left(word: Word) -> int:
    return word.box.left
