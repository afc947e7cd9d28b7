"""Fitting thresholds and drawing the curve."""

from __future__ import annotations

import datetime as dt

from pipeline.understanding.risk import Labelled, curve, fit

TODAY = dt.date(2026, 11, 22)


def values(count: int, *, wrong: int = 0, margin: float = 0.05) -> list[Labelled]:
    return [Labelled("name", margin, 3 + margin, number >= wrong) for number in range(count)]


def test_few_labels_show_nothing_and_many_do() -> None:
    assert fit(values(300), 0.001, ["name"], TODAY).keys["name"].above is None
    assert fit(values(300), 0.02, ["name"], TODAY).keys["name"].above == 0
    assert fit(values(5000), 0.001, ["name"], TODAY).keys["name"].above == 0
    assert fit([], 0.5, ["name"], TODAY).keys["name"].above is None


def test_unsure_readings_that_are_wrong_raise_the_threshold() -> None:
    mixed = values(1000, margin=0.09) + values(1000, wrong=30, margin=0.03)
    threshold = fit(mixed, 0.01, ["name"], TODAY).keys["name"]
    assert (threshold.above, threshold.values, threshold.wrong) == (0.04, 1000, 0)


def test_the_curve_goes_from_what_is_proven_to_what_is_not() -> None:
    proven = [Labelled("name", None, 4.0, True)] * 50
    doubtful = [Labelled("name", None, 0.5, False)] * 10
    first, second, last = curve([*doubtful, *values(40), *proven], 200)
    assert (first.accepted, first.share, first.wrong) == (50, 0.25, 0)
    assert (second.accepted, second.wrong, last.accepted, last.wrong) == (90, 0, 100, 10)
    assert last.interval[0] < 0.1 < last.interval[1]
