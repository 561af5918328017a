"""The npm package `@microsoft.azure/autorest.testserver`: a server that judges clients by documents of its own."""

from __future__ import annotations

import json
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.pattern_oracles import find_node, install_with_npm
from tests.support.real_servers import Kind, running_kind

PACKAGE = "@microsoft.azure/autorest.testserver@3.3.51"
CATEGORIES = ("vanilla", "optional", "azure", "dpg")
LOOPBACK = """
const {{Server}} = require("net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (port, ...rest) {{ return listen.call(this, Number(port), "127.0.0.1", ...rest); }};
"""
"""It would listen on all interfaces."""


@dataclass(frozen=True)
class JudgingServer:
    """
    The server while it runs.

    Args:
        package: The folder of the package.
        url: The URL of the server.
    """

    package: Path
    url: str

    @property
    def documents(self) -> list[str]:
        """The names of its documents."""
        return sorted(path.stem for path in (self.package / "swagger").glob("*.json"))

    def document(self, name: str) -> Path:
        """Return the path of a document."""
        return self.package / "swagger" / f"{name}.json"

    def clear(self) -> None:
        """Forget which scenarios were met."""
        self._request("/report/clear", "POST")

    def scenarios(self) -> set[str]:
        """Return the names of all scenarios."""
        return set(self._counts())

    def met(self) -> set[str]:
        """Return the names of the scenarios that were met."""
        return {name for name, count in self._counts().items() if count}

    def _counts(self) -> dict[str, int]:
        reports = [json.loads(self._request(f"/report/{category}", "GET")) for category in CATEGORIES]
        return {name: count for report in reports for name, count in report.items()}

    def _request(self, path: str, method: str) -> bytes:
        request = urllib.request.Request(self.url + path, method=method)
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request) as response:
            body: bytes = response.read()
            return body


@contextmanager
def running_judge(folder: Path) -> Iterator[JudgingServer]:
    """Install and run the server."""
    install_with_npm(PACKAGE, folder)
    package = folder / "node_modules" / PACKAGE.rpartition("@")[0]
    program = str(package / "dist" / "cli" / "cli.js")
    options = ("run", "--port={port}", "--coverageDirectory={folder}/coverage")
    kind = Kind("", (find_node(), "-r", "{config}", program, *options), LOOPBACK)
    with running_kind(kind, folder / "server") as server:
        yield JudgingServer(package, server.url)
