"""Weights estimated anew, from pairs that clerks told apart or from pairs that nobody looked at, and what
they would change.

With labels a weight is log2 of how often "same" and "different" pairs are on a level (Fellegi and Sunter
1969); without, expectation-maximisation tells the two apart itself (Winkler 1988). What was seen seldom stays
near to what was believed before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import blake2b
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.answers import Label
from models.matching import Matching, Profile
from pipeline.matching.compare import HOUSEHOLD

BELIEF = 50.0  # pairs on a level that count as much as what was believed before
ROUNDS = 30
HELD_BACK = 0.3  # of the questions, by their hash: the same ones each time
Weights = Mapping[str, Mapping[str, float]]
Levels = Mapping[str, str]


class Quality(NamedTuple):
    """Of labelled pairs: `matched` without a clerk, `right` of these, `same` in all."""

    matched: int
    right: int
    same: int

    @property
    def precision(self) -> float:
        return self.right / self.matched if self.matched else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.same if self.same else 0.0


def split_labels(labels: Sequence[Label]) -> tuple[list[Label], list[Label]]:
    """(to learn from, held back to measure on); all pairs of a question are on one side."""
    taught: list[Label] = []
    held_back: list[Label] = []
    for label in labels:
        share = int.from_bytes(blake2b(label.question.encode(), digest_size=4).digest(), "big") / 2**32
        (held_back if share < HELD_BACK else taught).append(label)
    return taught, held_back


def learn_from_labels(labels: Sequence[Label], weights: Weights) -> dict[str, dict[str, float]]:
    same = np.array([label.same for label in labels], float)
    return _estimate([label.levels for label in labels], same, weights)


def learn_without_labels(pairs: Sequence[Levels], matching: Matching) -> dict[str, dict[str, float]]:
    """`pairs`: levels of candidates as the keys find them, none left out: mostly strangers."""
    weights: Weights = matching.weights
    learned = {field: dict(levels) for field, levels in weights.items()}
    share = 0.1
    for _ in range(ROUNDS):
        bits = np.array([_total(_bits(levels, learned), matching.household_most) for levels in pairs])
        same = 1 / (1 + np.exp2(-(bits + np.log2(share / (1 - share)))))
        share = float(np.clip(same.mean(), 1e-4, 0.9))
        learned = _estimate(pairs, same, weights)
    return learned


def measure(labels: Sequence[Label], weights: Weights, matching: Matching, rules: Profile) -> Quality:
    """What would be matched without a clerk if `weights` held instead of those of `matching`. How rare a name
    is counts on as it did."""
    matched = right = 0
    for label in labels:
        bits = {
            field: label.bits[field] + weights[field][level] - matching.weights[field][level]
            for field, level in label.levels.items()
        }
        if not label.vetoed and _total(bits, matching.household_most) >= rules.match:
            matched += 1
            right += label.same
    return Quality(matched, right, sum(label.same for label in labels))


def _bits(levels: Levels, weights: Weights) -> dict[str, float]:
    return {field: weights[field][level] for field, level in levels.items()}


def _total(bits: Mapping[str, float], household_most: float) -> float:
    household = sum(value for field, value in bits.items() if field in HOUSEHOLD)
    return sum(bits.values()) - household + min(household, household_most)


def _estimate(
    pairs: Sequence[Levels], same: NDArray[np.float64], weights: Weights
) -> dict[str, dict[str, float]]:
    """`same`: how likely each pair is one person, 0 to 1."""
    learned = {}
    for field, levels in weights.items():
        names = list(levels)
        at = np.array([names.index(pair[field]) if field in pair else -1 for pair in pairs], int)
        told = at >= 0
        ones = np.bincount(at[told], same[told], len(names))
        others = np.bincount(at[told], 1 - same[told], len(names))
        half = 0.5  # of a pair on each level: what was never seen is not impossible
        found = np.log2((ones + half) / (ones + half).sum()) - np.log2(
            (others + half) / (others + half).sum()
        )
        seen = ones + others
        before = np.array([levels[name] for name in names])
        after = (found * seen + before * BELIEF) / (seen + BELIEF)
        learned[field] = {name: round(float(bits), 1) for name, bits in zip(names, after, strict=True)}
    return learned
