"""A candidate's bits as a waterfall for the clerk: each field's bar begins where the one before ended.

Which way a bar goes is told by its sign and place too, not by colour alone. The two values are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any, NamedTuple

from models.matching import Matching

WIDTH, ROW, TOP, BOTTOM = 720, 24, 12, 44
LEFT, RIGHT = 250, 60  # captions, and the figure of a bar that ends at the edge
FOR, AGAINST, SUM = "#1b7f5c", "#b3261e", "#44506b"


class Step(NamedTuple):
    """A bar from `start` to `end`, in bits. `kind`: its colour."""

    caption: str
    start: float
    end: float
    kind: str

    @property
    def figure(self) -> str:
        bits = self.end - self.start
        return (f"{bits:.1f}" if self.kind == SUM else f"{bits:+.1f}").replace(".", ",").replace("-", "−")


def waterfall(story: Mapping[str, Any], citizen_id: str, matching: Matching) -> str:
    """SVG of one candidate of a decision's story (explain.py). Raises KeyError for who is no candidate."""
    found = [one for one in story["candidates"] if one["citizen_id"] == citizen_id]
    if not found:
        raise KeyError(citizen_id)
    rules = matching.profiles[story["profile"]]
    marks = {"người xem": rules.review, "tự khớp": rules.match}
    return _draw(steps_of(found[0], matching), marks)


def steps_of(candidate: Mapping[str, Any], matching: Matching) -> list[Step]:
    """The fields in the order of comparison, what the cap on the household takes away, the sum."""
    captions = matching.captions
    steps: list[Step] = []
    at = 0.0
    for field in candidate["fields"]:
        caption = f"{captions.fields[field['field']]}: {captions.levels[field['level']]}"
        steps.append(_step(caption, at, field["bits"]))
        at += field["bits"]
    total = candidate["bits"]
    if at - total > 0.5:  # more than rounding
        steps.append(_step("Gia đình chỉ tính đến mức trần", at, total - at))
    return [*steps, Step("Tổng", 0.0, total, SUM)]


def _step(caption: str, start: float, bits: float) -> Step:
    return Step(caption, start, start + bits, FOR if bits >= 0 else AGAINST)


def _draw(steps: Sequence[Step], marks: Mapping[str, float]) -> str:
    ends = [0.0, *marks.values(), *(step.end for step in steps)]
    low, high = min(ends), max(ends)
    scale = (WIDTH - LEFT - 2 * RIGHT) / (high - low)

    def x(bits: float) -> float:
        return LEFT + RIGHT + (bits - low) * scale

    height = TOP + ROW * len(steps) + BOTTOM
    told = "; ".join(f"{step.caption} {step.figure}" for step in steps)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        'font-family="sans-serif" font-size="13">',
        f"<title>Điểm từng trường</title><desc>{escape(told)}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    foot = TOP + ROW * len(steps)
    for line, (caption, bits) in enumerate({"0": 0.0, **marks}.items()):
        at, below = f"{x(bits):.1f}", foot + 16 + 16 * (line % 2)  # neighbours one below the other
        dashes = "" if bits == 0 else ' stroke-dasharray="4 3"'
        parts.append(f'<line x1="{at}" x2="{at}" y1="{TOP}" y2="{foot}" stroke="#999"{dashes}/>')
        parts.append(f'<text x="{at}" y="{below}" text-anchor="middle">{escape(caption)}</text>')
    for number, step in enumerate(steps):
        parts += _bar(step, x(step.start), x(step.end), TOP + ROW * number)
    return "\n".join([*parts, "</svg>", ""])


def _bar(step: Step, start: float, end: float, top: float) -> list[str]:
    left, right, base = min(start, end), max(start, end), top + ROW * 0.68
    weight = ' font-weight="bold"' if step.kind == SUM else ""
    if end >= start:
        figure = f'<text x="{right + 4:.1f}" y="{base:.1f}"{weight}>{step.figure}</text>'
    else:
        figure = f'<text x="{left - 4:.1f}" y="{base:.1f}" text-anchor="end"{weight}>{step.figure}</text>'
    return [
        f'<text x="{LEFT - 8}" y="{base:.1f}" text-anchor="end"{weight}>{escape(step.caption)}</text>',
        f'<rect x="{left:.1f}" y="{top + 4:.1f}" width="{max(right - left, 1):.1f}" height="{ROW - 8}" '
        f'fill="{step.kind}"/>',
        figure,
    ]
