from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.desk.beside import same_person
from app.desk.letters import Part, differing_letters, doubtful_letters
from models.dossier import Subject
from models.geometry import Box
from models.page import Word


def word(text: str, confidence: float, confirmed: bool = False) -> Word:
    return Word(text=text, box=Box(0, 0, 9, 9), confidence=confidence, line=0, confirmed=confirmed)


def marked(parts: tuple[Part, ...]) -> str:
    return "".join(f"[{part.text}]" if part.marked else part.text for part in parts)


@pytest.mark.parametrize(
    ("shown", "words", "expected"),
    [
        ("Nguyễn Văn An", [word("NGUYỄN", 1), word("VĂN", 0.2), word("AN", 1)], "Nguyễn [Văn] An"),
        ("001190000001", [word("001190000007", 0.99, True)], "00119000000[1]"),  # another was proposed
        ("001190000001", [word("001190000001", 0.2, True)], "001190000001"),  # read twice alike
        ("14/03/1990", [word("14", 1), word("tháng", 0.1), word("03", 0.1), word("1990", 1)], "14/[03]/1990"),
        ("Nam", [], "Nam"),
    ],
)
def test_doubtful_letters_are_marked(shown: str, words: list[Word], expected: str) -> None:
    assert marked(doubtful_letters(shown, words)) == expected


def test_where_two_values_differ_is_marked() -> None:
    assert marked(differing_letters("Nguyễn Văn Ân", "Nguyễn Văn An")) == "Nguyễn Văn [Â]n"
    assert marked(differing_letters("14/03/1990", "")) == "[14]/[03]/[1990]"


@given(st.text(max_size=30), st.text(max_size=30), st.floats(0, 1))
def test_nothing_of_a_value_is_lost_by_marking_it(shown: str, read: str, confidence: float) -> None:
    parts = doubtful_letters(shown, [word(read, confidence)])
    assert "".join(part.text for part in parts) == shown


def test_papers_speak_of_one_person_by_what_is_not_in_question() -> None:
    one = Subject(role="", full_name="Nguyễn Văn An", date_of_birth="1990-03-14", personal_id="001090000001")
    twin = one.model_copy(update={"personal_id": "001090000002"})
    assert same_person(one, twin, "personal_id") and not same_person(one, twin, "residence")
    assert same_person(one, one.model_copy(update={"full_name": "x"}), "full_name")
    assert not same_person(one, one.model_copy(update={"full_name": "x", "personal_id": None}), "sex")
    elder = Subject(role="mother", full_name="Nguyen Van An", date_of_birth="1960")
    assert not same_person(one, elder, "sex")
