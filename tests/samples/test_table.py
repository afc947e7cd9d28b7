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


def test_a_row_for_each_type_and_one_for_all() -> None:
    truth = [paper("a", "one", "clean", "An Bình"), paper("b", "two", "poor", "An Hòa")]
    found = [
        {**document, "fields": {"full_name": {"value": "An Bình", "decision": "accepted"}}}
        for document in truth
    ]
    rows = [line.strip("| ").split(" | ") for line in make_table(truth, found).splitlines()]
    assert rows[0][-2:] == ["clean", "poor"]
    assert rows[2] == ["one", "1", "100.0", "1", "100.0", "100.0", "0.0", "100.0", "–"]
    assert rows[3] == ["two", "1", "100.0", "1", "0.0", "100.0", "1000.0", "–", "0.0"]
    assert rows[4][:5] == ["all", "2", "100.0", "2", "50.0"]
