"""Tables without upright rules: where nothing stands from the heads down, a column ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from statistics import median
from typing import NamedTuple

from spacy.tokens import Token

from models.geometry import Box, union
from models.page import Table

HEAD_LINES = 3  # that heads are set on at most
HEAD_GAP = 0.7  # line heights of white that part two heads
LEAST_GAP = 0.1  # line heights of white that must stay between two columns
FURTHEST = 5.0  # line heights to the next line, at most, from middle to middle
SAME_LINE = 0.5  # line heights by which words of one line may stand apart
NEXT_LINE = 2.2  # line heights to the next line within a row, at most
CLEARLY = 0.4  # line heights by which a step must be larger to part rows there
FAINT = 0.4  # words that were read less surely may be specks between the columns

Line = Sequence[Token]
Cells = list[list[Token]]


class Shape(NamedTuple):
    """What a table looks like. `likeness`: how much cells are like its heads, 0 where they are not;
    `begins`: whether a line's cells begin a row; `ends`: whether a line is what follows the table;
    `headless`: whether a column without a head stands before the heads."""

    likeness: Callable[[Cells], float]
    begins: Callable[[Cells], bool]
    ends: Callable[[Line], bool]
    headless: Callable[[Cells], bool]


def find_unruled(lines: Sequence[Line], shape: Shape) -> Table | None:
    """The table of that shape among the lines of a page, from the top; None where there is none."""
    found = max(_head_blocks(lines, shape), key=_score, default=None)
    if found is None:
        return None
    _, start, end = found
    lines = [*lines[:end], *_at_one_height(lines[end:])]
    cells = _parted(lines[start:end])
    heads = [union([token._.box for token in cell]) for cell in cells]
    if shape.headless(cells):
        left = min(token._.box.left for line in lines[start:] for token in line)
        heads = [Box(left, heads[0].top, left, heads[0].bottom), *heads]
    gaps = [[(one.right, other.left)] for one, other in pairwise(heads)]
    body: list[Line] = []
    for before, line in pairwise(lines[end - 1 :]):
        narrowed = _narrowed(gaps, line)
        if narrowed is None or shape.ends(line) or _middle(line) - _middle(before) > FURTHEST * _height(line):
            break
        gaps = narrowed
        body.append(line)
    return _as_table(lines[start:end], body, [_cut_in(gap, body) for gap in gaps], shape) if body else None


def _at_one_height(lines: Sequence[Line]) -> list[Line]:
    """Lines with those joined to the one before that stand at its height: a row's number may stand alone."""
    joined: list[Line] = []
    for line in lines:
        if joined and abs(_middle(line) - _middle(joined[-1])) < SAME_LINE * _height(line):
            joined[-1] = [*joined[-1], *line]
        else:
            joined.append(line)
    return joined


def _head_blocks(lines: Sequence[Line], shape: Shape) -> Iterator[tuple[float, int, int]]:
    """(how much it is like the heads, first line, end) of every block of lines that may be the heads."""
    for start in range(len(lines)):
        for end in range(start + 1, min(start + HEAD_LINES, len(lines)) + 1):
            score = shape.likeness(_parted(lines[start:end]))
            if score:
                yield score, start, end


def _score(block: tuple[float, int, int]) -> tuple[float, int]:
    return block[0], -block[1]


def _parted(lines: Sequence[Line]) -> Cells:
    """The words of some lines in columns, which are parted by white through all of them."""
    gap = HEAD_GAP * _height([token for line in lines for token in line])
    cells: Cells = []
    right = 0
    for token in sorted((token for line in lines for token in line), key=_left):
        if not cells or token._.box.left - right > gap:
            cells.append([])
        cells[-1].append(token)
        right = max(right, token._.box.right)
    return [sorted(cell, key=_place) for cell in cells]


def _narrowed(gaps: list[list[tuple[int, int]]], line: Line) -> list[list[tuple[int, int]]] | None:
    """What stays white in each gap between columns, from the left; None where the line runs across one."""
    least = LEAST_GAP * _height(line)
    boxes = [token._.box for token in line if token._.confidence >= FAINT]
    narrowed = []
    for gap in gaps:
        for box in boxes:
            parts = [
                part
                for left, right in gap
                for part in ((left, min(right, box.left)), (max(left, box.right), right))
            ]
            gap = [(left, right) for left, right in dict.fromkeys(parts) if right - left >= least]
        if not gap:
            return None
        narrowed.append(gap)
    return narrowed


def _cut_in(gap: Sequence[tuple[int, int]], body: Sequence[Line]) -> int:
    """Where to cut: of the white left between two columns, that behind which most lines begin, the widest of
    these; the words of few lines may leave a little white between them too."""
    near = SAME_LINE * _height([token for line in body for token in line])

    def rank(part: tuple[int, int]) -> tuple[int, int]:
        starts = (any(abs(token._.box.left - part[1]) <= near for token in line) for line in body)
        return sum(starts), part[1] - part[0]

    left, right = max(gap, key=rank)
    return (left + right) // 2


def _as_table(head: Sequence[Line], body: Sequence[Line], cuts: list[int], shape: Shape) -> Table | None:
    """Boxes for the heads and for each row; None where there is no row."""
    starts = [at for at, line in enumerate(body) if shape.begins(_cut(line, cuts))]
    if not starts:
        return None
    firsts = [
        0,
        *(_first_of_row(body, one, other) for one, other in pairwise(starts)),
        _end_of_row(body, starts[-1]),
    ]
    blocks = [head, *(body[one:other] for one, other in pairwise(firsts))]
    boxes = [union([token._.box for line in block for token in line]) for block in blocks]
    between = [(above.bottom + below.top) // 2 for above, below in pairwise(boxes)]
    heights = pairwise([boxes[0].top, *between, boxes[-1].bottom])
    edges = [min(box.left for box in boxes), *cuts, max(box.right for box in boxes) + 1]
    return Table(
        rows=tuple(
            tuple(Box(left, top, right, bottom) for left, right in pairwise(edges)) for top, bottom in heights
        )
    )


def _first_of_row(body: Sequence[Line], one: int, other: int) -> int:
    """Where the row of line `other` begins: there, or above it where the widest step of all to the row before
    is, since a label may stand in the middle of its row."""
    steps = [_middle(body[at]) - _middle(body[at - 1]) for at in range(one + 1, other + 1)]
    widest = max(steps)
    if widest - steps[-1] <= CLEARLY * _height(body[other]):
        return other
    return one + 1 + steps.index(widest)


def _end_of_row(body: Sequence[Line], start: int) -> int:
    """Behind the last line of the row that begins at `start`, which is the table's last."""
    end = start + 1
    while end < len(body) and _middle(body[end]) - _middle(body[end - 1]) <= NEXT_LINE * _height(body[end]):
        end += 1
    return end


def _cut(line: Line, cuts: list[int]) -> Cells:
    cells: Cells = [[] for _ in range(len(cuts) + 1)]
    for token in line:
        box = token._.box
        cells[sum((box.left + box.right) / 2 >= cut for cut in cuts)].append(token)
    return cells


def _height(line: Line) -> float:
    return float(median(token._.box.height for token in line))


def _middle(line: Line) -> float:
    return float(median(token._.box.middle for token in line))


def _left(token: Token) -> int:
    return int(token._.box.left)


def _place(token: Token) -> int:
    return int(token.i)
