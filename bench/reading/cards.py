"""Codes of drawn identity cards: how many are read, and whether any is read wrongly."""

from __future__ import annotations

import datetime as dt
import random
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import numpy as np

from flows.cpus import available_cpus
from pipeline.reading.read import read_page
from pipeline.reading.tesseract import TesseractEngine
from samples.blocks import CardBack, CardFront
from samples.filling import fill, forms
from samples.layout import draw_paper
from samples.people import draw_family
from samples.wear import LEVELS, scan

CARDS = ("identity_card_2021", "identity_card_2024")
TURNS = (0, 180, 0, 90)


class Card(NamedTuple):
    """How one card was read: each of its codes right, wrong or not read."""

    level: str
    qr: str
    mrz: str


def read_cards(seed: int, count: int) -> list[Card]:
    """`count` cards of both generations, levels, resolutions and turns in turn."""
    with ThreadPoolExecutor(available_cpus()) as pool:
        return list(pool.map(_read, [f"{seed}/{number}" for number in range(count)], range(count)))


def _read(name: str, number: int) -> Card:
    rng = random.Random(f"card/{name}")
    family, level = draw_family(rng), LEVELS[number // 2 % len(LEVELS)]
    dpi, turn = (300, 200)[number // 3 % 2], TURNS[number % len(TURNS)]
    paper = fill(forms()[CARDS[number % 2]], rng, family, {"parent": family.mother}, dt.date(2025, 3, 12))
    front = next(block for block in paper.blocks if isinstance(block, CardFront))
    back = next(block for block in paper.blocks if isinstance(block, CardBack))
    texts: dict[str, set[str]] = {"qr": set(), "mrz": set()}
    for page in draw_paper(paper, dpi, rng):
        scanned = scan(page, None, level, dpi, rng).rotate(turn, expand=True)
        pixels = np.ascontiguousarray(np.asarray(scanned.convert("RGB"))[:, :, ::-1])
        for code in read_page(pixels, dpi, TesseractEngine()).codes:
            texts[code.kind].add(code.text if code.kind == "qr" else _figures(code.text.splitlines()))
    true = {"qr": front.code or back.code or "", "mrz": _figures(back.machine_lines)}
    return Card(level, *(_verdict(texts[kind], true[kind]) for kind in ("qr", "mrz")))


def _figures(lines: tuple[str, ...] | list[str]) -> str:
    """The two lines that check digits prove."""
    return "\n".join(lines[:2])


def _verdict(texts: set[str], true: str) -> str:
    if not texts:
        return "not read"
    return "right" if texts == {true} else "wrong"
