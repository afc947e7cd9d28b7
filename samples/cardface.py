"""The two sides of a plastic card, 85.6 × 54 mm, by an arrangement drawn for each card."""

from __future__ import annotations

import random

import numpy as np
import zxingcpp
from PIL import Image, ImageDraw

from samples.blocks import MOTTO, NATION, CardBack, CardFront, Item
from samples.fonts import load_font
from samples.style import SCALES

CARD_MM = (85.6, 54.0)
QR_MM = 18.0
INK, RED, GREY = (28, 32, 40), (176, 26, 40), (92, 108, 128)


def draw_qr(text: str, pixels: int) -> Image.Image:
    """The QR code of a UTF-8 text, `pixels` wide with its quiet zone, smoothed as print is."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="M")
    modules = np.asarray(zxingcpp.write_barcode_to_image(code, scale=8, add_quiet_zones=True))
    return Image.fromarray(modules).resize((pixels, pixels), Image.Resampling.BOX)


class _Card:
    def __init__(self, dpi: int, rng: random.Random) -> None:
        self.dpi, self.rng = dpi, rng
        self.face = rng.choice(("Liberation Sans", "Free Sans", "DejaVu Sans", "Open Sans"))
        self.image = _tinted(self.px(CARD_MM[0]), self.px(CARD_MM[1]), rng)
        self.draw = ImageDraw.Draw(self.image)

    def px(self, millimetres: float) -> int:
        return round(millimetres * self.dpi / 25.4)

    def write(
        self,
        x: float,
        y: float,
        text: str,
        *,
        points: float = 6.4,
        weight: str = "regular",
        anchor: str = "ls",
        fill: tuple[int, int, int] = INK,
        face: str = "",
    ) -> float:
        """Text at millimetres from the corner; gives its right end in millimetres."""
        shrink = 1.0 if face else SCALES.get(self.face, 1.0)
        font = load_font(face or self.face, round(points * shrink * self.dpi / 72), weight=weight)
        self.draw.text((self.px(x), self.px(y)), text, font=font, fill=fill, anchor=anchor)
        return x + font.getlength(text) * 25.4 / self.dpi

    def write_wrapped(
        self, x: float, y: float, text: str, room: float, *, first: float, points: float
    ) -> float:
        """Text from `first` on over lines of `room` millimetres from `x` on; gives the next line's y."""
        shrink = SCALES.get(self.face, 1.0)
        font = load_font(self.face, round(points * shrink * self.dpi / 72), weight="bold")
        start, line = first, ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and start + font.getlength(longer) * 25.4 / self.dpi > x + room:
                self.write(start, y, line, points=points, weight="bold")
                start, y, line = x, y + points * 0.43, word
            else:
                line = longer
        self.write(start, y, line, points=points, weight="bold")
        return y + points * 0.43


def draw_front(front: CardFront, dpi: int, rng: random.Random) -> Image.Image:
    """Labels with the value beside or below them, the photo on the left; a code stands at the top right."""
    card = _Card(dpi, rng)
    _write_heading(card, front.titles)
    _draw_photo(card)
    left = 27.5
    if front.code:
        _paste_code(card, front.code, 2.5)
    y = _write_number(card, front.number, left)
    # Longer addresses leave no room for lines of their own.
    below = rng.random() < 0.6 and all(len(item.value) < 62 for row in front.rows for item in row.items)
    for row in front.rows:
        y = _write_items(card, row.items, left, y, below=below and row is not front.rows[-1])
    if front.expiry:
        card.write(2.5, 47.6, f"{front.expiry.label}:", points=4.6)
        card.write(2.5, 50.4, front.expiry.value, points=5.6, weight="bold")
    return card.image


def _write_number(card: _Card, number: Item, left: float) -> float:
    """Beside a short label, below a long one; gives the next row's y."""
    if len(number.label) < 20:
        end = card.write(left, 23.2, f"{number.label}: ", points=6.4)
        card.write(end, 23.2, number.value, points=9.6, weight="bold", fill=RED)
        return 26.2
    card.write(left, 23.2, f"{number.label}:", points=5.0)
    card.write(left, 27.0, number.value, points=9.6, weight="bold", fill=RED)
    return 30.6


def _paste_code(card: _Card, text: str, top: float) -> None:
    code = draw_qr(text, card.px(QR_MM))
    card.image.paste(code, (card.px(CARD_MM[0] - QR_MM - 2.5), card.px(top)))


def _write_heading(card: _Card, titles: tuple[str, ...]) -> None:
    middle = 44.0
    card.write(middle, 5.4, NATION, points=5.2, weight="bold", anchor="ms")
    card.write(middle, 7.8, MOTTO, points=4.8, weight="bold", anchor="ms")
    card.write(middle, 10.1, "SOCIALIST REPUBLIC OF VIET NAM", points=4.2, anchor="ms", fill=GREY)
    card.write(middle, 12.1, "Independence - Freedom - Happiness", points=3.9, anchor="ms", fill=GREY)
    card.write(middle, 16.2, titles[0], points=8.6, weight="bold", anchor="ms", fill=RED)
    card.write(middle, 18.8, titles[1], points=5.6, weight="italic", anchor="ms", fill=RED)


def _draw_photo(card: _Card) -> None:
    """A bust of nobody."""
    width, high = card.px(21.0), card.px(28.0)
    shade = card.rng.randint(150, 190)
    photo = Image.new("RGB", (width, high), (shade, shade + 14, shade + 34))
    draw = ImageDraw.Draw(photo)
    middle, radius = width // 2, high // 5
    draw.ellipse((high // 12, high * 0.67, width - high // 12, high * 1.33), fill=(52, 60, 80))
    draw.ellipse((middle - radius, radius, middle + radius, radius * 3.6), fill=(196, 164, 140))
    draw.pieslice((middle - radius, radius * 0.8, middle + radius, radius * 3), 180, 360, fill=(30, 26, 26))
    card.image.paste(photo, (card.px(3.0), card.px(16.0)))


def _write_items(
    card: _Card, items: tuple[Item, ...], left: float, y: float, *, below: bool, width: float = CARD_MM[0]
) -> float:
    """A row at `left`, its last value below the label if it is long; gives the next row's y."""
    for item in items[:-1]:
        end = card.write(left, y, f"{item.label}: ", points=5.0)
        left = card.write(end, y, f"{item.value}   ", points=6.0, weight="bold")
    last = items[-1]
    end = card.write(left, y, f"{last.label}: ", points=5.0)
    if below and len(last.value) > 12:
        y, end = y + 2.6, left
    room = width - left - 2.0
    return card.write_wrapped(left, y, last.value, room, first=end, points=6.0) + 0.5


def draw_back(back: CardBack, dpi: int, rng: random.Random) -> Image.Image:
    """Rows, who signs it, chip, finger prints or the code on the right, and the lines for machines."""
    card = _Card(dpi, rng)
    y = 4.2
    for row in back.rows:
        y = _write_items(card, row.items, 4.0, y, below=True, width=60.0) + 0.4
    if y < 20.0:
        _draw_chip(card)
    for at, line in enumerate(back.signer):
        high = max(y + 1.0, 20.4) + at * 2.6 + (4.0 if at == 2 else 0)
        card.write(41.0, high, line, points=4.6, weight="bold", anchor="ms")
    for at, finger in enumerate(back.fingers):
        _draw_finger(card, 66.0, 4.0 + at * 15.5)
        card.write(72.0, 17.6 + at * 15.5, finger, points=4.2, anchor="ms")
    if back.code:
        _paste_code(card, back.code, 4.0)
    for at, line in enumerate(back.machine_lines):
        card.write(4.5, 40.8 + at * 4.2, line, points=10.2, face="Liberation Mono")
    return card.image


def _draw_chip(card: _Card) -> None:
    chip = [card.px(part) for part in (6.0, 21.0, 18.0, 31.0)]
    card.draw.rounded_rectangle(chip, card.px(1.2), fill=(206, 176, 96), outline=(150, 122, 52))
    for offset in (2.5, 5.0, 7.5):
        y = chip[1] + card.px(offset)
        card.draw.line((chip[0], y, chip[2], y), fill=(150, 122, 52))


def _draw_finger(card: _Card, left: float, top: float) -> None:
    for ring in range(6):
        inset = ring * 0.85
        box = [card.px(part) for part in (left + inset, top + inset, left + 12 - inset, top + 11.5 - inset)]
        card.draw.arc(box, card.rng.randint(0, 60), card.rng.randint(280, 350), fill=(120, 96, 100), width=2)


def _tinted(width: int, height: int, rng: random.Random) -> Image.Image:
    """A faint two-coloured ground with wavy lines."""
    across = np.linspace(0, 1, width)[None, :, None]
    first = np.array([rng.randint(222, 238), rng.randint(232, 244), rng.randint(224, 240)])
    second = np.array([rng.randint(236, 248), rng.randint(226, 238), rng.randint(214, 232)])
    ground = first * (1 - across) + second * across
    down = np.arange(height)[:, None, None]
    waves = 4 * np.sin(down / (height / 60) + 3 * np.sin(across * rng.uniform(6, 12)))
    return Image.fromarray(np.clip(ground + waves, 0, 255).astype(np.uint8))
