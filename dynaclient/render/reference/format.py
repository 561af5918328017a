"""
The reference of the format of descriptions, made of ``api.schema.json``: a section for each object, a row for each key.

The sections are in the order in which a description is written. What a key means, its default and its examples are in
the schema; what is inherited are the keys that resources and actions have in common.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...description.document import format_schema
from ...description.format import format_description
from ...runtime.page import inline_markdown
from .errors import NOTICE

MINIMAL: Mapping[str, Any] = {
    "dynaclient": 1,
    "title": "Book shop",
    "server": "https://shop.example.com",
    "resources": {
        "books": {"path": "/books", "actions": {"list": {"method": "GET", "description": "Lists the books."}}}
    },
}
"""A description that can be called, and has no more than that."""
TOP = "the description"
PAGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "format.md": (
        "The format of descriptions",
        {
            TOP: "Top level",
            "server": "Server",
            "serverVariable": "Variable of a server",
            "resource": "Resource",
            "action": "Action",
            "parameter": "Parameter",
            "schema": "Schema",
            "response": "Response",
            "responseHeader": "Header of a response",
            "errors": "Errors",
            "paginate": "Pagination",
            "paginateSort": "Sorting of a list",
            "paginateFilter": "Filter of a list",
            "memberEncoding": "Encoding of a member",
            "namedExample": "Named example",
            "link": "Link",
            "reference": "Reference",
        },
    ),
    "format-auth.md": (
        "The format of descriptions: authentication and scopes",
        {
            "authScheme": "Auth scheme",
            "obtain": "Way to obtain a credential",
            "csrf": "Token against cross-site request forgery",
            "whoami": "Who you are",
            "authRequirement": "Required authentication",
            "scopes": "Scopes of the API",
            "actionScopes": "Scopes of an action",
            "scopeEntry": "Scopes that belong together",
        },
    ),
    "format-mock.md": (
        "The format of descriptions: the mock server",
        {"mock": "Mock server", "mockValue": "Stored value"},
    ),
}
"""The pages, with their titles and sections: the objects that have keys, in the order in which one writes them."""
SECTIONS: Mapping[str, str] = {name: title for _, sections in PAGES.values() for name, title in sections.items()}
"""The titles of the sections of objects."""
_TYPES: Mapping[str, str] = {
    "text": "string",
    "prose": "string",
    "switch": "boolean",
    "deprecation": "string or boolean",
    "parameterName": "name of a parameter",
    "parameterPath": "name of a parameter, or pointer into one",
    "headerName": "name of a header",
    "headerValue": "string",
    "mediaType": "media type",
    "mediaTypes": "media type, or list of media types",
    "pointer": "JSON pointer",
    "actionName": "name of an action",
    "endpoint": "URL",
    "url": "URL",
    "path": "path",
    "wholePath": "path",
    "target": "reference",
    "scope": "scope",
    "schemeEntry": "name of a scheme, or the name with its scopes",
    "mockSource": "name of an argument, or list of them",
}
"""What simple values are called."""
_KEYS: Mapping[str, str] = {
    "responses": "status", "schemas": "name", "content": "media type", "headers": "header", "responseHeaders": "header",
    "events": "event", "mockFilter": "argument", "mockValues": "property", "mockResponse": "JSON pointer",
    "encoding": "member",
}  # fmt: skip
"""What the keys of objects without keys of their own are; of the others, names."""


def format_pages() -> dict[str, str]:
    """Return the pages by their names below ``docs/reference``."""
    return {page: "\n\n".join(_page(page)) + "\n" for page in PAGES}


def keys_of(name: str) -> dict[str, Any]:
    """Return the keys of an object of the format, each with its schema; those of all objects are left out."""
    owner = format_schema() if name == TOP else format_schema()["$defs"][name]
    keys = dict(owner.get("properties", {}))
    return keys if name == "reference" else {key: schema for key, schema in keys.items() if key != "$ref"}


def inherited_keys() -> tuple[str, ...]:
    """Return the keys of a resource that its actions and inner resources inherit."""
    action = keys_of("action")
    return tuple(key for key in keys_of("resource") if key in action and key != "description")


def examples_of(schema: Mapping[str, Any]) -> list[Any]:
    """Return the examples of a key: its own, or those of what it refers to."""
    if "const" in schema:
        return [schema["const"]]
    own: list[Any] = schema.get("examples", [])
    return own or (examples_of(_definition(schema)) if "$ref" in schema else [])


def _definition(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found: Mapping[str, Any] = format_schema()["$defs"][_name(schema)]
    return found


def _name(schema: Mapping[str, Any]) -> str:
    return str(schema["$ref"]).removeprefix("#/$defs/")


# --- the page --------------------------------------------------------------------------------------------------------


def _page(page: str) -> Iterator[str]:
    title, sections = PAGES[page]
    yield f"# {title}"
    yield NOTICE
    yield from _introduction() if TOP in sections else ["All other keys are in [the format](format.md)."]
    if len(sections) > _MOST_WITHOUT_LIST:
        yield "\n".join(f"- {_link(name, words)}" for name, words in sections.items())
    for name, heading in sections.items():
        yield f"## {heading}"
        yield from _section(name)


_MOST_WITHOUT_LIST = 3
"""Sections of a page without a list of them."""


def _introduction() -> Iterator[str]:
    yield (
        "A description is one JSON file, or YAML. This page has each of its keys, in the order in which one writes "
        "them. [Write a description](../write-a-description.md) is the guide. An editor that knows the schema of the "
        "format shows the same while you type. Lint reports each [problem](file-problems.md)."
    )
    yield "This is the least that can be called:"
    yield f"```json\n{_compact(MINIMAL)}\n```"
    yield (
        f"In place of any object, there may be a {_link('reference', 'reference')} to one. Keys that begin with `x-` "
        "are ignored. Two parts have pages of their own: [authentication and scopes](format-auth.md), and "
        "[what the mock server does](format-mock.md)."
    )


def _compact(document: Mapping[str, Any]) -> str:
    return format_description(json.dumps(document, ensure_ascii=False)).rstrip("\n")


def _section(name: str) -> Iterator[str]:
    owner = format_schema() if name == TOP else format_schema()["$defs"][name]
    yield inline_markdown(owner["description"])
    places = _places().get(name, [])
    if places:
        yield f"It stands in {', '.join(places)}."
    if name == "resource":
        yield f"Its actions and inner resources inherit {_listed(inherited_keys())}."
    if name == "action":
        yield f"It inherits {_listed(inherited_keys())} of its {_link('resource', 'resource')}."
    required = _required(owner)
    yield "\n".join(
        [
            "| key | meaning | type | default | example |",
            "|---|---|---|---|---|",
            *(_row(key, schema, key in required) for key, schema in keys_of(name).items()),
        ]
    )


def _row(key: str, schema: Mapping[str, Any], is_required: bool) -> str:
    meaning = inline_markdown(schema.get("description") or _definition(schema).get("description", ""))
    default = _code(schema["default"]) if "default" in schema else "required" if is_required else ""
    found = examples_of(schema)
    return f"| `{key}` | {meaning} | {_type(schema)} | {default} | {_code(found[0]) if found else ''} |"


def _required(owner: Mapping[str, Any]) -> list[str]:
    required: list[str] = owner.get("required") or owner.get("else", {}).get("required", [])
    return required


def _code(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return inline_markdown(f"``{text}``" if "`" in text else f"`{text}`")


def _listed(keys: tuple[str, ...]) -> str:
    shown = [f"`{key}`" for key in keys]
    return f"{', '.join(shown[:-1])} and {shown[-1]}"


def _link(name: str, words: str) -> str:
    page = next(page for page, (_, sections) in PAGES.items() if name in sections)
    return f"[{words}]({page}#{SECTIONS[name].lower().replace(' ', '-')})"


_REFERENCE: Mapping[str, Any] = {"$ref": "#/$defs/reference"}


# --- types -----------------------------------------------------------------------------------------------------------


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type of a value, with links to the sections of objects."""
    if "$ref" in schema:
        return _type_named(_name(schema))
    if "else" in schema and "type" not in schema:
        then, otherwise = schema.get("then", _REFERENCE), schema["else"]
        return _type(otherwise) if then == _REFERENCE else f"{_type(then)}, or {_type(otherwise)}"
    values = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
    if values:
        return " or ".join(_code(value) for value in values) if len(values) < 3 else ", ".join(map(_code, values))
    if "anyOf" in schema:
        return " or ".join(map(_type, schema["anyOf"]))
    kinds = schema.get("type", [])
    names = [kinds] if isinstance(kinds, str) else kinds
    return " or ".join(_type_of_kind(kind, schema) for kind in names) or "any value"


def _type_of_kind(kind: str, schema: Mapping[str, Any]) -> str:
    if kind == "array":
        return f"list of {_type(schema['items'])}" if schema.get("items") else "list"
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"object: name → {_type(schema['additionalProperties'])}"
    return kind


def _type_named(name: str) -> str:
    if name in SECTIONS:
        return _link(name, _in_sentences(name))
    if name in _TYPES:
        return _TYPES[name]
    definition = format_schema()["$defs"][name]
    members = definition.get("additionalProperties")
    if definition.get("type") == "object" and isinstance(members, dict):
        return f"object: {_KEYS.get(name, 'name')} → {_type(members)}"
    return _type(definition)


def _in_sentences(name: str) -> str:
    title = SECTIONS[name]
    return title[0].lower() + title[1:]


# --- where objects stand ---------------------------------------------------------------------------------------------


def _places() -> dict[str, list[str]]:
    """Return for each object the keys that it stands in, with links to those that have them."""
    found: dict[str, list[str]] = {}
    for owner in SECTIONS:
        for key, schema in keys_of(owner).items():
            for name in _reached(schema):
                found.setdefault(name, []).append(f"`{key}` of {_link(owner, _in_sentences(owner))}")
    return {name: list(dict.fromkeys(places)) for name, places in found.items()}


def _reached(schema: Any) -> Iterator[str]:
    """Yield the objects with sections of their own that a value is, or that it has as members."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        name = _name(schema)
        if name in SECTIONS and name != "reference":
            yield name
        elif name not in SECTIONS and name not in _TYPES:
            yield from _reached(format_schema()["$defs"][name])
        return
    for key in ("additionalProperties", "items", "then", "else"):
        yield from _reached(schema.get(key))
