"""One page being set from top to bottom: type faces, lines of text, leaders, cells."""

from __future__ import annotations

import itertools
import random
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

from samples.fonts import load_font
from samples.hand import Hand
from samples.style import SCALES, Style

PAPER_MM = (210, 297)
INK, LEADER_GREY, VALUE_BLUE = (24, 24, 26), (120, 120, 124), (30, 44, 120)
Colour = tuple[int, int, int]
Face = ImageFont.FreeTypeFont | Hand


class Sheet:
    """One page being set from top to bottom; every length in pixels unless a name says otherwise."""

    def __init__(self, style: Style, dpi: int, rng: random.Random) -> None:
        self.style, self.dpi, self.rng = style, dpi, rng
        self.image = Image.new("RGB", (self.px(PAPER_MM[0]), self.px(PAPER_MM[1])), "white")
        self.draw = ImageDraw.Draw(self.image)
        self.left, self.y = self.px(style.left), self.px(style.top)
        self.right = self.image.width - self.px(style.right)

    def px(self, millimetres: float) -> int:
        return round(millimetres * self.dpi / 25.4)

    def font(self, *, size: float = 0, weight: str = "regular") -> ImageFont.FreeTypeFont:
        """The printed face, `size` in points."""
        return load_font(self.style.face, self._pixels(self.style.face, size), weight=weight)

    def value_font(self, *, size: float = 0) -> Face:
        """What values are written in."""
        face = self.style.value_face
        pixels = self._pixels(face, size)
        if self.style.hand:
            return Hand(face, pixels, self.rng)
        return load_font(face, pixels, weight="bold" if self.style.bold_values else "regular")

    @property
    def value_ink(self) -> Colour:
        return VALUE_BLUE if self.style.blue_values else INK

    def _pixels(self, face: str, size: float) -> int:
        return round((size or self.style.size) * SCALES.get(face, 1.0) * self.dpi / 72)

    @property
    def step(self) -> int:
        return round(self.style.size * self.style.spacing * self.dpi / 72)

    @property
    def base(self) -> int:
        """The base line of this row."""
        return self.y + round(self.style.size * self.dpi / 72)

    @property
    def is_overfull(self) -> bool:
        return self.y > self.image.height - self.px(10)

    def write(
        self,
        x: float,
        text: str,
        font: Face,
        *,
        anchor: str = "ls",
        fill: Colour = INK,
        y: float | None = None,
    ) -> None:
        """One line of text; `x` at the left, the middle or the right by `anchor`; `y` the base line."""
        y = self.base if y is None else y
        if isinstance(font, Hand):
            shift = {"l": 0.0, "m": 0.5, "r": 1.0}[anchor[0]]
            font.write(self.draw, x - shift * font.getlength(text), y, text, fill)
        else:
            self.draw.text((x, y), text, font=font, fill=fill, anchor=anchor)

    def wrap(self, text: str, font: Face, width: float, first: float | None = None) -> list[str]:
        """Lines of at most `width` (the first of `first`) pixels; a wider word has a line of its own."""
        lines, line, room = [], "", width if first is None else first
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and font.getlength(longer) > room:
                lines.append(line)
                line, room = word, width
            elif not line and not lines and first is not None and font.getlength(word) > room:
                lines.append("")
                line, room = word, width
            else:
                line = longer
        return [*lines, line]

    def leader(self, start: float, end: float) -> None:
        """The line to write on, a little below the base line."""
        y = self.base + self.px(1.0)
        if self.style.leader == "rule":
            self.draw.line((start, y, end, y), fill=LEADER_GREY, width=max(1, self.px(0.15)))
        elif self.style.leader == "dots":
            dot = max(1, self.px(0.2))
            for x in range(int(start), int(end), self.px(1.15)):
                self.draw.ellipse((x, y - dot, x + dot, y), fill=LEADER_GREY)
        elif self.style.leader == "dashes":
            for x in range(int(start), int(end), self.px(2.2)):
                self.draw.line(
                    (x, y, min(x + self.px(1.4), end), y), fill=LEADER_GREY, width=max(1, self.px(0.15))
                )

    def cells(
        self,
        texts: Sequence[tuple[str, Face, Colour]],
        edges: Sequence[int],
        *,
        centred: bool,
        rules: str = "all",
    ) -> None:
        """One row of cells between `edges`, as high as its longest text asks for."""
        pad = self.px(1.2)
        wrapped = [
            self.wrap(text, font, right - left - 2 * pad)
            for (text, font, _), left, right in zip(texts, edges[:-1], edges[1:], strict=True)
        ]
        high = max(round(font.size * 1.25) for _, font, _ in texts)
        bottom = self.y + max(map(len, wrapped)) * high + 2 * pad
        for lines, (_, font, fill), left, right in zip(wrapped, texts, edges[:-1], edges[1:], strict=True):
            for at, line in enumerate(lines):
                x, anchor = ((left + right) / 2, "ms") if centred else (left + pad, "ls")
                self.write(x, line, font, anchor=anchor, fill=fill, y=self.y + pad + at * high + font.size)
        self._rule(edges, bottom, rules)
        self.y = bottom

    def _rule(self, edges: Sequence[int], bottom: int, rules: str) -> None:
        width = max(1, self.px(0.25))
        if rules == "all":
            for left, right in itertools.pairwise(edges):
                self.draw.rectangle((left, self.y, right, bottom), outline=INK, width=width)
        elif rules == "rows":
            for y in (self.y, bottom):
                self.draw.line((edges[0], y, edges[-1], y), fill=INK, width=width)
