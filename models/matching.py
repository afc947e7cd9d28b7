"""How persons are matched: keys, weights, thresholds and profiles of models/matching.yaml."""

from __future__ import annotations

import functools
from importlib import resources

import yaml

from models.page import Frozen


class Frequency(Frozen):
    """How exact names weigh by how rare they are. `agreeing`: the share of true pairs that are exact;
    `as_usual`: citizens with the usual frequencies that are thought beside the register's."""

    agreeing: dict[str, float]
    rarest: float
    as_usual: int
    most_of_a_parent: float
    real_name: float
    common_name: float


class Profile(Frozen):
    """When a procedure takes a match without a clerk. Bits, but for `shown`: how many candidates a clerk
    gets."""

    match: float
    review: float
    margin: float
    shown: int
    strict: bool


class Matching(Frozen):
    """`keys`: the parts of each blocking key; `weights`: bits by field and level."""

    version: str
    keys: dict[str, tuple[str, ...]]
    first_keys: tuple[str, ...]
    most_per_key: int
    weights: dict[str, dict[str, float]]
    household_most: float
    frequency: Frequency
    profiles: dict[str, Profile]


@functools.cache
def load_matching() -> Matching:
    text = resources.files("models").joinpath("matching.yaml").read_text(encoding="utf-8")
    return Matching.model_validate(yaml.safe_load(text))
