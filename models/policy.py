"""The policy of acceptance: which evidence is enough, as data with a date."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Mapping
from importlib import resources
from pathlib import Path

import yaml
from pydantic import ValidationError

from models.errors import BadThresholdsError
from models.page import Frozen
from models.yaml_file import read_yaml


class Rule(Frozen):
    """Enough to accept a value: all these sources, and a reading at least this sure (0 to 1)."""

    sources: tuple[str, ...]
    confidence: float = 0.0

    @property
    def hard(self) -> bool:
        """Whether the sources prove the value however unsurely it was read."""
        return self.confidence == 0


class Threshold(Frozen):
    """What labelled values allow for one key of the policy. `above`: how much surer than its rules ask a
    reading must be, None where none is sure enough; `values`, `wrong`: the labelled values that it would have
    accepted; `at_most`: the share of wrong ones that these cannot exclude."""

    above: float | None
    values: int = 0
    wrong: int = 0
    at_most: float = 1.0


class Thresholds(Frozen):
    """Thresholds fitted to an operator's `allowed` share of wrong values among accepted ones, by the policy's
    keys; what the labels could not show is accepted on hard evidence alone."""

    fitted_on: dt.date
    allowed: float
    certainty: float
    keys: dict[str, Threshold]


class Policy(Frozen):
    """`accept`: rules by kind or name of field, any is enough; `captions`: each source in Vietnamese."""

    valid_from: dt.date
    accept: dict[str, tuple[Rule, ...]]
    captions: dict[str, str]

    def key(self, field: str, kind: str) -> str:
        """Under which a field's (`mother.date_of_birth`) rules stand: its own name, else its kind."""
        name = field.rpartition(".")[2]
        return name if name in self.accept else kind

    def rules(self, field: str, kind: str) -> tuple[Rule, ...]:
        """What is enough for a field."""
        return self.accept.get(self.key(field, kind), ())

    def under(self, thresholds: Thresholds) -> Policy:
        """The policy with each rule that is not hard made stricter, or left out, as the thresholds say."""
        keys = thresholds.keys
        accept = {key: tuple(_raised(rules, keys.get(key))) for key, rules in self.accept.items()}
        return self.model_copy(update={"accept": accept})


def _raised(rules: Iterable[Rule], threshold: Threshold | None) -> Iterable[Rule]:
    above = threshold.above if threshold else None
    for rule in rules:
        if rule.hard:
            yield rule
        elif above is not None:
            yield rule.model_copy(update={"confidence": rule.confidence + above})


@functools.cache
def load_policy() -> Policy:
    return Policy.model_validate(read_yaml(resources.files("models") / "policy.yaml"))


def read_thresholds(path: Path) -> Thresholds:
    """Thresholds from a file that write_thresholds wrote. Raises BadThresholdsError where it is none."""
    try:
        return parse_thresholds(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise BadThresholdsError from None


def write_thresholds(path: Path, thresholds: Thresholds) -> None:
    path.write_text(format_thresholds(thresholds), encoding="utf-8")


def parse_thresholds(text: str) -> Thresholds:
    """Raises BadThresholdsError."""
    try:
        told: Mapping[str, object] = yaml.safe_load(text)  # from outside: read_yaml is not for that
        return Thresholds.model_validate(told)
    except (ValueError, yaml.YAMLError, ValidationError, RecursionError):
        raise BadThresholdsError from None


def format_thresholds(thresholds: Thresholds) -> str:
    told = thresholds.model_dump(mode="json")
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)
