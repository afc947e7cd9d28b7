"""How often a word that the engine was so sure of is right: a curve fitted on drawn pages, as data."""

from __future__ import annotations

import datetime as dt
import functools
from bisect import bisect
from importlib import resources

from models.page import Frozen
from models.yaml_file import read_yaml


class Curve(Frozen):
    """`engine`: name, version and model it holds for; `knots`: (confidence, share right), both rising."""

    valid_from: dt.date
    engine: str
    knots: tuple[tuple[float, float], ...]

    def right(self, confidence: float) -> float:
        """Between two knots in a straight line, beyond the last one as it."""
        at = bisect(self.knots, (confidence, 2.0))
        if at in (0, len(self.knots)):
            return self.knots[min(at, len(self.knots) - 1)][1]
        (left, low), (right, high) = self.knots[at - 1], self.knots[at]
        return low + (high - low) * (confidence - left) / (right - left)


@functools.cache
def load_curve() -> Curve:
    return Curve.model_validate(read_yaml(resources.files("models") / "data/confidence.yaml"))


def chance_right(confidence: float) -> float:
    """Of words that the engine was as sure of as `confidence`, the share that is right, 0 to 1. What no
    engine read, and is told with confidence 1, stays 1."""
    return 1.0 if confidence >= 1 else load_curve().right(confidence)
