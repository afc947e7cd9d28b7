"""The policy of acceptance: which evidence is enough, as data with a date."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources

import yaml

from models.page import Frozen


class Rule(Frozen):
    """Enough to accept a value: all these sources, and a reading at least this sure (0 to 1)."""

    sources: tuple[str, ...]
    confidence: float = 0.0


class Policy(Frozen):
    """`accept`: rules by kind or name of field, any is enough; `captions`: each source in Vietnamese."""

    valid_from: dt.date
    accept: dict[str, tuple[Rule, ...]]
    captions: dict[str, str]

    def rules(self, field: str, kind: str) -> tuple[Rule, ...]:
        """What is enough for a field (`mother.date_of_birth`): by its own name, else by its kind."""
        return self.accept.get(field.rpartition(".")[2], self.accept.get(kind, ()))


@functools.cache
def load_policy() -> Policy:
    text = resources.files("models").joinpath("policy.yaml").read_text(encoding="utf-8")
    return Policy.model_validate(yaml.safe_load(text))
