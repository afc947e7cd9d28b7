"""Which of several readings of one person's name or number is the likeliest, for a clerk to confirm.

Where a name was read as Hiển here and as Hiền on two other papers, Hiền is likelier. Nothing is accepted on
that: what was read speaks against it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from models.confidence import chance_right
from models.fields import KINDS
from models.fields.person import Name
from models.slips import meant
from models.text import same_key

PROVEN_RIGHT = 0.999
LEAST, MOST = 0.02, 0.98  # how sure a reading can be, whatever the engine says of it
SLIP = 0.3  # of the misreadings of a name, the share that gives one certain other
SOMEBODY_ELSE = 0.02  # a reading of a person who only looks like the one that is meant
SAME = {True: 0.99, False: 0.9}  # chance that two places mean one person, with and without the same number
KIND_OF = {"full_name": "name", "personal_id": "personal_id", "date_of_birth": "date"}
NO_NAME = 0.02  # how often a name has a syllable that is in no lexicon


class Reading(NamedTuple):
    """What was read in one place. `sure`: 0 to 1, the engine's; `same_number`: as the place asked about."""

    value: str | None
    raw: str
    sure: float
    proven: bool = False
    same_number: bool = False


def likelier(part: str, own: Reading, others: Sequence[Reading]) -> str | None:
    """A likelier value of a person's `part` (`full_name`, `personal_id`, `date_of_birth`) than the one that
    was read; None where there is none."""
    if part == "full_name":
        return _likelier_name(own, others)
    if own.value is not None:
        return None
    kind = KIND_OF[part]
    found = {value for other in others if other.value and (value := meant(kind, own.raw, other.value))}
    return found.pop() if len(found) == 1 else None


def _likelier_name(own: Reading, others: Sequence[Reading]) -> str | None:
    told = {same_key(other.value): other.value for other in others if other.value}
    meanings = {key: value for key, held in told.items() if (value := meant("name", own.raw, held))}
    if not meanings:
        return None
    read = same_key(own.value or own.raw)
    scores = {key: _score(key, own, others) for key in (read, *meanings)}
    best = max(scores, key=lambda key: (scores[key], key))
    return meanings.get(best)


def _score(name: str, own: Reading, others: Sequence[Reading]) -> float:
    """The logarithm of how likely `name` is, and that it was read so in all places."""
    kind = KINDS["name"]
    score = math.log(_chance(name, own))
    score += 0.0 if isinstance(kind, Name) and kind.known(name) else math.log(NO_NAME)
    for other in others:
        same = SAME[other.same_number]
        score += math.log(same * _chance(name, other) + (1 - same) * SOMEBODY_ELSE)
    return score


def _chance(name: str, reading: Reading) -> float:
    """How likely it is that `name` is read as it was there."""
    sure = PROVEN_RIGHT if reading.proven else min(MOST, max(LEAST, chance_right(reading.sure)))
    return sure if same_key(reading.value or reading.raw) == name else (1 - sure) * SLIP
