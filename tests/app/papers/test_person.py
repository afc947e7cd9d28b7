"""What is held about somebody, printed for them by the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from pdf2image import convert_from_bytes
from typer.testing import CliRunner

from app.cli import app
from pipeline.keeping.audit import AuditEntry
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from tests.app.api.conftest import fill
from tests.pipeline.printing.reading import text_of


def test_all_that_is_held_and_who_asked_stands_on_paper(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOHOA_DATA_DIR", str(tmp_path))
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    records.migrate()
    fill(records, FolderStore(tmp_path / "objects"), tmp_path)
    records.audit(AuditEntry("client:h15/an", "reuse.ask", "cư trú của Lê Thị Mẫu", ("x1", "VN1")))
    records.restrict("VN1", reason="Theo yêu cầu", who="an")
    command = ["reuse", "person", "VN1", "--who", "lan", "--purpose", "người dân hỏi"]
    done = CliRunner().invoke(app, [*command, "--pdf", str(tmp_path / "own.pdf")])
    assert (done.exit_code, done.output) == (0, "")
    pdf = (tmp_path / "own.pdf").read_bytes()
    told = text_of(pdf)
    for text in (
        "THÔNG TIN ĐANG LƯU VỀ MỘT NGƯỜI", "Mã công dân: VN1", "Họ và tên Lê Thị Mẫu", "17/07/1979",
        "060179758051",
        "Thẻ căn cước (2024) 02/02/2025", "17/07/2039", "client:h15/an", "cư trú của Lê Thị Mẫu",
        "hiện không cho ai dùng lại",
    ):  # fmt: skip
        assert text in told, text
    assert "Nguyễn Văn Mẫu" not in told  # somebody else
    [page, *_] = convert_from_bytes(pdf, dpi=150)
    [code] = zxingcpp.read_barcodes(page)
    *codes, title, print_id = code.text.split("|")
    assert (codes, title) == (["", "", ""], "Thông tin đang lưu về một người")
    [line] = records.audit_lines(print_id)
    assert (line.entry.who, line.entry.action, line.entry.subjects[0]) == ("clerk:lan", "person.view", "VN1")
    records.close()
