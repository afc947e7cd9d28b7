"""Pairs of figures that are taken for each other."""

from __future__ import annotations

import functools
from importlib import resources

from models.yaml_file import read_yaml


@functools.cache
def lookalikes() -> dict[str, str]:
    """By figure, its pair: {"1": "17", "7": "17", ...}; the pairs in the order of the list."""
    found: dict[str, str] = {}
    for pair in read_yaml(resources.files("models") / "data/lookalikes.yaml")["pairs"]:
        for figure in pair:
            found.setdefault(figure, pair)
    return found


def pair_of(figures: str) -> str | None:
    """The first pair of the list of which one of the figures is; None where there is none."""
    found = [lookalikes()[figure] for figure in figures if figure in lookalikes()]
    return min(found, key=pairs().index) if found else None


def pairs() -> list[str]:
    """The pairs, in the order of the list."""
    return list(dict.fromkeys(lookalikes().values()))
