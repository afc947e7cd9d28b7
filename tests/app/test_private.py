"""Personal data stay in the records and the objects, where they belong: Prefect and the terminal get none.

Names and numbers are in folder names, file names, page contents and in the exceptions of tasks that are
made to fail; then every byte that Prefect wrote and the command printed is searched for them.
"""

from __future__ import annotations

import contextlib
import io
import pickle
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.storage import open_records
from models.text import fold
from tests.app.conftest import install_tesseract
from tests.flows.kit import ROOT, SECONDS, draw_page, environment, marital_status, save_image, save_pdf, sohoa

NAME, NUMBER = "ĐẶNG THỊ KIM NGỌC", "036190007777"
OTHER_NAME, OTHER_NUMBER = "BẾ VĂN ĐÀN", "036090008888"
FOLDER_NAME = "hồ sơ bà Nông Thị Thảo"
FILE_NAME = "Sùng A Pháo 036090009999"
SECRETS = [NAME, NUMBER, OTHER_NAME, OTHER_NUMBER, "Nông Thị Thảo", "Sùng A Pháo", "036090009999"]

# The command itself, with a fault put into it: an exception that speaks of a person, raised from another.
FAULT = """
import pkgutil
import sys

def faulty(*arguments, **options):
    try:
        raise KeyError({secret!r})
    except KeyError as error:
        raise ValueError("no such citizen: " + {secret!r}) from error

owner, _, name = sys.argv.pop(1).rpartition(".")
setattr(pkgutil.resolve_name(owner), name, faulty)
from app.cli import main
main()
"""


def spellings(secret: str) -> Iterator[bytes]:
    """As it is, in other letter case, without accents, and as programs write letters that are not ASCII."""
    for text in {secret, secret.lower(), secret.title(), fold(secret), fold(secret).upper()}:
        yield text.encode()
        yield text.encode("utf-16-le")
        yield ascii(text)[1:-1].encode()


def found_in(data: bytes) -> list[str]:
    """The secrets in these bytes, also in what is packed in them."""
    folded = data.lower()
    return [secret for secret in SECRETS if any(word.lower() in folded for word in spellings(secret))]


def leaks(folder: Path) -> dict[str, list[str]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert any(path.name == "prefect.db" for path in files)
    found = {str(path.relative_to(folder)): found_in(path.read_bytes()) for path in files}
    return {name: secrets for name, secrets in found.items() if secrets}


def faulty_sohoa(
    env: dict[str, str], function: str, *arguments: str | Path
) -> subprocess.CompletedProcess[str]:
    program = FAULT.format(secret=f"{OTHER_NAME} {OTHER_NUMBER}")
    command = [sys.executable, "-c", program, function, *map(str, arguments)]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=SECONDS, cwd=ROOT)


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    engine = install_tesseract(tmp_path / "engine", noise=f"cannot read {NAME} {NUMBER}")
    return environment(tmp_path / "data", {"PATH": f"{engine.folder}:/usr/bin:/bin"})


@pytest.fixture
def dossiers(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER_NAME
    page = draw_page(marital_status(NAME, NUMBER))
    save_pdf(folder / FILE_NAME / f"{FILE_NAME}.pdf", [page])
    save_image(folder / f"{FILE_NAME}.png", draw_page(marital_status(OTHER_NAME, OTHER_NUMBER)))
    (folder / f"{NAME} hỏng.pdf").write_bytes(b"%PDF-1.4\n" + NAME.encode())
    with zipfile.ZipFile(folder / f"{OTHER_NAME}.zip", "w") as archive:
        archive.writestr(f"{NAME}/{FILE_NAME}.png", b"\x89PNG\r\n\x1a\n" + NUMBER.encode())
        archive.writestr(f"../{OTHER_NUMBER}.png", b"")
    return folder


@pytest.mark.parametrize("secret", SECRETS)
def test_the_search_finds_what_is_there(secret: str) -> None:
    for text in (secret, secret.lower(), fold(secret), repr(secret), ascii(secret)):
        assert secret in found_in(b"\x00junk" + text.encode() + b"\xff")
    assert secret in found_in(pickle.dumps(ValueError(secret)))
    assert found_in(b"nothing of the kind") == []


def test_nothing_personal_reaches_prefect_or_the_terminal(
    env: dict[str, str], dossiers: Path, tmp_path: Path
) -> None:
    printed = io.StringIO()
    picture = dossiers / f"{FILE_NAME}.png"
    runs = [
        faulty_sohoa(env, "flows.steps.render_page", "digitise", dossiers, "--batch", "một"),
        sohoa(env, "retry", "một"),
        faulty_sohoa(env, "flows.steps.understand", "digitise", picture, "--batch", "hai"),
        faulty_sohoa(env, "flows.steps.receive", "digitise", dossiers, "--batch", "ba"),
        faulty_sohoa(env, "flows.plan:Plan.next_job", "digitise", dossiers, "--batch", "một"),
    ]
    (tmp_path / "engine" / "broken").touch()
    other = save_image(tmp_path / FILE_NAME / f"{NUMBER}.png", draw_page([NAME, NUMBER]))
    runs.append(sohoa(env, "digitise", other.parent, "--batch", "bốn"))
    for run in runs:
        printed.write(run.stdout + run.stderr)
    assert "Traceback" not in printed.getvalue()
    for code in ("E202", "E900", "E104", "E112"):
        assert code in printed.getvalue(), code
    assert found_in(printed.getvalue().encode()) == []
    assert leaks(Path(env["SOHOA_DATA_DIR"]) / "prefect") == {}


def test_the_whole_story_is_in_the_records(env: dict[str, str], dossiers: Path) -> None:
    assert (
        faulty_sohoa(
            env, "flows.steps.render_page", "digitise", dossiers / FILE_NAME, "--batch", "lô"
        ).returncode
        == 3
    )
    with contextlib.closing(open_records(Settings.from_environment(env))) as records:
        [failure] = records.status(records.find_batch("lô")).failures
        [incident] = records.incidents(failure.id)
    assert (incident.stage, incident.code) == ("read_page", "E900")
    assert f"ValueError: no such citizen: {OTHER_NAME} {OTHER_NUMBER}" in incident.detail
