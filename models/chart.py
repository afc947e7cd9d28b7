"""Small charts as SVG without script or style sheet: for pages, and as files for the docs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape
from math import log10

INK, FAINT, GRID = "#1c1c1c", "#595959", "#ddd"
COLOURS = ("#0b6e4f", "#c1121f", "#1d3557", "#b5651d", "#6a4c93")  # told apart in grey, too
Points = Iterable[tuple[float, float]]


@dataclass(frozen=True)
class Scale:
    """Where values from `low` to `high` lie between the pixels `start` and `end`; what is beyond lies at the
    edge. `log`: in powers of ten, both above 0."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def __call__(self, value: float) -> float:
        value = min(max(value, self.low), self.high)
        low, high = (log10(self.low), log10(self.high)) if self.log else (self.low, self.high)
        place = ((log10(value) if self.log else value) - low) / ((high - low) or 1.0)
        return self.start + (self.end - self.start) * place


@dataclass
class Picture:
    """A picture of `width` by `height` pixels, drawn piece by piece. `title` and `told` say to who does not
    see it what it shows."""

    width: float
    height: float
    title: str = ""
    told: str = ""
    size: int = 12
    _parts: list[str] = field(default_factory=list)

    def line(
        self, start: tuple[float, float], end: tuple[float, float], colour: str = GRID, dashes: str = ""
    ) -> None:
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        (x1, y1), (x2, y2) = start, end
        self._parts.append(
            f'<line x1="{x1:.1f}" x2="{x2:.1f}" y1="{y1:.1f}" y2="{y2:.1f}" stroke="{colour}"{dashed}/>'
        )

    def level(self, left: float, right: float, y: float, caption: str) -> None:
        """A line of the grid, with what it stands for on its left."""
        self.line((left, y), (right, y))
        self.text(left - 8, y + 4, caption, anchor="end")

    def path(self, points: Points, colour: str) -> None:
        self._parts.append(
            f'<polyline points="{_joined(points)}" fill="none" stroke="{colour}" stroke-width="2"/>'
        )

    def area(self, points: Points, colour: str) -> None:
        self._parts.append(f'<polygon points="{_joined(points)}" fill="{colour}" fill-opacity="0.15"/>')

    def dot(self, x: float, y: float, colour: str, radius: float = 3) -> None:
        self._parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" fill="{colour}"/>')

    def bar(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        self._parts.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        colour: str = INK,
        bold: bool = False,
        upward: bool = False,
    ) -> None:
        weight = ' font-weight="bold"' if bold else ""
        turned = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if upward else ""
        self._parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}{turned}>'
            f"{escape(words)}</text>"
        )

    def __str__(self) -> str:
        named = ' role="img"' if self.title else ""
        said = f"<title>{escape(self.title)}</title>" if self.title else ""
        said += f"<desc>{escape(self.told)}</desc>" if self.told else ""
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width:g} {self.height:g}"{named} '
            f'font-family="sans-serif" font-size="{self.size}">{said}'
        )
        ground = f'<rect width="{self.width:g}" height="{self.height:g}" fill="white"/>'
        return "\n".join([head, ground, *self._parts, "</svg>", ""])


def bars(
    values: Sequence[tuple[str, float]], title: str, *, width: float = 900, height: float = 120
) -> Picture:
    """A bar for each value, left to right, its figure above it and its name below."""
    told = "; ".join(f"{name}: {value:g}" for name, value in values)
    picture = Picture(width, height, title, told)
    up = Scale(0, max((value for _, value in values), default=0) or 1, height - 20, 18)
    step = width / max(len(values), 1)
    for number, (name, value) in enumerate(values):
        left, top = step * number, up(value)
        picture.bar(left + 2, top, step - 4, max(height - 20 - top, 1 if value else 0), COLOURS[2])
        middle = left + step / 2
        if value:
            picture.text(middle, top - 4, f"{value:g}", anchor="middle")
        picture.text(middle, height - 5, name, anchor="middle", colour=FAINT)
    return picture


def _joined(points: Points) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in points)


def risk_curve(
    points: Sequence[tuple[float, float, float, float]], *, across: str, up: str, target: tuple[float, str]
) -> Picture:
    """Automation against risk. `points`: share accepted, share of these that is wrong, and the interval
    around that; `across`, `up`: names of the axes; `target`: a share of wrong ones, and its name."""
    left, top, right, bottom = 80.0, 20.0, 730.0, 370.0
    x, y = Scale(0, 1, left, right), Scale(1e-4, 1e-1, bottom, top, log=True)
    picture = Picture(760, 420)
    for power in range(-4, 0):
        picture.level(left, right, y(10.0**power), f"{1000 * 10.0**power:g}".replace(".", ","))
    for tenth in range(0, 11, 2):
        picture.text(x(tenth / 10), bottom + 18, f"{10 * tenth} %", anchor="middle")
    band = [(x(share), y(high)) for share, _, _, high in points]
    picture.area([*band, *((x(share), y(low)) for share, _, low, _ in reversed(points))], COLOURS[2])
    picture.path([(x(share), y(wrong)) for share, wrong, _, _ in points], COLOURS[2])
    picture.line((left, y(target[0])), (right, y(target[0])), COLOURS[1], dashes="6 4")
    picture.text(left + 8, y(target[0]) - 6, target[1], colour=COLOURS[1])
    picture.text((left + right) / 2, 410, across, anchor="middle")
    picture.text(16, (top + bottom) / 2, up, anchor="middle", upward=True)
    return picture
