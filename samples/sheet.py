"""One A4 page being set from top to bottom: type faces, lines of text, leaders."""

from __future__ import annotations

import random

from PIL import Image, ImageDraw, ImageFont

from samples.fonts import load_font
from samples.style import Style

PAPER_MM = (210, 297)
INK, LEADER_GREY = (24, 24, 26), (120, 120, 124)


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

    def font(
        self, *, size: float = 0, weight: str = "regular", value: bool = False
    ) -> ImageFont.FreeTypeFont:
        face = self.style.value_face if value else self.style.face
        points = size or self.style.size
        # Faces with wide letters are set smaller, as a typist would.
        if value and face.endswith("Mono"):
            points *= 0.92
        return load_font(face, round(points * self.dpi / 72), weight=weight)

    @property
    def step(self) -> int:
        return round(self.style.size * self.style.spacing * self.dpi / 72)

    @property
    def is_overfull(self) -> bool:
        return self.y > self.image.height - self.px(10)

    def write(
        self,
        x: float,
        text: str,
        font: ImageFont.FreeTypeFont,
        *,
        anchor: str = "ls",
        fill: tuple[int, int, int] = INK,
    ) -> None:
        """One line of text; `x` at the left or the middle by `anchor`, on the base line of this row."""
        self.draw.text(
            (x, self.y + round(self.style.size * self.dpi / 72)), text, font=font, fill=fill, anchor=anchor
        )

    def wrap(
        self, text: str, font: ImageFont.FreeTypeFont, width: float, first: float | None = None
    ) -> list[str]:
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
        y = self.y + round(self.style.size * self.dpi / 72) + self.px(1.0)
        if self.style.leader == "rule":
            self.draw.line((start, y, end, y), fill=LEADER_GREY, width=max(1, self.px(0.15)))
        elif self.style.leader == "dots":
            dot = max(1, self.px(0.2))
            for x in range(int(start), int(end), self.px(1.15)):
                self.draw.ellipse((x, y - dot, x + dot, y), fill=LEADER_GREY)
