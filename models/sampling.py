"""How many accepted values are looked at after a batch is done, and which."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable

CERTAINTY = 0.95
ROUNDING = 1e-9

Place = tuple[str, str]  # id of a document, name of a field


def sample_size(wrong_at_most: float, population: int, certainty: float = CERTAINTY) -> int:
    """The fewest values, drawn without putting back, of which all must be right so that with `certainty` no
    more than the share `wrong_at_most` of the `population` is wrong.

    With one wrong value more than allowed, the chance that none is drawn is hypergeometric; for a large
    population it is (1 - share)^n, at 95 % the "rule of three", n = 3 / share (Hanley and Lippman-Hand,
    JAMA 1983).
    """
    wrong = math.floor(wrong_at_most * population) + 1
    low, high = 0, max(0, population - wrong + 1)  # so many always hold one that is wrong
    while low < high:
        middle = (low + high) // 2
        if _none_drawn(middle, wrong, population) <= 1 - certainty + ROUNDING:
            high = middle
        else:
            low = middle + 1
    return min(low, population)


def draw(places: Iterable[Place], size: int, seed: str) -> list[Place]:
    """`size` of the places, each as likely as any other, and the same ones whenever they are drawn with this
    `seed`: those with the smallest hashes."""

    def lot(place: Place) -> str:
        return hashlib.sha256("\0".join((seed, *place)).encode()).hexdigest()

    return sorted(places, key=lot)[:size]


def _none_drawn(size: int, wrong: int, population: int) -> float:
    """The chance that none of the `wrong` ones is among `size` drawn."""
    if size + wrong > population:
        return 0.0
    drawn = math.lgamma(population - wrong + 1) - math.lgamma(population - wrong - size + 1)
    return math.exp(drawn + math.lgamma(population - size + 1) - math.lgamma(population + 1))
