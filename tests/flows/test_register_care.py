"""The care of the register: suspected duplicates, merged records, weights from clerks' answers."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from flows.duplicates import write_duplicates
from flows.learn import learn, write_weights
from flows.register import import_register
from flows.settings import Settings
from flows.storage import open_records
from models.answers import Answer
from models.dossier import Match, MatchDecision
from models.matching import load_matching
from pipeline.keeping.records import Records
from pipeline.matching.find import Finder
from pipeline.matching.normalise import read_person
from tests.flows.test_link import QUERIES, decisions, write_jsonl
from tests.flows.test_register import AFTER, GOOD, nothing, write
from tests.pipeline.keeping.records.making import document, kept, read_scan

TWIN = GOOD.replace("VN1", "VN3").replace("Mẫu", "Mến").replace("024190123456", "024190123457")


@pytest.fixture
def records(tmp_path: Path, records_url: str, monkeypatch: pytest.MonkeyPatch) -> Records:
    monkeypatch.setenv("SOHOA_DATABASE_URL", records_url)
    monkeypatch.setenv("SOHOA_DATA_DIR", str(tmp_path / "data"))
    records = open_records(Settings.from_environment())
    again = GOOD.replace("VN1", "VN4").replace("0900000000", "")
    import_register(write(tmp_path / "a.csv", GOOD, AFTER, TWIN, again), records, "tệp", nothing)
    return records


def duplicates() -> list[dict[str, object]]:
    file = io.StringIO()
    pairs = write_duplicates(file)
    told = [json.loads(line) for line in file.getvalue().splitlines()]
    assert len(told) == pairs
    return told


def test_suspected_duplicates_are_told_until_people_merge_them(records: Records) -> None:
    [pair] = duplicates()  # and not the twin
    assert (pair["citizen_id"], pair["other_id"]) == ("VN1", "VN4")
    assert "số định danh" in str(pair["reason"])
    for who in ("an", "bình"):
        records.merge_citizens("VN1", "VN4", who)
    assert duplicates() == []
    records.split_citizens("VN1", "VN4", "an")
    assert duplicates() == [pair]


def test_a_merged_citizen_is_matched_by_the_id_that_was_kept(records: Records, tmp_path: Path) -> None:
    queries = write_jsonl(tmp_path / "q.jsonl", QUERIES)
    assert decisions(queries)[0]["decision"] == "review"
    for who in ("an", "bình"):
        records.merge_citizens("VN4", "VN1", who)
    first = decisions(queries)[0]
    assert (first["decision"], first["citizen_id"]) == ("match", "VN4")
    records.split_citizens("VN4", "VN1", "an")
    assert decisions(queries)[0]["decision"] == "review"


def test_weights_are_learned_and_nothing_is_switched(records: Records, tmp_path: Path) -> None:
    read_scan(records)
    story = {
        "candidates": [
            {
                "citizen_id": "VN1",
                "vetoes": [],
                "fields": [{"field": "sex", "level": "equal", "bits": 1.0}],
            }
        ]
    }
    asked = Match(role="", decision=MatchDecision.REVIEW, candidates=("VN1",), explanation=story)
    paper = document().model_copy(update={"matches": (asked,)})
    records.documents_kept("a" * 64, [kept(paper)])
    records.answer_match("d1", "", "VN1", Answer.SAME, "an")
    matching = load_matching()
    learned = learn(records, matching)
    assert learned.taught + learned.held_back == 1
    queries = write_jsonl(tmp_path / "q.jsonl", QUERIES)
    unlabelled = learn(records, matching, queries)
    assert unlabelled.taught >= 3 and unlabelled.held_back == 1
    assert unlabelled.weights.keys() == matching.weights.keys()
    write_weights(unlabelled, matching, tmp_path / "w.yaml")
    with records.register_lookup() as lookup:
        found = Finder(load_matching(tmp_path / "w.yaml"), lookup).find(
            read_person({"personal_id": "024190123456"}), "standard"
        )
    assert found.decision is not MatchDecision.MATCH
