"""Numbers that differ as by reading, and as a neighbour's."""

from __future__ import annotations

import pytest

from models.matching import load_matching
from pipeline.matching.compare import is_misread

HELD = "024190003456"


@pytest.mark.parametrize(
    ("asked", "misread"),
    [
        ("024190008456", True),  # 3 as 8
        ("02419003456", True),  # a figure lost
        ("0241900034556", True),  # read twice
        ("024190003457", False),  # the next in the register
        ("024190003465", False),  # two figures exchanged
        ("024198803456", False),
        (HELD, False),
        ("", False),
    ],
)
def test_how_two_numbers_differ(asked: str, misread: bool) -> None:
    assert is_misread(asked, HELD, load_matching().figures_alike) is misread
    assert is_misread(HELD, asked, load_matching().figures_alike) is misread
