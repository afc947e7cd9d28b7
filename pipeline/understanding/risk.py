"""What labelled values say about risk: the curve of automation against it, thresholds for what is allowed."""

from __future__ import annotations

import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from models.dossier import FieldValue
from models.forms import Form
from models.intervals import at_most, wilson
from models.policy import Policy, Threshold, Thresholds
from pipeline.understanding.decide import margin

CERTAINTY = 0.95
# How much surer than the policy asks a reading may have to be, from the least. Each is tried on the same
# values, so each is tested at a share of the uncertainty (Bonferroni).
STEPS = (0.0, 0.02, 0.04, 0.06, 0.08)


class Labelled(NamedTuple):
    """A value that was found, and whether it is right. `key`: the policy's; `margin`: see decide.margin;
    `order`: the higher, the more there is for the value."""

    key: str
    margin: float | None
    order: float
    right: bool


class Point(NamedTuple):
    """The first `accepted` values, in the order of trust; `share`: of all values that papers have."""

    accepted: int
    share: float
    wrong: int
    interval: tuple[float, float]


def labelled(field: FieldValue, form: Form, policy: Policy, right: bool) -> Labelled:
    """A value of which somebody said whether it is right."""
    kind = form.kind_of(field.name)
    sure = margin(field, kind, policy)
    return Labelled(policy.key(field.name, kind), sure, _order(field, sure), right)


def _order(field: FieldValue, sure: float | None) -> float:
    """Proven values first, then those that meet a rule, then those with no contradiction, then the rest."""
    if sure == math.inf:
        return 4.0
    if sure is not None and sure >= 0:
        return 3.0 + sure
    return field.confidence if field.against else 1.0 + field.confidence


def fit(values: Iterable[Labelled], allowed: float, keys: Iterable[str], on: dt.date) -> Thresholds:
    """For each key of the policy the most lenient step at which no more than the allowed share is wrong."""
    by_key: dict[str, list[Labelled]] = defaultdict(list)
    for value in values:
        if value.margin is not None and value.margin != math.inf:
            by_key[value.key].append(value)
    fitted = {key: _fit(by_key[key], allowed) for key in keys}
    return Thresholds(fitted_on=on, allowed=allowed, certainty=CERTAINTY, keys=fitted)


def _fit(values: Sequence[Labelled], allowed: float) -> Threshold:
    certainty = 1 - (1 - CERTAINTY) / len(STEPS)
    tried = [_at_step(values, step, certainty) for step in STEPS]
    enough = next((found for found in tried if found.at_most <= allowed), None)
    return enough or tried[0].model_copy(update={"above": None})


def _at_step(values: Sequence[Labelled], step: float, certainty: float) -> Threshold:
    rights = [value.right for value in values if value.margin is not None and value.margin >= step]
    wrong = rights.count(False)
    most = at_most(wrong, len(rights), certainty)
    return Threshold(above=step, values=len(rights), wrong=wrong, at_most=round(most, 5))


def curve(values: Sequence[Labelled], asked: int) -> list[Point]:
    """Automation against risk; `asked`: how many values the papers have. Equal trust makes one point."""
    points = []
    wrong = 0
    ordered = sorted(values, key=_by_order)
    for count, value in enumerate(ordered, start=1):
        wrong += not value.right
        if count == len(ordered) or ordered[count].order != value.order:
            points.append(Point(count, count / asked, wrong, wilson(wrong, count, CERTAINTY)))
    return points


def _by_order(value: Labelled) -> float:
    return -value.order
