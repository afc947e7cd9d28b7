"""What a paper is about: who plays which role in it, and on which day it was made."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from samples.people import Family, Person


class Fact(NamedTuple):
    """What stands on paper, and the true value of every field that it tells."""

    written: str
    truth: Mapping[str, str] = {}


@dataclass(frozen=True)
class Case:
    """`cast` holds the persons by role; a role without a person is one that the paper leaves empty.

    `earlier` names days, each drawn up to so many days before `on`; `invented` the ways of writing what
    nothing else tells (see `Facts`).
    """

    rng: random.Random
    family: Family
    cast: Mapping[str, Person]
    on: dt.date
    earlier: Mapping[str, int] = field(default_factory=dict)
    invented: Mapping[str, Sequence[str]] = field(default_factory=dict)
