"""How much is accepted at which risk, and thresholds for the risk that an operator allows:

    python -m samples.risk TRUTH PREDICTIONS [TRUTH PREDICTIONS ...] [--picture FILE.svg]
    python -m samples.risk TRUTH PREDICTIONS --allowed 0.001 --thresholds FILE.yaml

Files as samples.score takes them, with each value's `sources` and `against` as `sohoa export` tells them. The
thresholds are what SOHOA_THRESHOLDS names (docs/trust.md).
"""

from __future__ import annotations

import argparse
import datetime as dt
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from models.dossier import FieldValue
from models.forms import form_of
from models.intervals import at_most, wilson
from models.policy import Policy, Threshold, Thresholds, load_policy, write_thresholds
from pipeline.understanding.decide import margin
from samples.curve import draw_curve
from samples.score import Record, read_lines, same_value

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


def label(truth: Sequence[Record], predictions: Sequence[Record], policy: Policy) -> Iterator[Labelled]:
    """All values that were found in the papers of `truth`; those that no paper says are wrong."""
    found = {(paper["source"], page): paper for paper in reversed(predictions) for page in paper["pages"]}
    for paper in truth:
        guess = found.get((paper["source"], paper["pages"][0]), {})
        form = form_of(guess.get("document_type", ""))
        if form is None:
            continue
        for name, told in guess["fields"].items():
            if told["value"] is None:
                continue
            field = _field(name, told)
            kind = form.kind_of(name)
            right = name in paper["fields"] and same_value(name, paper["fields"][name], told["value"])
            yield Labelled(
                policy.key(name, kind), (sure := margin(field, kind, policy)), _order(field, sure), right
            )


def _field(name: str, told: Record) -> FieldValue:
    return FieldValue(
        name=name,
        value=told["value"],
        raw=told["raw"],
        confidence=told["confidence"],
        page=1,
        box=None,
        sources=tuple(told["sources"]),
        against=tuple(told["against"]),
    )


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


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m samples.risk",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="TRUTH PREDICTIONS")
    parser.add_argument(
        "--allowed", type=float, default=0.001, help="share of accepted values that may be wrong"
    )
    parser.add_argument("--thresholds", type=Path, help="YAML to be written")
    parser.add_argument("--picture", type=Path, help="SVG to be drawn")
    options = parser.parse_args(arguments)
    if len(options.files) % 2:
        parser.error("a file of predictions for each file of truth")
    policy = load_policy()
    pairs = zip(options.files[::2], options.files[1::2], strict=True)
    sets = [(read_lines(truth), read_lines(predictions)) for truth, predictions in pairs]
    values = [value for truth, predictions in sets for value in label(truth, predictions, policy)]
    points = curve(values, sum(len(paper["fields"]) for truth, _ in sets for paper in truth))
    fitted = fit(values, options.allowed, policy.accept, dt.date.today())
    _tell(points, fitted, [value for value in values if value.order >= 3])
    if options.thresholds:
        write_thresholds(options.thresholds, fitted)
    if options.picture:
        draw_curve(options.picture, [(p.share, p.wrong / p.accepted, *p.interval) for p in points])


def _tell(points: Sequence[Point], fitted: Thresholds, accepted: Sequence[Labelled]) -> None:
    share = next((point.share for point in points if point.accepted >= len(accepted)), 0.0)
    wrong = sum(not value.right for value in accepted)
    low, high = (1000 * limit for limit in wilson(wrong, len(accepted)))
    print(f"accepted by the policy: {100 * share:.1f} %, {wrong} of {len(accepted)} wrong,")
    print(f"  which is {low:.2f} to {high:.2f} of 1,000 (Wilson, {CERTAINTY:.0%}),")
    print(f"  at most {1000 * at_most(wrong, len(accepted)):.2f} of 1,000 (Clopper-Pearson, one-sided)")
    for key, found in fitted.keys.items():
        told = "hard evidence only" if found.above is None else f"surer by {found.above:.2f}"
        print(f"  {key:20} {found.values:5} values, {found.wrong} wrong, at most {found.at_most:.4f}: {told}")


if __name__ == "__main__":
    main()
