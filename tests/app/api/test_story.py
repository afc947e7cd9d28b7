"""A family's papers, digitised for one procedure, spare it most of the next one: on sample scans, from the
pictures to the indicators."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from PIL import Image
from rapidfuzz import fuzz

from models.indicators import load_indicators
from models.text import fold
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client
from pipeline.reuse.indicators import compute
from tests.app.api.conftest import Caller, served, token_for
from tests.flows.kit import ROOT, environment, sohoa

FAMILY = ROOT / "samples" / "dossiers" / "G15.07.31-260113-0011"
PAPERS = ("02-1 ct01.pdf", "02-2 trich luc khai sinh.jpg", "02-4 the can cuoc.pdf")
MOTHER, FATHER, CHILD = "CD00045", "CD00153", "CD00005"
YEAR = dt.date(2026, 1, 1), dt.date(2026, 12, 31)
NEXT = "G15.07.31-261122-0001"
ALIKE = 70  # letters of a value that a plain reading of its crop finds, in percent


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caller]:
    """A one-stop system over the family's first dossier, digitised by the command itself."""
    folder = tmp_path_factory.mktemp("office")
    dossier = folder / "in" / FAMILY.name
    dossier.mkdir(parents=True)
    for name in PAPERS:
        shutil.copy(FAMILY / name, dossier)
    env = environment(folder / "data")
    for arguments in (
        ("register", "import", ROOT / "samples" / "register.csv"),
        ("digitise", folder / "in", "--batch", "một"),
    ):
        done = sohoa(env, *arguments)
        assert done.returncode == 0, done.stderr
    records = Records(f"sqlite:///{folder / 'data' / 'records.sqlite'}")
    caller = Caller(served(records, FolderStore(folder / "data" / "objects")), records)
    caller.token = token_for(caller, Client("h15", "Một cửa", "G15.07.31"))
    yield caller
    records.close()


def ask(office: Caller) -> dict[str, Any]:
    people = {"applicant": MOTHER, "head": FATHER, "member": CHILD}
    citizens = {role: office.records.citizen(citizen_id) for role, citizen_id in people.items()}
    told = {
        role: {"personal_id": one.personal_id, "date_of_birth": one.date_of_birth}
        for role, one in citizens.items()
        if one is not None
    }
    given = office.ask(people=told, dossier_code=NEXT)
    assert given.status_code == 200, given.text
    answer: dict[str, Any] = given.json()
    return answer


def rates(office: Caller) -> dict[str, tuple[int, int]]:
    [group] = compute(office.records.cases(*YEAR), load_indicators(), YEAR[1])
    return {rate.name: (rate.numerator, rate.denominator) for rate in group.rates}


def read(picture: bytes) -> str:
    """What a plain Tesseract reads in a crop, three times as large."""
    with Image.open(io.BytesIO(picture)) as crop:
        larger = io.BytesIO()
        crop.convert("L").resize((crop.width * 3, crop.height * 3)).save(larger, "PNG", dpi=(600, 600))
    command = ["tesseract", "-", "-", "-l", "vie", "--psm", "6"]
    done = subprocess.run(command, input=larger.getvalue(), capture_output=True, timeout=180, check=True)
    return done.stdout.decode()


def test_the_second_procedure_of_a_family(office: Caller) -> None:
    assert rates(office)["reused"] == (0, 1)
    answer = ask(office)
    given = [field for field in answer["fields"] if field["state"] == "OK"]
    spared = [paper for paper in answer["papers"] if paper["state"] == "OK"]
    assert len(given) >= 0.6 * len(answer["fields"])
    assert len(spared) >= 0.65 * len(answer["papers"])
    for field in given:
        _trace(office, answer["exchange_id"], field)

    corrected = next(field for field in given if field["name"] == "phone")
    said = [
        {"kind": "field", "name": field["name"], "outcome": "confirmed"}
        for field in given
        if field is not corrected
    ]
    said += [{"kind": "paper", "name": paper["name"], "outcome": "confirmed"} for paper in spared]
    said += [{"kind": "field", "name": "phone", "outcome": "corrected", "value": "0590000001"}]
    path = f"/exchanges/{answer['exchange_id']}/confirmation"
    confirmed = office("POST", path, json={"items": said}).json()
    _check_indicators(office, answer, fields=len(given) - 1, papers=len(spared))

    [waiting] = [field for field in ask(office)["fields"] if field["name"] == "phone"]
    assert (waiting["state"], waiting["value"]) == ("NEEDS_REVIEW", None)
    office.records.decide_correction(confirmed["corrections"]["phone"], accepted=True, who="an")
    [phone] = [field for field in ask(office)["fields"] if field["name"] == "phone"]
    assert (phone["state"], phone["value"], phone["source"]["verified_by"]) == ("OK", "0590000001", "an")
    _check_indicators(office, answer, fields=len(given) - 1, papers=len(spared))
    assert office.records.audit_flaws({}) == []


def _trace(office: Caller, exchange_id: str, field: dict[str, Any]) -> None:
    """From the answer to the pixels of the page that was scanned, which say what was answered."""
    links = office("GET", f"/exchanges/{exchange_id}/evidence/field/{field['name']}").json()
    crop = office("GET", links["crop"])
    left, top, right, bottom = field["source"]["box"]
    with Image.open(io.BytesIO(crop.content)) as picture:
        assert right - left <= picture.width <= right - left + 24
        assert bottom - top <= picture.height <= bottom - top + 24
    likeness = fuzz.partial_ratio(fold(field["shown"]), fold(read(crop.content)))
    assert likeness >= ALIKE, field["name"]
    assert office("GET", links["archive"]).content.startswith(b"%PDF-")


def _check_indicators(office: Caller, answer: dict[str, Any], *, fields: int, papers: int) -> None:
    """By hand: two dossiers, of which one reused; two people had papers that still speak, and handed in none
    of them again; only the first dossier's papers were scanned."""
    counted = rates(office)
    assert counted["reused"] == (1, 2)
    assert counted["digitised"] == (1, 2)
    assert counted["people_spared"] == (2, 2)
    assert counted["fields_spared"] == (fields, len(answer["fields"]))
    assert counted["papers_spared"] == (papers, len(answer["papers"]))
    [group] = compute(office.records.cases(*YEAR), load_indicators(), YEAR[1])
    # The extract has one page and the card two, a minute and a half each; a quarter of a minute a field.
    assert (group.pages_saved, group.minutes_saved) == (3, Decimal(fields) / 4 + Decimal("4.5"))
