import datetime as dt
import io
import json
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pdf2image import pdfinfo_from_bytes
from PIL import Image

from samples.plan import Plan, make_plan
from samples.wording import decree_date, plain_date

SAMPLES = Path(__file__).parents[2] / "samples"

FIELDS = {
    "birth_certificate": """full_name date_of_birth sex ethnicity nationality place_of_birth place_of_origin
        personal_id document_number mother.full_name mother.date_of_birth mother.ethnicity mother.nationality
        mother.residence father.full_name father.date_of_birth father.ethnicity father.nationality
        father.residence declarant.full_name declarant.personal_id registered_at registered_on""",
    "marital_status_certificate": """full_name date_of_birth sex ethnicity nationality personal_id residence
        marital_status purpose document_number issued_on""",
    "identity_card_2021": """personal_id full_name date_of_birth sex nationality place_of_origin residence
        expires_on issued_on old_id""",
    "residence_change_ct01": """full_name date_of_birth sex personal_id phone email
        head.full_name head.relation head.personal_id request
        members.N.full_name members.N.date_of_birth members.N.sex
        members.N.personal_id members.N.relation""",
    "birth_declaration": """full_name date_of_birth place_of_birth sex ethnicity nationality place_of_origin
        applicant.full_name applicant.personal_id applicant.residence applicant.relation
        mother.full_name mother.date_of_birth mother.ethnicity mother.nationality mother.residence
        father.full_name father.date_of_birth father.ethnicity father.nationality father.residence""",
    "birth_extract": """full_name date_of_birth sex ethnicity nationality place_of_birth place_of_origin
        personal_id document_number mother.full_name mother.date_of_birth mother.ethnicity mother.nationality
        mother.residence father.full_name father.date_of_birth father.ethnicity father.nationality
        father.residence registered_at registered_on registration_number issued_on""",
    "death_declaration": """full_name date_of_birth sex ethnicity nationality residence personal_id
        date_of_death place_of_death cause_of_death death_notice_number applicant.full_name
        applicant.residence applicant.personal_id applicant.relation""",
    "death_extract": """full_name date_of_birth sex ethnicity nationality personal_id date_of_death
        place_of_death cause_of_death document_number registered_at registration_number registered_on
        issued_on""",
    "household_business_certificate": """business_code business_name business_address business_activity
        capital_vnd registered_on owner.full_name owner.sex owner.date_of_birth owner.ethnicity
        owner.nationality owner.personal_id owner.residence""",
    "identity_card_2024": """personal_id full_name date_of_birth sex nationality residence
        place_of_birth_registration issued_on expires_on old_id""",
    "land_certificate": """owner.full_name owner.personal_id owner.residence parcel_number map_sheet_number
        area_m2 land_purpose land_term parcel_address serial_number issued_on""",
    "marriage_certificate": """document_number registered_at registered_on wife.full_name wife.date_of_birth
        wife.ethnicity wife.nationality wife.residence wife.personal_id husband.full_name
        husband.date_of_birth husband.ethnicity husband.nationality husband.residence
        husband.personal_id""",
    "marriage_declaration": """wife.full_name wife.date_of_birth wife.ethnicity wife.nationality
        wife.residence wife.personal_id husband.full_name husband.date_of_birth husband.ethnicity
        husband.nationality husband.residence husband.personal_id""",
    "residence_confirmation_ct07": """full_name date_of_birth sex personal_id ethnicity religion nationality
        place_of_origin residence temporary_residence current_residence head.full_name head.relation
        head.personal_id document_number issued_on""",
    "unknown": "",
    "blank": "",
}


def test_same_seed_same_truth_another_seed_another() -> None:
    first, again, other = (list(make_plan(seed, 5).truth()) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def test_one_level_for_all() -> None:
    assert {document["level"] for document in make_plan(7, 5, "poor").truth()} == {"poor"}


def test_fields_have_the_names_of_their_type() -> None:
    for document in make_plan(3, 40).truth():
        names = {re.sub(r"\.\d+\.", ".N.", name) for name in document["fields"]}
        assert names <= set(FIELDS[document["document_type"]].split())


def test_every_value_stands_in_the_text() -> None:
    for document in make_plan(3, 40).truth():
        text = document["text"].casefold()
        digits = re.sub(r"[^\d\n]", "", text)
        for name, value in document["fields"].items():
            last = name.rpartition(".")[2]
            if last == "old_id":  # only the QR code has it
                continue
            if last == "phone":
                assert value in digits
            elif last in ("capital_vnd", "area_m2"):
                assert value.replace(".", "") in re.sub(r"[^\d\n]", "", text)
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", value):
                assert any(written in text for written in _written(value)), (name, value)
            else:
                assert {"male": "nam", "female": "nữ"}.get(value, value).casefold() in text, (name, value)


def _written(iso: str) -> set[str]:
    day = dt.date.fromisoformat(iso)
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    hyphened = day.strftime("%d-%m-%Y")
    return {plain_date(day), decree_date(day), hyphened, f"ngày {day.day:02d} tháng {month} năm {day.year}"}


def test_subjects_are_known_by_their_number_alone(plan: Plan) -> None:
    by_id = {record["citizen_id"]: record for record in plan.register}
    checked = 0
    for document in plan.truth():
        for role, citizen_id in document["subjects"].items():
            prefix = f"{role}." if role else ""
            number = document["fields"].get(f"{prefix}personal_id")
            if citizen_id and number:
                assert by_id[citizen_id]["personal_id"] == number
                assert by_id[citizen_id]["full_name"] == document["fields"][f"{prefix}full_name"]
                checked += 1
            elif number:
                assert number not in {record["personal_id"] for record in plan.register}
    assert checked > 20


def test_register_knows_some_people_siblings_and_strangers(plan: Plan) -> None:
    known = [citizen for document in plan.truth() for citizen in document["subjects"].values()]
    names = Counter(record["full_name"] for record in plan.register)
    assert len(plan.register) == 300
    assert len({record["personal_id"] for record in plan.register}) == 300
    assert None in known and len({*known} - {None}) > 15
    assert sum(count > 1 for count in names.values()) > 10


def test_set_has_all_that_it_is_for() -> None:
    plan = make_plan(192, 24)
    documents = list(plan.truth())
    assert {document["document_type"] for document in documents} == set(FIELDS)
    assert {document["level"] for document in documents} >= {"clean", "office", "poor", "photo"}
    assert {document["dpi"] for document in documents} == {200, 300}
    assert {dossier.shape for dossier in plan.dossiers} == {"file", "folder", "zip"}
    assert any(len(document["pages"]) == 2 for document in documents)
    assert any(file.turned for dossier in plan.dossiers for file in dossier.files)
    marks = " ".join(document["text"] for document in documents)
    assert "66/2023/TT-BCA" in marks and "53/2025/TT-BCA" in marks
    coded = [bool(re.fullmatch(r"[A-Z]\d{2}(\.\d+){1,3}-\d{6}-\d{4,}", each.name)) for each in plan.dossiers]
    assert len(coded) >= 12 and any(coded) and not all(coded)


def test_no_file_name_occurs_twice_and_every_page_is_told_once(plan: Plan) -> None:
    names = [dossier.source(file) for dossier in plan.dossiers for file in dossier.files]
    assert len(set(names)) == len(names)
    pages: dict[str, list[int]] = {}
    for document in plan.truth():
        pages.setdefault(document["source"], []).extend(document["pages"])
    assert set(pages) == set(names)
    assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in pages.values())


def _committed_truth() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SAMPLES / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def test_committed_set_has_every_type_with_its_fields() -> None:
    told: dict[str, set[str]] = {}
    for document in _committed_truth():
        names = {re.sub(r"\.\d+\.", ".N.", name) for name in document["fields"]}
        told.setdefault(document["document_type"], set()).update(names)
    assert set(told) == set(FIELDS)
    assert all(names <= set(FIELDS[document_type].split()) for document_type, names in told.items())


def test_committed_files_have_the_pages_of_the_truth() -> None:
    files = dict(_committed_files())
    expected: Counter[str] = Counter()
    for document in _committed_truth():
        expected[document["source"]] += len(document["pages"])
    assert {name: _page_count(name, data) for name, data in files.items()} == dict(expected)
    assert sum(len(data) for data in files.values()) < 8 * 1000**2


def _committed_files() -> Iterator[tuple[str, bytes]]:
    for path in sorted((SAMPLES / "dossiers").rglob("*")):
        if path.suffix == ".zip":
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name)
        elif path.is_file():
            # Some file systems give names back in decomposed letters.
            yield unicodedata.normalize("NFC", path.name), path.read_bytes()


def _page_count(name: str, data: bytes) -> int:
    if name.endswith(".pdf"):
        return int(pdfinfo_from_bytes(data)["Pages"])
    with Image.open(io.BytesIO(data)) as image:
        return getattr(image, "n_frames", 1)


def test_more_dossiers_than_turns_still_differ() -> None:
    plan = make_plan(5, 60)
    names = [file.name for dossier in plan.dossiers for file in dossier.files]
    assert len(plan.dossiers) == 60
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("seed", range(6))
def test_no_person_has_two_numbers_and_no_number_two_persons(seed: int) -> None:
    numbers: dict[str, str] = {}
    for document in make_plan(seed, 20).truth():
        for role in document["subjects"]:
            prefix = f"{role}." if role else ""
            number = document["fields"].get(f"{prefix}personal_id")
            if number:
                name = document["fields"][f"{prefix}full_name"]
                assert numbers.setdefault(number, name) == name
