"""How labels with their values are set: in lines, side by side, in tables, in boxes."""

from __future__ import annotations

from samples.blocks import Columns, Item, Row, Table
from samples.sheet import INK, Sheet

PRE_PRINTED = (60, 60, 64)
BOX_MM, GAP_MM, COLUMN_MM = 5.6, 6.0, 52.0


def put_row(row: Row, sheet: Sheet) -> None:
    """By the sheet's arrangement; items stand on one line where that allows it and they fit."""
    arrangement = sheet.style.arrangement
    if arrangement == "ruled":
        for item in row.items:
            _put_ruled(item, sheet)
        return
    widths = [_natural_width(item, sheet) for item in row.items]
    gaps = sheet.px(GAP_MM) * (len(widths) - 1)
    spare = sheet.right - sheet.left - sum(widths) - gaps
    if arrangement == "lines" or spare < 0 or len(widths) == 1:
        for item in row.items:
            _put_item(item, sheet, sheet.left, sheet.right)
        return
    top, bottoms, x = sheet.y, [], float(sheet.left)
    for item, width in zip(row.items, widths, strict=True):
        sheet.y, end = top, x + width + spare / len(widths)
        _put_item(item, sheet, x, end)
        bottoms.append(sheet.y)
        x = end + sheet.px(GAP_MM)
    sheet.y = max(bottoms)


def put_columns(block: Columns, sheet: Sheet) -> None:
    """Side by side; each column wraps within its share of the line."""
    gap = sheet.px(GAP_MM)
    left, right, top = sheet.left, sheet.right, sheet.y
    width = (right - left - gap * (len(block.columns) - 1)) // len(block.columns)
    bottoms = []
    for at, rows in enumerate(block.columns):
        sheet.y, sheet.left = top, left + at * (width + gap)
        sheet.right = sheet.left + width
        for row in rows:
            put_row(row, sheet)
        bottoms.append(sheet.y)
    sheet.left, sheet.right, sheet.y = left, right, max(bottoms)


def put_table(block: Table, sheet: Sheet) -> None:
    style = sheet.style
    sheet.y += sheet.px(1.5)
    edges = [sheet.left]
    for share in block.widths:
        edges.append(round(edges[-1] + share * (sheet.right - sheet.left)))
    head, value = sheet.font(size=style.size - 1.5, weight="bold"), sheet.value_font(size=style.size - 1.5)
    plain = sheet.font(size=style.size - 1.5)
    if block.heads:
        sheet.cells([(text, head, INK) for text in block.heads], edges, centred=True, rules=style.rules)
    for row in block.rows:
        # The first column is printed with the form: numbers or labels.
        texts = [(row[0], plain, INK), *((text, value, sheet.value_ink) for text in row[1:])]
        sheet.cells(texts, edges, centred=style.centred_cells, rules=style.rules)
    sheet.y += sheet.px(3)


def _put_ruled(item: Item, sheet: Sheet) -> None:
    """A label and its value as two cells of a table that goes on from row to row."""
    width = sheet.right - sheet.left
    edges = [sheet.left, sheet.left + round(0.36 * width), sheet.right]
    label = sheet.font(weight="bold" if sheet.style.bold_labels else "regular")
    texts = [(_label(item, sheet).rstrip(), label, INK), (item.value, sheet.value_font(), sheet.value_ink)]
    sheet.cells(texts, edges, centred=False)


def _label(item: Item, sheet: Sheet) -> str:
    colon = ":" if sheet.style.colons else ""
    return f"{item.label}{colon} " if item.label else ""


def _natural_width(item: Item, sheet: Sheet) -> float:
    label = sheet.font(weight="bold" if sheet.style.bold_labels else "regular").getlength(_label(item, sheet))
    value = len(item.value) * sheet.px(BOX_MM) if item.boxes else sheet.value_font().getlength(item.value)
    return max(label, value) if sheet.style.arrangement == "stacked" else label + value + sheet.px(1.0)


def _put_item(item: Item, sheet: Sheet, left: float, right: float) -> None:
    """A label and its value, on as many lines as it takes."""
    label = sheet.font(weight="bold" if sheet.style.bold_labels else "regular")
    lines = sheet.wrap(_label(item, sheet), label, right - left)
    for at, line in enumerate(lines):
        sheet.y += sheet.step if at else 0
        sheet.write(left, line, label)
    start, hang = _place_of_value(item, sheet, left, right, label.getlength(f"{lines[-1]} "))
    if item.boxes:
        _put_boxes(item.value, sheet, start)
    else:
        _put_value(item.value, sheet, start, hang, right)
    sheet.y += sheet.step


def _place_of_value(item: Item, sheet: Sheet, left: float, right: float, width: float) -> tuple[float, float]:
    """Where a value begins, and where its further lines do."""
    start, column = left + width + sheet.px(0.6), sheet.left + sheet.px(COLUMN_MM)
    if sheet.style.arrangement == "stacked" and item.label:
        sheet.y += sheet.step
        return left, left
    if sheet.style.arrangement == "aligned" and left == sheet.left and start < column < right - sheet.px(30):
        return column, column
    return start, left


def _put_value(text: str, sheet: Sheet, start: float, hang: float, right: float) -> None:
    font = sheet.value_font()
    for at, line in enumerate(sheet.wrap(text, font, right - hang, right - start)):
        x = start if at == 0 else hang
        sheet.y += sheet.step if at else 0
        sheet.leader(x, right)
        sheet.write(x, line, font, fill=sheet.value_ink)


def _put_boxes(digits: str, sheet: Sheet, start: float) -> None:
    font, side = sheet.value_font(), sheet.px(BOX_MM)
    top = sheet.base - round(sheet.style.size * sheet.dpi / 72 * 0.36) - side // 2
    for at, digit in enumerate(digits):
        x = start + at * side
        sheet.draw.rectangle((x, top, x + side, top + side), outline=PRE_PRINTED, width=max(1, sheet.px(0.2)))
        sheet.write(x + side / 2, digit, font, anchor="ms", fill=sheet.value_ink)
