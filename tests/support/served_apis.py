"""
Servers of other people, which serve a description of themselves: each is installed from its registry for the tests.

A server runs on a free port of this machine, in a temporary folder with its packages, until it is closed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.programs import skip_or_fail
from tests.support.real_servers import Kind, RealServer, running_kind

_ORIGINS = Path(__file__).parent / "origins"
TOKEN = "the-token"
"""The token of the server of Jupyter."""


@dataclass(frozen=True)
class ServedApi:
    """
    A server, and where it serves its description.

    Args:
        packages: What pip installs for it.
        command: The arguments of Python; `{port}` and `{folder}` stand for what they are.
        document: The path of its description.
    """

    packages: tuple[str, ...]
    command: tuple[str, ...]
    document: str


SERVED_APIS = {
    "shop": ServedApi(
        ("fastapi", "python-multipart", "uvicorn"),
        ("-m", "uvicorn", "--app-dir", str(_ORIGINS), "--port", "{port}", "--log-level", "error", "fastapi_shop:app"),
        "/openapi.json",
    ),
    "httpbin": ServedApi(("httpbin", "flasgger"), ("-m", "httpbin.core", "--port", "{port}"), "/spec.json"),
    "jupyter": ServedApi(
        ("jupyter_server",),
        (
            "-m", "jupyter_server", "--allow-root", "--ServerApp.port={port}", "--ServerApp.ip=127.0.0.1",
            "--ServerApp.root_dir={folder}/work", f"--IdentityProvider.token={TOKEN}", "--ServerApp.open_browser=False",
        ),
        "/api/spec.yaml",
    ),
    "chroma": ServedApi(
        ("chromadb",),
        ("-c", "from chromadb.cli.cli import app; app()", "run", "--port", "{port}", "--path", "{folder}/data"),
        "/openapi.json",
    ),
}  # fmt: skip


def install(api: ServedApi, folder: Path) -> None:
    """Install the packages of a server into a folder; the test is skipped if that is not possible."""
    command = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-compile",
        "--disable-pip-version-check",
        "--target",
        str(folder),
    ]
    done = subprocess.run([*command, *api.packages], capture_output=True, text=True, check=False)
    if done.returncode:
        skip_or_fail(f"{', '.join(api.packages)} cannot be installed: {done.stderr[-300:]}")


@contextmanager
def serving(name: str, folder: Path) -> Iterator[RealServer]:
    """Install and run a server."""
    api = SERVED_APIS[name]
    packages = folder / "packages"
    install(api, packages)
    work = folder / name
    (work / "work").mkdir(parents=True)
    with running_kind(Kind("", (sys.executable, *api.command)), work, PYTHONPATH=str(packages)) as server:
        yield server
