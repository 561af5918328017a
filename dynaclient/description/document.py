"""
The description as written: its references are resolved, and its form is validated.

The form is the JSON Schema in ``api.schema.json``.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ..errors import DescriptionError, Problem, close_matches, did_you_mean
from ..formats.lazy import plain
from ..formats.translation import Description, Translation
from ..records import replace
from ..schema.engines import DEFAULT_DIALECT, DIALECTS
from ..schema.references import (
    LITERAL,
    SHAPES,
    SchemaLocation,
    Tokens,
    child_shape,
    format_pointer,
    get_reference,
    is_other_kind,
    kind_at,
    parse_pointer,
    resolve_pointer,
    resolve_references,
)
from ..schema.schema_cache import SchemaCache
from ..schema.validation import Schema, Validator
from .frozen_dict import frozen

if TYPE_CHECKING:
    from .source_lines import SourceLines

TOP_LEVEL = {
    "title": "text", "version": "text", "description": "prose", "server": "server", "servers": "servers",
    "errors": "errors", "links": "links", "auth": "authSchemes", "scopes": "scopes", "requires": "authRequirement",
    "headers": "headers",
}  # fmt: skip
"""Top-level keys whose values may hold references, and their definitions in the format."""
MAX_NODES = 200_000
MAX_STRUCTURE = 64
"""How deeply values other than schemas may be nested once their references are resolved."""


class Node(dict[str, Any]):
    """An object of the description with its references resolved; `tokens` is its location."""

    tokens: Tokens = ()
    locations: Mapping[str, Tokens] = MappingProxyType({})
    """Where members are that are not at its own location, because they are those of the target of its `$ref`."""

    @property
    def pointer(self) -> str:
        """Its location as a JSON pointer."""
        return format_pointer(self.tokens)

    def pointer_of(self, key: str) -> str:
        """Return the location of a member as a JSON pointer."""
        return format_pointer(self.locations.get(key, (*self.tokens, key)))


_WITH_EXTENSIONS = frozenset({"resource", "action", "parameter", "response"})
"""Shapes in which a key that begins with ``x-`` is ignored; elsewhere it may be a name, such as that of a header."""


class _TooLarge(Exception):
    """The resolved value is endless or too large."""


class _Resolver:
    """Resolves the references of a document: objects become `Node`s, schemas become their `SchemaLocation`."""

    def __init__(self, document: Any) -> None:
        self.document = document
        self.remaining_nodes = MAX_NODES

    def at(self, tokens: Tokens, shape: str, depth: int = 0) -> Any:
        """Return the value at a location; LookupError if a reference does not resolve, `_TooLarge` if it is endless."""
        return self._value(resolve_pointer(self.document, tokens), tokens, shape, depth)

    def _value(self, value: Any, tokens: Tokens, shape: str, depth: int) -> Any:
        self.remaining_nodes -= 1
        if self.remaining_nodes <= 0 or depth > MAX_STRUCTURE:
            raise _TooLarge
        if shape == "schema":
            return SchemaLocation(tokens)
        if isinstance(value, list):
            return [self._value(item, (*tokens, index), shape, depth + 1) for index, item in enumerate(value)]
        return self._node(value, tokens, shape, depth) if isinstance(value, dict) else value

    def _node(self, value: dict[str, Any], tokens: Tokens, shape: str, depth: int) -> Any:
        node = Node()
        node.tokens = tokens
        target = None if shape == LITERAL else get_reference(value)
        if target is not None:
            if not target.startswith("#/") or is_other_kind(shape, parse_pointer(target)):
                raise LookupError(target)
            base = self.at(parse_pointer(target), shape, depth)
            if len(value) == 1 or not isinstance(base, Node):
                return base
            # Keys beside a `$ref` override those of its target.
            node.update(base)
            inherited = base.keys() - value.keys()
            node.locations = {key: base.locations.get(key, (*base.tokens, key)) for key in inherited}
        for key, member in value.items():
            if key.startswith("x-") and shape in _WITH_EXTENSIONS:
                continue  # it has no meaning here, however large it is
            if key == "value" and shape == "namedExample":
                node[key] = SchemaLocation((*tokens, key))  # it may be large, and is looked up when it is needed
            elif key != "$ref" or target is None:
                inner = child_shape(shape, key)
                is_scalar = inner != "schema" and not isinstance(member, (dict, list))
                node[key] = member if is_scalar else self._value(member, (*tokens, key), inner, depth + 1)
        return node


class Document:
    """A whole description, unresolved, and a cache of its schemas."""

    def __init__(self, raw: Mapping[str, Any], lines: SourceLines | None = None, *, is_sound: bool = False) -> None:
        problems = root_problems(raw)
        if problems:
            raise DescriptionError(problems)
        self.raw = raw
        self.path = lines.path if lines else None
        """The absolute path of its file, or the URL that it is from, if it has one."""
        self.lines = lines
        """The lines of its file, if it has one."""
        self._schemas: dict[tuple[Tokens, str], Schema] = {}
        self.is_sound = is_sound
        """Whether its form and its schemas were validated before, and have no problems (see `soundness`)."""
        self._shared = SchemaCache(is_sound=is_sound)
        if not is_sound:
            _definitions()  # now, and not in the first call: an interrupt while modules are imported could lock them

    @property
    def dialect(self) -> str:
        """The JSON Schema dialect of its schemas, a key of `DIALECTS`."""
        return str(self.raw.get("dialect", DEFAULT_DIALECT))

    @property
    def translation(self) -> Translation | None:
        """What it was translated by, if it has another format."""
        return self.raw.translation if isinstance(self.raw, Description) else None

    def in_source(self, problems: Iterable[Problem]) -> list[Problem]:
        """
        Return problems with pointers into the document that was read, and with the lines there.

        It is another one if it was translated; lines are known if it is a file.
        """
        translation = self.translation
        if translation is None:
            return self._located(problems)
        pointer = translation.origins.pointer
        moved = (replace(problem, pointer=pointer(problem.pointer or "")) for problem in problems)
        return self._located(map(translation.as_noted, moved))

    def notes(self) -> list[Problem]:
        """Return what could not be carried over from another format: all of the document is translated for it."""
        translation = self.translation
        if translation is None:
            return []
        plain(self.raw)
        return self._located(translation.notes)

    def _located(self, problems: Iterable[Problem]) -> list[Problem]:
        found = list(problems)
        return found if self.lines is None or not found else self.lines.located(found)

    def schema_at(self, tokens: Tokens, direction: str = "") -> Schema:
        """Return the schema at a location, for requests, responses or both; always the same object."""
        key = (tokens, direction)
        schema = self._schemas.get(key)
        if schema is None:
            schema = self._schemas.setdefault(key, Schema(self.raw, tokens, self.dialect, self._shared, direction))
        return schema

    def top_level(self, key: str) -> Any:
        """Return the value of a key of `TOP_LEVEL`, resolved and validated; None if the key is missing."""
        value, problems = self._at_top(key)
        if problems:
            raise DescriptionError(self.in_source(problems))
        return value

    def top_level_problems(self) -> list[Problem]:
        """Return the problems of all keys of `TOP_LEVEL`, in which references are followed."""
        return [problem for key in TOP_LEVEL for problem in self._at_top(key)[1]]

    def _at_top(self, key: str) -> tuple[Any, list[Problem]]:
        if key not in self.raw:
            return None, []
        value, problems = self.resolve((key,), "value")
        return value, problems or self.shape_problems(TOP_LEVEL[key], value, format_pointer((key,)))

    def text(self, key: str) -> str:
        """Return a top-level value that is shown to people; an empty string if it is missing or has problems."""
        value = self.raw.get(key)
        return str((self._readable(key) if isinstance(value, dict) else value) or "")

    @cached_property
    def scope_descriptions(self) -> Mapping[str, str]:
        """What scopes mean; nothing if that cannot be read, which `lint` reports."""
        schemes = self._readable("auth").values()
        ways = (way for scheme in schemes for way in scheme.get("obtain", {}).values())
        found = {scope: str(text) for way in ways for scope, text in way.get("scopes", {}).items() if text.strip()}
        found.update(self._readable("scopes").get("descriptions", {}))
        return frozen({scope: text for scope, text in found.items() if scope.split() == [scope]})

    def _readable(self, key: str) -> Any:
        """Return the value of a top-level key; an empty object if it is missing or has problems."""
        value, problems = self._at_top(key)
        return {} if problems or value is None else value

    def shape_problems(self, definition: str, value: Any, pointer: str) -> list[Problem]:
        """Return the violations of a resolved value of it against a definition of the format (a key of its `$defs`)."""
        return [problem for _, problem in self.keyed_shape_problems(definition, value, pointer)]

    def keyed_shape_problems(self, definition: str, value: Any, pointer: str) -> list[tuple[str, Problem]]:
        """Return the same, each with the key of the member that it is in; an empty string for the value itself."""
        return [] if self.is_sound else _keyed_shape_problems(definition, value, pointer)

    def resolve(self, tokens: Tokens, shape: str) -> tuple[Any, list[Problem]]:
        """Return the value at a location with its references resolved, and the problems of these references."""
        try:
            return _Resolver(self.raw).at(tokens, shape), []
        except (LookupError, RecursionError, _TooLarge):
            problems = resolve_references(self.raw, tokens, shape, into_schemas=False).problems
        message = "this value is too large or too deep once its references are resolved, or they never end"
        hint = f"remove what is more than {MAX_STRUCTURE} levels deep, or a `$ref` of a circle"
        return Node(), problems or [Problem.in_description(format_pointer(tokens), "circular-ref", message, hint)]


def root_problems(document: Any) -> list[Problem]:
    """Return the problems of the top level that prevent loading."""
    if not isinstance(document, (dict, Mapping)):  # `dict` is checked faster
        hint = 'start with {"dynaclient": 1, "resources": {…}}, or pass an OpenAPI, Swagger or Discovery document'
        return [Problem.in_description("", "type", "a description has to be a JSON object", hint)]
    problems = []
    if document.get("dynaclient") != 1 or document.get("dynaclient") is True:
        message = "`dynaclient` is the version of the description format, and this library reads version 1"
        hint = 'write "dynaclient": 1, or pass an OpenAPI, Swagger or Discovery document'
        problems.append(Problem.in_description("/dynaclient", "version", message, hint))
    if not isinstance(document.get("resources"), Mapping):
        message = "`resources` has to be an object with the resources by name"
        problems.append(Problem.in_description("/resources", "type", message, 'write "resources": {…}'))
    dialect = document.get("dialect", DEFAULT_DIALECT)
    if not isinstance(dialect, str) or dialect not in DIALECTS:
        message = f"{_shortened_json(dialect)} is not a known JSON Schema dialect"
        problems.append(Problem.in_description("/dialect", "enum", message, f"use one of: {', '.join(DIALECTS)}"))
    return problems


# --- the form --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def format_schema() -> Any:  # pragma: no cover - once in a process, in a test whose lines may not be counted
    """Return the JSON Schema of the format."""
    return json.loads(Path(__file__).parent.with_name("api.schema.json").read_text("utf-8"))


@lru_cache(maxsize=1)
def _definitions() -> Validator:  # pragma: no cover - once in a process, in a test whose lines may not be counted
    """
    Return one validator with all definitions of the format as properties: compiling them one by one is slower.

    Most descriptions need it, and compiling takes as long as loading half a megabyte.
    """
    definitions = format_schema()["$defs"]
    known = {name: {"$ref": f"#/$defs/{name}"} for name in definitions}
    schema = {"properties": known, "$defs": definitions}
    validator = Validator(schema, "2020-12", fast_schema=schema)
    validator.compile()
    return validator


@lru_cache(maxsize=32)
def _definition(name: str) -> Schema:
    return Schema(format_schema(), ("$defs", name), "2020-12")


def _keyed_shape_problems(definition: str, value: Any, pointer: str) -> list[tuple[str, Problem]]:
    plain = _without_schemas(value)
    if _definitions().is_clearly_valid({definition: plain}):
        return []
    violations = _definition(definition).find_violations(plain)  # empty if there was only no fast engine
    keys = (str(violation.path[0]) if violation.path else "" for violation in violations)
    shape = definition if definition in SHAPES else "value"
    problems = (format_problem(violation, _located(value, violation, pointer, shape)) for violation in violations)
    return list(zip(keys, problems, strict=True))


def _without_schemas(value: Any) -> Any:
    if isinstance(value, SchemaLocation):
        return True
    if isinstance(value, dict):
        return {key: _without_schemas(member) for key, member in value.items()}
    if isinstance(value, list):
        return [_without_schemas(item) for item in value]
    return value


def _located(value: Any, violation: Any, pointer: str, shape: str) -> str:
    """
    Return where the author of a description has to change something: the target of a reference, or the reference.

    The target is as it should be if the key is not allowed, or if it is of another kind than the key needs.
    """
    own = value.pointer if isinstance(value, Node) else pointer
    for count, step in enumerate(violation.path, 1):
        pointer = value.pointer_of(step) if isinstance(value, Node) else own + format_pointer((step,))
        value, shape = value[step], child_shape(shape, str(step))
        own = value.pointer if isinstance(value, Node) else pointer
        is_wrong_key = count == len(violation.path) and _is_about_key(violation)
        if own != pointer and (is_wrong_key or kind_at(value.tokens) not in ("", shape)):
            return pointer
    return own


def _is_about_key(violation: Any) -> bool:
    return bool(violation.known) or violation.rule in ("additionalProperties", "propertyNames")


def format_problem(violation: Any, pointer: str) -> Problem:
    """Return the problem that a violation of the format's schema is to the author of a description."""
    rule, path, expected = violation.rule, violation.path, violation.expected
    if _is_about_key(violation):
        return unknown_key(pointer, str(path[-1] if path else "the description"), violation.known)
    if rule == "required":
        missing = [key for key in expected if not isinstance(violation.got, dict) or key not in violation.got]
        keys = ", ".join(f"`{key}`" for key in missing)
        message = f"the required {f'key {keys} is' if len(missing) == 1 else f'keys {keys} are'} missing"
        return Problem.in_description(pointer, "required", message, "add it" if len(missing) == 1 else "add them")
    got = _shortened_json(violation.got)
    if rule == "enum":
        hint = did_you_mean(close_matches(str(violation.got), map(str, expected))) or _listed("use one of:", expected)
        return Problem.in_description(pointer, "enum", f"{got} is not one of the allowed values", hint)
    if violation.note:
        hint = (violation.note[0].lower() + violation.note[1:]).rstrip(".")
        # With its schemas read, a value is another one, but the mistake is the same.
        shown = f"`{path[-1]}`" if path and isinstance(violation.got, (dict, list)) else got
        return Problem.in_description(pointer, rule, f"{shown} is not allowed here", hint)
    if rule == "type":
        types = expected if isinstance(expected, str) else " or ".join(map(str, expected))
        message = f"expected type {types}, got {got}"
    else:
        message = f"{got} does not satisfy `{rule}` of the description format"
    return Problem.in_description(pointer, rule, message, "see the description of this key in api.schema.json")


_INSTEAD = {
    "actions": "`resources.NAME.actions`",
    "basePath": "`server`",
    "components": "`schemas`, `parameters`, `responses` and `auth`",
    "definitions": "`schemas`",
    "host": "`server`",
    "info": "`title`, `version` and `description`",
    "paths": "`resources.NAME.actions.NAME`",
    "security": "`requires`",
    "securityDefinitions": "`auth`",
}
"""Keys that other formats have at the top level, or this one elsewhere, and what to write: no name is similar to it."""


def unknown_key(pointer: str, name: str, known: Collection[str], note: str = "") -> Problem:
    """
    Return the problem of a key that the format does not have where it is.

    Args:
        pointer: Where it is, as a JSON pointer.
        name: The key.
        known: The keys that are allowed there.
        note: What follows the suggestion for a key of another format.
    """
    instead = _INSTEAD.get(name) if "dynaclient" in known else None
    hint = f"write {instead}{note}" if instead else did_you_mean(close_matches(name, known))
    hint = hint or _listed("allowed here:", known)
    return Problem.in_description(pointer, "unknown-key", f"`{name}` is not a key allowed here", hint)


def _shortened_json(value: Any) -> str:
    from ..schema.outline import format_value  # which calls do not need

    return format_value(value, 60) if isinstance(value, (dict, list)) else json.dumps(value, default=repr)


def _listed(head: str, names: Iterable[Any]) -> str:
    listed = ", ".join(map(str, names))
    return f"{head} {listed}" if listed else ""
