import json
from pathlib import Path
from typing import Any

import pytest

from samples.score import main, same_value, score

TRUTH: list[dict[str, Any]] = [
    {
        "source": "a.pdf",
        "document_type": "birth_certificate",
        "pages": [1],
        "level": "clean",
        "dpi": 300,
        "fields": {
            "full_name": "Lý Thị Hòa",
            "date_of_birth": "2019-06-05",
            "place_of_birth": "Xã A, Tỉnh B",
        },
        "subjects": {"": "CD1", "mother": None},
        "text": "Họ tên LÝ THỊ HÒA",
    },
    {
        "source": "a.pdf",
        "document_type": "blank",
        "pages": [2],
        "level": "clean",
        "dpi": 300,
        "fields": {},
        "subjects": {},
        "text": "",
    },
]


def predicted(**changes: Any) -> dict[str, Any]:
    """The right prediction of the first document, with changes."""
    right = {
        "source": "a.pdf",
        "document_type": "birth_certificate",
        "pages": [1],
        "fields": {
            name: {"value": value, "confidence": 0.9, "decision": "accepted"}
            for name, value in TRUTH[0]["fields"].items()
        },
        "subjects": {
            "": {"decision": "match", "citizen_id": "CD1"},
            "mother": {"decision": "none", "citizen_id": None},
        },
        "text": TRUTH[0]["text"],
    }
    return right | changes


def value(text: str | None, decision: str = "accepted") -> dict[str, Any]:
    return {"value": text, "confidence": 0.9, "decision": decision}


BLANK = {"source": "a.pdf", "document_type": "blank", "pages": [2], "fields": {}, "subjects": {}, "text": ""}


def test_all_right() -> None:
    figures, errors = score(TRUTH, [predicted(), BLANK])
    assert errors == []
    for name in ("pages_accounted_once", "boundaries_right", "types_right", "words_read", "fields_right"):
        assert figures[name] == 100
    assert figures["identity_all_right"] == figures["match_precision"] == figures["match_recall"] == 100
    assert (figures["documents"], figures["pages"], figures["fields"]) == (2, 2, 3)
    assert figures["accepted_wrong_per_1000"] == figures["invented"] == 0


def test_wrong_value_counts_only_where_it_was_accepted() -> None:
    fields = predicted()["fields"]
    accepted, _ = score(TRUTH, [predicted(fields=fields | {"full_name": value("Lý Thị Hoa")}), BLANK])
    reviewed, errors = score(
        TRUTH, [predicted(fields=fields | {"full_name": value("Lý Thị Hoa", "review")}), BLANK]
    )
    assert accepted["fields_right"] == reviewed["fields_right"] == 66.67
    assert accepted["accepted_wrong_per_1000"] == 333.33
    assert reviewed["accepted_wrong_per_1000"] == 0
    assert accepted["identity_all_right"] == 0
    assert [(error.field, error.found, error.decision) for error in errors] == [
        ("full_name", "Lý Thị Hoa", "review")
    ]


def test_invented_field_is_wrong_when_accepted() -> None:
    fields = predicted()["fields"]
    accepted, errors = score(TRUTH, [predicted(fields=fields | {"phone": value("0590")}), BLANK])
    reviewed, _ = score(TRUTH, [predicted(fields=fields | {"phone": value("0590", "review")}), BLANK])
    empty, _ = score(TRUTH, [predicted(fields=fields | {"phone": value("")}), BLANK])
    assert (accepted["invented"], accepted["accepted_wrong_per_1000"]) == (1, 250)
    assert errors[0].truth is None
    assert accepted["by_level"]["clean"]["accepted_wrong"] == 1
    assert reviewed["invented"] == empty["invented"] == 0


def test_missing_page_and_page_told_twice() -> None:
    missing, _ = score(TRUTH, [predicted()])
    twice, _ = score(TRUTH, [predicted(), predicted(), BLANK])
    assert (missing["pages_accounted_once"], missing["types_right"]) == (50, 50)
    assert twice["pages_accounted_once"] == 50


def test_two_papers_taken_for_one_have_no_right_boundary_and_one_set_of_fields() -> None:
    second = TRUTH[0] | {"pages": [2]}
    figures, _ = score([TRUTH[0], second], [predicted(pages=[1, 2])])
    assert figures["boundaries_right"] == 0
    assert figures["pages_accounted_once"] == 100
    assert figures["fields_right"] == 50


def test_match_with_somebody_else_or_with_nobody_known_is_wrong() -> None:
    wrong = {
        "": {"decision": "match", "citizen_id": "CD2"},
        "mother": {"decision": "match", "citizen_id": "CD3"},
    }
    figures, _ = score(TRUTH, [predicted(subjects=wrong), BLANK])
    assert figures["match_precision"] == figures["match_recall"] == 0
    unsure, _ = score(TRUTH, [predicted(subjects={"": {"decision": "review", "citizen_id": None}}), BLANK])
    assert (unsure["match_precision"], unsure["match_recall"], unsure["match_review"]) == (None, 0, 50)


def test_nothing_predicted_is_no_error() -> None:
    figures, errors = score(TRUTH, [])
    assert (figures["fields_right"], figures["words_read"], figures["accepted_wrong_per_1000"]) == (
        0,
        0,
        None,
    )
    assert len(errors) == 3


def test_figures_by_type_level_and_kind_of_field() -> None:
    fields = predicted()["fields"] | {"place_of_birth": value("Xã A")}
    figures, _ = score(TRUTH, [predicted(fields=fields, text="Họ tên LÝ"), BLANK])
    assert figures["by_type"]["birth_certificate"] == {"n": 1, "type": 1, "fields": 3, "right": 66.67}
    assert figures["by_field"]["place"] == {"n": 1, "right": 0.0, "accepted_wrong": 1}
    assert figures["by_level"]["clean"]["words_read"] == figures["words_read"] == 60


@pytest.mark.parametrize(
    ("name", "truth", "found", "same"),
    [
        ("mother.full_name", "Nguyễn Thị Thúy", "NGUYỄN THỊ THUÝ", True),
        ("full_name", "Trần Văn Tuấn", "Trần Văn Tuân", False),
        ("personal_id", "036085700001", "036 085 700001", True),
        ("members.2.personal_id", "036085700001", "036085700007", False),
        ("date_of_birth", "1995", "1995-01-01", False),
        ("issued_on", "2024-01-02", "02/01/2024", False),
        ("sex", "male", "Male", False),
        ("residence", "Xã A, Huyện B, Tỉnh C", "xã A - huyện B; tỉnh C.", True),
        ("residence", "Xã A, Tỉnh C", "Xã A", False),
        ("purpose", "Đăng ký kết hôn", "đăng ký kết hôn.", True),
        ("purpose", "Đăng ký kết hôn", None, False),
    ],
)
def test_same_value(name: str, truth: str, found: str | None, same: bool) -> None:
    assert same_value(name, truth, found) is same


def test_command_prints_figures_and_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    truth, predictions = tmp_path / "truth.jsonl", tmp_path / "predictions.jsonl"
    truth.write_text("\n".join(map(json.dumps, TRUTH)), encoding="utf-8")
    predictions.write_text(json.dumps(BLANK) + "\n", encoding="utf-8")
    main([str(truth), str(predictions), "--errors", "1"])
    shown = capsys.readouterr().out
    assert "pages_accounted_once         50.0" in shown
    assert shown.count("wrong | a.pdf") == 1
    main([str(truth), str(predictions), "--json"])
    assert json.loads(capsys.readouterr().out)["types_right"] == 50
