"""The curve of automation against risk as SVG, with its band of uncertainty."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import log10
from pathlib import Path

WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 760, 420, 80, 20, 30, 50
LOWEST, HIGHEST = 1e-4, 1e-1  # share of wrong values; what is lower is drawn at the edge
TARGET = 1e-3


def draw_curve(target: Path, points: Sequence[tuple[float, float, float, float]]) -> None:
    """`points`: share accepted, share of these that is wrong, and the interval around that."""
    band = [(share, high) for share, _, _, high in points]
    band += [(share, low) for share, _, low, _ in reversed(points)]
    line = [(share, wrong) for share, wrong, _, _ in points]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        'font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        *(_level(10.0**power) for power in range(-4, 0)),
        *(_share(tenth / 10) for tenth in range(0, 11, 2)),
        f'<polygon points="{_path(band)}" fill="#1d3557" fill-opacity="0.15"/>',
        f'<polyline points="{_path(line)}" fill="none" stroke="#1d3557" stroke-width="2"/>',
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{_y(TARGET):.1f}" y2="{_y(TARGET):.1f}" '
        'stroke="#c1121f" stroke-dasharray="6 4"/>',
        f'<text x="{LEFT + 8}" y="{_y(TARGET) - 6:.1f}" fill="#c1121f">1 of 1,000</text>',
        f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">'
        "share of all values accepted without a clerk</text>",
        f'<text x="16" y="{(TOP + HEIGHT - BOTTOM) / 2}" text-anchor="middle" '
        f'transform="rotate(-90 16 {(TOP + HEIGHT - BOTTOM) / 2})">wrong, of 1,000 accepted</text>',
        "</svg>",
    ]
    target.write_text("\n".join([*parts, ""]), encoding="utf-8")


def _level(wrong: float) -> str:
    y = _y(wrong)
    return (
        f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#ddd"/>'
        f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{1000 * wrong:g}</text>'
    )


def _share(share: float) -> str:
    return f'<text x="{_x(share):.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{share:.0%}</text>'


def _path(points: Iterable[tuple[float, float]]) -> str:
    return " ".join(f"{_x(share):.1f},{_y(wrong):.1f}" for share, wrong in points)


def _x(share: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * share


def _y(wrong: float) -> float:
    height = (log10(min(max(wrong, LOWEST), HIGHEST)) - log10(LOWEST)) / (log10(HIGHEST) - log10(LOWEST))
    return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * height
