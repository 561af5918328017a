"""
The conformance suite of the Model Context Protocol: the npm package `@modelcontextprotocol/conformance`.

Most of its scenarios call a tool of a certain name, and look at what kind of result it has. Those tools are actions of an
API here: `test.image_content` becomes the tool `test_image_content`, whose answer is a picture.
"""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path
from typing import Any, NamedTuple

from .agent_backend import LINES, get
from .pattern_oracles import find_node, install_with_npm

PACKAGE = "@modelcontextprotocol/conformance@0.2.0-alpha.12"
PRELOADED = Path(__file__).with_suffix(".mjs")
_GONE = {"method": "DELETE", "path": "/gone"}
_ASKED = {**_GONE, "parameters": {"message": {"in": "query", "schema": {"type": "string"}}}}
FIXTURES: dict[str, Any] = {
    "simple_text": get("/text"),
    "image_content": get("/picture"),
    "embedded_resource": get("/bytes"),
    "multiple_content_types": get("/mixed"),
    "error_handling": get("/error"),
    "tool_with_progress": LINES,
    "elicitation": _ASKED,
    "missing_capability": _GONE,
    "input_required_result_elicitation": _GONE,
    "input_required_result_request_state": _GONE,
    "input_required_result_tampered_state": _GONE,
    "input_required_result_capabilities": _GONE,
}
"""The actions of the resource `test`, for the scenarios that need a tool."""


class Verdict(NamedTuple):
    """What the suite found."""

    code: int
    """Its exit code: 0 if all is as it is expected to be."""
    scenarios: dict[str, bool]
    """Whether each scenario was passed."""
    printed: str


def install_suite(folder: Path) -> Path:
    """Install the suite with npm, and return its program; the test is skipped if that is not possible."""
    install_with_npm(PACKAGE, folder)
    return folder / "node_modules/@modelcontextprotocol/conformance/dist/index.js"


def judge(program: Path, url: str, token: str, revision: str, expected: Path, results: Path) -> Verdict:
    """
    Return what the suite finds in a server.

    Args:
        program: The program of the suite.
        url: The URL of the server.
        token: What it wants as a bearer token.
        revision: The revision of the protocol.
        expected: The file with the failures that are expected.
        results: A folder for details.
    """
    words = [
        find_node(), f"--import={PRELOADED}", str(program), "server", "--url", url, "--requirements", revision,
        "--expected-failures", str(expected), "-o", str(results),
    ]  # fmt: skip
    done = subprocess.run(
        words, capture_output=True, text=True, check=False, timeout=300, env={**os.environ, "BEARER": token}
    )
    lines = re.findall(r"^([✓✗]) ([\w-]+): \d+ passed, \d+ failed", done.stdout, re.MULTILINE)
    return Verdict(done.returncode, {name: mark == "✓" for mark, name in lines}, done.stdout + done.stderr)
