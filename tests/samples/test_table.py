"""The table of figures by document type and level."""

from typing import Any

from samples.table import make_table


def paper(source: str, kind: str, level: str, value: str) -> dict[str, Any]:
    return {
        "source": source,
        "pages": [1],
        "document_type": kind,
        "level": level,
        "text": "",
        "fields": {"full_name": value},
        "subjects": {},
    }


def rows_of(table: str) -> list[list[str]]:
    return [line.strip("| ").split(" | ") for line in table.splitlines()]


def test_a_row_for_each_type_and_one_for_all_and_one_for_each_kind() -> None:
    levels = {"a": ("one", "clean"), "b": ("two", "poor"), "c": ("two", "handwritten")}
    truth = [
        paper(source, *drawn, "An Bình" if source == "a" else "An Hòa") for source, drawn in levels.items()
    ]
    found = [
        {**document, "fields": {"full_name": {"value": "An Bình", "decision": "accepted"}}}
        for document in truth
    ]
    types, kinds = map(rows_of, make_table(truth, found).split("\n\n"))
    assert types[0][-3:] == ["clean", "poor", "handwritten"]
    whole = ["1", "100.0", "100.0", "1"]
    assert types[2] == ["one", *whole, "100.0", "100.0", "100.0", "0.0", "100.0", "–", "–"]
    assert types[3] == ["two", *whole, "0.0", "0.0", "100.0", "1000.0", "–", "0.0", "0.0"]
    assert types[4][:7] == ["all", "2", "100.0", "100.0", "2", "50.0", "50.0"]
    assert kinds[2] == ["full_name", "2", "50.0", "100.0", "0.0", "0.0"]
