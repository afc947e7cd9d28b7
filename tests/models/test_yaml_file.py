"""libyaml reads Sohoa's own data as PyYAML does."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from models.yaml_file import read_yaml

ROOT = Path(__file__).parents[2]
FILES = sorted(file for folder in ("app", "models") for file in (ROOT / folder).rglob("*.yaml"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))
def test_our_data_are_read_as_pyyaml_reads_them(file: Path) -> None:
    assert read_yaml(file) == yaml.safe_load(file.read_text(encoding="utf-8"))
