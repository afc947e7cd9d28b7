"""The drawn pages that reading is measured on."""

from __future__ import annotations

from collections import Counter

import numpy as np

from bench.reading.pages import sample_pages
from samples.wear import LEVELS


def test_every_level_has_its_pages_and_a_third_is_prose() -> None:
    pages = sample_pages(5, 3)
    assert Counter(page.level for page in pages) == dict.fromkeys(LEVELS, 3)
    assert [page.kind for page in pages] == 4 * ["form", "form", "prose"]
    assert all(page.truth and page.paper.pages == 1 for page in pages)
    assert len({page.truth for page in pages}) == len(pages)


def test_the_same_seed_draws_the_same_page() -> None:
    first, second = (sample_pages(6, 3)[2] for _ in range(2))
    assert first == second
    assert np.array_equal(first.draw(), second.draw())
