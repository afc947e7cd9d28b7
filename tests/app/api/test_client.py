"""The documented first call and worked example, against the server that `sohoa serve` starts."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.api.client import NotSignedInError, RefusedError, ReuseClient
from app.api.document_shapes import Elements
from app.api.shapes import Ask, CaseTold, Confirmation, RestrictionAsked, Said
from app.api.tokens import hashed
from pipeline.keeping.rows.reuse import Client
from tests.app.api.conftest import PDF, SECRET, request_body
from tests.app.api.test_documents import TOLD, picture
from tests.app.desk.kit import Served, serve
from tests.flows.kit import ROOT, environment, sohoa

EXAMPLE = ROOT / "samples" / "reuse" / "permanent_residence.json"


@pytest.fixture(scope="module")
def server(family: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    data_dir = tmp_path_factory.mktemp("served") / "data"
    shutil.copytree(family, data_dir)
    with serve(data_dir, "--no-work") as served:
        served.records.add_client(Client("h15", "Một cửa", "G15.07"), hashed(SECRET), "test")
        yield served


def test_a_dossier_from_asking_to_confirming(server: Served) -> None:
    client = ReuseClient(server.url, "h15", SECRET)
    assert client.procedure("1.004222").people["member"] == "Người cùng thay đổi"
    ask = Ask.model_validate(request_body())
    given = client.ask(ask, key="hs-000001")
    assert client.ask(ask, key="hs-000001") == given
    [name] = [field for field in given.fields if field.name == "full_name"]
    assert (name.value, name.source is not None and name.source.document_id) == ("Lê Thị Mẫu", "d1")
    assert client.evidence(given.exchange_id, "field", "full_name", "crop").startswith(b"\x89PNG")
    assert client.evidence(given.exchange_id, "paper", "identity") == PDF
    said = [Said(kind="field", name="full_name", outcome="confirmed")]
    assert client.confirm(given.exchange_id, Confirmation(items=said)).confirmed == 1
    with pytest.raises(RefusedError) as refused:
        client.confirm(given.exchange_id, Confirmation(items=said))
    assert refused.value.problem.code == "E452"
    told = CaseTold.model_validate(
        {"agency": "G15.07.31", "procedure": "1.004222", "received_on": "2026-11-22", "needs_result": True}
    )
    client.tell_case("G15.07.31-261122-0001", told)
    with pytest.raises(RefusedError):
        client.tell_case("G15.07.31-261122-0001", told.model_copy(update={"agency": "H01"}))
    with pytest.raises(NotSignedInError):
        ReuseClient(server.url, "h15", "falsch").procedure("1.004222")


def test_restrictions_and_documents(server: Served) -> None:
    asking = ReuseClient(server.url, "h15", SECRET)
    given = asking.ask(Ask.model_validate(request_body()))
    asked = RestrictionAsked(official="an", person="applicant", field="full_name", reason="Không muốn")
    waiting = [one.id for one in server.records.waiting_restrictions()]
    assert asking.restrict(given.exchange_id, asked).request_id not in waiting
    assert len(server.records.waiting_restrictions()) == len(waiting) + 1

    server.records.add_client(Client("kho", "Kho", "G15.07", documents=True), hashed("khac"), "test")
    storing, why = ReuseClient(server.url, "kho", "khac"), {"official": "an", "purpose": "Lưu trữ"}
    told = Elements.model_validate(TOLD)
    first = storing.import_document(picture(), told, **why)
    second = storing.change_document(picture(100), told, **why)
    held = storing.document("G15.07_GKS_000001", **why)
    assert [one.DocCode for one in held.versions] == [first.DocCode, second.DocCode]
    with pytest.raises(RefusedError) as early:  # nobody read it yet
        storing.archive_copy("G15.07_GKS_000001", **why)
    assert early.value.problem.status == 409


def test_the_command_asks_as_a_system_does(server: Served) -> None:
    env = environment(server.data_dir, {"SOHOA_CLIENT_SECRET": SECRET})
    done = sohoa(env, "reuse", "ask", EXAMPLE, "--client", "h15", "--url", server.url)
    assert done.returncode == 0, done.stderr
    given = json.loads(done.stdout)
    assert {field["state"] for field in given["fields"]} >= {"OK", "UNAVAILABLE"}
    explained = sohoa(env, "reuse", "explain", given["exchange_id"])
    assert "Lê Thị Mẫu" in explained.stdout
    assert "reuse.ask" in explained.stdout
    wrong = sohoa(
        env | {"SOHOA_CLIENT_SECRET": "x"}, "reuse", "ask", EXAMPLE, "--client", "h15", "--url", server.url
    )
    assert (wrong.returncode, wrong.stdout) == (2, "")


def test_the_guide_shows_the_request_that_is_sent() -> None:
    guide = (ROOT / "docs" / "reuse.md").read_text(encoding="utf-8")
    [shown] = re.findall(r"```json\n(.*?)```", guide, re.DOTALL)
    assert json.loads(shown) == json.loads(EXAMPLE.read_text(encoding="utf-8"))
    Ask.model_validate(json.loads(shown))
