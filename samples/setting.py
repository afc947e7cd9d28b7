"""How each kind of block is set on a sheet."""

from __future__ import annotations

import functools

from PIL import Image, ImageDraw

from samples.blocks import (
    MOTTO,
    Block,
    CardBack,
    CardFront,
    Columns,
    Foot,
    Header,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    Title,
)
from samples.cardface import draw_back, draw_front
from samples.fonts import load_font
from samples.ink import press_stamp, sign
from samples.rows import put_columns, put_row, put_table
from samples.sheet import INK, Sheet


@functools.singledispatch
def put(block: Block, sheet: Sheet) -> None:
    """Set a block at the sheet's place and move down."""
    raise TypeError(type(block).__name__)


put.register(Row)(put_row)
put.register(Columns)(put_columns)
put.register(Table)(put_table)


@put.register
def _put_foot(block: Foot, sheet: Sheet) -> None:
    """At the end of the page, whatever stands above."""
    y = sheet.image.height - sheet.px(9)
    sheet.write((sheet.left + sheet.right) / 2, block.text, sheet.font(size=10), anchor="ms", y=y)


@put.register
def _put_header(block: Header, sheet: Sheet) -> None:
    size = sheet.style.size - 0.5
    bold, plain = sheet.font(size=size, weight="bold"), sheet.font(size=size)
    narrow = load_font(sheet.style.face, round(bold.size * 0.88), weight="bold")
    span = sheet.right - sheet.left
    # With an office on the left the state's name stands in the right column, else in the middle.
    middle = sheet.left + span * (0.72 if block.left else 0.5)
    office = sheet.left + span * 0.2
    rows = [(block.nation, narrow if block.left else bold), (MOTTO, bold)]
    left = [(line, narrow) for text in block.left for line in sheet.wrap(text, narrow, span * 0.4)]
    left += [(f"Số: {block.number}", plain)] if block.number else []
    for at in range(max(len(rows), len(left))):
        if at < len(left):
            sheet.write(office, *left[at], anchor="ms")
        if at < len(rows):
            sheet.write(middle, *rows[at], anchor="ms")
        sheet.y += round(sheet.step * 0.92)
        if at == 1:
            y, half = sheet.y + sheet.px(0.6), sheet.px(19)
            sheet.draw.line((middle - half, y, middle + half, y), fill=INK, width=max(1, sheet.px(0.2)))
    sheet.y += sheet.px(sheet.rng.uniform(3, 8))


@put.register
def _put_title(block: Title, sheet: Sheet) -> None:
    font = sheet.font(size=sheet.style.size + sheet.rng.choice((1, 2, 4)), weight="bold")
    for row in block.rows:
        for line in sheet.wrap(row, font, sheet.right - sheet.left):
            sheet.write((sheet.left + sheet.right) / 2, line, font, anchor="ms")
            sheet.y += round(font.size * 1.35)
    sheet.y += sheet.px(sheet.rng.uniform(2, 6))


@put.register
def _put_paragraph(block: Paragraph, sheet: Sheet) -> None:
    font = sheet.font(size=9.5 if block.small else 0, weight=block.weight)
    indent = sheet.px(10) if block.align == "left" and len(block.text) > 90 else 0
    width = sheet.right - sheet.left
    for at, line in enumerate(sheet.wrap(block.text, font, width, width - indent)):
        if block.align == "left":
            sheet.write(sheet.left + (indent if at == 0 else 0), line, font)
        else:
            x = sheet.right if block.align == "right" else (sheet.left + sheet.right) / 2
            sheet.write(x, line, font, anchor="rs" if block.align == "right" else "ms")
        sheet.y += sheet.step


@put.register
def _put_signatures(block: Signatures, sheet: Sheet) -> None:
    sheet.y += sheet.px(sheet.rng.uniform(2, 6))
    width = (sheet.right - sheet.left) / len(block.columns)
    top = sheet.y
    bottoms = []
    for at, column in enumerate(block.columns):
        sheet.y = top
        _put_signature(column, sheet, sheet.left + at * width, width)
        bottoms.append(sheet.y)
    sheet.y = max(bottoms)


def _put_signature(column: Signature, sheet: Sheet, left: float, width: float) -> None:
    many = width < sheet.px(60)
    size = sheet.style.size - (2.5 if many else 0)
    middle = left + width / 2
    rows = [(column.place_date or "", "italic")] if many or column.place_date else []
    rows += [(text, "bold") for text in column.captions]
    for text, weight in rows:
        font = sheet.font(size=size, weight=weight)
        for line in sheet.wrap(text, font, width - sheet.px(3)):
            sheet.write(middle, line, font, anchor="ms")
            sheet.y += round(font.size * 1.3)
    if column.name is None:
        return
    space = sheet.px(17 if many else 24)
    half = round(width * 0.3)
    sign(sheet.image, (int(middle) - half, sheet.y, int(middle) + half, sheet.y + space), sheet.rng)
    top = sheet.y
    sheet.y += space
    sheet.write(middle, column.name, sheet.font(size=size, weight="bold"), anchor="ms")
    sheet.y += sheet.step
    if column.seal:
        # A third of the signature, on its left side (Decree 30/2020/NĐ-CP, article 33).
        center = (int(middle) - round(half * 0.75), top + space // 2)
        press_stamp(sheet.image, center, sheet.px(36), column.seal, sheet.rng)


@put.register
def _put_front(block: CardFront, sheet: Sheet) -> None:
    sheet.y += sheet.px(sheet.rng.uniform(10, 30))
    # Cards lie where somebody put them on the glass.
    sheet.left = sheet.px(sheet.rng.choice((20.0, 62.0, 100.0)))
    _lay_card(draw_front(block, sheet.dpi, sheet.rng), sheet)


@put.register
def _put_back(block: CardBack, sheet: Sheet) -> None:
    sheet.y += sheet.px(sheet.rng.uniform(8, 40))
    _lay_card(draw_back(block, sheet.dpi, sheet.rng), sheet)


def _lay_card(card: Image.Image, sheet: Sheet) -> None:
    angle = sheet.rng.choice((0.0, 0.0, sheet.rng.uniform(-3, 3)))
    mask = _card_mask(card).rotate(angle, Image.Resampling.BICUBIC, expand=True)
    card = card.rotate(angle, Image.Resampling.BICUBIC, expand=True)
    sheet.image.paste(card, (sheet.left, sheet.y), mask)
    sheet.y += card.height


def _card_mask(card: Image.Image) -> Image.Image:
    mask = Image.new("L", card.size, 0)
    ImageDraw.Draw(mask).rounded_rectangle(
        (0, 0, card.width - 1, card.height - 1), card.width // 28, fill=255
    )
    return mask
