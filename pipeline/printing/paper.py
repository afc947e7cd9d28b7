"""Papers that Sohoa prints: data set by one template, with a QR code. The same data make the same bytes.

Values go to Typst as JSON and are only ever text. Typst brings its own fonts, which have all Vietnamese
letters, so that a page looks the same on every machine.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from importlib import resources
from pathlib import Path

import typst
import zxingcpp

TEMPLATES = Path(str(resources.files("pipeline.printing").joinpath("templates")))


@dataclass(frozen=True)
class Table:
    """`widths`: of the columns, in parts."""

    title: str
    heads: Sequence[str]
    widths: Sequence[float]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Note:
    text: str
    strong: bool = False


@dataclass(frozen=True)
class Paper:
    """What stands on a printed paper, from top to bottom. `issuer`: the office; `code`: what the QR code
    holds; `dated`: place and day; `about`: below the title; `facts`: caption and value; `signatures`: who
    signs, by role; `foot`: on every page."""

    title: str
    issuer: str
    code: str
    dated: str
    about: str = ""
    facts: Sequence[tuple[str, str]] = ()
    tables: Sequence[Table] = ()
    notes: Sequence[Note] = ()
    signatures: Sequence[str] = ()
    foot: str = ""


def print_pdf(paper: Paper, at: dt.datetime) -> bytes:
    """The paper as a PDF of A4 pages, tagged for screen readers. `at`: its time of creation."""
    told = {name: _printable(value) for name, value in asdict(paper).items()} | {"code": _qr(paper.code)}
    compiler = typst.Compiler(root=TEMPLATES, font_paths=_fonts(), ignore_system_fonts=True)
    done = compiler.compile(
        input=TEMPLATES / "paper.typ",
        sys_inputs={"data": json.dumps(told)},
        format="pdf",
        timestamp=int(at.timestamp()),
    )
    assert isinstance(done, bytes)  # one file, not pictures of pages
    return done


def on_day(day: dt.date) -> str:
    """`ngày 05 tháng 6 năm 2025`: days below 10 and months 1 and 2 have a nought (NĐ 30/2020/NĐ-CP,
    annex I)."""
    month = f"{day.month:02}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02} tháng {month} năm {day.year}"


@functools.cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False)


def _qr(text: str) -> str:
    """An SVG. Level Q: a quarter of it may be stamped over or folded."""
    code = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.QRCode, ec_level="Q")
    return str(code.to_svg(add_quiet_zones=True))


def _printable(value: object) -> object:
    """Without characters that are no letters: what turns the order of others around must not reach paper."""
    if isinstance(value, str):
        return "".join(
            one for one in unicodedata.normalize("NFC", value) if unicodedata.category(one)[0] != "C"
        )
    if isinstance(value, dict):
        return {name: _printable(one) for name, one in value.items()}
    return [_printable(one) for one in value] if isinstance(value, list | tuple) else value
