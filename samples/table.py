"""Tables of how well each document type and each kind of value is understood, in Markdown:

    python -m samples.table TRUTH PREDICTIONS

Both files as samples.score takes them. The columns of the levels of noise hold the share of fields that are
right; papers that were filled in by hand count in their own column only.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from samples.score import HANDWRITTEN, Record, read_lines, score

_COLUMNS = {
    "documents": "documents",
    "types right": "types_right",
    "boundaries right": "boundaries_right",
    "fields": "fields",
    "right": "fields_right",
    "identity all right": "identity_all_right",
    "accepted": "fields_accepted",
    "accepted wrong of 1000": "accepted_wrong_per_1000",
}

Row = tuple[str, ...]
Levels = Mapping[str, Sequence[Record]]


def make_table(truth: Sequence[Record], predictions: Sequence[Record]) -> str:
    """Two tables: a row a document type in order of the alphabet, the last for all; a row a kind of value."""
    known = [document for document in truth if document["fields"]]
    names = [*sorted({document["level"] for document in known} - {HANDWRITTEN}), HANDWRITTEN]
    levels = {name: [document for document in known if document["level"] == name] for name in names}
    return f"{_markdown(_type_rows(levels, predictions))}\n\n{_markdown(_kind_rows(levels, predictions))}"


def _type_rows(levels: Levels, predictions: Sequence[Record]) -> Iterator[Row]:
    yield ("document type", *_COLUMNS, *levels)
    for name in [*sorted({document["document_type"] for document in _all(levels)}), "all"]:
        own = {level: _of_type(documents, name) for level, documents in levels.items()}
        figures = _figures(_printed(own), predictions)
        rights = [_figures(documents, predictions)["fields_right"] for documents in own.values()]
        yield name, *(_shown(figures[key]) for key in _COLUMNS.values()), *map(_shown, rights)


def _kind_rows(levels: Levels, predictions: Sequence[Record]) -> Iterator[Row]:
    yield ("kind of value", "values", "right", *levels)
    by_level = [_figures(documents, predictions)["by_field"] for documents in levels.values()]
    for kind, own in _figures(_printed(levels), predictions)["by_field"].items():
        rights = [kinds.get(kind, {}).get("right") for kinds in by_level]
        yield kind, _shown(own["n"]), _shown(own["right"]), *map(_shown, rights)


def _of_type(documents: Sequence[Record], name: str) -> list[Record]:
    return [document for document in documents if name in (document["document_type"], "all")]


def _all(levels: Levels) -> list[Record]:
    return [document for documents in levels.values() for document in documents]


def _printed(levels: Levels) -> list[Record]:
    return [document for document in _all(levels) if document["level"] != HANDWRITTEN]


def _figures(truth: Sequence[Record], predictions: Sequence[Record]) -> dict[str, Any]:
    return score(truth, predictions)[0]


def _markdown(rows: Iterable[Row]) -> str:
    head, *rest = rows
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ("---",) * len(head), *rest))


def _shown(figure: float | int | None) -> str:
    return "–" if figure is None else str(figure) if isinstance(figure, int) else f"{figure:.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m samples.table",
        description="Tables of figures by document type, level and kind of value.",
    )
    parser.add_argument("truth", type=Path)
    parser.add_argument("predictions", type=Path)
    options = parser.parse_args(arguments)
    print(make_table(read_lines(options.truth), read_lines(options.predictions)))


if __name__ == "__main__":
    main()
