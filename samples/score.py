"""Score what was digitised against the truth: python -m samples.score TRUTH PREDICTIONS [--errors N] [--json]

Both files hold one JSON object a line and document. A prediction has
  source         file name of the scan, as in the truth
  pages          page numbers in that file, from 1
  document_type  a type code, or "unknown" or "blank"
  fields         {name: {"value": text, "confidence": 0..1, "decision": "accepted" | "review"}}
  subjects       {role: {"decision": "match" | "review" | "none", "citizen_id": text | null}}; role ""
                 is the main person
  text           all that was read, in reading order

Figures are shares in percent unless they say otherwise.
  pages_accounted_once     pages that stand in exactly one predicted document
  boundaries_right         documents with exactly their pages (the prediction that holds their first page)
  words_read               words of the truth that were read, letter case aside
  accepted_wrong_per_1000  of 1000 accepted values, those that are wrong or that no paper says (invented)
  identity_all_right       documents whose names, dates of birth, sexes and numbers are all right
  match_precision, match_recall   matches that are right, of all matches and of all known persons
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from models.text import digits, same_key

Record = Mapping[str, Any]

_NUMBERS = ("personal_id", "old_id", "phone", "business_code")
_DATES = ("date_of", "issued_on", "registered_on", "expires_on")
_PLACES = ("residence", "place", "address", "registered_at", "request")
_IDENTITY = ("full_name", "date_of_birth", "sex", "personal_id")
# A hand cannot be expected to be read: these words count in their own level only.
HANDWRITTEN = "handwritten"


class Error(NamedTuple):
    """A value that is wrong, missing (`found` None) or invented (`truth` None)."""

    source: str
    pages: Sequence[int]
    field: str
    truth: str | None
    found: str | None
    decision: str | None


def same_value(name: str, truth: str, found: str | None) -> bool:
    """Numbers by their digits, dates and sex to the letter, places without punctuation, else without case."""
    last = name.rpartition(".")[2]
    if found is None:
        return False
    if last in _NUMBERS:
        return digits(truth) == digits(str(found))
    if last == "sex" or last.startswith(_DATES):
        return truth == found
    key = _place_key if any(part in last for part in _PLACES) else _text_key
    return key(truth) == key(str(found))


def score(truth: Sequence[Record], predictions: Sequence[Record]) -> tuple[dict[str, Any], list[Error]]:
    """All figures by name, and every value that is not right."""
    held = _by_page(predictions)
    total: Counter[str] = Counter()
    levels: defaultdict[str, Counter[str]] = defaultdict(Counter)
    types: defaultdict[str, Counter[str]] = defaultdict(Counter)
    kinds: defaultdict[str, Counter[str]] = defaultdict(Counter)
    errors: list[Error] = []
    used: set[int] = set()
    for document in truth:
        found = next(iter(held[document["source"], document["pages"][0]]), {})
        # Two documents that were taken for one: only the first may have its fields.
        fields = {} if id(found) in used else found.get("fields") or {}
        used.add(id(found))
        counts = _count_document(document, found, held)
        for name, value in document["fields"].items():
            judged = _judge(name, value, fields.get(name) or {})
            counts += judged
            kinds[_kind(name)] += judged
        counts += _count_identity(document, fields)
        counts["invented"] = counts["invented_accepted"] = len(list(_invented(document, fields)))
        total += counts if document["level"] != HANDWRITTEN else _without_words(counts)
        levels[document["level"]] += counts
        types[document["document_type"]] += counts
        errors += _errors(document, fields)
    return _figures(total, levels, types, kinds), errors


def _by_page(predictions: Iterable[Record]) -> defaultdict[tuple[str, int], list[Record]]:
    held: defaultdict[tuple[str, int], list[Record]] = defaultdict(list)
    for document in predictions:
        for page in document["pages"]:
            held[document["source"], page].append(document)
    return held


def _count_document(
    document: Record, found: Record, held: Mapping[tuple[str, int], list[Record]]
) -> Counter[str]:
    source, pages = document["source"], document["pages"]
    counts: Counter[str] = Counter(documents=1, pages=len(pages))
    counts["pages_once"] = sum(len(held.get((source, page), ())) == 1 for page in pages)
    counts["boundaries"] = int(sorted(found.get("pages", ())) == sorted(pages))
    counts["types"] = int(found.get("document_type") == document["document_type"])
    words, read = _words(document["text"]), _words(found.get("text") or "")
    counts["words"], counts["words_read"] = words.total(), (words & read).total()
    for role, citizen_id in document["subjects"].items():
        match = (found.get("subjects") or {}).get(role) or {}
        matched = match.get("decision") == "match"
        counts["subjects"] += 1
        counts["subjects_known"] += citizen_id is not None
        counts["matched"] += matched
        counts["matched_right"] += (
            matched and citizen_id is not None and match.get("citizen_id") == citizen_id
        )
        counts["match_review"] += match.get("decision") == "review"
    return counts


def _judge(name: str, truth: str, found: Record) -> Counter[str]:
    right, accepted = same_value(name, truth, found.get("value")), found.get("decision") == "accepted"
    return Counter(fields=1, right=int(right), accepted=int(accepted), wrong=int(accepted and not right))


def _count_identity(document: Record, fields: Record) -> Counter[str]:
    rights = [
        same_value(name, value, (fields.get(name) or {}).get("value"))
        for name, value in document["fields"].items()
        if name.rpartition(".")[2] in _IDENTITY
    ]
    return Counter(identities=int(bool(rights)), identities_right=int(bool(rights) and all(rights)))


def _invented(document: Record, fields: Mapping[str, Record]) -> Iterator[str]:
    """Fields that were accepted although the paper does not have them."""
    for name, found in fields.items():
        if name not in document["fields"] and found.get("decision") == "accepted" and found.get("value"):
            yield name


def _errors(document: Record, fields: Mapping[str, Record]) -> Iterator[Error]:
    where = document["source"], document["pages"]
    for name, value in document["fields"].items():
        found = fields.get(name) or {}
        if not same_value(name, value, found.get("value")):
            yield Error(*where, name, value, found.get("value"), found.get("decision"))
    for name in _invented(document, fields):
        yield Error(*where, name, None, fields[name]["value"], "accepted")


def _without_words(counts: Counter[str]) -> Counter[str]:
    return Counter({name: number for name, number in counts.items() if not name.startswith("words")})


def _figures(
    total: Counter[str],
    levels: Mapping[str, Counter[str]],
    types: Mapping[str, Counter[str]],
    kinds: Mapping[str, Counter[str]],
) -> dict[str, Any]:
    accepted = total["accepted"] + total["invented_accepted"]
    wrong = total["wrong"] + total["invented_accepted"]
    return {
        "documents": total["documents"],
        "pages": total["pages"],
        "pages_accounted_once": _share(total, "pages_once", "pages"),
        "boundaries_right": _share(total, "boundaries", "documents"),
        "types_right": _share(total, "types", "documents"),
        "words_read": _share(total, "words_read", "words"),
        "fields": total["fields"],
        "fields_right": _share(total, "right", "fields"),
        "fields_accepted": _percent(accepted, total["fields"]),
        "accepted_wrong_per_1000": round(1000 * wrong / accepted, 2) if accepted else None,
        "invented": total["invented"],
        "documents_with_identity": total["identities"],
        "identity_all_right": _share(total, "identities_right", "identities"),
        "subjects": total["subjects"],
        "match_precision": _share(total, "matched_right", "matched"),
        "match_recall": _share(total, "matched_right", "subjects_known"),
        "match_review": _share(total, "match_review", "subjects"),
        "by_field": {
            kind: {"n": c["fields"], "right": _share(c, "right", "fields"), "accepted_wrong": c["wrong"]}
            for kind, c in sorted(kinds.items())
        },
        "by_level": {level: _level_figures(c) for level, c in sorted(levels.items()) if c["fields"]},
        "by_type": {name: _type_figures(c) for name, c in sorted(types.items())},
    }


def _level_figures(counts: Counter[str]) -> dict[str, Any]:
    return {
        "words_read": _share(counts, "words_read", "words"),
        "n": counts["fields"],
        "right": _share(counts, "right", "fields"),
        "accepted": _percent(counts["accepted"] + counts["invented_accepted"], counts["fields"]),
        "accepted_wrong": counts["wrong"] + counts["invented_accepted"],
    }


def _type_figures(counts: Counter[str]) -> dict[str, Any]:
    right = _share(counts, "right", "fields")
    return {"n": counts["documents"], "type": counts["types"], "fields": counts["fields"], "right": right}


def _share(counts: Counter[str], part: str, whole: str) -> float | None:
    return _percent(counts[part], counts[whole])


def _percent(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 2) if whole else None


def _kind(name: str) -> str:
    last = name.rpartition(".")[2]
    if last in ("full_name", "personal_id", "old_id", "sex"):
        return last
    if "date" in last or last.endswith("_on"):
        return "date"
    return "place" if any(part in last for part in _PLACES) else "other"


def _text_key(text: str) -> str:
    return same_key(text).strip(" .,;:-_")


def _place_key(text: str) -> str:
    return re.sub(r"[\s,.;:\-–]+", " ", _text_key(text)).strip()


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", same_key(text)))


def read_lines(path: Path) -> list[Record]:
    """The JSON objects of a file, one a line."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m samples.score",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("truth", type=Path)
    parser.add_argument("predictions", type=Path)
    parser.add_argument("--errors", type=int, default=0, metavar="N", help="show the first N wrong values")
    parser.add_argument("--json", action="store_true", help="one JSON object instead of lines")
    options = parser.parse_args(arguments)
    figures, errors = score(read_lines(options.truth), read_lines(options.predictions))
    if options.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        _print_figures(figures)
    for error in errors[: options.errors]:
        print("wrong", *error, sep=" | ")


def _print_figures(figures: Mapping[str, Any]) -> None:
    for name, figure in figures.items():
        if isinstance(figure, dict):
            print(name)
            for key, parts in figure.items():
                print(f"  {key:28}", *(f"{part}={number}" for part, number in parts.items()))
        else:
            print(f"{name:28} {figure}")


if __name__ == "__main__":
    main()
