"""Boxes and the mapping between a page as it was scanned and as it was read."""

from __future__ import annotations

from typing import NamedTuple


class Box(NamedTuple):
    """A rectangle in pixels: left, top, right, bottom; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """The height of the rectangle's middle line."""
        return (self.top + self.bottom) / 2

    def contains(self, other: Box) -> bool:
        """Whether the middle point of `other` lies inside."""
        x, y = (other.left + other.right) / 2, other.middle
        return self.left <= x < self.right and self.top <= y < self.bottom


def union(boxes: list[Box]) -> Box:
    """The smallest rectangle around all `boxes`, of which there is at least one."""
    return Box(
        min(box.left for box in boxes),
        min(box.top for box in boxes),
        max(box.right for box in boxes),
        max(box.bottom for box in boxes),
    )


class Affine(NamedTuple):
    """x' = a*x + b*y + c, y' = d*x + e*y + f, in pixels (OpenCV's 2 x 3 matrix, row by row)."""

    a: float
    b: float
    c: float
    d: float
    e: float
    f: float

    def apply(self, x: float, y: float) -> tuple[float, float]:
        return self.a * x + self.b * y + self.c, self.d * x + self.e * y + self.f

    def box(self, box: Box) -> Box:
        """The upright rectangle around the image of `box`."""
        corners = [self.apply(x, y) for x in (box.left, box.right) for y in (box.top, box.bottom)]
        xs, ys = [x for x, _ in corners], [y for _, y in corners]
        return Box(round(min(xs)), round(min(ys)), round(max(xs)), round(max(ys)))


IDENTITY = Affine(1, 0, 0, 0, 1, 0)
