"""A batch from end to end through the command line."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from flows.storage import open_blobs, open_records
from tests.app.conftest import Tesseract
from tests.flows.kit import (
    ROOT,
    SECONDS,
    draw_page,
    exported,
    marital_status,
    save_image,
    save_pdf,
    servers_of,
    sohoa,
)

HOA, LA = ("NGUYỄN THỊ HOA", "036190001234"), ("TRẦN THỊ LÁ", "036190005678")
CITIZEN = {
    "citizen_id": "C-1",
    "full_name": "Nguyễn Thị Hoa",
    "date_of_birth": "1990-03-14",
    "sex": "female",
    "personal_id": HOA[1],
}
# The command itself with a store that does not answer the first three times.
AWAY_FOR_A_MOMENT = """
import itertools
from models.errors import StoreUnavailableError
from pipeline.keeping.folder import FolderStore

calls, put = itertools.count(), FolderStore.put

def put_later(*arguments):
    if next(calls) < 3:
        raise StoreUnavailableError
    return put(*arguments)

FolderStore.put = put_later
from app.cli import main
main()
"""
COLUMNS = "citizen_id full_name date_of_birth sex personal_id old_id place_of_origin residence"
COLUMNS += " father_full_name mother_full_name phone"


@pytest.fixture
def dossiers(tmp_path: Path) -> Path:
    """Two dossiers: a PDF of a certificate and its blank back, and a picture of another certificate."""
    folder = tmp_path / "in"
    save_pdf(folder / "H01.02-261122-0001" / "quét 1.pdf", [draw_page(marital_status(*HOA)), draw_page([])])
    save_image(folder / "b.png", draw_page(marital_status(*LA)))
    return folder


@pytest.fixture
def register(tmp_path: Path) -> Path:
    path = tmp_path / "register.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS.split(), restval="")
        writer.writeheader()
        writer.writerow(CITIZEN)
    return path


def kept_keys(env: Mapping[str, str]) -> list[str]:
    return sorted(open_blobs(Settings.from_environment(env)).list(""))


def of_scan(rows: list[dict[str, Any]], source: str) -> list[dict[str, Any]]:
    return [row for row in rows if row["source"] == source]


def test_a_batch_and_the_same_batch_again(
    env: dict[str, str], dossiers: Path, register: Path, tesseract: Tesseract
) -> None:
    imported = sohoa(env, "register", "import", register)
    assert imported.returncode == 0, imported.stderr
    first = sohoa(env, "digitise", dossiers, "--batch", "lô một")
    assert first.returncode == 0, first.stderr
    assert "2 tệp, 3 trang" in first.stdout
    assert "đọc lần này 3, đã đọc từ trước 0" in first.stdout
    assert "2 Giấy xác nhận tình trạng hôn nhân" in first.stdout
    runs, keys = tesseract.runs, kept_keys(env)
    assert runs == 6  # each page, its doubtful words and its figures; the blank page needs none

    rows = exported(env, "lô một")
    certificate, back = of_scan(rows, "quét 1.pdf")
    assert (certificate["document_type"], certificate["pages"]) == ("marital_status_certificate", [1])
    assert (back["document_type"], back["pages"]) == ("blank", [2])
    assert certificate["dossier_code"] == "H01.02-261122-0001"
    assert certificate["fields"]["personal_id"]["value"] == HOA[1]
    assert certificate["subjects"][""] == {
        "decision": "match",
        "citizen_id": "C-1",
        "candidates": [],
        "reason": certificate["subjects"][""]["reason"],
    }
    assert "register" in certificate["fields"]["personal_id"]["sources"]
    [other] = of_scan(rows, "b.png")
    assert other["subjects"][""]["decision"] == "none"

    second = sohoa(env, "digitise", dossiers, "--batch", "lô một")
    assert second.returncode == 0, second.stderr
    assert "đọc lần này 0, đã đọc từ trước 3" in second.stdout
    assert tesseract.runs == runs
    assert kept_keys(env) == keys
    assert exported(env, "lô một") == rows

    shown = sohoa(env, "show", certificate["document_id"][:8])
    assert shown.returncode == 0, shown.stderr
    name = certificate["fields"]["full_name"]["value"]  # as it was read
    for text in (name, HOA[1], "C-1", f"documents/{certificate['document_id']}/v0001"):
        assert text.casefold() in shown.stdout.casefold()
    told = sohoa(env, "status", "lô một", "--pages")
    assert told.returncode == 0, told.stderr
    assert told.stdout.startswith(sohoa(env, "status", "lô một").stdout)
    assert servers_of(Path(env["SOHOA_DATA_DIR"])) == []


def test_the_same_files_in_another_batch_are_not_read_again(
    embedded: dict[str, str], dossiers: Path, tesseract: Tesseract
) -> None:
    assert sohoa(embedded, "digitise", dossiers, "--batch", "một").returncode == 0
    runs = tesseract.runs
    again = sohoa(embedded, "digitise", dossiers, "--batch", "hai", "--office", "H15")
    assert again.returncode == 0, again.stderr
    assert "đọc lần này 0, đã đọc từ trước 3" in again.stdout
    assert tesseract.runs == runs
    refused = sohoa(embedded, "digitise", dossiers, "--batch", "hai", "--office", "H16")
    assert refused.returncode == 2 and "E415" in refused.stderr
    records = open_records(Settings.from_environment(embedded))
    [batch] = records.batches("H15")
    assert batch.name == "hai"
    for row in exported(embedded, "một"):  # the scans are the office's too, whichever batch was first
        if row["document_type"] != "blank":
            records.check_visible(row["document_id"], "H15")
    ids = [row["document_id"] for row in exported(embedded, "một")]
    assert [row["document_id"] for row in exported(embedded, "hai")] == ids


def test_failed_pages_cost_those_pages_and_can_be_tried_again(
    env: dict[str, str], dossiers: Path, tesseract: Tesseract
) -> None:
    tesseract.break_()
    first = sohoa(env, "digitise", dossiers, "--batch", "lô")
    assert first.returncode == 3, first.stderr
    assert "E202" in first.stdout
    assert "đủ: vào 3, đã rõ kết quả 3" in first.stdout
    assert "sohoa retry lô" in first.stdout
    rows = exported(env, "lô")
    assert [row["pages"] for row in of_scan(rows, "quét 1.pdf")] == [[2], [1]]
    assert [row.get("error") for row in of_scan(rows, "b.png")] == ["E202"]

    status = sohoa(env, "status", "lô")
    assert status.returncode == 0
    assert "E202" in status.stdout
    assert "b.png" not in status.stdout
    assert "b.png" in sohoa(env, "status", "lô", "--names").stdout

    tesseract.break_(False)
    runs = tesseract.runs
    again = sohoa(env, "retry", "lô")
    assert again.returncode == 0, again.stderr
    assert tesseract.runs == runs + 6
    rows = exported(env, "lô")
    assert [row["pages"] for row in of_scan(rows, "quét 1.pdf")] == [[1], [2]]
    assert of_scan(rows, "b.png")[0]["fields"]["personal_id"]["value"] == LA[1]
    assert "không có gì thử lại được" in sohoa(env, "retry", "lô").stdout


def test_a_store_that_is_away_for_a_moment_costs_nothing(embedded: dict[str, str], dossiers: Path) -> None:
    arguments = ["digitise", str(dossiers), "--batch", "lô"]
    command = [sys.executable, "-c", AWAY_FOR_A_MOMENT, *arguments]
    done = subprocess.run(command, env=embedded, cwd=ROOT, capture_output=True, text=True, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "đọc lần này 3" in done.stdout


def test_a_bad_file_costs_that_file(embedded: dict[str, str], dossiers: Path) -> None:
    (dossiers / "hỏng.pdf").write_bytes(b"%PDF-1.7\nnothing of a PDF")
    (dossiers / "rỗng.png").touch()
    done = sohoa(embedded, "digitise", dossiers, "--batch", "lô")
    assert done.returncode == 3, done.stderr
    assert "E104" in done.stdout and "E102" in done.stdout
    assert "4 tệp, 3 trang" in done.stdout
    assert "2 Giấy xác nhận tình trạng hôn nhân" in done.stdout
    errors = {row["source"]: row.get("error") for row in exported(embedded, "lô")}
    assert errors == {"quét 1.pdf": None, "b.png": None, "hỏng.pdf": "E104", "rỗng.png": "E102"}


def test_the_same_bytes_under_two_names_are_read_once(
    embedded: dict[str, str], dossiers: Path, tesseract: Tesseract
) -> None:
    (dossiers / "c.png").write_bytes((dossiers / "b.png").read_bytes())
    done = sohoa(embedded, "digitise", dossiers, "--batch", "lô")
    assert done.returncode == 0, done.stderr
    assert "3 tệp, 3 trang" in done.stdout
    assert tesseract.runs == 6
    assert "1 tệp trùng nội dung" in sohoa(embedded, "status", "lô").stdout
    assert {row["source"] for row in exported(embedded, "lô")} == {"quét 1.pdf", "b.png", "c.png"}


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("digitise", "/no/such/folder", "--batch", "lô"), "E403"),
        (("status", "chưa có"), "E401"),
        (("export", "chưa có"), "E401"),
        (("retry", "chưa có"), "E401"),
        (("show", "0123"), "E402"),
    ],
)
def test_errors_have_a_code_a_sentence_and_a_next_step(
    embedded: dict[str, str], arguments: tuple[str, ...], code: str
) -> None:
    done = sohoa(embedded, *arguments)
    assert done.returncode == 2
    assert f"Lỗi {code}: " in done.stderr
    assert "Việc cần làm: " in done.stderr
    assert "Traceback" not in done.stderr + done.stdout
