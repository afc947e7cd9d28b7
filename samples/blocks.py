"""What stands on a paper, in reading order and free of any layout. Every block knows its own text."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field

from samples.people import Person

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"


@dataclass(frozen=True)
class Header:
    """The two columns at the top: who issues it with its number, and the name of the state."""

    left: tuple[str, ...]
    number: str | None = None
    nation: str = NATION

    def lines(self) -> Iterator[str]:
        yield from self.left
        if self.number:
            yield f"Số: {self.number}"
        yield from (self.nation, MOTTO)


@dataclass(frozen=True)
class Title:
    """Centred, bold."""

    rows: tuple[str, ...]

    def lines(self) -> Iterator[str]:
        yield from self.rows


@dataclass(frozen=True)
class Paragraph:
    """Running text; `align` is left, right or center, `weight` regular, bold or italic."""

    text: str
    align: str = "left"
    weight: str = "regular"
    small: bool = False

    def lines(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True)
class Item:
    """A label, which may be empty, and what was filled in; in `boxes` a digit stands in a box of its own."""

    label: str
    value: str
    boxes: bool = False

    @property
    def text(self) -> str:
        return f"{self.label}: {self.value}".rstrip() if self.label else self.value


@dataclass(frozen=True)
class Row:
    """Items that belong on one line, where the arrangement and the width allow it."""

    items: tuple[Item, ...]

    def lines(self) -> Iterator[str]:
        yield "     ".join(item.text for item in self.items)


@dataclass(frozen=True)
class Columns:
    """Rows side by side: what is told of two persons."""

    columns: tuple[tuple[Row, ...], ...]

    def lines(self) -> Iterator[str]:
        for row in itertools.chain.from_iterable(self.columns):
            yield from row.lines()


@dataclass(frozen=True)
class Table:
    """A ruled table; `widths` are shares of the line."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...]

    def lines(self) -> Iterator[str]:
        yield from self.heads
        yield from filter(None, itertools.chain.from_iterable(self.rows))


@dataclass(frozen=True)
class Signature:
    """One column at the foot; without a name it stays empty. `seal` is the text round a red stamp."""

    captions: tuple[str, ...]
    name: str | None = None
    place_date: str | None = None
    seal: str | None = None

    def lines(self) -> Iterator[str]:
        yield from filter(None, (self.place_date, *self.captions, self.name))


@dataclass(frozen=True)
class Signatures:
    columns: tuple[Signature, ...]

    def lines(self) -> Iterator[str]:
        for column in self.columns:
            yield from column.lines()


@dataclass(frozen=True)
class Foot:
    """`Trang 1/2`, at the end of a page."""

    text: str

    def lines(self) -> Iterator[str]:
        yield self.text


@dataclass(frozen=True)
class PageBreak:
    """What follows stands on the next page."""

    def lines(self) -> Iterator[str]:
        return iter(())


@dataclass(frozen=True)
class CardFront:
    """The front of an identity card: titles, the number, rows; on some the day it ends and the code."""

    titles: tuple[str, ...]
    number: Item
    rows: tuple[Row, ...]
    expiry: Item | None = None
    code: str | None = None

    def lines(self) -> Iterator[str]:
        yield from (NATION, MOTTO, "SOCIALIST REPUBLIC OF VIET NAM", "Independence - Freedom - Happiness")
        yield from self.titles
        ending = (Row((self.expiry,)),) if self.expiry else ()
        for row in (Row((self.number,)), *self.rows, *ending):
            yield from row.lines()


@dataclass(frozen=True)
class CardBack:
    """Rows, who signs it, the lines for machines; on some finger prints, on others the code."""

    rows: tuple[Row, ...]
    signer: tuple[str, ...]
    machine_lines: tuple[str, ...]
    fingers: tuple[str, ...] = ()
    code: str | None = None

    def lines(self) -> Iterator[str]:
        for row in self.rows:
            yield from row.lines()
        yield from (*self.signer, *self.fingers, *self.machine_lines)


Block = (
    Header | Title | Paragraph | Row | Columns | Table | Signatures | Foot | PageBreak | CardFront | CardBack
)  # all that a page can hold


@dataclass(frozen=True)
class Paper:
    """One document with its truth: `fields` as a reader should give them, `subjects` by role."""

    document_type: str
    blocks: tuple[Block, ...]
    fields: dict[str, str] = field(default_factory=dict)
    subjects: dict[str, Person] = field(default_factory=dict)
    by_hand: bool = False

    @property
    def pages(self) -> int:
        return 1 + sum(isinstance(block, PageBreak) for block in self.blocks)

    @property
    def text(self) -> str:
        return "\n".join(line for block in self.blocks for line in block.lines())
