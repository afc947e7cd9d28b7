"""Evidence: addresses that end, ranges, and nothing of a paper that may no longer be given."""

from __future__ import annotations

import io
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from PIL import Image

from app.api import evidence
from app.api.server import signing_key
from tests.app.api.conftest import PDF, Caller


@pytest.fixture
def exchange_id(call: Caller) -> str:
    return str(call.ask().json()["exchange_id"])


def address(call: Caller, exchange_id: str, what: str = "archive") -> str:
    path = "paper/identity" if what == "archive" else "field/full_name"
    got = call("GET", f"/exchanges/{exchange_id}/evidence/{path}")
    assert got.status_code == 200, got.text
    return str(got.json()[what])


def test_the_crop_is_the_values_pixels(call: Caller, exchange_id: str) -> None:
    where = address(call, exchange_id, "crop")
    call.token = ""  # the address is enough
    got = call("GET", where)
    assert (got.status_code, got.headers["content-type"]) == (200, "image/png")
    with Image.open(io.BytesIO(got.content)) as crop:
        assert crop.size == (30 + 12 - 0, 40 + 12 - 8)  # the box 10 20 30 40 with its margin, cut at the edge
        page = Image.linear_gradient("L").crop((0, 8, 42, 52))
        assert crop.tobytes() == page.tobytes()


@pytest.mark.parametrize(
    ("asked", "status", "content"),
    [
        ("bytes=0-9", 206, PDF[:10]),
        ("bytes=10-", 206, PDF[10:]),
        ("bytes=-7", 206, PDF[-7:]),
        ("bytes=2000-99999", 206, PDF[2000:]),
        ("bytes=-99999", 206, PDF),
        ("bytes=-", 200, PDF),
        ("lines=1-2", 200, PDF),
        (f"bytes={len(PDF)}-", 416, None),
        ("bytes=9-3", 416, None),
    ],
)
def test_parts_of_the_archive_copy(
    call: Caller, exchange_id: str, asked: str, status: int, content: bytes | None
) -> None:
    got = call("GET", address(call, exchange_id), headers={"Range": asked})
    assert got.status_code == status
    assert content is None or got.content == content
    assert status != 206 or got.headers["content-range"].endswith(f"/{len(PDF)}")


def test_an_address_is_ours_alone_and_ends(
    call: Caller, exchange_id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    where = address(call, exchange_id)
    for wrong in (where[:-1] + ("0" if where[-1] != "0" else "1"), where.replace("identity", "kinship")):
        assert call("GET", wrong).json()["code"] == "E469"
    later = time.time() + evidence.LINK_SECONDS + 1
    monkeypatch.setattr("app.api.evidence.time.time", lambda: later)
    assert call("GET", where).status_code == 403


def test_nothing_of_a_paper_that_may_no_longer_be_given(call: Caller, exchange_id: str) -> None:
    where = address(call, exchange_id)
    call.records.restrict("VN1", reason="Theo yêu cầu", who="an")
    assert call("GET", where).status_code == 404
    call.records.lift_restrictions("VN1", who="an")
    assert call("GET", where).status_code == 200
    call.records.nobody_matches("d1", "", "an")
    assert call("GET", where).status_code == 404
    assert call("GET", f"/exchanges/{exchange_id}/evidence/paper/identity").status_code == 404


def test_the_signing_key_is_made_once_for_the_owner_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(signing_key, [tmp_path] * 32))
    [key] = keys
    assert len(key) == 32
    [file] = tmp_path.iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv("SOHOA_SIGNING_KEY", "của nhiều máy")
    assert signing_key(tmp_path) != key


def test_what_was_not_given_has_no_evidence(call: Caller, exchange_id: str) -> None:
    assert call("GET", f"/exchanges/{exchange_id}/evidence/field/phone").status_code == 422


def test_who_asks_for_evidence_is_logged(call: Caller, exchange_id: str) -> None:
    address(call, exchange_id)
    assert [line.entry.action for line in call.records.audit_lines("d1")] == ["evidence.link"]
