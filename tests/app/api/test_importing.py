"""Documents that another system hands in go the ordinary way: read by Tesseract, found, matched, archived."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from flows.register import import_register
from models.dossier import MatchDecision
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import Caller, served, token_for
from tests.app.api.test_documents import download, send, show
from tests.flows.kit import ROOT, draw_page, environment, save_pdf, sohoa
from tests.pipeline.printing.reading import text_of

FAMILY = ROOT / "samples" / "dossiers" / "G15.07.31-260113-0011"
FIRST, AGAIN = (FAMILY / f"02-2 trich luc khai sinh{which}.jpg" for which in ("", " (2)"))  # one extract
CHILD, NUMBER = "CD00005", "060318966752"
CODE = "G15.07.31_TLKS_000001"
TOLD = {"DocCode": CODE, "TypeName": "Trích lục khai sinh", "Subject": "Của một hệ thống khác"}


@dataclass(frozen=True)
class Store:
    """A records system's client, and the command that `sohoa serve` starts when something waits."""

    call: Caller
    data_dir: Path

    def work(self) -> None:
        done = sohoa(environment(self.data_dir), "work")
        assert done.returncode == 0, done.stderr


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    records = Records(f"sqlite:///{data_dir / 'records.sqlite'}")
    records.migrate()
    import_register(ROOT / "samples" / "register.csv", records, "register", lambda _rows: None)
    caller = Caller(served(records, FolderStore(data_dir / "objects"), data_dir), records)
    caller.token = token_for(caller, Client("kho", "Kho", "G15.07.31", documents=True))
    yield Store(caller, data_dir)
    records.close()


def test_a_document_is_digitised_and_so_is_its_next_version(store: Store, tmp_path: Path) -> None:
    """The second is a scan of both sides of the same paper, whose back is blank."""
    call = store.call
    assert send(call, FIRST.read_bytes(), **TOLD).json()["DocCode"] == f"{CODE}_V1"
    assert (found_in(call, CODE), download(call, CODE).status_code) == ((["waiting"], []), 409)
    store.work()
    first = fetched(call, CODE, f"{CODE}_V1", FIRST.read_bytes())
    assert spared(call) == {first}

    pages = [Image.open(AGAIN), draw_page([])]
    scan = save_pdf(tmp_path / "scan.pdf", pages).read_bytes()
    assert send(call, scan, to=CODE, **TOLD).json()["DocCode"] == f"{CODE}_V2"
    assert (found_in(call, CODE), download(call, CODE).status_code) == ((["done", "waiting"], []), 409)
    assert fetched(call, f"{CODE}_V1", f"{CODE}_V1", FIRST.read_bytes()) == first
    store.work()
    second = fetched(call, CODE, f"{CODE}_V2", scan)
    assert fetched(call, f"{CODE}_V1", f"{CODE}_V1", FIRST.read_bytes()) == first
    assert spared(call) and spared(call) <= {first, second}
    assert not [one for one in (store.data_dir / "uploads").rglob("*") if one.is_file()]


def found_in(call: Caller, code: str) -> tuple[list[str], list[Any]]:
    """The states of all versions, and the papers of the one that is asked for."""
    told = show(call, code).json()
    return [one["state"] for one in told["versions"]], told["papers"]


def fetched(call: Caller, asked: str, code: str, sent: bytes) -> str:
    """Check what is told and given of the version `code`, that came as `sent`; returns the paper's id."""
    told = show(call, asked).json()
    [version] = [one for one in told["versions"] if one["DocCode"] == code]
    assert (version["state"], version["sha256"]) == ("done", hashlib.sha256(sent).hexdigest())
    assert (told["DocCode"], told["told"]["Subject"]) == (code, TOLD["Subject"])
    [paper] = told["papers"]
    assert (paper["document_type"], paper["pages"]) == ("birth_extract", [1])
    elements = paper["elements"]
    found = {name: elements[name] for name in ("CodeNumber", "CodeNotation", "IssuedDate", "Subject")}
    assert found == {
        "CodeNumber": "511",
        "CodeNotation": "TLKS-BS",
        "IssuedDate": "2026-01-03",
        "Subject": "Trích lục khai sinh số 511/TLKS-BS",
    }
    got = download(call, asked)
    [name] = re.findall(rf"{code}_[0-9]{{8}}_TrichLucKhaiSinh\.pdf", got.headers["content-disposition"])
    assert Path(name).stem == Path(version["FileName"]).stem
    assert NUMBER in text_of(got.content)
    matches = call.records.document(paper["document_id"]).document.matches
    assert (MatchDecision.MATCH, CHILD) in [(one.decision, one.citizen_id) for one in matches]
    return str(paper["document_id"])


def spared(call: Caller) -> set[str]:
    """The papers from which the next procedure's form is filled in."""
    fields = call.ask().json()["fields"]
    return {one["source"]["document_id"] for one in fields if one["state"] == "OK"}
