"""`sohoa audit` as operators run it."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import app
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.records import Records


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SOHOA_DATA_DIR", str(tmp_path))
    return tmp_path


def test_a_whole_log_and_one_whose_end_and_head_were_taken_away(data_dir: Path) -> None:
    run = CliRunner()
    assert run.invoke(app, ["audit", "verify"]).exit_code == 0
    records = Records(f"sqlite:///{data_dir / 'records.sqlite'}")
    records.audit(*[AuditEntry("clerk:an", "document.view")] * 3)
    whole = run.invoke(app, ["audit", "verify"])
    assert (whole.exit_code, "3 dòng" in whole.output) == (0, True)
    assert list((data_dir / "objects" / "audit").iterdir())
    with sqlite3.connect(data_dir / "records.sqlite") as database:
        database.execute("DROP TRIGGER audit_lines_no_delete")
        database.execute("DELETE FROM audit_lines WHERE number > 1")
        database.execute(
            "UPDATE audit_head SET number = 1, sha256 = (SELECT sha256 FROM audit_lines WHERE number = 1)"
        )
    database.close()
    cut = run.invoke(app, ["audit", "verify"])
    assert cut.exit_code == 3
    assert "mất các dòng cuối" in cut.output
    records.close()


def test_every_line_is_exported_with_its_place_in_the_chain(data_dir: Path) -> None:
    records = Records(f"sqlite:///{data_dir / 'records.sqlite'}")
    records.migrate()
    records.audit(AuditEntry("clerk:an", "field.check", "check", ("D-1",), {"field": "sex"}))
    records.audit(AuditEntry("clerk:an", "check.undo", "check", ("D-1",)))
    records.close()
    done = CliRunner().invoke(app, ["audit", "export"])
    assert done.exit_code == 0
    first, second = map(json.loads, done.output.splitlines())
    assert (first["number"], first["action"], first["details"]) == (1, "field.check", {"field": "sex"})
    assert (first["subjects"], first["purpose"], first["who"]) == (["D-1"], "check", "clerk:an")
    assert second["previous_sha256"] == first["sha256"]
    assert CliRunner().invoke(app, ["audit", "export", "--out", str(data_dir / "log")]).exit_code == 0
    assert (data_dir / "log").read_text(encoding="utf-8") == done.output


def test_users_added_and_passwords_reset_on_the_command_line_are_logged(data_dir: Path) -> None:
    run = CliRunner()
    added = run.invoke(app, ["user", "add", "an", "--role", "clerk", "--office", "H15", "--generate"])
    reset = run.invoke(app, ["user", "password", "an", "--generate"])
    assert (added.exit_code, reset.exit_code) == (0, 0)
    lines = [json.loads(line) for line in run.invoke(app, ["audit", "export"]).stdout.splitlines()]
    assert [(line["who"], line["action"], line["details"]) for line in lines] == [
        ("console", "user.add", {"name": "an", "role": "clerk", "office": "H15"}),
        ("console", "user.password", {"name": "an"}),
    ]
