"""The lowest versions that `pyproject.toml` allows, and other versions of Python: a selection of the tests passes with them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.support import ROOT

HERE = f"{sys.version_info.major}.{sys.version_info.minor}"
EVERYTHING = ("all",)
SELECTED = (
    "auth/test_aws_sigv4", "auth/test_oauth_sources", "auth/test_system_keyring", "agents/test_selecting",
    "bulk/test_runner", "call/test_arguments", "cli/test_completion", "cli/test_output", "client/test_aio",
    "client/test_client", "description/test_api", "description/test_yaml", "http/test_callers_session",
    "http/test_http_transport", "http/test_socks", "mcp/test_server", "mock/test_patches", "mock/test_server",
    "results/test_progress", "schema/test_explanations", "release/test_extras",
)  # fmt: skip
"""What uses each dependency."""
FACES = ("cli/test_completion", "cli/test_output", "mock/test_patches", "mock/test_server")
TOOLS = (
    "pytest", "pytest-cov", "pytest-xdist", "trustme", "hypothesis", "hatchling", "httpx", "moto[server]", "flask-cors", "requests-aws4auth",
    "pydantic", "openapi-schema-validator", "polars", "requests-mock", "responses", "ipython", "multipart", "uvicorn", "PySocks", "numpy",
)  # fmt: skip
"""What these tests need beyond the package: in any version that fits."""


class Case(NamedTuple):
    """An environment, and what runs in it."""

    python: str
    resolution: str
    extras: Sequence[str]
    tests: Sequence[str]


CASES = {
    "the lowest versions of all": Case(HERE, "lowest-direct", EVERYTHING, SELECTED),
    # Without the others, some of these two may be lower.
    "the lowest versions of two extras": Case(HERE, "lowest-direct", ("cli", "mock"), FACES),
    "Python 3.10": Case("3.10", "highest", EVERYTHING, SELECTED),
    "Python 3.12": Case("3.12", "highest", EVERYTHING, SELECTED),
    "Python 3.13": Case("3.13", "highest", EVERYTHING, SELECTED),
}
OPTIONS = (
    "-p", "no:cacheprovider", "-p", "tests.support.earlier_click",
    # Python 3.13 warns of stores that tests leave to the garbage collector; those of servers are closed.
    "-W", "ignore:unclosed database:ResourceWarning",
)  # fmt: skip
BUILD = "from hatchling.build import build_wheel; print(build_wheel({folder!r}))"


def uv(*words: str | Path) -> subprocess.CompletedProcess[str]:
    """Run uv in the repository; it downloads packages, and no Python."""
    command = [sys.executable, "-m", "uv", "--no-python-downloads", "--quiet", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def interpreter(version: str) -> Path | str:
    """Return the interpreter of a version that pyenv has, which uv does not look for, or the version."""
    versions = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    return next(versions.glob(f"{version}.*/bin/python"), version)


def environment_of(case: Case, folder: Path) -> Path:
    """Make an environment with the requirements of a case and the tools, and return its Python."""
    made = uv("venv", "--python", interpreter(case.python), folder / "venv")
    if made.returncode and case.python != HERE:
        pytest.skip(f"Python {case.python} is not installed")
    assert made.returncode == 0, made.stderr
    python, pins = folder / "venv" / "bin" / "python", folder / "pins.txt"
    extras = [word for extra in case.extras for word in ("--extra", extra)]
    resolved: list[str | Path] = [
        "--resolution",
        case.resolution,
        "--python-version",
        case.python,
        "pyproject.toml",
        *extras,
        "-o",
        pins,
    ]
    assert uv("pip", "compile", *resolved).returncode == 0
    installed = uv("pip", "install", "--python", python, "-r", pins, *TOOLS)
    assert installed.returncode == 0, installed.stderr
    assert uv("pip", "install", "--python", python, "--no-deps", "-e", ".").returncode == 0
    return python


@pytest.mark.full
@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_it_works_with(case: Case, tmp_path: Path) -> None:
    python = environment_of(case, tmp_path)
    done = subprocess.run(
        [python, "-m", "pytest", "-q", "-n2", "--tb=short", "-m", "not full and not alone", *OPTIONS, *(f"tests/{name}.py" for name in case.tests)],
        cwd=ROOT, capture_output=True, text=True, check=False,
        # What some tests need besides, such as pip, is not in the environment: they are skipped.
        env={**os.environ, "PYTHONPATH": str(ROOT), "DYNACLIENT_PROGRAMS": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-6000:]


@pytest.mark.full
def test_it_is_built_with_the_lowest_versions(tmp_path: Path) -> None:
    assert uv("venv", "--python", HERE, tmp_path / "venv").returncode == 0
    python = tmp_path / "venv" / "bin" / "python"
    required = re.findall(
        r'^(?:requires|dependencies) = (\[".*"\])', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE
    )
    wanted = [requirement for line in required for requirement in json.loads(line)]
    assert {name.partition(">=")[0] for name in wanted} == {"hatchling", "jsonschema", "jsonschema-rs"}
    lowest = [requirement.replace(">=", "==") for requirement in wanted]
    assert uv("pip", "install", "--python", python, *lowest).returncode == 0
    done = subprocess.run(
        [python, "-c", BUILD.format(folder=str(tmp_path))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(tmp_path / done.stdout.strip()) as wheel:
        metadata = next(name for name in wheel.namelist() if name.endswith("/METADATA"))
        assert "License-Expression: MIT\n" in wheel.read(metadata).decode()
        assert "dynaclient/api.index.json" in wheel.namelist()
