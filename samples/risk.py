"""How much is accepted at which risk, and thresholds for the risk that an operator allows:

    python -m samples.risk TRUTH PREDICTIONS [TRUTH PREDICTIONS ...] [--picture FILE.svg]
    python -m samples.risk TRUTH PREDICTIONS --allowed 0.001 --thresholds FILE.yaml

Files as samples.score takes them, with each value's `sources` and `against` as `sohoa export` tells them. The
thresholds are what SOHOA_THRESHOLDS names (docs/trust.md).
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator, Sequence
from pathlib import Path

from models.chart import risk_curve
from models.dossier import FieldValue
from models.forms import form_of
from models.intervals import at_most, wilson
from models.policy import Policy, Thresholds, load_policy, write_thresholds
from pipeline.understanding.risk import CERTAINTY, Labelled, Point, curve, fit, labelled
from samples.score import Record, read_lines, same_value


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
            right = name in paper["fields"] and same_value(name, paper["fields"][name], told["value"])
            yield labelled(_field(name, told), form, policy, right)


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
        drawn = risk_curve(
            [(p.share, p.wrong / p.accepted, *p.interval) for p in points],
            across="share of all values accepted without a clerk",
            up="wrong, of 1,000 accepted",
            target=(1e-3, "1 of 1,000"),
        )
        options.picture.write_text(str(drawn), encoding="utf-8")


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
