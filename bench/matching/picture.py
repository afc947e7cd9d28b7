"""A small chart as SVG: both axes in powers, since costs are compared over decades."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, floor, log2, log10
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 60, 20, 190, 50
COLOURS = ("#0b6e4f", "#c1121f", "#1d3557", "#b5651d", "#6a4c93")


def draw_lines(target: Path, sizes: Sequence[int], lines: Mapping[str, Sequence[float]]) -> None:
    """One line for each measure over the sizes; sizes in powers of two, measures in powers of ten."""
    low = floor(log10(min(min(values) for values in lines.values())))
    high = ceil(log10(max(max(values) for values in lines.values())))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
    ]
    for power in range(low, high + 1):
        parts += _grid(_y(10.0**power, low, high), f"{10.0**power:g}")
    for size in sizes:
        x = _x(size, sizes)
        parts.append(
            f'<text x="{x:.0f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{_short(size)}</text>'
        )
    for colour, (name, values) in zip(COLOURS, lines.items(), strict=False):
        parts += _line(
            colour, name, [(_x(s, sizes), _y(v, low, high)) for s, v in zip(sizes, values, strict=True)]
        )
    middle = LEFT + (WIDTH - LEFT - RIGHT) / 2
    parts.append(f'<text x="{middle}" y="{HEIGHT - 10}" text-anchor="middle">citizens in the register</text>')
    target.write_text("\n".join([*parts, "</svg>", ""]), encoding="utf-8")


def _x(size: int, sizes: Sequence[int]) -> float:
    span = log2(sizes[-1] / sizes[0]) or 1.0
    return LEFT + 20 + (WIDTH - LEFT - RIGHT - 40) * log2(size / sizes[0]) / span


def _y(value: float, low: int, high: int) -> float:
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * (log10(value) - low) / (high - low)


def _grid(y: float, caption: str) -> list[str]:
    return [
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>',
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{caption}</text>',
    ]


def _line(colour: str, name: str, points: Sequence[tuple[float, float]]) -> list[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
    x, y = points[-1]
    caption = f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{colour}">{name}</text>'
    return [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>', *dots, caption]


def _short(size: int) -> str:
    return f"{size // 1000}k" if size < 1_000_000 else f"{size / 1e6:g}M"
