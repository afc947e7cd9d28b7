"""Fitting thresholds and drawing the curve."""

from __future__ import annotations

import datetime as dt
import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from models.policy import load_policy, read_thresholds
from samples.risk import Labelled, curve, fit, label, main

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


def paper(**fields: Any) -> dict[str, Any]:
    return {"source": "a.pdf", "pages": [1], "document_type": "birth_certificate", "fields": fields}


def told(value: str, *sources: str, confidence: float = 0.95) -> dict[str, Any]:
    return {"value": value, "raw": value, "confidence": confidence, "sources": sources, "against": []}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    truth = paper(full_name="Trịnh Thu Hà", sex="female")
    found = paper(
        full_name=told("Trịnh Thu Hà", "qr"),
        sex=told("male", "number_sex"),
        ethnicity=told("Kinh", "lexicon"),
    )
    for name, record in (("truth", truth), ("found", found)):
        (tmp_path / name).write_text(json.dumps(record) + "\n", encoding="utf-8")
    return tmp_path / "truth", tmp_path / "found"


def test_labels(files: tuple[Path, Path]) -> None:
    truth, found = ([json.loads(file.read_text())] for file in files)
    labelled = {value.key: value for value in label(truth, found, load_policy())}
    assert {key: value.right for key, value in labelled.items()} == {
        "name": True,
        "sex": False,
        "ethnicity": False,
    }
    assert labelled["name"].margin == float("inf")
    assert labelled["sex"].margin == pytest.approx(0.35)


def test_the_command_writes_thresholds_and_picture(
    files: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    yaml, svg = tmp_path / "t.yaml", tmp_path / "risk.svg"
    main([*map(str, files), "--thresholds", str(yaml), "--picture", str(svg)])
    assert read_thresholds(yaml).keys["sex"].above is None
    assert ElementTree.parse(svg).getroot().tag.endswith("svg")
    assert "2 of 3 wrong" in capsys.readouterr().out
    with pytest.raises(SystemExit):
        main([str(files[0])])
