"""Labels from files, and what the command makes of them."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from pathlib import Path
from typing import Any

import pytest

from models.policy import load_policy, read_thresholds
from samples.risk import label, main


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
