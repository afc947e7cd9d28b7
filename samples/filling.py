"""Forms as YAML in forms/, filled in with the facts of a case: a paper with its truth.

The blocks of a form stand in printed order. A mapping of labels to facts is a row; `|` separates spellings of
a label; all else has a key of its own (`_Filler._block`). The truth is what the printed facts tell.
"""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from samples.blocks import (
    NATION,
    Block,
    CardBack,
    CardFront,
    Columns,
    Foot,
    Header,
    Item,
    PageBreak,
    Paper,
    Paragraph,
    Row,
    Signature,
    Signatures,
    Table,
    Title,
)
from samples.case import Case, Fact
from samples.facts import Facts
from samples.people import Family, Person
from samples.wording import newer_tones

FOLDER = Path(__file__).parent / "forms"


class Form(NamedTuple):
    """`persons` are looked for in the register, `others` only named; both say who plays which role.

    Papers are made from `since` to `until`, at most `within` days before the dossier comes. Shares: numbers
    in `boxes`, values written `by_hand`, several pages `numbered`. Offices name its files as it is `called`.
    Without persons a paper is unknown.
    """

    type: str
    blocks: Sequence[Any]
    persons: Mapping[str, str] = {}
    others: Mapping[str, str] = {}
    days: Mapping[str, int] = {}
    invented: Mapping[str, Sequence[str]] = {}
    since: dt.date = dt.date(2017, 1, 3)
    until: dt.date = dt.date.max
    within: int = 3000
    boxes: float = 0.2
    by_hand: float = 0
    numbered: float = 0.6
    called: str = "scan"

    @property
    def roles(self) -> dict[str, str]:
        return {**self.persons, **self.others}


@functools.cache
def forms() -> Mapping[str, Form]:
    """Every form by its type, in the order of their names."""
    files = sorted(FOLDER.glob("*.yaml"))
    return {file.stem: _read(file) for file in files}


def _read(file: Path) -> Form:
    parts = yaml.safe_load(file.read_text(encoding="utf-8"))
    return Form(**{"type": file.stem} | parts)


def fill(
    form: Form,
    rng: random.Random,
    family: Family,
    people: Mapping[str, Person | Sequence[Person] | None],
    on: dt.date,
) -> Paper:
    """A form with everything in it that the case tells; several people in one role are numbered."""
    cast: dict[str, Person] = {}
    for role, name in form.roles.items():
        match people[name]:
            case None:
                pass  # nobody: what the form asks of the role stays empty
            case Person() as person:
                cast[role] = person
            case several:
                cast |= {f"{role}.{number}": person for number, person in enumerate(several, start=1)}
    filler = _Filler(Facts(Case(rng, family, cast, on, form.days, form.invented)), form)
    blocks = tuple(filler.blocks(form.blocks))
    subjects = {role: person for role, person in cast.items() if role.split(".")[0] in form.persons}
    if any(isinstance(block, PageBreak) for block in blocks) and rng.random() < form.numbered:
        blocks = tuple(_number_pages(blocks))
    by_hand = rng.random() < form.by_hand
    return Paper(form.type, blocks, filler.fields if subjects else {}, subjects, by_hand)


def _number_pages(blocks: Sequence[Block]) -> Iterator[Block]:
    """`Trang 1/2` at the end of every page."""
    pages = 1 + sum(isinstance(block, PageBreak) for block in blocks)
    page = 1
    for block in blocks:
        if isinstance(block, PageBreak):
            yield Foot(f"Trang {page}/{pages}")
            page += 1
        yield block
    yield Foot(f"Trang {page}/{pages}")


class _Filler:
    """Turns the YAML of a form into blocks and gathers the truth on the way."""

    def __init__(self, facts: Facts, form: Form) -> None:
        self.facts, self.case, self.rng = facts, facts.case, facts.case.rng
        self.fields: dict[str, str] = {}
        self.boxes, self.newer = self.rng.random() < form.boxes, self.rng.random() < 0.15

    def blocks(self, parts: Sequence[Any]) -> Iterator[Block]:
        for part in parts:
            match part:
                case {"any": choices}:
                    yield from self.blocks(self.rng.choice(choices))
                case {"blocks": inner}:
                    conditions = {key: value for key, value in part.items() if key != "blocks"}
                    if self._applies(**conditions):
                        yield from self.blocks(inner)
                case str():
                    yield Paragraph(self.say(part))
                case {"table": table}:
                    yield from self._tables(**table)
                case _:
                    yield self._block(part)

    def _applies(
        self,
        since: dt.date = dt.date.min,
        before: dt.date = dt.date.max,
        at_least: Mapping[str, int] | None = None,
        share: float = 1,
    ) -> bool:
        """Whether a part is printed: by the day of the paper, by how many play a role, by chance."""
        enough = all(len(self._numbered(role)) >= number for role, number in (at_least or {}).items())
        return since <= self.case.on < before and enough and self.rng.random() < share

    def _block(self, part: Mapping[str, Any]) -> Block:
        match part:
            case {"header": office, **options}:
                return self._header(office, options.get("number"))
            case {"title": rows}:
                return Title(tuple(self.say(row) for row in rows))
            case {"text": text, **options}:
                return Paragraph(self.say(text), **options)
            case {"columns": columns}:
                return Columns(tuple(tuple(self._row(row) for row in rows) for rows in columns))
            case {"signatures": columns}:
                return Signatures(tuple(self._signature(**column) for column in columns))
            case {"card_front": side}:
                return self._card_front(side)
            case {"card_back": side}:
                return self._card_back(side)
            case {"page": "next"}:
                return PageBreak()
        return self._row(part)

    def say(self, template: str) -> str:
        """A text with facts in it, in one of its spellings."""
        spelling = self.rng.choice(template.split("|"))
        return self._print(self.facts.write(newer_tones(spelling) if self.newer else spelling))

    def tell(self, name: str) -> str:
        """What a fact says; without a name nothing."""
        return self._print(self.facts[name]) if name else ""

    def _print(self, fact: Fact) -> str:
        """What is printed is true, but for roles that are no field's."""
        self.fields |= {name: value for name, value in fact.truth.items() if not name.startswith("_")}
        return fact.written

    def _row(self, part: Mapping[str, str]) -> Row:
        return Row(tuple(self._item(label, name or "") for label, name in part.items()))

    def _item(self, label: str, name: str) -> Item:
        boxes = self.boxes and name.rpartition(".")[2] == "personal_id"
        return Item(self.say(label), self.tell(name), boxes=boxes)

    def _header(self, office: str, number: str | None) -> Header:
        nation = newer_tones(NATION) if self.newer or self.rng.random() < 0.1 else NATION
        left = {"commune": self._commune_office, "police": self._police_office, "none": tuple}[office]()
        return Header(left, self.tell(number) if number else None, nation)

    def _commune_office(self) -> tuple[str, ...]:
        commune = self.case.family.home.commune
        name = self.tell("commune_name").upper()
        if commune.written(self.case.on).count(",") == 2 and self.rng.random() < 0.5:
            return f"UBND {commune.district.upper()}", f"ỦY BAN NHÂN DÂN {name}"
        return "ỦY BAN NHÂN DÂN", name

    def _police_office(self) -> tuple[str, ...]:
        return f"CÔNG AN {self.tell('province').upper()}", f"CÔNG AN {self.tell('commune_name').upper()}"

    def _tables(
        self,
        widths: Sequence[float],
        heads: Sequence[str] = (),
        rows: Mapping[str, Sequence[str]] | None = None,
        each: Mapping[str, Mapping[str, str]] | None = None,
        spare: int = 0,
        a_page: int = 99,
    ) -> Iterator[Table | PageBreak]:
        """Either `rows` of a label and facts, or a row of facts for `each` person of a numbered role, at most
        `a_page` of them on one page, and up to `spare` empty ones."""
        if each is None:
            cells = [(self.say(label), *map(self.tell, names)) for label, names in (rows or {}).items()]
            yield Table(tuple(heads), tuple(cells), tuple(widths))
            return
        ((role, columns),) = each.items()
        filled = [
            tuple(
                str(number) if name == "number" else self.tell(f"{one}.{name}") for name in columns.values()
            )
            for number, one in enumerate(self._numbered(role), start=1)
        ]
        filled += [("",) * len(columns)] * self.rng.randint(0, spare)
        said = tuple(map(self.say, columns))
        repeat = self.rng.random() < 0.5
        for first in range(0, len(filled), a_page):
            if first:
                yield PageBreak()
            yield Table(
                said if repeat or not first else (), tuple(filled[first : first + a_page]), tuple(widths)
            )

    def _numbered(self, role: str) -> list[str]:
        return [one for one in self.case.cast if role and one.startswith(f"{role}.")]

    def _signature(self, captions: Sequence[str] = (), share: float = 1, **parts: str) -> Signature:
        """`share` says how often somebody signs."""
        said = {name: self.say(text) for name, text in parts.items()}
        if self.rng.random() >= share:
            said.pop("name")
        return Signature(tuple(self.say(text) for text in captions), **said)

    def _card_front(self, side: Mapping[str, Any]) -> CardFront:
        (number,), expiry = self._row(side["number"]).items, side.get("expiry")
        return CardFront(
            tuple(side["titles"]),
            number,
            tuple(self._row(row) for row in side["rows"]),
            self._row(expiry).items[0] if expiry else None,
            self.tell("code") if "code" in side else None,
        )

    def _card_back(self, side: Mapping[str, Any]) -> CardBack:
        return CardBack(
            tuple(self._row(row) for row in side["rows"]),
            tuple(self.say(line) for line in side["signer"]),
            tuple(self.tell("machine_lines").split("\n")),
            tuple(side.get("fingers", ())),
            self.tell("code") if "code" in side else None,
        )
