"""Pages in any order: the same papers, or those that are not the same go to a clerk."""

from __future__ import annotations

import functools
import random
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from flows.one_page import read_one_page
from models.dossier import SURE, UNKNOWN, Document
from models.page import PageReading
from pipeline.reading.recorder import unrecorded
from pipeline.reading.tesseract import TesseractEngine
from pipeline.understanding.understand import understand
from tests.pipeline.understanding.pages import set_page
from tests.pipeline.understanding.test_separate import BACK, CARD, PAGES
from tests.pipeline.understanding.test_understand import load

SAMPLES = Path(__file__).parents[3] / "samples" / "dossiers"
FAMILY = SAMPLES / "G15.07.31-260113-0011"
SCANNED = [  # files of samples/, and the pages of each paper in them
    (FAMILY / "02-1 ct01.pdf", (1, 2)),
    (FAMILY / "02-4 the can cuoc.pdf", (1, 2)),
    (FAMILY / "02-2 trich luc khai sinh.jpg", (1,)),
]

SHUFFLES = 12

Papers = Mapping[frozenset[int], Document]  # by what they hold of a pile


def papers_of(pile: Sequence[PageReading], order: Sequence[int]) -> Papers:
    pages = [(number, pile[at]) for number, at in enumerate(order, start=1)]
    documents = list(understand("0" * 64, pages))
    assert sorted(number for document in documents for number in document.pages) == list(
        range(1, len(pile) + 1)
    )
    return {frozenset(order[number - 1] for number in document.pages): document for document in documents}


def is_doubtful(document: Document) -> bool:
    """Whether a clerk is told to look at what the pages are, not only at a value."""
    return (
        document.document_type == UNKNOWN
        or min(document.type_confidence, document.boundary_confidence) < SURE
    )


def check_order(pile: Sequence[PageReading], expected: Papers, order: Sequence[int]) -> None:
    found = papers_of(pile, order)
    others = [document for pages, document in found.items() if pages not in expected]
    assert found.keys() == expected.keys() or any(map(is_doubtful, others))
    for pages in found.keys() & expected.keys():
        one, other = found[pages], expected[pages]
        assert one.document_type == other.document_type
        assert {f.name: f.value for f in one.fields} == {f.name: f.value for f in other.fields}


def two_pages(name: str) -> list[PageReading]:
    """Two pages of a CT01 in the name of somebody; the second bears nothing that tells whose it is."""
    lines = load("residence_change_ct01.yaml")["page"].splitlines()[:12]
    second = ["  11. Những thành viên trong hộ gia đình cùng thay đổi:", f"  NGƯỜI KÊ KHAI {name}"]
    return [set_page([*lines, f"  {name}"]), set_page(second)]


def card(number: str) -> list[PageReading]:
    front = [line.replace("042085001234", number) for line in CARD]
    return [set_page(front), set_page([*BACK, f"  {number}"])]


def coded_card() -> list[PageReading]:
    code = "042085001234|184123456|Trịnh Quốc Bảo|07031985|Nam|Thôn Hồng Sơn|20112024|||"
    front = ["CĂN CƯỚC", "  Số định danh cá nhân / Personal identification number", "  042085001234"]
    back = ["  Nơi cư trú / Place of residence: Thôn Hồng Sơn", "  BỘ CÔNG AN"]
    return [set_page(front), set_page(back, codes=[code])]


SET = [
    *two_pages("AN"),
    *two_pages("BÌNH"),
    *card("042085001235"),
    *coded_card(),
    PAGES["birth_certificate.yaml"],
    set_page([]),
]


@functools.cache
def expected_of_set() -> Papers:
    return papers_of(SET, range(len(SET)))


@settings(max_examples=25)
@given(st.permutations(range(len(SET))))
@example([0, 3, 2, 1, 4, 5, 6, 7, 8, 9])  # the second pages of two papers of one form are exchanged
@example([0, 1, 2, 3, 5, 4, 7, 6, 8, 9])  # cards with their backs first
@example([0, 1, 2, 3, 4, 7, 6, 5, 8, 9])  # and with each other's
def test_any_order_gives_the_same_papers_or_a_review(order: list[int]) -> None:
    check_order(SET, expected_of_set(), order)


def test_a_card_with_its_back_first_is_one_card() -> None:
    front, back = coded_card()
    (document,) = papers_of([front, back], [1, 0]).values()
    assert document.document_type == "identity_card_2024" and not is_doubtful(document)


def test_one_side_of_a_card_alone_is_doubtful() -> None:
    assert all(is_doubtful(document) for document in papers_of(coded_card()[1:], [0]).values())


@pytest.fixture(scope="module")
def scanned() -> list[PageReading]:
    """Real readings of drawn scans: a CT01 of two pages, a card with both sides, an extract."""
    engine = TesseractEngine()
    return [read_one_page(file, page, engine, unrecorded) for file, pages in SCANNED for page in pages]


def test_any_order_of_scanned_pages_too(scanned: list[PageReading]) -> None:
    order = list(range(len(scanned)))
    expected = papers_of(scanned, order)
    assert [len(pages) for pages in expected] == [len(pages) for _, pages in SCANNED]
    assert not any(map(is_doubtful, expected.values()))
    rng = random.Random(14)
    for _ in range(SHUFFLES):
        rng.shuffle(order)
        check_order(scanned, expected, order)
