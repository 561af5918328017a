"""The scripts of the migration pages, before and after: both send the same requests to a mock server, and print the same."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from dynaclient.mock import MockServer
from tests.support import ROOT
from tests.support.pages import Page
from tests.support.programs import skip_or_fail

pytestmark = [pytest.mark.full, pytest.mark.uncounted]
LIBRARY = "examples/library.yaml"


@dataclass(frozen=True)
class Old:
    """The library that a page is for: its distribution, and the description; whether its script needs a command first."""

    page: Page
    distribution: str
    description: str
    generates: bool = False


OLD = {
    "bravado": Old(Page("docs/migrating-from-bravado.md"), "bravado>=12", "shop.json"),
    "aiopenapi3": Old(Page("docs/migrating-from-aiopenapi3.md"), "aiopenapi3>=0.11", LIBRARY),
    "openapi-python-client": Old(
        Page("docs/migrating-from-generated-clients.md"), "openapi-python-client>=0.29", LIBRARY, generates=True
    ),
}


@pytest.fixture(params=OLD)
def old(request: pytest.FixtureRequest) -> Old:
    return OLD[request.param]


def install(distribution: str, folder: Path) -> Path:
    """Install a distribution in a virtual environment of its own, and return the folder of its programs."""
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    words: list[str | Path] = [folder / "bin" / "python", "-m", "pip", "install", "--quiet", distribution]
    done = subprocess.run(words, check=False, capture_output=True, text=True)
    if done.returncode:
        skip_or_fail(f"{distribution} cannot be installed: {done.stderr[-500:]}")
    return folder / "bin"


def run_script(old: Old, name: str, python: Path, folder: Path) -> tuple[str, list[tuple[Any, ...]]]:
    """Run one of the two scripts against a new mock server, and return its output and the requests."""
    (code,) = [block.code for block in old.page.story() if block.file == name]
    with MockServer(folder / old.description, grants={"k3y": ["*"]}) as server:
        for file in (folder / name, folder / old.description):  # what has the port of the page
            text = code if file.name == name else file.read_text("utf-8")
            file.write_text(text.replace("127.0.0.1:8080", urlsplit(server.url).netloc), encoding="utf-8")
        environment = {**os.environ, "PYTHONWARNINGS": "ignore", "NO_PROXY": "127.0.0.1"}
        done = subprocess.run(
            [python, name], cwd=folder, env=environment, check=False, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout, [
            (request.method, request.path, sorted(parse_qsl(request.query)), request.body and json.loads(request.body))
            for request in server.requests()
        ]


def write_files(old: Old, folder: Path) -> None:
    """Write the description of a page."""
    (folder / old.description).parent.mkdir(parents=True, exist_ok=True)
    own = {block.file: block.code for block in old.page.story() if block.file}
    text = own.get(old.description) or (ROOT / old.description).read_text("utf-8")
    (folder / old.description).write_text(text, encoding="utf-8")


def test_both_scripts_send_the_same_requests_and_print_the_same(old: Old, tmp_path: Path) -> None:
    programs = install(old.distribution, tmp_path / "environment")
    for name in ("before", "after"):
        (tmp_path / name).mkdir()
        write_files(old, tmp_path / name)
    if old.generates:
        program, *words = old.page.blocks("text")[0].split()
        subprocess.run([programs / program, *words], cwd=tmp_path / "before", check=True, capture_output=True)
    before = run_script(old, "before.py", programs / "python", tmp_path / "before")
    after = run_script(old, "after.py", Path(sys.executable), tmp_path / "after")
    assert before == after
    assert len(after[1]) == 3
