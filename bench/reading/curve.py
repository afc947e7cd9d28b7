"""Whether confidence means something: how often words of each confidence are right, fitted and drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bench.reading.score import Judged

_FEWEST = 100  # words that a step of the fitted curve rests on
WIDTH, LEFT, TOP, SIDE = 560, 60, 20, 400
FITTED, ENGINE = "#0b6e4f", "#c1121f"
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
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {SIDE + TOP + 50}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{SIDE + TOP + 50}" fill="white"/>',
        f'<line x1="{LEFT}" y1="{bottom}" x2="{right}" y2="{TOP}" stroke="#999" stroke-dasharray="4"/>',
    ]
    for tick in _TICKS:
        x, y = LEFT + _along(tick), bottom - _along(tick)
        parts += [
            f'<line x1="{LEFT}" x2="{right}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>',
            f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{tick:g}</text>',
            f'<text x="{x:.1f}" y="{bottom + 18}" text-anchor="middle">{tick:g}</text>',
        ]
    for number, (colour, (name, bins)) in enumerate(zip((FITTED, ENGINE), lines.items(), strict=True)):
        points = [(LEFT + _along(b.said), bottom - _along(b.right), b.words) for b in bins if b.words >= 20]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
        parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{2 + math.log10(words):.1f}" fill="{colour}"/>'
            for x, y, words in points
        ]
        parts.append(f'<text x="{LEFT + 12}" y="{TOP + 16 + 16 * number}" fill="{colour}">{name}</text>')
    parts.append(
        f'<text x="{LEFT + SIDE / 2}" y="{bottom + 40}" text-anchor="middle">'
        "said to be right; upward: share that is right</text>"
    )
    target.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def _along(share: float) -> float:
    """Pixels from the corner: 0 at 0.3, SIDE at 0.9995."""
    lowest, highest = -math.log10(0.7), -math.log10(0.0005)
    place = (-math.log10(max(1 - share, 0.0005)) - lowest) / (highest - lowest)
    return SIDE * min(max(place, 0.0), 1.0)
