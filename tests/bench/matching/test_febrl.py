"""FEBRL4's columns in Sohoa's terms; the set itself is fetched by the bench, not by tests."""

from __future__ import annotations

import csv
from pathlib import Path

from bench.matching.febrl import link_febrl, one_to_one

COLUMNS = (
    *("rec_id", "given_name", "surname", "street_number", "address_1", "address_2", "suburb", "postcode"),
    *("state", "date_of_birth", "soc_sec_id"),
)
ORIGINALS = (
    "rec-1-org,michaela,neumann,8,stanley street,miami,winston hills,4223,nsw,19151111,5304218",
    "rec-2-org,courtney,painter,12,pinkerton circuit,bega flats,richlands,4560,vic,19161214,4066625",
)
DOUBLES = (  # parts lost, names exchanged, a wrong digit
    "rec-2-dup-0,painter,courtney,12,pinkerton circ uit,,richlands,4560,vic,,4066652",
    "rec-1-dup-0,michaela,,8.0,stanley street,miami,winstonhills,4223,nsw,19151111.0,5304218",
)


def test_doubles_are_linked_with_and_without_their_number(tmp_path: Path) -> None:
    for name, rows in (("originals", ORIGINALS), ("doubles", DOUBLES)):
        with (tmp_path / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([COLUMNS, *(row.split(",") for row in rows)])
    for with_number in (True, False):
        links = link_febrl(tmp_path, with_number=with_number)
        assert (links.right, links.made, links.people, links.f1) == (2, 2, 2, 1.0)


def test_nobody_is_linked_twice() -> None:
    scored = [(5.0, "a", "x"), (9.0, "b", "x"), (4.0, "b", "y"), (1.0, "a", "y")]
    assert one_to_one(scored) == [("b", "x"), ("a", "y")]
