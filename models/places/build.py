"""Makes data/units.csv from the tables of the package vietnamadminunits (MIT, Tran Ngoc Minh Hieu).

    python -m models.places.build FOLDER     # the `data` folder inside the unpacked package

Only its tables are read; its code is not needed. A row is a unit with the time it held: what was before
1/7/2025, and what is since (Resolution 202/2025/QH15 for provinces, Law 72/2025/QH15 without districts).
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from models.text import clean, fold, place_tones

TARGET = Path(__file__).with_name("data") / "units.csv"
LAST_OLD_DAY, FIRST_NEW_DAY = "2025-06-30", "2025-07-01"
HEADER = ("level", "code", "parent", "kind", "name", "also", "valid_from", "valid_to", "became")

_KIND = re.compile(r"(Thành phố|Tỉnh|Quận|Huyện|Thị xã|Phường|Xã|Thị trấn|Đặc khu) (.+)", re.IGNORECASE)
_KIND_KEY = re.compile(r"(?:thanhpho|tinh|quan|huyen|thixa|phuong|xa|thitran|tp|tx|tt|q|p)(?=.)")
# Names that the tables lack: Hà Tây joined Hà Nội on 1/8/2008 (Resolution 15/2008/QH12), Thừa Thiên Huế
# became the city of Huế on 1/1/2025 (Resolution 175/2024/QH15).
_FORMER = {
    ("province", "Hà Nội"): ["hatay"],
    ("province", "Huế"): ["thuathienhue"],
    ("province", "Hồ Chí Minh"): ["saigon", "tphcm"],
}


class Row(NamedTuple):
    """One line of the file. `also`: other names, folded and joined; `became`: codes of today's units."""

    level: str
    code: int
    parent: int | None
    kind: str
    name: str
    also: str
    valid_from: str
    valid_to: str
    became: str


def build(tables: Path) -> list[Row]:
    """All rows, provinces first, then districts, then wards; old ones before new ones.

    Raises KeyError where the tables contradict each other.
    """
    with sqlite3.connect(tables / "dataset.db") as database:
        database.row_factory = sqlite3.Row
        old = database.execute("SELECT * FROM admin_units_legacy").fetchall()
        new = database.execute("SELECT * FROM admin_units").fetchall()
    converter = json.loads((tables / "converter_2025.json").read_text(encoding="utf-8"))
    parser = json.loads((tables / "parser_legacy.json").read_text(encoding="utf-8"))
    province_of = {row["provinceKey"]: int(row["provinceCode"]) for row in new}
    became_province = {
        part: province_of[whole] for whole, parts in converter["DICT_PROVINCE"].items() for part in parts
    }
    became = _what_became(converter, new)
    divided = _names_of_divided(parser["DICT_PROVINCE_DISTRICT_DIVIDED"])
    rows: dict[tuple[str, int, str], Row] = {}

    def add(
        level: str, row: sqlite3.Row, parent: str | None, also: list[str], codes: set[int] | None
    ) -> None:
        kind, name = _split(row[level])
        times = ("", LAST_OLD_DAY) if codes is not None else (FIRST_NEW_DAY, "")
        unit = Row(
            level=level,
            code=int(row[f"{level}Code"]),
            parent=int(row[f"{parent}Code"]) if parent else None,
            kind=kind,
            name=name,
            also=" ".join([*_bare(also, fold(name).replace(" ", "")), *_FORMER.get((level, name), [])]),
            valid_from=times[0],
            valid_to=times[1],
            became=" ".join(map(str, sorted(codes or ()))),
        )
        rows[level, unit.code, unit.valid_to] = unit

    for row in old:
        add("province", row, None, _listed(row["provinceAlias"]), {became_province[row["provinceKey"]]})
        district_key = f"{row['provinceKey']}_{row['districtKey']}"
        also = _listed(row["districtAlias"]) + divided[district_key]
        add("district", row, "province", also, became.get(f"{district_key}_", set()))
        if row["ward"]:
            key = f"{district_key}_{row['wardKey']}"
            add("ward", row, "district", _listed(row["wardAlias"]), became[key])
    for row in new:
        add("province", row, None, _listed(row["provinceAlias"]), None)
        add("ward", row, "province", [], None)
    order = ("province", "district", "ward")
    return sorted(rows.values(), key=lambda row: (order.index(row.level), row.valid_from, row.code))


def _what_became(
    converter: dict[str, dict[str, dict[str, list[str]]]], new: list[sqlite3.Row]
) -> dict[str, set[int]]:
    """Codes of the new wards that an old one's land lies in now, by the old one's key."""
    codes = {(row["provinceKey"], row["wardKey"]): int(row["wardCode"]) for row in new}
    became: dict[str, set[int]] = defaultdict(set)
    for province, wards in converter["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for ward, parts in wards.items():
            for part in parts:
                became[part].add(codes[province, ward])
    for province, parts_of in converter["DICT_PROVINCE_WARD_DIVIDED"].items():
        for part, targets in parts_of.items():
            became[part].update(codes[province, target["newWardKey"]] for target in targets)  # type: ignore[index]
    return became


def _names_of_divided(divided: dict[str, dict[str, dict[str, list[str]]]]) -> dict[str, list[str]]:
    """Names of districts that were divided earlier, for each district that took a part of them."""
    names: dict[str, list[str]] = defaultdict(list)
    for province, districts in divided.items():
        for entry in districts.values():
            for district in entry["districts"]:
                names[f"{province}_{district}"] += entry["dividedDistrictKeywords"]
    return names


def _split(full_name: str) -> tuple[str, str]:
    found = _KIND.fullmatch(place_tones(clean(full_name)))
    if found is None:
        raise KeyError(f"no kind of unit in {full_name!r}")
    return found[1].capitalize(), found[2]


def _listed(value: str | None) -> list[str]:
    return list(json.loads(value)) if value else []


def _bare(also: list[str], own: str) -> Iterator[str]:
    """The other names without the kind before them, each once, without the unit's own."""
    names = {re.sub(r"^(?:quan|phuong|q|p)0?(?=\d+$)", "", name) for name in also}
    for name in sorted(names):
        rest = _KIND_KEY.sub("", name, count=1)
        is_kind_and_name = rest != name and (rest in names or rest == own)
        if name != own and not is_kind_and_name and not re.search(r"district|thixa$|^q?0\d+$", name):
            yield name


def main() -> None:
    rows = build(Path(sys.argv[1]))
    TARGET.parent.mkdir(exist_ok=True)
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEADER)
        writer.writerows(rows)


if __name__ == "__main__":
    main()
