"""
The schemas of our files as editors read them best: with Markdown, suggestions, and all that a schema in them may have.

The files of the package stay the only source: everything here is derived from them when a schema is printed or copied.
What is added are annotations, which other tools ignore: `markdownDescription`, `defaultSnippets` and `doNotSuggest` of
the language service of Visual Studio Code, which many editors use. It takes a reference for the keywords of its target,
which override those beside it; so what explains a definition is moved to each reference that is not explained itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ...schema.references import LITERAL, child_shape
from ...strings.expressions import expression
from ..document import format_schema
from ..format import format_description
from .addresses import DESCRIPTIONS, comment_of, published_address
from .keywords import schema_of_schemas

_ANNOTATIONS = ("title", "description", "default", "examples", "defaultSnippets")
"""Keywords that explain a value, and allow or forbid nothing."""
_IN_PLACE = frozenset({"if", "then", "else", "not", "allOf", "anyOf", "oneOf", "dependentSchemas"})
"""Keywords whose schemas are for the same value."""
_CODE = expression("(`[^`]*`)")
_OBJECT = '{"'
"""The beginning of an object in JSON."""

_PARAMETERS = {"${1:name}": {"in": "${2|query,path,header,part,body|}", "schema": {"type": "${3:string}"}}}
_ACTION = {"method": "${9|GET,POST,PUT,PATCH,DELETE|}"}
_SNIPPETS: Mapping[str, Any] = {
    "actions": {"${1:list}": _ACTION},
    "authSchemes": {"${1:token}": {"type": "${2|bearer,basic,digest,mutualTLS|}"}},
    "parameterChanges": _PARAMETERS,
    "parameters": _PARAMETERS,
    "prose": "$1",
    "resources": {"${1:things}": {"path": "/${1:things}", "actions": {"${2:list}": _ACTION}}},
    "responses": {"${1:200}": {"description": "$2"}},
    "schemas": {"${1:thing}": {"type": "object", "properties": {"${2:name}": {"type": "${3:string}"}}}},
}
"""Definition → what an editor writes after a key of that kind; ``${1:…}`` is where the cursor stops first."""
_DOCUMENT = {
    "dynaclient": "^1",  # without the quotes
    "title": "${1:My API}",
    "server": "${2:https://api.example.com}",
    "resources": {"${3:things}": {"path": "/${3:things}", "actions": {"${4:list}": _ACTION}}},
}
"""What an editor suggests for an empty file."""


def description_schema() -> str:
    """Return the schema of descriptions for editors, as JSON."""
    definitions = {
        name: {**definition, "defaultSnippets": [{"body": _SNIPPETS[name]}]} if name in _SNIPPETS else definition
        for name, definition in format_schema()["$defs"].items()
    }
    definitions["schema"] = schema_of_schemas(definitions["schema"])
    start = [{"label": "a new description", "body": _DOCUMENT}]
    return editor_schema({**format_schema(), "$defs": definitions, "defaultSnippets": start}, DESCRIPTIONS)


def editor_schema(schema: Mapping[str, Any], name: str) -> str:
    """
    Return a schema of ours for editors, as JSON.

    Args:
        schema: The schema, a file of the package.
        name: The name that it is published as.
    """
    address = published_address(name)
    head = {"$schema": schema["$schema"], **({} if address is None else {"$id": address})}
    derived = _Derivation(schema).whole()
    comment = comment_of({**head, **derived})
    return format_description(json.dumps({**head, "$comment": comment, **derived}, ensure_ascii=False))


class _Derivation:
    """A schema, and the one that is derived from it."""

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._definitions = schema["$defs"]

    def whole(self) -> dict[str, Any]:
        """Return the derived schema."""
        definitions = {
            name: self._derived(_without_annotations(definition), is_explained=True)
            for name, definition in self._definitions.items()
        }
        rest = {keyword: value for keyword, value in self._schema.items() if keyword != "$defs"}
        return {**self._derived(rest), "$defs": definitions}

    def _derived(self, schema: Any, *, is_explained: bool = False, is_condition: bool = False) -> Any:
        """
        Return the schema that is derived from one inside.

        Args:
            schema: It, or what a keyword has in place of one.
            is_explained: Whether the schema around it is for the same value, and explains it.
            is_condition: Whether it is in an `if`; editors would suggest its properties before the others.
        """
        if isinstance(schema, list):
            return [self._derived(item, is_explained=is_explained, is_condition=is_condition) for item in schema]
        if not isinstance(schema, dict):
            return schema
        found = _without_inserted({**({} if is_explained else self._annotations_of_target(schema)), **schema})
        if "description" in found and _has_markdown(found["description"]):
            found["markdownDescription"] = _markdown(found["description"])
        is_explained = is_explained or "description" in found
        return {
            keyword: self._member(keyword, value, is_explained=is_explained, is_condition=is_condition)
            for keyword, value in found.items()
        }

    def _member(self, keyword: str, value: Any, *, is_explained: bool, is_condition: bool) -> Any:
        shape = LITERAL if keyword == "defaultSnippets" else child_shape("schema", keyword)
        if shape == LITERAL:
            return value
        is_in_place = keyword in _IN_PLACE
        flags = {"is_explained": is_explained and is_in_place, "is_condition": is_condition and is_in_place}
        if keyword == "if":
            flags["is_condition"] = True
        if shape != "schemas":
            return self._derived(value, **flags)
        members = {name: self._derived(member, **flags) for name, member in value.items()}
        if keyword != "properties":
            return members
        return {name: _not_suggested(member, is_condition) for name, member in members.items()}

    def _annotations_of_target(self, schema: Mapping[str, Any]) -> dict[str, Any]:
        target = self._definitions.get(str(schema.get("$ref", "")).removeprefix("#/$defs/"), {})
        return {keyword: target[keyword] for keyword in _ANNOTATIONS if keyword in target}


def _without_annotations(schema: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: value for keyword, value in schema.items() if keyword not in _ANNOTATIONS}


def _without_inserted(schema: dict[str, Any]) -> dict[str, Any]:
    """
    Return a schema without examples that an editor would insert as the value.

    It does so with the only example of a key, and an example in place of a snippet or of an empty object is in the way.
    """
    if "defaultSnippets" in schema:
        return {keyword: value for keyword, value in schema.items() if keyword != "examples"}
    examples = schema.get("examples")
    if not isinstance(examples, list) or not any(isinstance(example, (dict, list)) for example in examples):
        return schema
    simple = [example for example in examples if not isinstance(example, (dict, list))]
    rest = {keyword: value for keyword, value in schema.items() if keyword != "examples"}
    return {**rest, "examples": simple} if simple else rest


def _not_suggested(schema: Any, is_condition: bool) -> Any:
    """Return the schema of a property that editors do not suggest: if it is in a condition, or not allowed."""
    if isinstance(schema, dict) and (is_condition or schema.get("not") == {}):
        return {**schema, "doNotSuggest": True}
    return schema


# --- Markdown --------------------------------------------------------------------------------------------------------


def _has_markdown(text: str) -> bool:
    return "`" in text or _OBJECT in text


def _markdown(text: str) -> str:
    """Return a description as Markdown: objects in it are code as well."""
    return "".join(part if part.startswith("`") else _with_code(part) for part in _CODE.split(text))


def _with_code(text: str) -> str:
    before, start, rest = text.partition(_OBJECT)
    if not start:
        return before
    depth, length = 1, 0
    while depth and length < len(rest):
        depth += {"{": 1, "}": -1}.get(rest[length], 0)
        length += 1
    return f"{before}`{start}{rest[:length]}`{_with_code(rest[length:])}"
