"""The policy of acceptance: which evidence is enough, as data with a date."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources

import yaml

from models.page import Frozen


class Rule(Frozen):
    """Enough to accept a value: this source, and a reading at least this sure (0 to 1)."""

    source: str
    confidence: float = 0.0


class Policy(Frozen):
    """`accept`: rules by kind of field, any of which is enough; `captions`: each source in Vietnamese."""

    valid_from: dt.date
    accept: dict[str, tuple[Rule, ...]]
    captions: dict[str, str]


@functools.cache
def load_policy() -> Policy:
    text = resources.files("models").joinpath("policy.yaml").read_text(encoding="utf-8")
    return Policy.model_validate(yaml.safe_load(text))
