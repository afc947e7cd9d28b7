"""Weights from a file of the operator's."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from models.errors import WeightsFileError
from models.matching import load_matching


def test_learned_weights_take_the_place_of_those_that_came_with_sohoa(tmp_path: Path) -> None:
    own = load_matching()
    weights = {field: dict(levels) for field, levels in own.weights.items()}
    weights["given"]["exact"] = 3.5
    (tmp_path / "w.yaml").write_text(yaml.safe_dump({"version": "1+9", "weights": weights}))
    learned = load_matching(tmp_path / "w.yaml")
    assert (learned.version, learned.weights["given"]["exact"]) == ("1+9", 3.5)
    assert (learned.keys, learned.profiles) == (own.keys, own.profiles)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "version: 1", "version: x\nweights: {given: {exact: 1}}", "{", "version: x\nweights: {a: b}"],
)
def test_a_broken_file_is_told(tmp_path: Path, text: str) -> None:
    (tmp_path / "w.yaml").write_text(text)
    with pytest.raises(WeightsFileError):
        load_matching(tmp_path / "w.yaml")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(WeightsFileError):
        load_matching(tmp_path / "none.yaml")
