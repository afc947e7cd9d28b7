"""How one paper looks: type faces, arrangement, leaders. Drawn anew for every paper."""

from __future__ import annotations

import random
from dataclasses import dataclass

ARRANGEMENTS = ("lines", "compact", "aligned")
LEADERS = ("none", "dots", "rule")


@dataclass(frozen=True)
class Style:
    """Sizes in points, margins in millimetres.

    `arrangement`: one label a line; several on a line; or values from one common column on.
    `leader`: what is printed below the values that are filled in.
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


def draw_style(rng: random.Random) -> Style:
    """Printed faces are common ones; now and then the values come from another machine."""
    face = rng.choice(
        ("Liberation Serif", "Free Serif", "Liberation Sans", "DejaVu Serif", "Liberation Serif")
    )
    other = rng.choice(("Liberation Mono", "DejaVu Sans", "Free Sans", "Liberation Serif"))
    size = rng.choice((12.0, 12.5, 13.0))
    return Style(
        face=face,
        value_face=other if rng.random() < 0.35 else face,
        size=size - 1.5 if face.startswith("DejaVu") else size,
        arrangement=rng.choice(ARRANGEMENTS),
        leader=rng.choice(LEADERS),
        left=rng.uniform(24, 32),
        right=rng.uniform(15, 20),
        top=rng.uniform(16, 24),
        spacing=rng.uniform(1.28, 1.75),
        bold_values=rng.random() < 0.15,
        blue_values=rng.random() < 0.15,
    )
