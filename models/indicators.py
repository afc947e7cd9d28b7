"""The indicators: what each counts, in words, with its target; and what they are counted from."""

from __future__ import annotations

import datetime as dt
import functools
from importlib import resources
from typing import NamedTuple

from models.page import Frozen
from models.yaml_file import read_yaml


class IndicatorRule(Frozen):
    """`formula`: in words, for those who read the number; `target`: per cent, None where nobody set one."""

    code: str
    caption: str
    formula: str
    source: str
    target: float | None = None


class Saved(Frozen):
    """What reuse saves a clerk, in minutes."""

    minutes_a_field: float
    minutes_a_page: float


class IndicatorRules(Frozen):
    version: str
    indicators: dict[str, IndicatorRule]
    saved: Saved
    levels: dict[int, str]


@functools.cache
def load_indicators() -> IndicatorRules:
    return IndicatorRules.model_validate(read_yaml(resources.files("models") / "indicators.yaml"))


class Asked(NamedTuple):
    """A field or paper of a dossier's procedure, and what became of it (pipeline/reuse/answer.py). `pages`:
    of the paper that was given."""

    kind: str
    state: str
    reason: str | None = None
    outcome: str | None = None
    citizen_id: str | None = None
    pages: int = 0
    name: str = ""


class Case(NamedTuple):
    """A dossier as the indicators count it; what is None is not known. `supplements`: how often more was
    demanded of the citizen, `waited_days`: for how long that was waited for in all."""

    code: str
    agency: str
    received_on: dt.date
    procedure: str | None = None
    due_on: dt.date | None = None
    finished_on: dt.date | None = None
    supplements: int = 0
    waited_days: int = 0
    needs_result: bool | None = None
    has_result: bool = False
    has_component: bool = False
    shared: bool = False
    population: bool = False
    asked: tuple[Asked, ...] = ()
