"""`sohoa indicators` in its four formats."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from models.indicators import Case
from pipeline.keeping.records import Records


@pytest.fixture(autouse=True)
def dossier(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOHOA_DATA_DIR", str(tmp_path))
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    day = dt.date(2026, 5, 7)
    told = Case("H15.102-260507-0001", "H15.102", day, "1.004222", day, day, needs_result=True)
    records.tell_case(told, "client:h15")
    records.close()


def run(*options: str) -> str:
    done = CliRunner().invoke(app, ["indicators", "--from", "2026-05-01", "--to", "2026-05-31", *options])
    assert done.exit_code == 0, done.output
    return done.output


def test_as_text() -> None:
    text = run()
    assert "Tất cả: 1 hồ sơ" in text
    assert "Giải quyết đúng hạn: 100.00 %, 1/1 (chỉ tiêu 97 %)" in text
    assert "Giấy tờ không phải nộp lại: không có, 0/0" in text


def test_as_csv_and_json() -> None:
    rows = list(csv.DictReader(io.StringIO(run("--by", "level", "--format", "csv"))))
    assert {(row["by"], row["key"]) for row in rows} == {("", ""), ("level", "Sở, ngành")}
    assert json.loads(run("--format", "json"))[0]["percent"] == "100.00"


def test_as_the_portal_wants_it() -> None:
    [line] = run("--format", "portal").splitlines()
    assert json.loads(line)["HoSo"]["MaHoSo"] == "H15.102-260507-0001"
