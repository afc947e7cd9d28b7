"""Handwriting: letters of a script face that has no Vietnamese ones, with marks drawn by a pen.

No face of Debian's looks handwritten and has all Vietnamese letters.
"""

from __future__ import annotations

import random
import unicodedata

from PIL import ImageDraw

from samples.fonts import load_font

Point = tuple[float, float]
# Strokes in shares of the letter's height: x from its middle, y upwards from its top.
_MARKS: dict[str, tuple[tuple[Point, ...], ...]] = {
    "\u0300": (((-0.14, 0.34), (0.08, 0.14)),),
    "\u0301": (((-0.04, 0.14), (0.18, 0.36)),),
    "\u0303": (((-0.2, 0.18), (-0.08, 0.3), (0.06, 0.18), (0.2, 0.32)),),
    "\u0309": (((-0.08, 0.36), (0.06, 0.38), (0.06, 0.26), (-0.02, 0.22), (-0.02, 0.12)),),
    "\u0302": (((-0.2, 0.1), (0.0, 0.28), (0.2, 0.1)),),
    "\u0306": (((-0.18, 0.26), (-0.08, 0.12), (0.08, 0.12), (0.18, 0.26)),),
    "\u031b": (((0.16, -0.06), (0.34, -0.02), (0.34, 0.16)),),
}
_DOT_BELOW = "\u0323"
_HATS, _TONES = ("\u0302", "\u0306"), ("\u0300", "\u0301", "\u0303", "\u0309")


class Hand:
    """A writer: measures text as a font does, and writes it, no letter quite like the last."""

    def __init__(self, face: str, pixels: int, rng: random.Random) -> None:
        self.font, self.size, self.rng = load_font(face, pixels), pixels, rng

    def getlength(self, text: str) -> float:
        return sum(self.font.getlength(_base(letter)) for letter in unicodedata.normalize("NFC", text))

    def write(
        self, draw: ImageDraw.ImageDraw, x: float, y: float, text: str, fill: tuple[int, int, int]
    ) -> None:
        """Text from `x` on the base line `y`."""
        slope = self.rng.uniform(-0.012, 0.012)
        for letter in unicodedata.normalize("NFC", text):
            at = (
                x + self.rng.uniform(-0.02, 0.02) * self.size,
                y + self.rng.uniform(-0.03, 0.03) * self.size,
            )
            draw.text(at, _base(letter), font=self.font, fill=fill, anchor="ls")
            self._mark(draw, letter, at, fill)
            step = self.font.getlength(_base(letter))
            x, y = x + step, y + slope * step

    def _mark(self, draw: ImageDraw.ImageDraw, letter: str, at: Point, fill: tuple[int, int, int]) -> None:
        left, top, right, bottom = self.font.getbbox(_base(letter), anchor="ls")
        middle, high = at[0] + (left + right) / 2, self.size * 0.7
        pen = max(1, self.size // 16)
        if letter in "đĐ":
            y = at[1] + (top * 0.72 if letter == "đ" else (top + bottom) / 2)
            draw.line((middle - high * 0.1, y, middle + high * 0.38, y), fill=fill, width=pen)
        marks = unicodedata.normalize("NFD", letter)[1:]
        for mark in marks:
            if mark == _DOT_BELOW:
                y = at[1] + max(bottom, 0) + high * 0.16
                draw.ellipse((middle - pen, y - pen, middle + pen, y + pen), fill=fill)
                continue
            # A tone above a hat stands a little higher and to the right.
            over = mark in _TONES and any(hat in marks for hat in _HATS)
            right_of, above = (0.14, 0.16) if over else (0.0, 0.0)
            for stroke in _MARKS.get(mark, ()):
                points = [
                    (middle + high * (px + right_of), at[1] + top - high * (py + above)) for px, py in stroke
                ]
                draw.line(points, fill=fill, width=pen, joint="curve")


def _base(letter: str) -> str:
    """The letter without marks: what the face has."""
    plain = {"đ": "d", "Đ": "D"}.get(letter, letter)
    return unicodedata.normalize("NFD", plain)[0]
