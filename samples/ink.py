"""What a hand leaves on paper: round red stamps, framed ones, blue signatures."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence

from PIL import Image, ImageChops, ImageDraw

from samples.fonts import load_font

RED = (206, 32, 46)
BLUE = (38, 62, 158)


def press_stamp(
    page: Image.Image, center: tuple[int, int], diameter: int, text: str, rng: random.Random
) -> None:
    """Press a round seal on the page: two rings, a star, `text` along the upper rim, worn unevenly."""
    scale = 2
    size = diameter * scale
    seal = Image.new("L", (size, size), 0)
    draw = ImageDraw.Draw(seal)
    draw.ellipse((2, 2, size - 3, size - 3), outline=255, width=max(2, size // 50))
    inner = size * 0.3
    middle = size / 2
    draw.ellipse(
        (middle - inner, middle - inner, middle + inner, middle + inner), outline=255, width=size // 90 + 1
    )
    draw.polygon(_star(middle, size * 0.12), fill=255)
    _write_around(seal, text, middle, size * 0.385)
    seal = seal.rotate(rng.uniform(-25, 25), Image.Resampling.BICUBIC).resize((diameter, diameter))
    strength = rng.uniform(0.62, 0.88)
    wear = Image.new("L", (diameter // 8 + 1, diameter // 8 + 1))
    wear.putdata([int(255 * strength * rng.uniform(0.75, 1)) for _ in range(wear.width * wear.height)])
    mask = ImageChops.multiply(seal, wear.resize(seal.size, Image.Resampling.BICUBIC))
    _lay_ink(page, mask, (center[0] - diameter // 2, center[1] - diameter // 2), RED)


def sign(page: Image.Image, box: tuple[int, int, int, int], rng: random.Random) -> None:
    """Draw loops and a stroke below them into a box (left, top, right, bottom)."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    mask = Image.new("L", (width, height), 0)
    draw = ImageDraw.Draw(mask)
    turns, lean = rng.uniform(2.2, 6.5), rng.uniform(-1.5, 1.2)
    second, loop = rng.uniform(0.4, 2.3), rng.uniform(0.04, 0.13)
    points = []
    for step in range(160):
        at = step / 159
        swing = (1 - 0.7 * at) * math.sin(turns * math.tau * at) + 0.5 * math.sin(second * math.tau * at)
        x = width * (0.12 + 0.72 * at + loop * math.cos(turns * math.tau * at))
        points.append((x, height * (0.5 - 0.26 * swing - lean * 0.12 * at)))
    pen = max(2, height // 28)
    draw.line(points, fill=225, width=pen, joint="curve")
    draw.line(
        [(width * 0.15, height * 0.86), (width * 0.92, height * rng.uniform(0.6, 0.8))], fill=215, width=pen
    )
    _lay_ink(page, mask, (left, top), BLUE)


def press_box(
    page: Image.Image, at: tuple[int, int], rows: Sequence[str], dpi: int, rng: random.Random
) -> None:
    """Press a framed stamp of several rows with its corner at `at`, blue or red, a little crooked."""
    font = load_font("Liberation Sans", round(9 * dpi / 72), weight="bold")
    step = round(font.size * 1.4)
    width = round(max(map(font.getlength, rows))) + 2 * step
    mask = Image.new("L", (width, step * len(rows) + step), 0)
    draw = ImageDraw.Draw(mask)
    draw.rectangle((2, 2, width - 3, mask.height - 3), outline=255, width=max(2, dpi // 80))
    for number, row in enumerate(rows):
        draw.text((width / 2, step * (number + 1)), row, font=font, fill=255, anchor="mm")
    mask = mask.rotate(rng.uniform(-4, 4), Image.Resampling.BICUBIC, expand=True)
    strength = rng.uniform(0.5, 0.8)
    _lay_ink(page, mask.point([round(level * strength) for level in range(256)]), at, rng.choice((RED, BLUE)))


def _lay_ink(page: Image.Image, mask: Image.Image, at: tuple[int, int], colour: tuple[int, int, int]) -> None:
    """Ink darkens what is below it, as on paper: print stays visible through a stamp."""
    box = (*at, at[0] + mask.width, at[1] + mask.height)
    below = page.crop(box)
    inked = ImageChops.multiply(below, Image.new("RGB", below.size, colour))
    page.paste(inked, at, mask)


def _star(middle: float, radius: float) -> list[tuple[float, float]]:
    tips = []
    for tip in range(10):
        reach = radius if tip % 2 == 0 else radius * 0.4
        angle = math.pi * tip / 5 - math.pi / 2
        tips.append((middle + reach * math.cos(angle), middle + reach * math.sin(angle)))
    return tips


def _write_around(seal: Image.Image, text: str, middle: float, radius: float) -> None:
    font = load_font("Liberation Sans", max(8, int(radius * 0.24)), weight="bold")
    total = min(font.getlength(text) / radius, 1.7 * math.pi)
    angle = -math.pi / 2 - total / 2
    for letter in text:
        share = total * font.getlength(letter) / font.getlength(text)
        angle += share / 2
        tile = Image.new("L", (int(font.size * 2), int(font.size * 2)), 0)
        ImageDraw.Draw(tile).text((font.size, font.size), letter, font=font, fill=255, anchor="mm")
        tile = tile.rotate(-math.degrees(angle) - 90, Image.Resampling.BICUBIC)
        x, y = middle + radius * math.cos(angle), middle + radius * math.sin(angle)
        box = (int(x - font.size), int(y - font.size))
        seal.paste(255, box, tile)
        angle += share / 2
