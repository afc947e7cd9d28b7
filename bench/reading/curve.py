"""Whether confidence means something: how often words of each confidence are right, fitted and drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.reading.score import Judged
from models.chart import COLOURS, Picture, Scale

_FEWEST = 100  # words that a step of the fitted curve rests on
WIDTH, LEFT, TOP, SIDE = 560, 60, 20, 400
_DRAWN = 20  # words that a point of the picture stands for at least
_TICKS = (0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999)


class Knot(NamedTuple):
    """Of words of this `confidence` the share `right` is right."""

    confidence: float
    right: float


def fit(judged: Sequence[Judged]) -> list[Knot]:
    """Isotonic regression (pool adjacent violators) over groups of _FEWEST words at least; one wrong word
    and one right one are added to each, so that no share is 0 or 1."""
    pools: list[tuple[float, float, int]] = []  # sum of confidences, words right, words
    for group in _groups(sorted(judged)):
        pools.append((sum(word.confidence for word in group), sum(word.right for word in group), len(group)))
        while len(pools) > 1 and _share(pools[-2]) >= _share(pools[-1]):
            last, before = pools.pop(), pools.pop()
            pools.append((before[0] + last[0], before[1] + last[1], before[2] + last[2]))
    return [Knot(round(pool[0] / pool[2], 3), round(_share(pool), 4)) for pool in pools]


def _groups(judged: Sequence[Judged]) -> list[Sequence[Judged]]:
    count = max(len(judged) // _FEWEST, 1)
    ends = np.linspace(0, len(judged), count + 1).astype(int)
    return [judged[start:end] for start, end in pairwise(ends)]


def _share(pool: tuple[float, float, int]) -> float:
    return (pool[1] + 1) / (pool[2] + 2)


class Bin(NamedTuple):
    """Words said to be about so sure, the share of them that is right, and how many they are."""

    said: float
    right: float
    words: int


def reliability(said: Sequence[float], right: Sequence[bool]) -> list[Bin]:
    """In bins between the ticks of the picture."""
    edges = np.array([0.0, *_TICKS, 1.01])
    at = np.digitize(said, edges)
    bins = []
    for number in np.unique(at):
        inside = at == number
        bins.append(
            Bin(
                float(np.mean(np.array(said)[inside])),
                float(np.mean(np.array(right)[inside])),
                int(inside.sum()),
            )
        )
    return bins


def draw_reliability(target: Path, lines: Mapping[str, Sequence[Bin]]) -> None:
    """What was said against what was right, both axes by how often it goes wrong, in powers of ten."""
    bottom, right = TOP + SIDE, LEFT + SIDE
    picture = Picture(WIDTH, bottom + 50)
    picture.line((LEFT, bottom), (right, TOP), "#999", dashes="4")
    for tick in _TICKS:
        picture.level(LEFT, right, bottom - _along(tick), f"{tick:g}")
        picture.text(LEFT + _along(tick), bottom + 18, f"{tick:g}", anchor="middle")
    for number, (colour, (name, bins)) in enumerate(zip(COLOURS, lines.items(), strict=False)):
        drawn = [one for one in bins if one.words >= _DRAWN]
        picture.path([(LEFT + _along(one.said), bottom - _along(one.right)) for one in drawn], colour)
        for one in drawn:
            radius = 2 + math.log10(one.words)
            picture.dot(LEFT + _along(one.said), bottom - _along(one.right), colour, radius)
        picture.text(LEFT + 12, TOP + 16 + 16 * number, name, colour=colour)
    words = "said to be right; upward: share that is right"
    picture.text(LEFT + SIDE / 2, bottom + 40, words, anchor="middle")
    target.write_text(str(picture), encoding="utf-8")


# Pixels from the corner by how seldom a share is wrong: 0 at 0.3, SIDE at 0.9995.
_SELDOM = Scale(1 / 0.7, 1 / 0.0005, 0, SIDE, log=True)


def _along(share: float) -> float:
    return _SELDOM(1 / max(1 - share, 0.0005))
