from __future__ import annotations

from models.lookalikes import lookalikes, pair_of


def test_every_figure_has_a_pair() -> None:
    assert set(lookalikes()) == set("0123456789")
    assert all(figure in pair for figure, pair in lookalikes().items())


def test_what_clerks_look_for_first_comes_first() -> None:
    assert pair_of("83") == "38" and pair_of("871") == "17" and pair_of("abc") is None
