"""Linking a file of persons to the register: batches in worker processes, decisions in the file's order."""

from __future__ import annotations

import functools
import json
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

from flows.finding import close_finder, process_finder
from flows.workers import batches_of, in_order
from models.dossier import MatchDecision
from pipeline.matching.explain import explain
from pipeline.matching.normalise import read_person
from pipeline.matching.queries import Row, as_query, read_rows

BATCH_QUERIES = 500
_as_json = json.JSONEncoder(ensure_ascii=False).encode


def link_file(
    queries: Path, file: IO[str], profile: str, *, explained: bool, progress: Callable[[int], None]
) -> Counter[MatchDecision]:
    """Write one line of JSON a person: qid, decision, citizen_id for a match, candidates (best first) for a
    clerk, ms it took (its share of a batch), and with `explained` why. Returns how many persons got which
    decision.

    The register is that of the settings in the environment. Errors: UnreadableFileError, QueryFileError,
    RecordsUnavailableError.
    """
    counts: Counter[MatchDecision] = Counter()
    work = functools.partial(_link, profile=profile, explained=explained)
    try:
        for lines, decided in in_order(work, batches_of(read_rows(queries), BATCH_QUERIES)):
            file.write(lines)
            counts += decided
            progress(counts.total())
    finally:  # a few persons are looked for by this process itself
        close_finder()
    return counts


def _link(rows: list[Row], *, profile: str, explained: bool) -> tuple[str, Counter[MatchDecision]]:
    finder = process_finder()
    batch = list(map(as_query, rows))
    started = time.perf_counter()
    people = [read_person(query.told) for query in batch]
    findings = finder.find_all(people, profile, explained=explained)
    milliseconds = round((time.perf_counter() - started) * 1000 / len(batch), 3)
    lines = []
    for query, finding in zip(batch, findings, strict=True):
        line: dict[str, Any] = {"qid": query.qid, "decision": finding.decision.value}
        ids = finding.citizens
        if finding.decision is MatchDecision.MATCH:
            line["citizen_id"] = ids[0]
        if finding.decision is MatchDecision.REVIEW:
            line["candidates"] = ids
        if explained:
            line["why"] = explain(query.told, finding, finder.matching, profile, finder.version)
        line["ms"] = milliseconds
        lines.append(_as_json(line))
    return "\n".join([*lines, ""]), Counter(finding.decision for finding in findings)
