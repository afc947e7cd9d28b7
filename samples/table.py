"""A table of how well each document type is understood at each level of noise, in Markdown:

    python -m samples.table TRUTH PREDICTIONS

Both files as samples.score takes them. The columns of the levels hold the share of fields that are right.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from samples.score import Record, read_lines, score

HEAD = ("document type", "documents", "types right", "fields", "right", "accepted", "accepted wrong of 1000")


def make_table(truth: Sequence[Record], predictions: Sequence[Record]) -> str:
    """The table: a row a type in order of the alphabet, the last for all."""
    known = [document for document in truth if document["fields"]]
    levels = sorted({document["level"] for document in known})
    head = (*HEAD, *levels)
    rows = [head, ("---",) * len(head), *_rows(known, predictions, levels)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def _rows(
    truth: Sequence[Record], predictions: Sequence[Record], levels: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    for name in [*sorted({document["document_type"] for document in truth}), "all"]:
        own = [document for document in truth if name in (document["document_type"], "all")]
        figures = _figures(own, predictions)
        yield (
            name,
            str(figures["documents"]),
            _shown(figures["types_right"]),
            str(figures["fields"]),
            _shown(figures["fields_right"]),
            _shown(figures["fields_accepted"]),
            _shown(figures["accepted_wrong_per_1000"]),
            *(
                _shown(_figures([d for d in own if d["level"] == level], predictions)["fields_right"])
                for level in levels
            ),
        )


def _figures(truth: Sequence[Record], predictions: Sequence[Record]) -> dict[str, Any]:
    return score(truth, predictions)[0]


def _shown(figure: float | None) -> str:
    return "–" if figure is None else f"{figure:.1f}"


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m samples.table", description="A table of figures by document type and level."
    )
    parser.add_argument("truth", type=Path)
    parser.add_argument("predictions", type=Path)
    options = parser.parse_args(arguments)
    print(make_table(read_lines(options.truth), read_lines(options.predictions)))


if __name__ == "__main__":
    main()
