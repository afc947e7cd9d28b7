"""A family in the records, and the API over them, called without a network."""

from __future__ import annotations

import asyncio
import io
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from PIL import Image

from app.api.server import create_api
from app.api.state import State
from app.api.tokens import hashed
from flows.register import import_register
from models.dossier import Document, Match, MatchDecision
from pipeline.keeping.folder import FolderStore
from pipeline.keeping.records import Records
from pipeline.keeping.rows.reuse import Client
from tests.pipeline.keeping.records.making import document, field, kept, read_scan

SECRET = "bí mật của h15"
SCAN = "a" * 64
MOTHER = {"personal_id": "060179758051", "date_of_birth": "1979-07-17"}
CHILD = {"personal_id": "060318966752", "date_of_birth": "2018-08-13"}
NOBODY = {"personal_id": "060179758059", "date_of_birth": "1979-07-17"}
REGISTER = """citizen_id,full_name,date_of_birth,sex,personal_id,old_id,place_of_origin,residence,\
father_full_name,mother_full_name,phone
VN1,Lê Thị Mẫu,1979-07-17,female,060179758051,,,,,,
VN2,Nguyễn Văn Mẫu,2018-08-13,male,060318966752,,,,,,
VN3,Trần Văn Mẫu,1976-01-02,male,060076796218,,,,,,
"""
PDF = b"%PDF-1.7 " + bytes(range(256)) * 8


def accepted(name: str, value: str, **more: Any) -> Any:
    return field(name, value, decision="accepted", **more)


def paper(document_id: str, document_type: str, citizen_id: str, page: int, **fields: str) -> Document:
    told = document(
        *(accepted(name.replace("__", "."), value, page=page) for name, value in fields.items()),
        document_id=document_id,
        pages=(page,),
    )
    matches = (Match(role="", decision=MatchDecision.MATCH, citizen_id=citizen_id),)
    return told.model_copy(update={"document_type": document_type, "matches": matches, "subjects": ()})


CARD = paper(
    "d1",
    "identity_card_2024",
    "VN1",
    1,
    full_name="Lê Thị Mẫu",
    date_of_birth="1979-07-17",
    sex="female",
    personal_id="060179758051",
    residence="Thôn Hạ, Xã Tân Mỹ, Tỉnh Bắc Ninh",
    issued_on="2025-02-02",
    expires_on="2039-07-17",
)
BIRTH = paper(
    "d2",
    "birth_certificate",
    "VN2",
    2,
    full_name="Nguyễn Văn Mẫu",
    date_of_birth="2018-08-13",
    sex="male",
    personal_id="060318966752",
    registered_on="2018-09-01",
)


@dataclass
class Caller:
    """Calls the API; `token` goes with each call where it is set."""

    app: FastAPI
    records: Records
    token: str = ""

    def __call__(self, method: str, path: str, **how: Any) -> httpx.Response:
        headers = dict(how.pop("headers", {}))
        if self.token:
            headers.setdefault("Authorization", f"Bearer {self.token}")
        return asyncio.run(self._call(method, path, headers=headers, **how))

    async def _call(self, method: str, path: str, **how: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://sohoa") as client:
            return await client.request(method, path if path.startswith("/api") else f"/api/v1{path}", **how)

    def ask(self, **changes: Any) -> httpx.Response:
        headers = changes.pop("headers", {})
        return self("POST", "/exchanges", json=request_body(**changes), headers=headers)

    @property
    def state(self) -> State:
        found: State = self.app.state.inner.state.api
        return found


def request_body(**changes: Any) -> dict[str, Any]:
    return {
        "agency": "G15.07.31",
        "official": "can-bo-12",
        "procedure": "1.004222",
        "dossier_code": "G15.07.31-261122-0001",
        "purpose": "Đăng ký thường trú cho con",
        "people": {"applicant": MOTHER, "member": CHILD},
    } | changes


def served(records: Records, blobs: Any, data_dir: Path = Path("/nowhere"), proxy_key: str = "") -> FastAPI:
    app = FastAPI()
    app.state.inner = create_api(records, blobs, data_dir, b"k" * 32, proxy_key)
    app.mount("/api/v1", app.state.inner)
    return app


@pytest.fixture(scope="session")
def family(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder to be copied: records and objects."""
    folder = tmp_path_factory.mktemp("family")
    records = Records(f"sqlite:///{folder / 'records.sqlite'}")
    records.migrate()
    fill(records, FolderStore(folder / "objects"), folder)
    records.close()
    return folder


@pytest.fixture
def call(tmp_path: Path, family: Path) -> Iterator[Caller]:
    """A client of the agency G15.07 that may ask for everything, with its token."""
    shutil.copytree(family, tmp_path, dirs_exist_ok=True)
    records = Records(f"sqlite:///{tmp_path / 'records.sqlite'}")
    caller = Caller(served(records, FolderStore(tmp_path / "objects"), tmp_path), records)
    caller.token = token_for(caller, Client("h15", "Một cửa", "G15.07"))
    yield caller
    records.close()


def token_for(caller: Caller, client: Client) -> str:
    """Add the client and sign it in."""
    secret = f"bí mật của {client.id}"
    caller.records.add_client(client, hashed(secret), "console")
    form = {"grant_type": "client_credentials", "client_id": client.id, "client_secret": secret}
    got = caller("POST", "/oauth/token", data=form, headers={"Authorization": ""})
    assert got.status_code == 200, got.text
    return str(got.json()["access_token"])


def fill(records: Records, blobs: FolderStore, folder: Path) -> None:
    register = folder / "register.csv"
    register.write_text(REGISTER, encoding="utf-8")
    assert import_register(register, records, "register", _nothing).imported == 3
    read_scan(records, SCAN, pages=2)
    records.documents_kept(SCAN, [kept(CARD), kept(BIRTH)])
    page = io.BytesIO()
    Image.linear_gradient("L").save(page, "PNG")
    for number in (1, 2):
        blobs.put(f"pages/{number}", page.getvalue(), "image/png")
        blobs.put(f"documents/d{number}/v0001/archive.pdf", PDF, "application/pdf")


def _nothing(_rows: int) -> None: ...
