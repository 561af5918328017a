"""Lint: finds all problems of a description, with their pointers, their lines and what to write instead."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from ..errors import DescriptionError, Problem
from ..formats.places import split_pointer
from ..records import replace
from ..schema.engines import DIALECTS
from ..schema.patterns import find_doubts, patterns_in
from ..schema.references import Tokens, format_pointer, get_reference, resolve_references, walk
from ..schema.validation import Schema, Validator
from .api import Api, Resource
from .auth_advice import auth_advice
from .document import format_problem, format_schema
from .json_index import StoredIndex, index_path, is_index
from .keyword_advice import keyword_advice
from .loading import Source, bundled, is_packaged, load, read_text
from .model import OWN_NAMES, Server
from .outlines import action_members, value_of
from .positions import Positions
from .rules import example_problems, server_advice, server_problems
from .sharing import digest
from .spellings import snake_case
from .text import positions_in

_ANNOTATIONS = frozenset(
    {"$ref", "$comment", "title", "description", "examples", "example", "default", "secret", "deprecated"}
)
_SHARED = {
    "parameters": "parameters",
    "responses": "responses",
    "schemas": "schemas",
    "pagination": "value",
}
"""Top-level keys with what others refer to, and their shapes: each entry is validated where it is used."""


def lint(source: Source | None = None, *, patch: Any = None, notes: bool = True) -> list[Problem]:
    """
    Return all problems of a description, in the order of the file; an empty list if it has none.

    Args:
        source: A path, a dict or a loaded `Api`; the bundled description if left out.
        patch: One or more patches of the description; the problems then have no lines.
        notes: Whether what could not be carried over from another format is reported too.

    Raises:
        DescriptionError: The file cannot be read, or is neither JSON nor YAML.
    """
    source = bundled() if source is None else source
    file = None if isinstance(source, (Api, Mapping)) or patch is not None else source
    if isinstance(source, Api) and source.path is not None and Path(source.path).is_file():
        file = source.path
    positions = positions_in(*read_text(file)) if file is not None else Positions()
    beside = list(_index_problems(Path(file))) if isinstance(file, (str, os.PathLike)) and is_packaged(file) else []
    try:
        api = load(source, patch=patch).unproven()
    except DescriptionError as error:
        return _in_order([*beside, *positions.duplicates, *error.problems], positions)
    found = [*beside, *positions.duplicates, *_problems(api), *(api.notes() if notes else ())]
    elsewhere = api.other_files.duplicates() if api.other_files else ()  # in the files that were read by now
    return _in_order([*found, *elsewhere], positions)


def _index_problems(path: Path) -> Iterator[Problem]:
    """Yield the problem of an index beside the bundled description that is one of another content: it is not used."""
    beside = Path(index_path(str(path)))
    with suppress(OSError):  # there is none, or the file has been removed since
        data = beside.read_bytes()
        index = StoredIndex.read(data) if is_index(data) else None
        if is_index(data) and (index is None or index.content != digest(path.read_bytes())):
            message = f"its index, {beside.name}, was made of another content or is damaged, so it is not used"
            hint = "install the package again, whose build makes its index, or delete this one"
            yield Problem.in_description("", "index", message, hint)


def _in_order(problems: Iterable[Problem], positions: Positions) -> list[Problem]:
    """Return the problems without duplicates, with their lines, in the order of the file."""
    by_content: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        pointer = problem.pointer or ""
        is_elsewhere = bool(split_pointer(pointer)[0])
        line = problem.line or (None if is_elsewhere else positions.line(pointer))
        located = replace(problem, line=line)
        by_content.setdefault((pointer, problem.rule, problem.message), located)
    return sorted(by_content.values(), key=_position)


def _position(problem: Problem) -> tuple[str, int, str]:
    """Return what problems are sorted by: those of the file itself come before those of others beside it."""
    file, pointer = split_pointer(problem.pointer or "")
    return file, problem.line or 0, pointer


def _problems(api: Api) -> Iterator[Problem]:
    yield from api.in_source(shared_problems(api))
    for resource, key in api.action_keys():
        yield from action_problems(api, resource, key)


def action_problems(api: Api, resource: Resource, key: str) -> Iterator[Problem]:
    """Yield all problems of an action, with pointers into the document that was read."""
    try:
        yield from api.builder(resource, key).all_problems()
    except DescriptionError as error:
        yield from error.problems


def shared_problems(api: Api) -> Iterator[Problem]:
    """Yield the problems of what is not of a single action, with pointers into the description."""
    yield from format_problems(api.document)
    for key, shape in _SHARED.items():
        if key in api.document:
            yield from resolve_references(api.document, (key,), shape).problems
    yield from api.top_level_problems()
    yield from _shared_schema_problems(api)
    yield from _pattern_doubts(api.document)
    yield from _server_problems(api)
    yield from _auth_problems(api)
    yield from name_problems(api)


def _server_problems(api: Api) -> Iterator[Problem]:
    """Yield the problems of the servers of the whole description; their form has been validated with all of it."""
    with suppress(DescriptionError):
        servers: list[tuple[Tokens, Server | None]] = [(("server",), api.server)]
        servers += [(("servers", name), server) for name, server in api.servers.items()]
        for tokens, server in servers:
            if server is not None:
                yield from server_problems(server, format_pointer(tokens))
                yield from server_advice(server, format_pointer(tokens))


def _auth_problems(api: Api) -> Iterator[Problem]:
    """Yield the problems of the auth schemes; their form has been validated with the whole description."""
    with suppress(DescriptionError):
        yield from auth_advice(api)


def format_problems(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what the schema of the format does not allow in a description."""
    validator = Validator(format_schema(), "2020-12")
    if not validator.is_valid(document):
        for violation in validator.find_violations(document):
            yield format_problem(violation, format_pointer(violation.path))


def _shared_schema_problems(api: Api) -> Iterator[Problem]:
    for name in api.schemas:
        schema = api.schema_at(("schemas", name))
        problems = schema.problems()
        yield from problems
        yield from _sibling_problems(schema)
        yield from keyword_advice(schema)
        if not problems:
            yield from example_problems(schema)


def _sibling_problems(schema: Schema) -> Iterator[Problem]:
    """Yield keywords beside a `$ref`: before 2019-09, validators ignore them (draft-07 core, section 8.3)."""
    if list(DIALECTS).index(schema.dialect) > list(DIALECTS).index("draft-07"):
        return
    for tokens, shape, value in walk(schema.tokens, "schema", schema.raw):
        beside = sorted(set(value) - _ANNOTATIONS) if shape == "schema" and get_reference(value) is not None else []
        ignored = [keyword for keyword in beside if not keyword.startswith("x-")]
        if ignored:
            message = f"{schema.dialect} ignores keywords beside a `$ref`: {', '.join(ignored)}"
            hint = 'write "allOf": [{"$ref": …}, {…}]'
            yield Problem.in_description(format_pointer(tokens), "ref-siblings", message, hint)


def _pattern_doubts(document: Any) -> Iterator[Problem]:
    """Yield what patterns have that other dialects of patterns read differently: it is valid, but hardly meant."""
    shared = document.get("schemas") if isinstance(document, dict) else None
    for start, shape, value in (((), "resource", document), (("schemas",), "schemas", shared)):
        for tokens, kind, schema in walk(start, shape, value):
            for steps, pattern in patterns_in(schema) if kind == "schema" else ():
                for reading, hint in find_doubts(pattern):
                    message = f"in the pattern {pattern[:100]!r}, {reading}"
                    yield Problem.in_description(format_pointer((*tokens, *steps)), "pattern-dialect", message, hint)


def name_problems(api: Api) -> Iterator[Problem]:
    """Yield the problems of the names of resources and actions, with pointers into the description."""
    yield from _collisions(api.resources, ("resources",))
    for name in api.resources:
        if snake_case(name) in OWN_NAMES or name in OWN_NAMES:
            message = f"the resource {name!r} is hidden by the client's own attribute {snake_case(name)!r}"
            hint = f'rename it, or access it as client["{name}"]'
            yield Problem.in_description(format_pointer(("resources", name)), "own-name", message, hint)
        elif name.startswith("_"):
            yield _hidden(("resources", name), name)
    for resource in api.all_resources.values():
        yield from _resource_name_problems(resource)
    yield from _operation_id_problems(api)


def _operation_id_problems(api: Api) -> Iterator[Problem]:
    """Yield the operation ids that several actions have: `client.call` finds the first one."""
    first_names: dict[str, str] = {}
    for resource, key in api.action_keys():
        locations = action_members(api.document, resource.levels[-1], key)
        found = value_of(api.document, locations, "operationId")
        name = f"{resource.name}.{key}"
        first = first_names.setdefault(found, name) if isinstance(found, str) else name
        if first != name:
            message = f"{first} has the same operation id {found!r:.100}, and only it is found by it"
            pointer = format_pointer(locations["operationId"])
            yield Problem.in_description(pointer, "collision", message, "change or remove one of them")


def _hidden(tokens: Tokens, name: str) -> Problem:
    message = f"{name!r} begins with an underscore, so it is not accessible as an attribute in Python"
    return Problem.in_description(format_pointer(tokens), "own-name", message, f'rename it, or access it as ["{name}"]')


def _resource_name_problems(resource: Resource) -> Iterator[Problem]:
    locations = resource.levels[-1]
    for key, names in (("actions", resource.action_names), ("resources", resource.resource_names)):
        if key in locations:
            yield from _collisions(names, locations[key])
            yield from (_hidden((*locations[key], name), name) for name in names if name.startswith("_"))
    for name in resource.resource_names:
        actions = [action for action in resource.action_names if snake_case(action) == snake_case(name)]
        if actions:
            message = f"the resource {name!r} and the action {actions[0]!r} beside it have the same name in Python"
            pointer = format_pointer((*locations["resources"], name))
            yield Problem.in_description(pointer, "collision", message, "rename one of them")


def _collisions(names: Iterable[str], tokens: Tokens) -> Iterator[Problem]:
    first_names: dict[str, str] = {}
    for name in names:
        first = first_names.setdefault(snake_case(name), name)
        if first != name:
            message = f"{first!r} and {name!r} have the same name {snake_case(name)!r} in Python"
            yield Problem.in_description(format_pointer((*tokens, name)), "collision", message, "rename one of them")
