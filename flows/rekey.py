"""The register made ready to be found anew, by the normalising of this version of Sohoa."""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator

from flows.register import get_ready
from flows.workers import in_order
from models.matching import load_matching
from models.register import Kept, Prepared
from pipeline.keeping.records import Records
from pipeline.matching.person import NORM_VERSION
from pipeline.matching.register import identifier_keys, prepare


def rekey_register(records: Records) -> int:
    """Make all keys anew from what citizens were told, all or nothing; returns how many citizens there are.
    Errors: RecordsUnavailableError."""
    keys_of = functools.partial(identifier_keys, matching=load_matching())
    return records.rekey(_make_ready, keys_of, NORM_VERSION)


def _make_ready(batches: Iterable[list[Kept]]) -> Iterator[list[tuple[Kept, Prepared]]]:
    return in_order(_prepare, batches, get_ready)


def _prepare(batch: list[Kept]) -> list[tuple[Kept, Prepared]]:
    matching = load_matching()
    return [(kept, prepare(kept.told, matching)) for kept in batch]
