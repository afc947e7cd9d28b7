"""Names are read the same however OCR and spelling wrote them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.matching.compare import compare_names
from pipeline.matching.names import Name, bare, read_name


def name(text: str) -> Name:
    read = read_name(text)
    assert read is not None
    return read


@pytest.mark.parametrize(
    ("text", "syllables"),
    [
        ("NGUYỄN  VĂN HÒA", ("nguyễn", "văn", "hòa")),
        ("Nguyễn Văn Hoà", ("nguyễn", "văn", "hòa")),
        ("Trần Thị Thuý", ("trần", "thị", "thúy")),
        ("Lê Thị Quý.", ("lê", "thị", "quý")),
        ("PHẠM THỊ B1CH 8ích", ("phạm", "thị", "bich", "bích")),
        ("Đỗ Thị Mẫu", ("đỗ", "thị", "mẫu")),
    ],
)
def test_spelling_and_figures(text: str, syllables: tuple[str, ...]) -> None:
    assert name(text).syllables == syllables


def test_y_and_i_have_the_same_letters_and_are_not_the_same_name() -> None:
    assert name("Lê Thị Lý").bare == name("Lê Thị Lí").bare
    assert compare_names(name("Lê Thị Vy"), name("Lê Thị Vi")).given == "folded"
    assert name("Lê Thị Mai").bare != name("Lê Thị May").bare


def test_no_letters_are_no_name() -> None:
    assert read_name(" ...  ") is None


@pytest.mark.parametrize(
    ("asked", "held", "family", "middle", "given"),
    [
        ("Trịnh Quốc Bảo", "Trịnh Quốc Bảo", "exact", "exact", "exact"),
        ("TRINH QUOC BAO", "Trịnh Quốc Bảo", "folded", "folded", "folded"),
        ("Trịnh Quốc Báo", "Trịnh Quốc Bảo", "exact", "exact", "folded"),
        ("TRỊNHQUỐC BẢO", "Trịnh Quốc Bảo", "exact", "exact", "exact"),
        ("Trịnh Qu ốc Bảo", "Trịnh Quốc Bảo", "exact", "exact", "exact"),
        ("Bảo Trịnh Quốc", "Trịnh Quốc Bảo", "exact", "exact", "exact"),
        ("Trịnh Bảo", "Trịnh Quốc Bảo", "exact", "omitted", "exact"),
        ("Trinh Quốc Bao", "Trịnh Quốc Hào", "folded", "exact", "near"),
        ("Trịnh Quốc Khánh", "Trịnh Quốc Bảo", "exact", "exact", "different"),
        ("Lê Quốc Bảo", "Trịnh Quốc Bảo", "different", "exact", "exact"),
        ("Bảo", "Trịnh Quốc Bảo", "exact", None, "exact"),
        ("Y Blôm Mẫu", "Y Blim Mẫu", "exact", "exact", "near"),
        ("Y BLIM MẪU", "Y Blim Mẫu", "exact", "exact", "exact"),
        ("H'Wan Mẫu", "H'Hen Mẫu", "exact", None, "different"),
        ("HHen Mẫu", "H'Hen Mẫu", "exact", None, "exact"),
        ("TrịnhLành", "Trịnh Anh", "exact", "omitted", "near"),  # whose is the L?
        ("TRỊNHQUỐG BẢO", "Trịnh Quốc Bảo", "exact", "near", "exact"),
    ],
)
def test_levels(asked: str, held: str, family: str, middle: str | None, given: str) -> None:
    levels = compare_names(name(asked), name(held))
    assert (levels.family, levels.middle, levels.given) == (family, middle, given)


@given(st.text(max_size=40))
def test_any_text_is_read_and_reading_again_changes_nothing(text: str) -> None:
    read = read_name(text)
    if read is not None:
        again = read_name(" ".join(read.syllables))
        assert again == read
        assert all(len(one) == len(other) for one, other in zip(read.syllables, read.bare, strict=True))


@given(st.text())
def test_bare_keeps_the_length_of_lower_case(text: str) -> None:
    assert len(bare(text)) == len(text.lower())
