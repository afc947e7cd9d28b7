"""Finding a form's printed labels among the words, tolerant of misread letters."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from rapidfuzz import fuzz, process
from spacy.tokens import Doc

from models.forms import Entry
from models.text import fold, mend_figures
from pipeline.understanding.words import runs

ALIKE = 80.0  # share of agreeing letters, in percent
SHORT = 4  # labels of fewer letters must agree wholly
WITHOUT_COLON = 0.6  # weight of a label that no colon follows

_ITEM_NUMBER = re.compile(r"\d{1,2}[.)]|\(\d{1,2}\)")


class Label(NamedTuple):
    """A label that was found: its entry's index, first and last-but-one token, how much it weighs."""

    entry: int
    start: int
    end: int
    weight: float


def find_labels(doc: Doc, entries: Sequence[Entry], *, title_end: int, skip: set[int]) -> list[Label]:
    """The labels of `entries` in `doc`, by place. `title_end`: last token of the title; `skip`: tokens
    that belong to tables.

    The same label may stand several times (mother's and father's "Nơi cư trú"), so the labels are
    chosen together: the heaviest chain that follows the printed order of the form. A label that the
    form has only once may also stand out of order, if it has several words. Two of an entry's labels that
    follow each other ("Giấy tờ tùy thân: Số định danh cá nhân") are one.
    """
    candidates = _candidates(doc, entries, title_end=title_end, skip=skip)
    chain = _heaviest_chain(candidates)
    taken = {token for label in chain for token in range(label.start, label.end)}
    found = {label.entry for label in chain}
    texts = [_key(text) for entry in entries for text in entry.labels]
    for label in sorted(candidates, key=_weight, reverse=True):
        unique = all(texts.count(_key(text)) == 1 for text in entries[label.entry].labels)
        free = taken.isdisjoint(range(label.start, label.end))
        # A single word, such as "ngày", may stand in another label's line.
        long = label.end - label.start > 1
        if label.entry not in found and unique and free and long and _is_plain(doc, label, entries):
            chain.append(label)
            found.add(label.entry)
            taken.update(range(label.start, label.end))
    others = [label for label in candidates if taken.isdisjoint(range(label.start, label.end))]
    return sorted(
        (_with_item_number(doc, _with_other_text(doc, label, others, entries)) for label in chain), key=_start
    )


def _candidates(doc: Doc, entries: Sequence[Entry], *, title_end: int, skip: set[int]) -> list[Label]:
    """Every place where a label could stand: words next to each other that are much like it."""
    by_size: dict[int, list[tuple[int, str]]] = {}
    for index, entry in enumerate(entries):
        for text in entry.labels:
            by_size.setdefault(len(text.split()), []).append((index, _key(text)))
    keys = [_key(token.text) for token in doc]
    pieces = _pieces(doc, skip)
    best: dict[tuple[int, int], Label] = {}
    for size, labels in by_size.items():
        windows = [
            (start, start + length)
            for length in {max(1, size - 1), size, size + 1}
            for first, end in pieces
            for start in range(first, end - length + 1)
        ]
        texts = [" ".join(keys[start:end]) for start, end in windows]
        if not texts:
            continue
        scores = process.cdist(texts, [key for _, key in labels], scorer=fuzz.ratio, score_cutoff=ALIKE)
        for row, column in zip(*np.nonzero(scores), strict=True):
            (start, end), (index, key) = windows[row], labels[column]
            entry, score = entries[index], float(scores[row, column])
            if entry.before_title == (start > title_end) or (len(key) < SHORT and score < 100):
                continue
            label = Label(
                index, start, end, _weigh(doc, entry, start, end, score, len(key) + len(texts[row]))
            )
            known = best.get((index, start))
            if known is None or known.weight < label.weight:
                best[index, start] = label
    return list(best.values())


def _pieces(doc: Doc, skip: set[int]) -> list[tuple[int, int]]:
    """The runs of tokens (first, end) in which a label may stand: in one segment; a colon may only end it."""
    pieces = []
    for span in runs(doc, "segment"):
        first = span.start
        for token in span:
            if token.i in skip:
                pieces.append((first, token.i))
                first = token.i + 1
            elif token.text.endswith(":"):
                pieces.append((first, token.i + 1))
                first = token.i + 1
        pieces.append((first, span.end))
    return pieces


def _weigh(doc: Doc, entry: Entry, start: int, end: int, score: float, letters: int) -> float:
    """Letters that agree less letters that do not, of label and words together; less without a colon."""
    agreeing = score / 100 * letters / 2
    weight = agreeing - (letters - 2 * agreeing)
    has_colon = doc[end - 1].text.endswith(":") or (end < len(doc) and doc[end].text == ":")
    return weight if has_colon or entry.end else weight * WITHOUT_COLON


def _heaviest_chain(candidates: Sequence[Label]) -> list[Label]:
    """Labels in the order of the tokens whose entries are in the printed order, of the greatest weight."""
    ordered = sorted(candidates, key=_end)
    totals: list[float] = []
    before: list[int | None] = []
    for i, label in enumerate(ordered):
        total, previous = label.weight, None
        for j in range(i):
            other = ordered[j]
            if other.end <= label.start and other.entry < label.entry and totals[j] + label.weight > total:
                total, previous = totals[j] + label.weight, j
        totals.append(total)
        before.append(previous)
    chain: list[Label] = []
    at = max(range(len(ordered)), key=totals.__getitem__) if ordered else None
    while at is not None:
        chain.append(ordered[at])
        at = before[at]
    return chain[::-1]


def _is_plain(doc: Doc, label: Label, entries: Sequence[Entry]) -> bool:
    """Whether a label has its colon, or begins a line or column and agrees letter by letter."""
    if doc[label.end - 1].text.endswith(":"):
        return True
    start = label.start - (label.start > 0 and _is_item_number(doc[label.start - 1].text))
    begins = start == 0 or doc[start - 1]._.segment != doc[start]._.segment
    read = _key(doc[label.start : label.end].text)
    return begins and any(read == _key(text) for text in entries[label.entry].labels)


def _with_other_text(doc: Doc, label: Label, others: Sequence[Label], entries: Sequence[Entry]) -> Label:
    """Take another of the entry's labels that stands right before a label, on its line or above, into it."""
    before = [
        other
        for other in others
        if (other.entry, other.end) == (label.entry, label.start)
        and (doc[other.start]._.segment == doc[label.start]._.segment or _is_plain(doc, other, entries))
    ]
    return label._replace(start=max(before, key=_weight).start) if before else label


def _with_item_number(doc: Doc, label: Label) -> Label:
    """Take the item number before a label ("4. Số định danh") into the label."""
    start = label.start
    if start > 0 and doc[start - 1]._.line == doc[start]._.line and _is_item_number(doc[start - 1].text):
        return label._replace(start=start - 1)
    return label


def _is_item_number(text: str) -> bool:
    return _ITEM_NUMBER.fullmatch(mend_figures(text)) is not None


@functools.lru_cache(maxsize=16384)
def _key(text: str) -> str:
    return re.sub(r"[^\w/]+", " ", fold(text)).strip()


def _weight(label: Label) -> float:
    return label.weight


def _start(label: Label) -> int:
    return label.start


def _end(label: Label) -> int:
    return label.end
