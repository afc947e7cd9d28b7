"""How many citizens each key finds: which keys must change as a register grows."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

from models.matching import load_matching
from pipeline.keeping.records import Records
from pipeline.matching.keys import keys_of
from pipeline.matching.normalise import read_person
from pipeline.matching.queries import read_queries


def candidates_by_key(database_url: str, queries: Path, count: int) -> dict[str, float]:
    """By key the citizens that it finds for a query, on average; a list too long to follow counts none."""
    matching = load_matching()
    found: Counter[str] = Counter()
    records = Records(database_url)
    with records.register_lookup() as lookup:
        for query in islice(read_queries(queries), count):
            for name, key in keys_of(read_person(query.told), matching.keys.items()):
                rows = lookup.find([key], matching.most_per_key)
                found[name] += len(rows) if len(rows) <= matching.most_per_key else 0
    records.close()
    return {name: found[name] / count for name in matching.keys}
