"""A candidate's bits as a waterfall for the clerk: each field's bar begins where the one before ended.

Which way a bar goes is told by its sign and place too, not by colour alone. The two values are not in it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from models.chart import Picture, Scale
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
    x = Scale(min(ends), max(ends), LEFT + RIGHT, WIDTH - RIGHT)
    foot = TOP + ROW * len(steps)
    told = "; ".join(f"{step.caption} {step.figure}" for step in steps)
    picture = Picture(WIDTH, foot + BOTTOM, "Điểm từng trường", told, size=13)
    for line, (caption, bits) in enumerate({"0": 0.0, **marks}.items()):
        picture.line((x(bits), TOP), (x(bits), foot), "#999", dashes="" if bits == 0 else "4 3")
        below = foot + 16 + 16 * (line % 2)  # neighbours one below the other
        picture.text(x(bits), below, caption, anchor="middle")
    for number, step in enumerate(steps):
        _bar(picture, step, x(step.start), x(step.end), TOP + ROW * number)
    return str(picture)


def _bar(picture: Picture, step: Step, start: float, end: float, top: float) -> None:
    left, right, base, total = min(start, end), max(start, end), top + ROW * 0.68, step.kind == SUM
    picture.text(LEFT - 8, base, step.caption, anchor="end", bold=total)
    picture.bar(left, top + 4, max(right - left, 1), ROW - 8, step.kind)
    if end >= start:
        picture.text(right + 4, base, step.figure, bold=total)
    else:
        picture.text(left - 4, base, step.figure, anchor="end", bold=total)
