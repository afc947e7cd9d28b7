"""How persons are matched: keys, weights, thresholds and profiles of models/matching.yaml."""

from __future__ import annotations

import functools
from importlib import resources
from pathlib import Path

import yaml

from models.errors import WeightsFileError
from models.page import Frozen
from models.yaml_file import read_yaml


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


class Captions(Frozen):
    """Vietnamese, for clerks."""

    fields: dict[str, str]
    levels: dict[str, str]


class Matching(Frozen):
    """`keys`: the parts of each blocking key; `weights`: bits by field and level; `figures_alike`: pairs that
    are taken for one another."""

    version: str
    keys: dict[str, tuple[str, ...]]
    first_keys: tuple[str, ...]
    most_per_key: int
    weights: dict[str, dict[str, float]]
    figures_alike: tuple[str, ...]
    household_most: float
    frequency: Frequency
    profiles: dict[str, Profile]
    captions: Captions


@functools.cache
def load_matching(weights: Path | None = None) -> Matching:
    """`weights`: a file whose `version` and `weights` hold instead (as `sohoa learn` writes it).

    Errors: WeightsFileError.
    """
    told = read_yaml(resources.files("models") / "matching.yaml")
    if weights is None:
        return Matching.model_validate(told)
    try:
        learned = yaml.safe_load(weights.read_text(encoding="utf-8"))
        matching = Matching.model_validate(told | {name: learned[name] for name in ("version", "weights")})
    except (OSError, ValueError, LookupError, TypeError, yaml.YAMLError):  # Pydantic's errors are ValueErrors
        raise WeightsFileError from None
    if _levels(matching.weights) != _levels(told["weights"]):
        raise WeightsFileError
    return matching


def _levels(weights: dict[str, dict[str, float]]) -> set[tuple[str, str]]:
    return {(field, level) for field, levels in weights.items() for level in levels}
