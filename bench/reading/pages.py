"""Drawn pages with the text that stands on them: forms, cards, letters, and pages of prose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from samples.blocks import Block, PageBreak, Paper, Paragraph, Title
from samples.layout import draw_paper
from samples.people import draw_family
from samples.plan import make_plan
from samples.wear import LEVELS, scan

DPI = (300, 200)  # in turn


@dataclass(frozen=True)
class SamplePage:
    """`kind`: prose or form; `truth`: its text, line by line; `paper`, `dpi`, `seed` draw it."""

    kind: str
    level: str
    truth: str
    paper: Paper
    dpi: int
    seed: str

    def draw(self) -> NDArray[np.uint8]:
        """As scanned, BGR."""
        page = draw_paper(self.paper, self.dpi, random.Random(f"layout/{self.seed}"), stamped=False)[0]
        scanned = scan(page, None, self.level, self.dpi, random.Random(f"wear/{self.seed}"))
        return np.ascontiguousarray(np.asarray(scanned.convert("RGB"))[:, :, ::-1])


def sample_pages(seed: int, count: int) -> list[SamplePage]:
    """`count` pages a level, every third of them prose."""
    papers = _pages_of_forms(seed, count)
    pages = []
    for level in LEVELS:
        for number in range(count):
            rng = random.Random(f"prose/{seed}/{level}/{number}")
            kind, paper = ("prose", _prose(rng)) if number % 3 == 2 else ("form", next(papers))
            name = f"{seed}/{level}/{number}"
            pages.append(SamplePage(kind, level, paper.text, paper, DPI[number % len(DPI)], name))
    return pages


def _pages_of_forms(seed: int, count: int) -> Iterator[Paper]:
    """Every page of many papers as a paper of its own; none filled in by hand."""
    for dossier in make_plan(seed, len(LEVELS) * count, None).dossiers:
        for file in dossier.files:
            for paper in file.papers:
                if paper.blocks and not paper.by_hand:
                    yield from (replace(paper, blocks=blocks) for blocks in _parts(paper.blocks))


def _parts(blocks: tuple[Block, ...]) -> Iterator[tuple[Block, ...]]:
    part: list[Block] = []
    for block in blocks:
        if isinstance(block, PageBreak):
            yield tuple(part)
            part = []
        else:
            part.append(block)
    yield tuple(part)


# Running text as minutes and reports have it, a sentence a line; who and where is drawn.
_SENTENCES = Path(__file__).with_name("prose.txt").read_text(encoding="utf-8").splitlines()
_PLACES = (
    *("xã Mỹ Lộc, huyện Bình Lục, tỉnh Hà Nam", "phường Đông Thọ, thành phố Thanh Hóa"),
    *("xã Hòa Tịnh, tỉnh Vĩnh Long", "phường Nghĩa Lộ, tỉnh Lào Cai"),
)


def _prose(rng: random.Random) -> Paper:
    """A page of six paragraphs."""
    family = draw_family(rng)
    facts = {
        "one": family.father.full_name,
        "two": family.mother.full_name,
        "year": rng.randint(1975, 2019),
        "days": rng.randint(3, 15),
        "more": rng.randint(5, 25),
        "place": rng.choice(_PLACES),
        "phone": rng.randint(200_000_000, 999_999_999),
        "copies": rng.choice(("hai", "ba", "bốn")),
    }
    paragraphs = tuple(
        Paragraph(" ".join(text.format(**facts) for text in rng.sample(_SENTENCES, 4))) for _ in range(6)
    )
    return Paper("prose", (Title(("BIÊN BẢN LÀM VIỆC",)), *paragraphs))
