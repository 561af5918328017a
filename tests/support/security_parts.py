"""The security of OpenAPI and Swagger documents, read as it is written: what an import and an export must not lose."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from dynaclient import load, to_openapi
from dynaclient.description.api import Api
from dynaclient.formats.detection import translate
from dynaclient.formats.translation import Options
from dynaclient.schema.references import parse_pointer

OLD_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}
ALIKE = ("bearer", "basic", "digest")
"""Schemes of HTTP whose name is written in lower case, and means the same in capitals (RFC 9110, section 11.1)."""
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")


def only_security(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without what has no influence on its security: schemas, bodies and responses."""
    kept = {
        key: value for key, value in document.items() if key not in ("components", "definitions", "responses", "paths")
    }
    components = document.get("components") or {}
    shared = {key: components[key] for key in ("securitySchemes", "parameters") if key in components}
    for owner in (shared, kept):
        if "parameters" in owner:
            owner["parameters"] = {name: _parameter(value) for name, value in owner["parameters"].items()}
    kept["paths"] = {path: _item(item) for path, item in document["paths"].items() if isinstance(item, dict)}
    return {**kept, **({"components": shared} if shared else {})}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    found = {key: _operation(value) for key, value in item.items() if key in METHODS}
    return {**found, **({"parameters": [*map(_parameter, item["parameters"])]} if "parameters" in item else {})}


def _operation(operation: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {key: operation[key] for key in ("operationId", "tags", "security") if key in operation}
    parameters = [*map(_parameter, operation.get("parameters") or ())]
    return {**kept, "parameters": parameters, "responses": {"200": {"description": "ok"}}}


def _parameter(value: dict[str, Any]) -> dict[str, Any]:
    kept: dict[str, Any] = {key: value[key] for key in ("$ref", "in", "name", "required") if key in value}
    if kept.get("in") in ("body", "formData"):
        return {"in": "query", "name": str(kept.get("name")) + "_", "type": "string"}
    return {**kept, **({} if "$ref" in kept else {"schema": {}, "type": "string"})}


def schemes_of(document: dict[str, Any]) -> dict[str, Any]:
    """Return the security schemes in the form of OpenAPI 3, without our extension."""
    declared = _declared(document)
    return {name: _scheme(value, declared) for name, value in declared.items()}


def _declared(document: dict[str, Any]) -> dict[str, Any]:
    return document.get("securityDefinitions") or (document.get("components") or {}).get("securitySchemes") or {}


def _scheme(value: dict[str, Any], declared: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in value:
        return _scheme(declared[value["$ref"].rpartition("/")[2]], declared)
    kept = {key: member for key, member in value.items() if key != "x-dynaclient" and member not in ("", False)}
    if kept["type"] == "basic":
        kept |= {"type": "http", "scheme": "basic"}
    if kept.get("scheme", "").lower() in ALIKE:
        kept["scheme"] = kept["scheme"].lower()
    if "flow" in kept:
        name = kept.pop("flow")
        moved = {key: kept.pop(key) for key in ("authorizationUrl", "tokenUrl", "scopes") if key in kept}
        kept["flows"] = {OLD_FLOWS.get(name, name): moved}
    flows = kept.get("flows", {}).items()
    if flows:
        kept["flows"] = {
            name: flow if name.startswith("x-") else {**flow, "scopes": flow.get("scopes", {})} for name, flow in flows
        }
    return kept


Requirement = tuple[list[dict[str, list[str]]], bool]
"""Alternatives, each a scheme with its scopes, and whether none is needed."""


def requirement_of(
    document: dict[str, Any], operation: dict[str, Any], names: Mapping[str, str] | None = None
) -> Requirement | None:
    """
    Return what an operation requires; None if nothing is declared. A scope with a space is several (RFC 6749).

    Args:
        document: The document.
        operation: The operation.
        names: What the schemes were called, if they have other names here.
    """
    called = names or {}
    declared = operation.get("security", document.get("security"))
    if declared is None or not schemes_of(document):
        return None
    alternatives = [{called.get(name, name): _separate(scopes) for name, scopes in one.items()} for one in declared]
    named = [one for index, one in enumerate(alternatives) if one and one not in alternatives[:index]]
    return named, {} in alternatives or not alternatives


def _separate(scopes: list[str]) -> list[str]:
    return list(dict.fromkeys(scope for text in scopes for scope in text.split()))


def _with_usable(document: dict[str, Any]) -> dict[str, Any]:
    """Return a document without schemes of keys in a header or cookie that can have no such name."""
    declared = {
        name: value
        for name, value in _declared(document).items()
        if value.get("type") != "apiKey" or value["in"] == "query" or " " not in value["name"]
    }
    key, components = "securityDefinitions", document.get("components") or {}
    return {
        **document,
        **({key: declared} if key in document else {"components": {**components, "securitySchemes": declared}}),
    }


def operation_at(document: dict[str, Any], pointer: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the operation at a pointer, and its path item first."""
    *steps, last = parse_pointer(pointer)
    item: Any = document
    for step in steps:
        item = item[step]
    return item, item[last]


def takes_credential(document: dict[str, Any], item: dict[str, Any], operation: dict[str, Any]) -> bool:
    """Return whether a parameter of an operation is a credential: then that is required where the parameter is."""
    shared = {**document.get("parameters", {}), **(document.get("components") or {}).get("parameters", {})}
    declared = [*(item.get("parameters") or ()), *(operation.get("parameters") or ())]
    found = [shared[one["$ref"].rpartition("/")[2]] if "$ref" in one else one for one in declared]
    keys = {(one["in"], one["name"].lower()) for one in schemes_of(document).values() if one["type"] == "apiKey"}
    keys.add(("header", "authorization"))
    return any((one["in"], one["name"].lower()) in keys for one in found)


def differences(document: dict[str, Any]) -> Iterator[str]:
    """Yield what is not the same in the document that the import of a document is exported to."""
    translation = translate(document, Options())
    assert translation is not None
    api = Api(translation.document)
    exported: dict[str, Any] = json.loads(json.dumps(to_openapi(api)))
    names = {made: one.get("x-dynaclient", {}).get("name", made) for made, one in _declared(exported).items()}
    document = _with_usable(document)
    before = schemes_of(document)
    after = {names[name]: scheme for name, scheme in schemes_of(exported).items()}
    if not before:  # the header for credentials may be a parameter, which becomes a scheme
        after.pop("Authorization", None)
    for name in before.keys() | after.keys():
        if before.get(name) != after.get(name):
            yield f"scheme {name}: {before.get(name)} became {after.get(name)}"
    operations = {one["x-dynaclient"]["name"]: one for item in exported["paths"].values() for one in _operations(item)}
    for action in api.actions.values():
        item, source = operation_at(document, translation.origins.pointer(action.pointer))
        required = requirement_of(document, source)
        made = requirement_of(exported, operations[action.name], names)
        is_same = made == required or (not before and (made or ([], True)) == ([], True))
        if not is_same and not takes_credential(document, item, source):
            yield f"{action.name}: {required} became {made}"
    again = load(exported)
    if again.auth != api.auth:
        yield f"the schemes {api.auth} became {again.auth}"
    for action in api.actions.values():
        other = again.action(action.name)
        if (action.auth_alternatives, action.auth_required) != (other.auth_alternatives, other.auth_required):
            yield f"{action.name}: {action.auth_alternatives} became {other.auth_alternatives}"


def _operations(item: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield from (value for key, value in item.items() if key in METHODS)
    yield from item.get("additionalOperations", {}).values()
