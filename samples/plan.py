"""What will be drawn: dossiers, their files, the papers in them. The truth needs no picture and no font."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from samples.blocks import Paper
from samples.cards import identity_card_2021
from samples.declarations import blank, letter, residence_change_ct01
from samples.forms import birth_certificate, marital_status_certificate
from samples.people import Family, Person, draw_family
from samples.register import citizen_ids, draw_register

FAMILIES, REGISTER_SIZE = 90, 300
# Shapes and levels come in turn, so that a small set already has all of them.
SHAPES = (
    *("scan.pdf", "folder", "scan.tiff", "scan.jpg", "zip", "scan.pdf", "scan.png"),
    *("folder", "scan.pdf", "scan.jpg", "scan.tiff", "folder", "scan.jpg"),
)
LEVEL_TURNS = ("office", "clean", "poor", "office", "office", "poor", "clean")
PROCEDURES = ("birth", "move", "marriage")
SINGLES = ("identity_card_2021", "marital_status_certificate", "birth_certificate", "residence_change_ct01")
_FIRST_CARD, _LAST_CARD = dt.date(2021, 3, 1), dt.date(2024, 6, 30)


@dataclass(frozen=True)
class ScanFile:
    """One file as a scanner makes it; `turned` are the 1-based pages upside down, `seed` fixes its looks."""

    name: str
    papers: tuple[Paper, ...]
    level: str
    dpi: int
    turned: frozenset[int]
    seed: str

    def places(self) -> Iterator[tuple[Paper, list[int]]]:
        """Every paper with its 1-based pages."""
        page = 1
        for paper in self.papers:
            yield paper, list(range(page, page + paper.pages))
            page += paper.pages


@dataclass(frozen=True)
class Dossier:
    """`shape` is file, folder or zip; a file's name is the dossier's name with an ending."""

    name: str
    shape: str
    files: tuple[ScanFile, ...]

    def source(self, file: ScanFile) -> str:
        """How readers call a file: its name, inside an archive with the way to it."""
        return f"{self.name}.zip/{self.name}/{file.name}" if self.shape == "zip" else file.name


@dataclass(frozen=True)
class Plan:
    dossiers: tuple[Dossier, ...]
    register: list[dict[str, str]]

    def truth(self) -> Iterator[dict[str, Any]]:
        """One object a document, as readers of truth.jsonl expect them."""
        known = citizen_ids(self.register)
        for dossier in self.dossiers:
            for file in dossier.files:
                for paper, pages in file.places():
                    yield {"source": dossier.source(file), **_truth(file, paper, pages, known)}


def make_plan(seed: int, count: int, level: str | None = None) -> Plan:
    """`count` dossiers that depend on the arguments alone; `level` None takes the levels in turn."""
    rng = random.Random(f"families/{seed}")
    families = [draw_family(rng) for _ in range(max(FAMILIES, count + 30))]
    pool = list(families)
    dossiers, used = [], []
    for number in range(count):
        own = random.Random(f"dossier/{seed}/{number}")
        family = _take(pool, number)
        used.append(family)
        dossiers.append(_Maker(own, family, number, seed, level).make())
    register = draw_register(random.Random(f"register/{seed}"), used, pool, REGISTER_SIZE)
    return Plan(tuple(dossiers), register)


def _take(pool: list[Family], number: int) -> Family:
    """The next family that fits the turn: every third dossier needs a grown-up child, the others any."""
    grown = PROCEDURES[number % 3] == "marriage"
    for family in pool:
        if family.children and (not grown or any(_is_grown(child) for child in family.children)):
            pool.remove(family)
            return family
    raise ValueError("more dossiers than families")


def _is_grown(person: Person) -> bool:
    return person.age(dt.date(2024, 1, 1)) >= 20


class _Maker:
    """Makes one dossier; a class because every step shares the same family, day and dice."""

    def __init__(self, rng: random.Random, family: Family, number: int, seed: int, level: str | None) -> None:
        self.rng, self.family, self.number, self.seed = rng, family, number, seed
        self.level = level or LEVEL_TURNS[number % len(LEVEL_TURNS)]
        self.dpi = 300 if number % 5 == 3 else 200
        self.day = dt.date(2024, 3, 1) + dt.timedelta(days=rng.randrange(930))
        self.procedure = PROCEDURES[number % 3]

    def make(self) -> Dossier:
        shape, name = SHAPES[self.number % len(SHAPES)], self._name()
        if shape.startswith("scan"):
            ending = shape.removeprefix("scan")
            papers = self._single() if ending in (".jpg", ".png") else self._with_backs(self._papers())
            return Dossier(name, "file", (self._file(f"{name}{ending}", papers),))
        return Dossier(name, shape, tuple(self._files()))

    def _name(self) -> str:
        serial = 10 * self.number + self.rng.randint(1, 9)
        if self.number % 3 != 2:
            agency = self.rng.choice(("H36.15", "H36.22", "G15.07.31"))
            return f"{agency}-{self.day:%y%m%d}-{serial:04d}"
        return self.rng.choice(
            (f"scan_{serial:04d}", f"Hồ sơ tháng {self.day.month} số {serial}", f"HS{serial}")
        )

    def _single(self) -> list[Paper]:
        kind = SINGLES[self.number % len(SINGLES)]
        if kind == "birth_certificate":
            return [self._birth(self.rng.choice(self.family.children))]
        if kind == "marital_status_certificate":
            return [self._marital(self._grown())]
        if kind == "residence_change_ct01":
            return [self._ct01(self.family.children[:2])]
        return [self._card(self._parent())]

    def _papers(self) -> list[Paper]:
        if self.procedure == "marriage":
            person = self._grown()
            papers = [self._marital(person), self._card(person)]
        elif self.procedure == "move":
            child = self.family.children[-1]
            papers = [self._ct01(self.family.children), self._birth(child), self._card(self._parent())]
        else:
            child = self.family.children[-1]
            papers = [self._birth(child), self._ct01([child])]
        if self.rng.random() < 0.5:
            papers.append(letter(self.rng, self.family, self._parent(), self.day))
        return papers

    def _with_backs(self, papers: Sequence[Paper]) -> list[Paper]:
        """A scanner that takes both sides gives the empty back of some sheets."""
        return [
            page for paper in papers for page in ([paper, blank()] if self.rng.random() < 0.35 else [paper])
        ]

    def _files(self) -> Iterator[ScanFile]:
        endings = {"birth_certificate": "giay-khai-sinh", "residence_change_ct01": "ct01"}
        endings |= {"marital_status_certificate": "xac nhan tinh trang hon nhan", "unknown": "Đơn"}
        endings |= {"identity_card_2021": "cccd"}
        for at, paper in enumerate(self._papers()):
            one = paper.pages == 1
            kind = self.rng.choice((".jpg", ".pdf", ".tiff", ".jpg") if one else (".pdf", ".tiff"))
            papers = [paper, blank()] if kind == ".pdf" and self.rng.random() < 0.3 else [paper]
            yield self._file(f"{self.number + 1:02d}-{at + 1} {endings[paper.document_type]}{kind}", papers)

    def _file(self, name: str, papers: Sequence[Paper]) -> ScanFile:
        pages = sum(paper.pages for paper in papers)
        turned = frozenset(page for page in range(1, pages + 1) if self.rng.random() < 0.12)
        return ScanFile(
            name, tuple(papers), self.level, self.dpi, turned, f"{self.seed}/{self.number}/{name}"
        )

    def _parent(self) -> Person:
        return self.rng.choice((self.family.father, self.family.mother))

    def _grown(self) -> Person:
        grown = [child for child in self.family.children if _is_grown(child)]
        return self.rng.choice(grown or [self.family.mother])

    def _birth(self, child: Person) -> Paper:
        """Registered soon after birth; those born before numbers were given at birth, anew in later years."""
        registered = child.born + dt.timedelta(days=self.rng.randint(4, 58))
        if child.born.year < 2016:
            registered = dt.date(2017, 1, 3) + dt.timedelta(days=self.rng.randrange(2500))
        return birth_certificate(self.rng, self.family, child, registered)

    def _ct01(self, members: Sequence[Person]) -> Paper:
        return residence_change_ct01(self.rng, self.family, self._parent(), members, self.day)

    def _marital(self, person: Person) -> Paper:
        issued = self.day - dt.timedelta(days=self.rng.randint(1, 150))
        return marital_status_certificate(self.rng, self.family, person, issued)

    def _card(self, person: Person) -> Paper:
        span = (_LAST_CARD - _FIRST_CARD).days
        return identity_card_2021(
            self.rng, self.family, person, _FIRST_CARD + dt.timedelta(days=self.rng.randrange(span))
        )


def _truth(file: ScanFile, paper: Paper, pages: list[int], known: Mapping[str, str]) -> dict[str, Any]:
    return {
        "document_type": paper.document_type,
        "pages": pages,
        "level": file.level,
        "dpi": file.dpi,
        "fields": paper.fields,
        "subjects": {role: known.get(person.personal_id) for role, person in paper.subjects.items()},
        "text": paper.text,
    }
