"""What Splink is given: the same register and queries, cleaned as well as one can without looking at pairs.

Names in lower case with and without accents, dates as ISO, numbers as digits (letters that OCR takes for
digits put right), addresses as today's wards. All of it by models/, none by the matching that is measured.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from models.places import locate
from models.text import clean, fold, place_tones

ROWS = 50_000  # held at once
TEXTS = (
    *(
        "unique_id",
        "given",
        "given_plain",
        "middle",
        "family",
        "name",
        "letters",
        "dob",
        "dob_year",
        "dob_md",
    ),
    *("sex", "pid", "cmnd", "father", "mother", "detail", "phone"),
)
CODES = ("ward", "province", "home_ward", "home_province")
LISTS = ("wards", "home_wards")
SCHEMA = pa.schema(
    [(name, pa.string()) for name in TEXTS]
    + [(name, pa.int32()) for name in CODES]
    + [(name, pa.list_(pa.int32())) for name in LISTS]
)
_FIGURES = str.maketrans("OoQDIil|!ZzSsBGbqg", "000011111225586699"[:18])
_NUMERIC = re.compile(r"(\d{1,2})\D+(\d{1,2})\D+(\d{4})")
_LAST = re.compile(r"[^0-9]")
_SEXES = {"nam": "male", "male": "male", "nu": "female", "female": "female"}
Row = dict[str, Any]


def prepare(population: Path, out: Path) -> None:
    """Write `register.parquet` and `queries.parquet` below `out`, unless they are there."""
    out.mkdir(parents=True, exist_ok=True)
    register = pq.ParquetFile(population / "register.parquet").iter_batches(ROWS)
    citizens = (citizen_row(row) for batch in register for row in batch.to_pylist())
    _write(out / "register.parquet", citizens)
    with (population / "queries.jsonl").open(encoding="utf-8") as lines:
        _write(out / "queries.parquet", (query_row(json.loads(line)) for line in lines))


def citizen_row(told: Mapping[str, str]) -> Row:
    return {
        "unique_id": told["citizen_id"],
        **_person(told),
        "pid": told["personal_id"] or None,
        "cmnd": told["old_id"] or None,
    }


def query_row(told: Mapping[str, str]) -> Row:
    """One field holds either number: its length tells which."""
    number = _digits(told["identity_number"])
    return {
        "unique_id": told["qid"],
        **_person(told),
        "pid": number if len(number) >= 10 else None,
        "cmnd": number if 8 <= len(number) < 10 else None,
    }


def _person(told: Mapping[str, str]) -> Row:
    words = place_tones(clean(told["full_name"]).lower()).split()
    plain = [fold(word) for word in words]
    date = _date(told["date_of_birth"])
    home, origin = locate(told["residence"]), locate(told["place_of_origin"])
    wards, home_wards = sorted(home.present), sorted(origin.present)
    return {
        "given": words[-1] if words else None,
        "given_plain": plain[-1] if plain else None,
        "middle": " ".join(plain[1:-1]) or None,
        "family": plain[0] if len(plain) > 1 else None,
        "name": " ".join(plain) or None,
        "letters": "".join(sorted("".join(plain))) or None,
        "dob": date,
        "dob_year": date[:4] if date else None,
        "dob_md": date[5:] if date and len(date) == 10 else None,
        "sex": _SEXES.get(fold(told["sex"])),
        "father": fold(told["father_full_name"]) or None,
        "mother": fold(told["mother_full_name"]) or None,
        "detail": fold(home.detail) or None,
        "phone": _digits(told["phone"]) or None,
        "ward": wards[0] if wards else None,
        "province": home.province,
        "home_ward": home_wards[0] if home_wards else None,
        "home_province": origin.province,
        "wards": wards or None,
        "home_wards": home_wards or None,
    }


def _digits(text: str) -> str:
    return _LAST.sub("", text.translate(_FIGURES))


def _date(text: str) -> str | None:
    """ISO, or the year alone; None for what is neither."""
    if re.fullmatch(r"\d{4}(-\d\d-\d\d)?", text):
        return text
    words = fold(text)
    figures = re.sub("ngay|thang|nam", " ", words) if "ng" in words else text.translate(_FIGURES)
    if found := _NUMERIC.search(figures):
        day, month, year = map(int, found.groups())
        return f"{year:04d}-{month:02d}-{day:02d}"
    year_only = re.fullmatch(r"\D*(\d{4})", figures)
    return year_only[1] if year_only else None


def _write(target: Path, rows: Iterable[Row]) -> None:
    """Whole or not at all: a run that was broken off leaves nothing that looks finished."""
    unfinished = target.with_suffix(".part")
    with pq.ParquetWriter(unfinished, SCHEMA) as file:
        for part in _parts(rows):
            file.write_table(pa.Table.from_pylist(part, schema=SCHEMA))
    unfinished.rename(target)


def _parts(rows: Iterable[Row]) -> Iterator[list[Row]]:
    part: list[Row] = []
    for row in rows:
        part.append(row)
        if len(part) == ROWS:
            yield part
            part = []
    yield part
