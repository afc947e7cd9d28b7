"""How far a share that was counted can be from the true one."""

from __future__ import annotations

import math
from statistics import NormalDist


def wilson(part: int, whole: int, certainty: float = 0.95) -> tuple[float, float]:
    """The interval that holds the true share (Wilson 1927): (0, 1) where nothing was counted."""
    if whole == 0:
        return 0.0, 1.0
    z = NormalDist().inv_cdf((1 + certainty) / 2)
    middle = (part + z * z / 2) / (whole + z * z)
    reach = z / (whole + z * z) * math.sqrt(part * (whole - part) / whole + z * z / 4)
    low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return (low if part else 0.0), (high if part < whole else 1.0)


def at_most(part: int, whole: int, certainty: float = 0.95) -> float:
    """What the true share does not exceed (one-sided, Clopper and Pearson 1934); 1 where none was counted."""
    if part >= whole:
        return 1.0
    low, high = part / whole, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if _at_most_so_many(part, whole, middle) > 1 - certainty:
            low = middle
        else:
            high = middle
    return high


def _at_most_so_many(part: int, whole: int, share: float) -> float:
    """The chance of no more than `part` of `whole` where each comes with chance `share`."""
    if share >= 1:
        return 0.0
    logs = (
        math.lgamma(whole + 1)
        - math.lgamma(count + 1)
        - math.lgamma(whole - count + 1)
        + count * math.log(share or 1e-300)
        + (whole - count) * math.log1p(-share)
        for count in range(part + 1)
    )
    return math.fsum(math.exp(log) for log in logs)


def between(part: int, whole: int, certainty: float = 0.95) -> tuple[float, float]:
    """The interval that holds the true share (Clopper and Pearson 1934): (0, 1) where nothing was counted."""
    if whole == 0:
        return 0.0, 1.0
    each_side = (1 + certainty) / 2
    low = 1 - at_most(whole - part, whole, each_side) if part else 0.0
    return low, at_most(part, whole, each_side)
