"""A small chart as SVG: both axes in powers, since costs are compared over decades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log10
from pathlib import Path

from models.chart import COLOURS, Picture, Scale

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 60, 20, 190, 50


def draw_lines(target: Path, sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> None:
    """One line for each measure over the sizes, both in powers of ten."""
    low = floor(log10(min(min(values) for values in lines.values())))
    high = ceil(log10(max(max(values) for values in lines.values())))
    x = Scale(sizes[0], sizes[-1], LEFT + 20, WIDTH - RIGHT - 20, log=True)
    y = Scale(10.0**low, 10.0**high, HEIGHT - BOTTOM, TOP, log=True)
    picture = Picture(WIDTH, HEIGHT)
    for power in range(low, high + 1):
        picture.level(LEFT, WIDTH - RIGHT, y(10.0**power), f"{10.0**power:g}")
    for size in sizes:
        picture.text(x(size), HEIGHT - BOTTOM + 18, _short(size), anchor="middle")
    for colour, (name, values) in zip(COLOURS, lines.items(), strict=False):
        points = [(x(size), y(value)) for size, value in zip(sizes, values, strict=True)]
        picture.path(points, colour)
        for point in points:
            picture.dot(*point, colour)
        picture.text(points[-1][0] + 10, points[-1][1] + 4, name, colour=colour)
    picture.text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 10, "citizens in the register", anchor="middle")
    target.write_text(str(picture), encoding="utf-8")


def _short(size: int) -> str:
    return f"{size // 1000}k" if size < 1_000_000 else f"{size / 1e6:g}M"
