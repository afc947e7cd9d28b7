"""The picture of a candidate's bits."""

from __future__ import annotations

import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from models.matching import load_matching
from pipeline.matching.explain import explain
from pipeline.matching.waterfall import steps_of, waterfall
from tests.pipeline.matching.test_find import ASKED, LINH, find

MATCHING = load_matching()
SVG = "{http://www.w3.org/2000/svg}"


def story(**changes: str) -> dict[str, Any]:
    return explain(ASKED | changes, find(**changes), MATCHING, "standard", 1)


def test_each_field_has_a_caption_and_each_level() -> None:
    assert MATCHING.captions.fields.keys() == MATCHING.weights.keys()
    levels = {level for levels in MATCHING.weights.values() for level in levels}
    assert MATCHING.captions.levels.keys() == levels


def test_bars_add_up_to_the_sum() -> None:
    told = story(full_name="Trịnh Mỹ Linh", sex="Nam")
    best = told["candidates"][0]
    *steps, total = steps_of(best, MATCHING)
    assert total.end == best["bits"] and total.figure == str(best["bits"]).replace(".", ",")
    assert sum(step.end - step.start for step in steps) == pytest.approx(best["bits"], abs=0.6)
    assert any(step.caption == "Giới tính: khác" and step.figure.startswith("−") for step in steps)
    assert steps[-1].caption.startswith("Gia đình")  # capped


def test_it_is_a_picture_that_says_no_value_of_a_citizen() -> None:
    drawn = waterfall(story(), "C1", MATCHING)
    root = ET.fromstring(drawn)
    assert root.tag == f"{SVG}svg" and root.find(f"{SVG}title") is not None
    texts = [text.text or "" for text in root.iter(f"{SVG}text")]
    assert "Số định danh: trùng" in texts and "tự khớp" in texts
    for value in (LINH.personal_id, LINH.phone, "Trịnh", "Trần Phú"):
        assert value and value not in drawn
    width = float(root.attrib["viewBox"].split()[2])
    assert all(0 <= float(x) <= width for x in re.findall(r' x="([-0-9.]+)"', drawn))


def test_who_is_no_candidate_has_no_picture() -> None:
    with pytest.raises(KeyError):
        waterfall(story(), "C9", MATCHING)
