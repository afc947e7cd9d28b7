"""The command line itself: help, interruption, one command at a time, output to a file."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.app.conftest import Tesseract
from tests.flows.kit import (
    ROOT,
    SECONDS,
    command,
    draw_page,
    marital_status,
    save_image,
    servers_of,
    sohoa,
)

COMMANDS = [
    "register import",
    "register remove",
    "register identifiers",
    "register duplicates",
    "register merge",
    "register split",
    "learn",
    "link",
    "digitise",
    "status",
    "show",
    "page",
    "retry",
    "export",
    "audit verify",
    "audit export",
    "client add",
    "reuse explain",
    "indicators",
]


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    return save_image(tmp_path / "in" / "a.png", draw_page(marital_status("NGUYỄN THỊ HOA", "036190001234")))


@pytest.mark.parametrize("name", ["", *COMMANDS])
def test_help_reads_well(embedded: dict[str, str], name: str) -> None:
    done = sohoa(embedded, *name.split(), "--help")
    assert done.returncode == 0
    assert done.stderr == ""
    assert "Tùy chọn" in done.stdout
    assert not Path(embedded["SOHOA_DATA_DIR"]).exists()


def test_help_names_all_commands_and_exit_codes(embedded: dict[str, str]) -> None:
    text = sohoa(embedded, "--help").stdout
    for name in COMMANDS:
        assert name.split()[0] in text
    for code in ("0 xong", "2 không thực hiện được", "3 xong, có phần hỏng", "130 bị ngắt"):
        assert code in text


def test_interrupted_then_done(embedded: dict[str, str], picture: Path, tesseract: Tesseract) -> None:
    """Ctrl-C reaches the programs we started too: the page they were reading has not failed."""
    process = subprocess.Popen(
        command("digitise", picture, "--batch", "lô"),
        env=embedded,
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    while tesseract.runs == 0:
        assert process.poll() is None
        time.sleep(0.005)
    os.killpg(process.pid, signal.SIGINT)
    _, told = process.communicate(timeout=SECONDS)
    assert process.returncode == 130
    assert "Chạy lại đúng lệnh này" in told
    again = sohoa(embedded, "digitise", picture, "--batch", "lô")
    assert again.returncode == 0, again.stdout + again.stderr
    assert "đọc lần này 1, đã đọc từ trước 0" in again.stdout
    assert servers_of(Path(embedded["SOHOA_DATA_DIR"])) == []


def test_one_command_at_a_time_on_a_data_folder(embedded: dict[str, str], picture: Path) -> None:
    data_dir = Path(embedded["SOHOA_DATA_DIR"])
    data_dir.mkdir()
    with (data_dir / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = sohoa(embedded, "digitise", picture, "--batch", "lô")
    assert done.returncode == 2
    assert "Lỗi E404: " in done.stderr


def test_export_to_a_file_and_to_a_reader_who_has_enough(
    embedded: dict[str, str], picture: Path, tmp_path: Path
) -> None:
    assert sohoa(embedded, "digitise", picture, "--batch", "lô").returncode == 0
    assert sohoa(embedded, "export", "lô", "--out", tmp_path / "p.jsonl").returncode == 0
    printed = sohoa(embedded, "export", "lô").stdout
    assert (tmp_path / "p.jsonl").read_text(encoding="utf-8") == printed
    assert json.loads(printed)["source"] == "a.png"
    table = sohoa(embedded, "export", "lô", "--format", "csv").stdout
    assert table.startswith("dossier,source,")
    pipe = f"{' '.join(command('export', 'lô'))} | true"
    done = subprocess.run(["sh", "-c", pipe], env=embedded, cwd=ROOT, capture_output=True, timeout=SECONDS)
    assert done.stderr == b""


def test_a_bad_row_of_the_register_costs_that_row(embedded: dict[str, str], tmp_path: Path) -> None:
    header = "citizen_id,full_name,date_of_birth,sex,personal_id,old_id,place_of_origin,residence,"
    header += "father_full_name,mother_full_name,phone\n"
    file = tmp_path / "register.csv"
    file.write_text(f"{header}C-1,Nguyễn Thị Hoa,1990-03-14,,,,,,,,\nC-2,Trần Thị Lá,14/03/1990,,,,,,,,\n")
    done = sohoa(embedded, "register", "import", file)
    assert done.returncode == 3
    assert "Mới hoặc thay đổi 1, không đổi 0, không dùng được 1." in done.stdout
    assert "Dòng 3: E121 " in done.stderr
    assert "Lá" not in done.stdout + done.stderr
    file.write_text("tên,số\n")
    done = sohoa(embedded, "register", "import", file)
    assert done.returncode == 2
    assert "Lỗi E120: " in done.stderr


def test_names_are_shown_as_they_are(embedded: dict[str, str], picture: Path) -> None:
    assert sohoa(embedded, "digitise", picture, "--batch", "[bold]lô[/bold]").returncode == 0
    assert "[bold]lô[/bold]" in sohoa(embedded, "status").stdout
    assert "Lô [bold]lô[/bold]" in sohoa(embedded, "status", "[bold]lô[/bold]").stdout


def test_the_register_is_cared_for_by_two_people(embedded: dict[str, str], tmp_path: Path) -> None:
    for who, told in (("an", "chờ người thứ hai"), ("bình", "nay là một công dân")):
        assert told in sohoa(embedded, "register", "merge", "VN1", "VN2", "--who", who).stdout
    assert "Đã tách lại" in sohoa(embedded, "register", "split", "VN1", "VN2", "--who", "an").stdout
    done = sohoa(embedded, "register", "duplicates", "--out", tmp_path / "pairs.jsonl")
    assert "0 cặp" in done.stdout and not (tmp_path / "pairs.jsonl").read_text()
    (tmp_path / "i.csv").write_text("citizen_id,kind,value,valid_from,valid_to\nVN1,cmnd_9,123456789,,\n")
    done = sohoa(embedded, "register", "identifiers", tmp_path / "i.csv")
    assert done.returncode == 3 and "Dòng 2: E121" in done.stderr
    assert "khóa tìm của 0 công dân" in sohoa(embedded, "register", "rekey").stdout
    done = sohoa(embedded, "learn", "--out", tmp_path / "weights.yaml")
    assert "Chưa có gì thay đổi" in done.stdout and "given:" in (tmp_path / "weights.yaml").read_text()
    link: list[str | Path] = ["link", tmp_path / "q.jsonl", "--out", tmp_path / "d.jsonl"]
    (tmp_path / "q.jsonl").write_text('{"qid": "1", "full_name": "Lê Thị Thử"}\n')
    learned = embedded | {"SOHOA_WEIGHTS": str(tmp_path / "weights.yaml")}
    assert "không có 1" in sohoa(learned, *link).stdout
    (tmp_path / "weights.yaml").write_text("weights: {}")
    done = sohoa(learned, *link)
    assert done.returncode == 2 and "E125" in done.stderr
