"""What will be drawn: dossiers, their files, the papers in them. The truth needs no picture and no font."""

from __future__ import annotations

import datetime as dt
import functools
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from samples.blocks import Paper
from samples.filling import Form, fill, forms
from samples.people import FEMALE, Family, Person, draw_family
from samples.register import citizen_ids, draw_register

FAMILIES, REGISTER_SIZE = 90, 300
# Shapes, levels and procedures come in turn, so that a small set already has all of them.
SHAPES = (
    *("scan.pdf", "folder", "scan.tiff", "scan.jpg", "zip", "scan.pdf", "scan.png"),
    *("folder", "scan.pdf", "scan.jpg", "scan.tiff", "folder", "scan.jpg"),
)
LEVEL_TURNS = ("office", "clean", "poor", "office", "office", "poor", "clean")
Cast = dict[str, Person | Sequence[Person] | None]
UNKNOWN = ("letter", "receipt", "marital_status_request", "land_change_request", "verification_record")

BLANK = Paper("blank", ())


@dataclass(frozen=True)
class ScanFile:
    """One file as a scanner makes it; `turned` tells by how many degrees 1-based pages are turned left and
    `seed` fixes its looks."""

    name: str
    papers: tuple[Paper, ...]
    level: str
    dpi: int
    turned: Mapping[int, int]
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
    pool = [draw_family(rng) for _ in range(max(FAMILIES, count + 30))]
    dossiers, used = [], []
    for number in range(count):
        own = random.Random(f"dossier/{seed}/{number}")
        family = _take(pool, number)
        used.append(family)
        dossiers.append(_Maker(own, family, number, seed, level).make())
    register = draw_register(random.Random(f"register/{seed}"), used, pool, REGISTER_SIZE)
    return Plan(tuple(dossiers), register)


@functools.cache
def procedures() -> tuple[tuple[str, ...], ...]:
    """The papers of each procedure, in the order in which dossiers come."""
    told = yaml.safe_load(Path(__file__).with_name("procedures.yaml").read_text(encoding="utf-8"))
    return tuple(map(tuple, told))


def procedure_of(number: int) -> tuple[str, ...]:
    """The papers of the dossier with this number."""
    return procedures()[number % len(procedures())]


def _take(pool: list[Family], number: int) -> Family:
    """The next family that fits the turn: a marriage needs a grown-up child, other dossiers any child."""
    marries = "marriage_declaration" in procedure_of(number)
    for family in pool:
        if family.children and (not marries or _is_grown(family.children[0])):
            pool.remove(family)
            return family
    raise ValueError("more dossiers than families")


def _is_grown(person: Person) -> bool:
    return person.age(dt.date(2024, 1, 1)) >= 20


class _Maker:
    """Makes one dossier; a class because every step shares the same family, day and dice."""

    def __init__(self, rng: random.Random, family: Family, number: int, seed: int, level: str | None) -> None:
        self.rng, self.family, self.number, self.seed = rng, family, number, seed
        self.may_photograph = level is None
        self.level = level or LEVEL_TURNS[number % len(LEVEL_TURNS)]
        self.dpi = 300 if number % 5 == 3 else 200
        day = dt.date(2024, 3, 1) + dt.timedelta(days=rng.randrange(930))
        self.day = max(day, family.children[-1].born + dt.timedelta(days=30))
        self.procedure = procedure_of(number)
        if self.procedure[0] == "death_declaration" and family.elder.died:
            self.day = family.elder.died + dt.timedelta(days=rng.randint(5, 60))
        self.people = _cast(rng, family)
        if number % 16 == 0 and self.people["parent"] == family.mother:
            self.people["father"] = None  # of whom the papers of her child say nothing

    def make(self) -> Dossier:
        shape, name = SHAPES[self.number % len(SHAPES)], self._name()
        if shape.startswith("scan"):
            ending = shape.removeprefix("scan")
            papers = [self._single()] if ending in (".jpg", ".png") else self._with_backs(self._papers())
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

    def _single(self) -> Paper:
        """A picture holds one page: the first paper of the procedure that has one."""
        papers = [paper for _, paper in self._papers() if paper.pages == 1]
        return self.rng.choice(papers)

    def _papers(self) -> list[tuple[Form, Paper]]:
        names = list(self.procedure)
        if self.rng.random() < 0.4:
            names.append(self.rng.choice(UNKNOWN))
        if self.procedure[0] == "death_declaration" and self.rng.random() < 0.5:
            names.append("death_notice")
        return [self._another(name, names[:at].count(name)) for at, name in enumerate(names)]

    def _another(self, name: str, before: int) -> tuple[Form, Paper]:
        """A second paper of a type is another child's or the other parent's."""
        family, parent = self.family, self.people["parent"]
        if before == 0:
            return self._paper(name, {})
        other = family.mother if parent == family.father else family.father
        return self._paper(name, {"child": family.children[0], "parent": other})

    def _paper(self, name: str, instead: Cast) -> tuple[Form, Paper]:
        if name == "card":
            newer = self._made(forms()["identity_card_2024"]) and self.rng.random() < 0.5
            name = "identity_card_2024" if newer else "identity_card_2021"
        form, people = forms()[name], self.people | instead
        return form, fill(form, self.rng, self.family, people, self._made(form) or self.day)

    def _made(self, form: Form) -> dt.date | None:
        """A day on which the paper may have been made; None where there is none."""
        names = form.roles.values()
        born = max(person.died or person.born for name in names for person in _several(self.people[name]))
        first = max(form.since, born + dt.timedelta(days=4), self.day - dt.timedelta(days=form.within))
        last = min(form.until, self.day)
        return first + dt.timedelta(days=self.rng.randint(0, (last - first).days)) if first <= last else None

    def _with_backs(self, papers: Sequence[tuple[Form, Paper]]) -> list[Paper]:
        """A scanner that takes both sides gives the empty back of some sheets."""
        return [
            page for _, paper in papers for page in ([paper, BLANK] if self.rng.random() < 0.35 else [paper])
        ]

    def _files(self) -> Iterator[ScanFile]:
        for at, (form, paper) in enumerate(self._papers()):
            kind = self.rng.choice(
                (".jpg", ".pdf", ".tiff", ".jpg") if paper.pages == 1 else (".pdf", ".tiff")
            )
            papers = [paper, BLANK] if kind == ".pdf" and self.rng.random() < 0.3 else [paper]
            name = f"{self.number + 1:02d}-{at + 1} {form.called}"
            yield self._file(f"{name}{kind}", papers)
            if self.rng.random() < 0.08:
                yield self._file(f"{name} (2){kind}", papers)  # scanned once more

    def _file(self, name: str, papers: Sequence[Paper]) -> ScanFile:
        pages = sum(paper.pages for paper in papers)
        turns = {page: self.rng.choice((180, 180, 180, 180, 90, 270)) for page in range(1, pages + 1)}
        turned = {page: turn for page, turn in turns.items() if self.rng.random() < 0.12}
        level = (
            "photo"
            if self.may_photograph and name.endswith(".jpg") and self.rng.random() < 0.25
            else self.level
        )
        return ScanFile(name, tuple(papers), level, self.dpi, turned, f"{self.seed}/{self.number}/{name}")


def _cast(rng: random.Random, family: Family) -> Cast:
    """Who plays which part in all papers of one dossier."""
    grown = [child for child in family.children if _is_grown(child)]
    couple = (family.children[0], family.partner)
    bride, groom = couple if couple[0].sex == FEMALE else couple[::-1]
    parent = rng.choice((family.father, family.mother))
    return {
        "father": family.father,
        "mother": family.mother,
        "parent": parent,
        "child": family.children[-1],
        "children": family.children,
        "movers": (*family.children, *((family.mother,) if parent == family.father else ())),
        "grown": rng.choice(grown or [parent]),
        "resident": rng.choice([family.mother, *grown]),
        "elder": family.elder,
        "bride": bride,
        "groom": groom,
    }


def _several(people: Person | Sequence[Person] | None) -> Sequence[Person]:
    return (people,) if isinstance(people, Person) else people or ()


def _truth(file: ScanFile, paper: Paper, pages: list[int], known: Mapping[str, str]) -> dict[str, Any]:
    return {
        "document_type": paper.document_type,
        "pages": pages,
        "level": "handwritten" if paper.by_hand else file.level,
        "dpi": file.dpi,
        "fields": paper.fields,
        "subjects": {role: known.get(person.personal_id) for role, person in paper.subjects.items()},
        "text": paper.text,
    }
