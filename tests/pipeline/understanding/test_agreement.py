"""What papers of one dossier say of each other."""

from models.dossier import Document
from pipeline.understanding.agreement import compare_documents
from tests.papers import made_document, made_value


def paper(number: int, **fields: str) -> Document:
    """A document with these fields; `mother__full_name` is the field mother.full_name."""
    values = [made_value(name.replace("__", "."), value, confidence=0.95) for name, value in fields.items()]
    return made_document("birth_certificate", *values, document_id=str(number), scan_id="0", pages=(number,))


def heard(*papers: Document) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """What speaks for and against each field, by document's number and field's name."""
    return {
        f"{number}.{field.name}": (field.sources, field.against)
        for number, document in enumerate(compare_documents(papers), start=1)
        for field in document.fields
    }


PROPOSED = ("dossier",), ("as_read",)
PROVEN = ("dossier", "proven_elsewhere"), ()
FOR, AGAINST, NOTHING = (("dossier",), ()), ((), ("dossier",)), ((), ())


def test_the_father_and_his_card_prove_each_other() -> None:
    found = heard(
        paper(1, full_name="TRỊNH THU HÀ", father__full_name="Trịnh Quốc Bảo", father__date_of_birth="1985"),
        paper(2, full_name="TRỊNH QUỐC BẢO", date_of_birth="1985-03-07", personal_id="042085001234"),
    )
    assert found["1.father.full_name"] == found["2.full_name"] == FOR
    assert found["1.father.date_of_birth"] == FOR
    assert found["2.date_of_birth"] == found["2.personal_id"] == found["1.full_name"] == NOTHING


def with_source(document: Document, source: str) -> Document:
    fields = tuple(field.model_copy(update={"sources": (source,)}) for field in document.fields)
    return document.model_copy(update={"fields": fields})


def test_what_the_card_proves_is_proven_elsewhere_too() -> None:
    card = with_source(paper(1, full_name="TRỊNH QUỐC BẢO", personal_id="042085001234", sex="male"), "qr")
    found = heard(card, paper(2, father__full_name="Trịnh Quốc Bảo", father__personal_id="042085001234"))
    assert found["2.father.full_name"] == found["2.father.personal_id"] == PROVEN


def test_two_scans_of_one_paper_are_one_witness() -> None:
    says = {"full_name": "Trịnh Thu Hà", "father__full_name": "Trịnh Quốc Bảo", "personal_id": "042315000117"}
    found = heard(paper(1, **says), paper(2, **says))
    assert set(found.values()) == {NOTHING}
    found = heard(paper(1, **says), paper(2, **says), paper(3, full_name="Trịnh Quốc Bảo"))
    assert found["1.father.full_name"] == found["2.father.full_name"] == FOR
    assert found["1.full_name"] == NOTHING


def test_two_scans_of_one_paper_that_differ_go_to_a_clerk() -> None:
    says = {"full_name": "Trịnh Thu Hà", "father__full_name": "Trịnh Quốc Bảo", "personal_id": "042315000117"}
    found = heard(paper(1, **says), paper(2, **says | {"father__full_name": "Trịnh Quốc Bão"}))
    assert found["1.father.full_name"] == AGAINST and found["2.father.full_name"] == PROPOSED


def test_a_slip_elsewhere_does_not_shake_what_the_card_proves() -> None:
    number = "042085001234"
    card = with_source(paper(1, full_name="TRỊNH QUỐC BẢO", personal_id=number), "qr")
    found = heard(card, paper(2, father__full_name="Trịnh Quốc Bão", father__personal_id=number))
    assert found["1.full_name"] == (("qr",), ()) and found["2.father.full_name"] == PROPOSED


def test_two_proofs_that_differ_go_to_a_clerk() -> None:
    number = "042085001234"
    papers = [
        paper(1, full_name="TRỊNH QUỐC BẢO", personal_id=number),
        paper(2, full_name="TRỊNH QUỐC BÃO", personal_id=number),
    ]
    found = heard(*(with_source(one, "register") for one in papers))
    assert found["1.full_name"][1] == found["2.full_name"][1] == ("dossier",)


def test_a_card_in_doubt_proves_nothing() -> None:
    card = with_source(paper(1, full_name="TRỊNH QUỐC BẢO"), "qr")
    fields = tuple(field.model_copy(update={"against": ("several_codes",)}) for field in card.fields)
    found = heard(card.model_copy(update={"fields": fields}), paper(2, full_name="Trịnh Quốc Bảo"))
    assert found["2.full_name"] == FOR


def test_lines_for_machines_prove_no_accents() -> None:
    number = "042085001234"
    card = with_source(paper(1, full_name="TRỊNH QUỐC BẢO", personal_id=number), "mrz")
    found = heard(card, paper(2, father__full_name="Trịnh Quốc Bảo", father__personal_id=number))
    assert found["2.father.full_name"] == FOR
    assert found["2.father.personal_id"] == PROVEN


def test_a_year_is_proven_by_the_full_date_but_not_the_other_way() -> None:
    child = paper(1, father__full_name="Trịnh Quốc Bảo", father__date_of_birth="1985")
    card = paper(2, full_name="TRỊNH QUỐC BẢO", date_of_birth="1985-03-07")
    assert heard(child, with_source(card, "qr"))["1.father.date_of_birth"][0] == (
        "dossier",
        "proven_elsewhere",
    )
    assert heard(with_source(child, "register"), card)["2.date_of_birth"] == NOTHING


def test_the_same_sex_twice() -> None:
    one, other = (paper(number, full_name="Trịnh Quốc Bảo", sex="male") for number in (1, 2))
    assert heard(one, other)["1.sex"] == FOR


def test_the_same_number_twice_is_read_right() -> None:
    found = heard(paper(1, personal_id="042085001234"), paper(2, head__personal_id="042085001234"))
    assert found["1.personal_id"] == found["2.head.personal_id"] == FOR


def test_names_that_differ_by_an_accent_go_to_a_clerk() -> None:
    number = "042085001234"
    found = heard(
        paper(1, full_name="Trịnh Thị Hương", personal_id=number),
        paper(2, full_name="Trịnh Thị Hường", personal_id=number),
    )
    assert found["1.full_name"] == found["2.full_name"] == AGAINST


def test_two_people_of_one_name_are_two_people() -> None:
    found = heard(
        paper(1, full_name="Nguyễn Văn Hùng", date_of_birth="1948-01-16", personal_id="037048000024"),
        paper(2, full_name="Nguyễn Văn Hùng", date_of_birth="1971-05-02", personal_id="037071000313"),
    )
    assert set(found.values()) == {NOTHING}


def test_a_number_that_belongs_to_two_names_is_wrong_in_one() -> None:
    number = "042085001234"
    found = heard(
        paper(1, full_name="Trịnh Quốc Bảo", personal_id=number),
        paper(2, full_name="Đinh Thị Lan", personal_id=number),
    )
    assert found["1.personal_id"][1] == found["2.personal_id"][1] == ("dossier",)


def test_dates_and_numbers_of_one_person_that_differ_go_to_a_clerk() -> None:
    found = heard(
        paper(1, full_name="Trịnh Quốc Bảo", date_of_birth="1985-03-07", personal_id="042085001234"),
        paper(2, full_name="Trịnh Quốc Bảo", date_of_birth="1985-03-07", personal_id="042085001284"),
        paper(3, full_name="Trịnh Quốc Bảo", date_of_birth="1985-08-07", personal_id="042085001234"),
    )
    assert found["1.personal_id"][1] == found["2.personal_id"][1] == ("dossier",)
    assert found["1.date_of_birth"][1] == found["3.date_of_birth"][1] == ("dossier",)


def test_the_same_address_twice_and_another_one() -> None:
    found = heard(
        paper(
            1,
            mother__full_name="Đinh Thị Lan",
            mother__residence="Thôn Nội, Xã Sơn Trà",
            father__full_name="Trịnh Quốc Bảo",
            father__residence="Thôn Nội, xã Sơn Trà",
        ),
        paper(2, full_name="Đinh Thị Lan", residence="Thôn Đông, Xã Sơn Trà"),
    )
    assert found["1.mother.residence"] == found["1.father.residence"] == FOR
    assert found["2.residence"] == NOTHING


def values(*papers: Document) -> list[str | None]:
    """The value of each document's first field after the comparison."""
    return [document.fields[0].value for document in compare_documents(papers)]


def read(document: Document, *, sure: float, raw: str | None = None) -> Document:
    """The document with its first field read so surely, or as a text that holds no value."""
    first, *rest = document.fields
    changes = {"confidence": sure} | ({} if raw is None else {"raw": raw, "value": None})
    return document.model_copy(update={"fields": (first.model_copy(update=changes), *rest)})


NUMBER = "042185001234"


def test_an_unsure_accent_gives_way_to_surer_ones() -> None:
    unsure = read(paper(1, full_name="TRỊNH THỊ HIỂN", personal_id=NUMBER), sure=0.6)
    sure = [paper(number, full_name="Trịnh Thị Hiền", personal_id=NUMBER) for number in (2, 3)]
    assert values(unsure, *sure) == ["TRỊNH THỊ HIỀN", "Trịnh Thị Hiền", "Trịnh Thị Hiền"]


def test_a_sure_name_stays_where_only_an_unsure_one_differs() -> None:
    sure = paper(1, full_name="Trịnh Thị Hiển", personal_id=NUMBER)
    unsure = read(paper(2, full_name="TRỊNH THỊ HIỀN", personal_id=NUMBER), sure=0.6)
    assert values(sure, unsure)[0] == "Trịnh Thị Hiển"


def test_a_namesake_of_another_day_proposes_nothing() -> None:
    son = read(paper(1, full_name="NGUYỄN VĂN HÙNG", date_of_birth="1971-05-02"), sure=0.6)
    father = paper(2, full_name="Nguyễn Văn Hưng", date_of_birth="1948-01-16")
    assert values(son, father, father) == ["NGUYỄN VĂN HÙNG", "Nguyễn Văn Hưng", "Nguyễn Văn Hưng"]


def test_a_number_with_a_figure_too_few_is_proposed_from_elsewhere() -> None:
    here = read(paper(1, personal_id="", full_name="Trịnh Thị Hiền"), sure=0.5, raw="04218500123")
    assert values(here, paper(2, personal_id=NUMBER, full_name="TRỊNH THỊ HIỀN"))[0] == NUMBER
    far = read(paper(1, personal_id="", full_name="Trịnh Thị Hiền"), sure=0.5, raw="0421850")
    assert values(far, paper(2, personal_id=NUMBER, full_name="TRỊNH THỊ HIỀN"))[0] is None


def test_what_is_proposed_bears_no_witness() -> None:
    """Of three places two read the name right; the third is told so and adds nothing to what they say."""
    unsure = read(paper(1, full_name="TRỊNH THỊ HIỂN", personal_id=NUMBER), sure=0.6)
    proposed = unsure.fields[0].propose("TRỊNH THỊ HIỀN", "register")
    unsure = unsure.model_copy(update={"fields": (proposed, *unsure.fields[1:])})
    found = heard(unsure, paper(2, full_name="Trịnh Thị Hiền", personal_id=NUMBER))
    assert found["1.full_name"] == (("register",), ("as_read",))
    assert found["2.full_name"] == AGAINST
