"""What is installed is what was tested: the lock is complete and tied to no index; Prefect's server works."""

from __future__ import annotations

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
SOURCES = ("models", "pipeline", "flows", "app")
MANDATORY = {"pytesseract", "pdf2image", "cv2", "spacy", "rapidfuzz", "minio", "prefect"}
LOCKS = ("requirements.lock", "requirements-bench.lock")
LOCK_LINE = re.compile(
    r"[a-z0-9-]+(\[[a-z0-9,-]+\])?==[0-9][0-9a-z.+]* \\"
    r"|    --hash=sha256:[0-9a-f]{64}( \\)?"
    r"|    # via [A-Za-z0-9 ,.:()_-]+"
)


def _project() -> dict[str, list[str]]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    return {"runtime": project["dependencies"], "dev": project["optional-dependencies"]["dev"]}


def _locked() -> dict[str, str]:
    found = re.findall(r"^([a-z0-9-]+)(?:\[.*\])?==(\S+)", (ROOT / "requirements.lock").read_text(), re.M)
    return dict(found)


def _imported(folder: Path) -> set[str]:
    names = set()
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                names.add(node.module.partition(".")[0])
    return names


def _imported_by_source() -> set[str]:
    return set().union(*(_imported(ROOT / folder) for folder in SOURCES))


def test_prefect_server_imports() -> None:
    """FastAPI 0.155 and later break it, though Prefect's own requirements allow them."""
    command = [sys.executable, "-c", "import prefect.server.api.server, prefect.testing.utilities"]
    result = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_names_no_index_host_or_path(lock: str) -> None:
    lines = (ROOT / lock).read_text().splitlines()
    assert [line for line in lines if not LOCK_LINE.fullmatch(line)] == []


def test_lock_fulfils_what_the_project_asks_for() -> None:
    locked = _locked()
    asked = [Requirement(text) for texts in _project().values() for text in texts]
    unmet = [str(one) for one in asked if locked.get(canonicalize_name(one.name), "") not in one.specifier]
    assert unmet == []


def test_mandatory_packages_are_really_used() -> None:
    assert _imported_by_source() >= MANDATORY
    assert "pytest" in _imported(ROOT / "tests")


def test_source_imports_only_what_the_project_asks_for() -> None:
    asked = {canonicalize_name(Requirement(text).name) for text in _project()["runtime"]}
    origin = importlib.metadata.packages_distributions()
    foreign = _imported_by_source() - sys.stdlib_module_names - set(SOURCES)
    undeclared = {name for name in foreign if asked.isdisjoint(map(canonicalize_name, origin.get(name, [])))}
    assert undeclared == set()
