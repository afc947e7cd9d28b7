"""The curve from confidence to how often it is right."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from bench.reading.curve import draw_reliability, fit, reliability
from bench.reading.score import Judged


def judged(count: int) -> list[Judged]:
    """Words that are right as often as the square of what is said."""
    rng = random.Random(3)
    said = [rng.random() for _ in range(count)]
    return [Judged(share, rng.random() < share**2) for share in said]


def test_the_fitted_curve_rises_and_finds_how_often_words_are_right() -> None:
    knots = fit(judged(20_000))
    assert knots == sorted(knots)
    assert [knot.right for knot in knots] == sorted(knot.right for knot in knots)
    for knot in knots:
        assert knot.right == pytest.approx(knot.confidence**2, abs=0.12)


def test_words_that_are_all_right_are_not_called_certain() -> None:
    (knot,) = fit([Judged(0.9, True)] * 160)
    assert 0.98 < knot.right < 1


def test_the_bins_hold_every_word_and_the_picture_both_lines(tmp_path: Path) -> None:
    words = judged(2_000)
    bins = reliability([word.confidence for word in words], [word.right for word in words])
    assert sum(part.words for part in bins) == len(words)
    assert all(part.right < part.said + 0.02 for part in bins)
    draw_reliability(tmp_path / "a.svg", {"one": bins, "other": bins[:2]})
    assert (tmp_path / "a.svg").read_text(encoding="utf-8").count("<polyline") == 2
