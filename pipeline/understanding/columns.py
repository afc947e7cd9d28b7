"""Persons who are printed side by side: the right column is read after the left one."""

from __future__ import annotations

from spacy.vocab import Vocab

from models.forms import Entry, Form
from models.geometry import Box, union
from models.page import PageReading, Word
from pipeline.understanding.labels import find_labels
from pipeline.understanding.words import make_doc

NEAR = 0.8  # line heights that a line of the right column may begin beside its first label
GAP = 0.7  # line heights of white that part the columns on every line


def part_columns(vocab: Vocab, page: PageReading, form: Form) -> tuple[PageReading, bool]:
    """The page with the lines of the form's persons one column after the other, and whether it is known how
    they stand; the page as it is where they do not stand side by side."""
    if not form.side_by_side:
        return page, True
    found = _find_heads(vocab, page, form)
    heads = _side_by_side(*found, page.height) if found is not None else None
    if heads is None:
        return page, found is not None
    left, right, end = heads
    split = right.left
    above: list[list[Word]] = []
    columns: tuple[list[list[Word]], list[list[Word]]] = ([], [])
    below: list[list[Word]] = []
    for line in page.lines():
        box = union([word.box for word in line])
        parts = _parts(line, split)
        if box.bottom <= min(left.top, right.top):
            above.append(line)
        elif below or box.middle >= end or (parts is None and end == page.height):
            below.append(line)
        elif parts is None:
            columns[0].append(line)  # a speck, for the next label is yet to come
        else:
            for column, words in zip(columns, parts, strict=True):
                column.extend([words] if words else [])
    order = [*above, *columns[0], *columns[1], *below]
    words = [word.model_copy(update={"line": at}) for at, line in enumerate(order) for word in line]
    return page.model_copy(update={"words": tuple(words)}), True


def _find_heads(vocab: Vocab, page: PageReading, form: Form) -> tuple[Box, Box, list[int]] | None:
    """Where the first labels of the two persons stand, and the tops of labels below that are neither's; None
    where one of the two was not found."""
    firsts = [_first_entry(form, role) for role in form.side_by_side]
    last = max(
        number for number, entry in enumerate(form.entries) if entry.field and _is_of(form, entry.field)
    )
    doc = make_doc(vocab, [(1, page)])
    labels = find_labels(doc, [*firsts, *form.entries[last + 1 :]], title_end=-1, skip=set())
    boxes = {label.entry: union([token._.box for token in doc[label.start : label.end]]) for label in labels}
    if 0 not in boxes or 1 not in boxes:
        return None
    tops = [box.top for number, box in boxes.items() if number > 1 and box.top > boxes[0].bottom]
    return boxes[0], boxes[1], tops


def _side_by_side(left: Box, right: Box, tops: list[int], height: int) -> tuple[Box, Box, int] | None:
    """The heads and where the columns end, if the second head stands right of the first."""
    apart = abs(left.middle - right.middle) > max(left.height, right.height)
    if left.right > right.left or apart:
        return None
    return left, right, min(tops, default=height)


def _first_entry(form: Form, role: str) -> Entry:
    return next(entry for entry in form.entries if entry.field and entry.field.startswith(f"{role}."))


def _is_of(form: Form, field: str) -> bool:
    return field.partition(".")[0] in form.side_by_side


def _parts(line: list[Word], split: int) -> tuple[list[Word], list[Word]] | None:
    """The line's words left and right of the split; None where the line runs across it."""
    height = sorted(word.box.height for word in line)[len(line) // 2]
    left = [word for word in line if word.box.left < split - NEAR * height]
    right = line[len(left) :]
    if left and left[-1].box.right > split + NEAR * height:
        return None
    if left and right and right[0].box.left - left[-1].box.right < GAP * height:
        return None
    return left, right
