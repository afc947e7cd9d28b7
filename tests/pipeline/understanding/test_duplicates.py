"""One paper scanned twice, and two papers that look alike."""

import pytest

from pipeline.understanding.duplicates import Duplicates
from tests.pipeline.understanding.pages import set_page
from tests.pipeline.understanding.test_understand import load, understood


def is_same(name: str, *changes: tuple[str, str]) -> bool:
    """Whether the golden paper is taken for itself with some texts changed."""
    lines = load(f"{name}.yaml")["page"]
    again = lines
    for old, new in changes:
        assert old in again
        again = again.replace(old, new)
    duplicates = Duplicates()
    (one,) = understood(set_page(lines.splitlines()))
    (other,) = understood(set_page(again.splitlines(), confidence=0.7, step=50))
    other = other.model_copy(update={"document_id": "other"})
    assert duplicates.find(one) is None
    return duplicates.find(other) == one.document_id


@pytest.mark.parametrize("name", ["birth_certificate", "land_certificate", "birth_extract", "death_extract"])
def test_the_same_paper_is_known_again(name: str) -> None:
    assert is_same(name)


def test_what_a_worse_scan_misreads_does_not_hide_it() -> None:
    assert is_same(
        "birth_certificate",
        ("042315000117", "042315000177"),
        ("TRỊNH THU HÀ", "TRINH THU HÀ"),
        ("Hương Sơn", "Hưong Son"),
    )


@pytest.mark.parametrize(
    "changes",
    [
        [("TRỊNH THU HÀ", "TRỊNH THU HẰNG"), ("31/2021", "32/2021"), ("042315000117", "042315000118")],
        [("31/2021", "32/2021"), ("18/6/2015", "19/7/2015")],
        [("TRỊNH THU HÀ", "TRỊNH THU HẰNG")],
        [("05/6/2015", "25/6/2015"), ("042315000117", "042315000251")],
    ],
)
def test_another_child_and_another_copy_are_other_papers(changes: list[tuple[str, str]]) -> None:
    assert not is_same("birth_certificate", *changes)


def test_papers_of_two_types_and_unknown_ones_are_never_the_same() -> None:
    duplicates = Duplicates()
    names = ("birth_certificate", "birth_extract")
    pages = [set_page(load(f"{name}.yaml")["page"].splitlines()) for name in names]
    letter = set_page(["  Kính gửi quý cơ quan"])
    found = [duplicates.find(document) for page in (*pages, letter, letter) for document in understood(page)]
    assert found == [None] * 4
