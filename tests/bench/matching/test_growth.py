"""Growth is measured on slices of one register, and drawn."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from bench.matching import growth
from bench.matching.growth import grow, sizes
from bench.matching.picture import draw_lines
from samples.population.draw import draw


def test_sizes_double() -> None:
    assert sizes(1_000_000) == [125_000, 250_000, 500_000, 1_000_000]
    assert sizes(130_000) == [125_000]


def test_a_register_grows_and_is_asked_each_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bench.matching.sohoa.SINGLES", 20)
    monkeypatch.setattr("bench.matching.growth.ASKED", 50)
    draw(tmp_path, citizens=2_000, queries=300, seed=4)
    (tmp_path / "data").mkdir()
    first, second = grow(tmp_path, [1_000, 2_000], tmp_path / "data")
    assert (first.citizens, second.citizens) == (1_000, 2_000)
    assert first.score.present < second.score.present
    assert second.score.recall > 0.8 and second.score.precision > 0.97
    assert second.single.candidates > 0 and second.size >= first.size
    assert second.by_key["number"] > 0 and second.by_key["birth_shape"] >= first.by_key["birth_shape"]
    assert len(growth._cells(second)) == len(growth.HEAD) - 1


def test_the_picture_holds_a_line_for_each_measure(tmp_path: Path) -> None:
    draw_lines(tmp_path / "p.svg", [1000, 2000, 4000], {"ms": [0.2, 0.3, 0.5], "GB": [0.01, 0.02, 4.0]})
    root = ET.parse(tmp_path / "p.svg").getroot()
    lines = [node for node in root if node.tag.endswith("polyline")]
    assert len(lines) == 2
    heights = [float(point.split(",")[1]) for point in lines[1].attrib["points"].split()]
    assert heights == sorted(heights, reverse=True)
