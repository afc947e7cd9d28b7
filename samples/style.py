"""How one paper looks: type faces, arrangement, leaders, rules. Drawn anew for every paper."""

from __future__ import annotations

import random
from dataclasses import dataclass

from samples.fonts import HANDS

PRINTED = (
    *("Liberation Serif", "Liberation Serif", "Liberation Serif", "Free Serif", "Libertine", "DejaVu Serif"),
    *("Liberation Sans", "Open Sans"),
)
TYPED = ("Liberation Mono", "DejaVu Sans", "Free Sans", "Liberation Serif", "Biolinum")
# Faces that are wide or tall for their size are set smaller or larger, as a typist would.
SCALES = {
    **{"DejaVu Serif": 0.88, "DejaVu Sans": 0.86, "Open Sans": 0.9, "Liberation Mono": 0.92},
    **{"Breip": 1.2, "Dancing Script": 1.2, "Rufscript": 0.95, "Comic Neue": 1.0},
}
ARRANGEMENTS = {"lines": 3, "compact": 4, "aligned": 3, "ruled": 1, "stacked": 1}
LEADERS = ("none", "none", "dots", "dots", "rule", "dashes")


@dataclass(frozen=True)
class Style:
    """Sizes in points, margins in millimetres.

    `arrangement`: one label a line; several on a line; values from one common column on; labels and values in
    the cells of a ruled table; values below their labels. `leader`: what is printed below the values that are
    filled in. `rules` of tables: all, rows (no upright ones) or none. `hand`: the values are handwritten.
    """

    face: str
    value_face: str
    size: float
    arrangement: str
    leader: str
    left: float
    right: float
    top: float
    spacing: float
    bold_values: bool
    blue_values: bool
    bold_labels: bool
    colons: bool
    rules: str
    centred_cells: bool
    hand: bool


def draw_style(rng: random.Random, *, by_hand: bool = False) -> Style:
    """Printed faces are common ones; now and then the values come from another machine, or from a hand."""
    face = rng.choice(PRINTED)
    other = rng.choice(HANDS) if by_hand else rng.choice(TYPED)
    arrangement = rng.choices(list(ARRANGEMENTS), weights=list(ARRANGEMENTS.values()))[0]
    return Style(
        face=face,
        value_face=other if by_hand or rng.random() < 0.35 else face,
        size=rng.choice((11.5, 12.0, 12.5, 13.0)),
        arrangement=arrangement,
        leader=rng.choice(LEADERS),
        left=rng.uniform(18, 32),
        right=rng.uniform(12, 20),
        top=rng.uniform(12, 26),
        spacing=rng.uniform(1.25, 1.75),
        bold_values=rng.random() < 0.15,
        blue_values=by_hand or rng.random() < 0.15,
        bold_labels=rng.random() < 0.08,
        colons=arrangement in ("lines", "compact") or rng.random() < 0.7,
        rules=rng.choice(("all", "all", "all", "rows", "none")),
        centred_cells=rng.random() < 0.5,
        hand=by_hand,
    )
