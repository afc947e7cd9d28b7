"""The same paper scanned again, known by what it says: a scanner's bytes, noise and size do not count."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from models.dossier import Document
from models.forms import form_of
from models.text import fold

FIGURES_SHARED = 0.7  # of all runs of figures on two scans of one paper
_FACTS = {"personal_id", "date", "document_number", "serial_number", "business_code", "phone"}
_RUN = re.compile(r"\d{2,}", re.ASCII)


class _Print(NamedTuple):
    """What tells a paper from all others. `facts`: numbers and dates by field; `names`: folded, by field;
    `runs`: the runs of figures on it."""

    document_id: str
    type: str
    facts: dict[str, str]
    names: dict[str, str]
    runs: frozenset[str]


class Duplicates:
    """Papers seen so far."""

    def __init__(self) -> None:
        self._by_key: dict[tuple[str, str, str], list[_Print]] = defaultdict(list)

    def find(self, document: Document) -> str | None:
        """The id of a paper seen before that this is another scan of; None where it is new. Papers of no
        known type, or with nothing to tell them by, are never the same."""
        paper = _print_of(document)
        if paper is None:
            return None
        for key in _keys(paper):
            for seen in self._by_key[key]:
                if _are_same(paper, seen):
                    return seen.document_id
        for key in _keys(paper):
            self._by_key[key].append(paper)
        return None


def tell_papers(documents: Sequence[Document]) -> list[int]:
    """Which paper each document is: scans of one paper, also by way of another scan, have one number."""
    prints = [_print_of(document) for document in documents]
    papers = list(range(len(prints)))
    for (one, first), (other, second) in itertools.combinations(enumerate(prints), 2):
        if first and second and first.type == second.type and _are_same(first, second):
            papers = [papers[one] if paper == papers[other] else paper for paper in papers]
    return papers


def _print_of(document: Document) -> _Print | None:
    form = form_of(document.document_type)
    if form is None:
        return None
    values = {field.name: field.value for field in document.fields if field.value is not None}
    kinds = {name: form.kind_of(name) for name in values}
    return _Print(
        document_id=document.document_id,
        type=form.type,
        facts={name: value for name, value in values.items() if kinds[name] in _FACTS},
        names={name: fold(value) for name, value in values.items() if kinds[name] == "name"},
        runs=frozenset(_RUN.findall(document.text)),
    )


def _keys(paper: _Print) -> Iterator[tuple[str, str, str]]:
    """One of these is alike on both scans, whatever else was misread."""
    for name, value in paper.facts.items():
        if not name.endswith(("_on", "date_of_birth")):
            yield paper.type, name, value
    for name, value in paper.names.items():
        yield paper.type, name, value


def _are_same(one: _Print, other: _Print) -> bool:
    """The main person's name is the same, accents apart; of all names and facts one may have a single sign
    misread: brothers and sisters, even twins, differ in more."""
    if one.names.get("full_name") != other.names.get("full_name"):
        return False
    pairs = [(one.facts[name], other.facts[name]) for name in one.facts.keys() & other.facts.keys()]
    pairs += [(one.names[name], other.names[name]) for name in one.names.keys() & other.names.keys()]
    differing = [pair for pair in pairs if pair[0] != pair[1]]
    if len(pairs) < 2 or len(differing) > 1 or any(not _nearly(*pair) for pair in differing):
        return False
    return len(one.runs & other.runs) >= FIGURES_SHARED * len(one.runs | other.runs)


def _nearly(one: str, other: str) -> bool:
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == 1
