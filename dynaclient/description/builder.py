"""
One action from the description: everything that it inherits and refers to put together, and checked in full.

A rule about actions and parameters that a JSON Schema cannot say is a method here, and a row in ``tests/test_lint.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..errors import DescriptionError, Problem, close_matches, did_you_mean
from ..schema.references import Tokens, members, pointer_of, shape_below
from ..schema.validation import DEFAULT_DIALECT, Schema
from ..schema.values import Unwritable, read, standard
from .document import Document, Node, shape_problems
from .model import FORBIDDEN_HEADERS, TEMPLATE, UNSET, Action, AuthScheme, Parameter, ResponseDescription, Scope, Server

METHODS_WITHOUT_EFFECT = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS_IDEMPOTENT = METHODS_WITHOUT_EFFECT | {"PUT", "DELETE"}

STYLES: dict[str, tuple[str, ...]] = {
    "path": ("simple", "label", "matrix", "json"),
    "query": ("form", "spaceDelimited", "pipeDelimited", "deepObject", "brackets", "json"),
    "header": ("simple", "json"),
    "cookie": ("form", "json"),
    "part": ("form", "spaceDelimited", "pipeDelimited", "deepObject", "brackets", "json"),
    "body": (),
}
"""The styles of each location, the default first (OpenAPI 3.1, Style Values; `brackets` and `json` are ours)."""

FIXED_EXPLODE = {"spaceDelimited": False, "pipeDelimited": False, "deepObject": True}
"""Styles for which OpenAPI calls the other value of `explode` n/a."""

STYLES_OF_CONTAINERS = frozenset({"spaceDelimited", "pipeDelimited", "deepObject", "brackets"})

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


def server_of(value: Any) -> Server | None:
    """Give the server that a description names; None where it names none."""
    if value is None or isinstance(value, str):
        return Server(value) if value else None
    variables = {
        name: (str(each["default"]), *map(str, each.get("enum", ())))
        for name, each in value.get("variables", {}).items()
    }
    return Server(str(value["url"]), variables)


def auth_scheme(name: str, value: Mapping[str, Any]) -> AuthScheme:
    """Give one auth scheme."""
    wire = str(value.get("name", "Authorization"))
    return AuthScheme(name, str(value["type"]), str(value.get("in", "header")), wire, str(value.get("description", "")))


Levels = tuple[dict[str, Tokens], ...]
"""For each resource on the way to an action, outermost first, the place of each of its members."""


class Builder:
    """Builds one action, and collects everything that is wrong with it."""

    def __init__(
        self, document: Document, resource: str, key: str, levels: Levels, schemes: Mapping[str, AuthScheme]
    ) -> None:
        self.document = document
        self.resource = resource
        self.key = key
        self.name = f"{resource}.{key}"
        self.levels = levels
        self.schemes = schemes
        self.tokens = members(document.raw, levels[-1]["actions"])[key]
        self.problems: list[Problem] = []

    def action(self) -> Action:
        """Give the action; DescriptionError with all its faults where it has any."""
        built = self._built()
        if built is None or self.problems:
            raise DescriptionError(_once(self.problems), f"The description of {self.name}")
        return built

    def all_problems(self) -> list[Problem]:
        """Give all faults of the action, those of its examples included."""
        self._built(deep=True)
        return self.problems

    def problem(self, pointer: str, rule: str, message: str, suggestion: str = "") -> None:
        """Note one fault."""
        self.problems.append(Problem.in_description(pointer, rule, message, suggestion))

    def _built(self, *, deep: bool = False) -> Action | None:
        pointer = pointer_of(self.tokens)
        node, problems = self.document.read(self.tokens, "action")
        self.problems += problems
        self.problems += self._identifier_problems()
        if not problems:
            self.problems += shape_problems("action", node, pointer)
        levels = self._levels()
        if self.problems:
            return None
        path = self._path(node, levels)
        pieces = self._pieces(path, node.origin)
        parameters = self._parameters(node, levels, {name for _, name in pieces if name})
        self._check_together(parameters, pieces, node)
        responses = self._responses(node, levels)
        self._check_schemas(parameters, responses, deep=deep)
        auth, required = self._auth(node, levels)
        method = node["method"]
        readonly = bool(node.get("readonly", method in METHODS_WITHOUT_EFFECT))
        return Action(
            name=self.name,
            key=self.key,
            resource=self.resource,
            method=method,
            path=path,
            pieces=pieces,
            parameters=parameters,
            responses=responses,
            scopes=self._scopes(node),
            description=str(node.get("description", "")),
            auth=auth,
            auth_required=required,
            server=server_of(_innermost("server", [*levels, node])),
            headers=self._headers(node, levels),
            part_content=self._part_content(node, parameters),
            readonly=readonly,
            idempotent=bool(node.get("idempotent", readonly or method in METHODS_IDEMPOTENT)),
            idempotency_key=str(node.get("idempotencyKey", "")),
            deprecated=str(_innermost("deprecated", [*levels, node]) or ""),
            since=str(_innermost("since", [*levels, node]) or ""),
            links=_innermost("links", [*levels, node]) or (),
            paginate=self._paginate(node, parameters),
            timeout=node.get("timeout"),
            mock={**(_innermost("mock", levels) or {}), **node.get("mock", {})},
            pointer=pointer,
        )

    def _identifier_problems(self) -> list[Problem]:
        return [
            Problem.in_description(
                pointer_of(self.tokens), "name", f"{word!r:.80} is no name", "use letters, digits and _, no digit first"
            )
            for word in self.name.split(".")
            if not _IDENTIFIER.fullmatch(word)
        ]

    def _levels(self) -> list[Node]:
        """Give what each resource on the way says, outermost first, without its actions and resources."""
        return [self._level(places) for places in self.levels]

    def _level(self, places: dict[str, Tokens]) -> Node:
        level = Node()
        level.place = next(iter(places.values()))[:-1] if places else ()
        for key, tokens in places.items():
            if key in ("actions", "resources"):
                continue
            value, problems = self.document.read(tokens, shape_below("resource", key))
            self.problems += problems
            level[key] = value
        self.problems += shape_problems("resource", level, level.origin)
        return level

    # Paths.

    def _path(self, node: Node, levels: list[Node]) -> str:
        if "absolutePath" in node:
            return str(node["absolutePath"])
        return "".join(str(each.get("path", "")) for each in [*levels, node])

    def _pieces(self, path: str, origin: str) -> tuple[tuple[str, str], ...]:
        pieces: list[tuple[str, str]] = []
        literal = ""
        end = 0
        for found in TEMPLATE.finditer(path):
            if found.start() != end:
                break
            end = found.end()
            if found[1]:
                pieces.append((literal, found[1]))
                literal = ""
            else:
                literal += found[2]
        if end != len(path):
            told = f"the braces of the path {path!r:.200} do not make names"
            self.problem(origin + "/path", "path", told, "write {name} for a parameter, and no other braces")
        if not path.startswith("/"):
            self.problem(origin + "/path", "path", f"the path {path!r:.200} does not begin with a slash", "write /…")
        if any(each in (".", "..") for each in path.split("/")):
            self.problem(origin + "/path", "path", f"the path {path!r:.200} has dot segments", "write it without them")
        return (*pieces, (literal, ""))

    # Parameters.

    def _parameters(self, node: Node, levels: list[Node], in_path: set[str]) -> dict[str, Parameter]:
        found: dict[str, Any] = {}
        for level in (self._common(), *(each.get("parameters", {}) for each in levels), node.get("parameters", {})):
            for name, each in level.items():
                found.pop(name, None)
                found[name] = each
        own = node.get("parameters", {})
        built = {}
        for name, each in found.items():
            if each is None:
                continue
            if each.get("in") == "path" and name not in in_path and name not in own:
                continue
            built[name] = self._parameter(name, each)
        order = {"path": 0, "body": 2, "part": 2}
        return dict(sorted(built.items(), key=lambda item: order.get(item[1].location, 1)))

    def _common(self) -> Mapping[str, Any]:
        tokens = ("common",)
        names = self.document.raw.get("common")
        if names is None:
            return {}
        value, problems = self.document.read(tokens, "value")
        self.problems += problems
        declared = self.document.raw.get("parameters")
        declared = declared if isinstance(declared, Mapping) else {}
        found = {}
        for index, name in enumerate(value if isinstance(value, list) else []):
            if not isinstance(name, str) or name not in declared:
                hint = did_you_mean(close_matches(str(name), declared))
                self.problem(f"/common/{index}", "unknown-parameter", f"`parameters` has no {name!r:.80}", hint)
                continue
            node, problems = self.document.read(("parameters", name), "parameter")
            problems = problems or shape_problems("parameter", node, f"/parameters/{name}")
            self.problems += problems
            if not problems:
                found[name] = node
        return found

    def _parameter(self, name: str, node: Node) -> Parameter:
        location = node["in"]
        wire = str(node.get("name", name))
        pointer = node.origin
        if location == "header":
            self._check_header(wire, pointer)
        style, explode = self._style(location, node)
        content = {media: self._schema(each) for media, each in node.get("content", {}).items()}
        schema = self._schema(node["schema"]) if "schema" in node else next(iter(content.values()), None)
        if location == "body" and not content and schema is not None:
            content = {"application/json": schema}
        return Parameter(
            name=name, wire=wire, location=location, required=location == "path" or bool(node.get("required", False)),
            schema=schema or ANYTHING, content=content, description=str(node.get("description", "")),
            default=node.get("default", UNSET), preset=node.get("preset", UNSET),
            example=node.get("example", UNSET), style=style, explode=explode,
            allow_reserved=bool(node.get("allowReserved", False)), secret=bool(node.get("secret", False)),
            deprecated=str(node.get("deprecated", "")), since=str(node.get("since", "")), pointer=pointer,
        )  # fmt: skip

    def _schema(self, place: Any) -> Schema:
        return self.document.schema_at(place.tokens)

    def _check_header(self, wire: str, pointer: str) -> None:
        if wire.lower() in FORBIDDEN_HEADERS:
            hint = "describe it under `auth`" if "auth" in wire.lower() or wire.lower() == "cookie" else "leave it out"
            self.problem(pointer, "header", f"no parameter may write the header {wire}", hint)

    def _style(self, location: str, node: Node) -> tuple[str, bool]:
        known = STYLES[location]
        style = node.get("style", known[0] if known else "")
        if known and style not in known:
            told = f"{style} is no style of a {location} parameter"
            self.problem(node.origin + "/style", "style", told, f"one of: {', '.join(known)}")
        fixed = FIXED_EXPLODE.get(style)
        if fixed is not None and node.get("explode", fixed) is not fixed:
            told = f"{style} cannot be used with `explode` {str(not fixed).lower()}"
            self.problem(node.origin + "/explode", "style", told, "leave `explode` out")
        explode = node.get("explode", fixed if fixed is not None else style == "form")
        return str(style), bool(explode)

    def _check_together(
        self, parameters: Mapping[str, Parameter], pieces: tuple[tuple[str, str], ...], node: Node
    ) -> None:
        written: dict[tuple[str, str], str] = {}
        for name, each in parameters.items():
            wire = each.wire.lower() if each.location == "header" else each.wire
            first = written.setdefault((each.location, "" if each.location == "body" else wire), name)
            if first != name:
                told = f"{first!r} and {name!r} are both written as {each.wire!r} in the {each.location}"
                self.problem(each.pointer, "twice", told, "withdraw one with null, or give it another `name`")
        in_path = [name for _, name in pieces if name]
        for name in in_path:
            if name not in parameters or parameters[name].location != "path":
                hint = (
                    did_you_mean(close_matches(name, parameters))
                    or f'add "{name}": {{"in": "path", …}} to `parameters`'
                )
                self.problem(node.origin + "/path", "path", f"no path parameter is called {name!r}", hint)
        if len(set(in_path)) != len(in_path):
            self.problem(node.origin + "/path", "path", "a name stands twice in the path", "use two parameters")
        for name, each in parameters.items():
            if each.location == "path" and name not in in_path:
                self.problem(each.pointer, "path", f"the path has no {{{name}}}", "add it to the path, or drop it here")
        parts = [each for each in parameters.values() if each.location == "part"]
        if parts and any(each.location == "body" for each in parameters.values()):
            self.problem(
                parts[0].pointer, "body", "an action has either one `body` or several `part`s", "drop one of them"
            )

    def _part_content(self, node: Node, parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
        parts = [each for each in parameters.values() if each.location == "part"]
        said = node.get("content", ())
        if said:
            return (said,) if isinstance(said, str) else tuple(said)
        if not parts:
            return ()
        return ("multipart/form-data",) if any(each.schema.has_files for each in parts) else ("application/json",)

    # Responses and schemas.

    def _responses(self, node: Node, levels: list[Node]) -> dict[str, ResponseDescription]:
        found: dict[str, Any] = {}
        for level in (*levels, node):
            found.update(level.get("responses", {}))
        statuses = sorted((status for status, each in found.items() if each is not None), key=_narrowest_first)
        return {status: self._response(status, found[status]) for status in statuses}

    def _response(self, status: str, node: Node) -> ResponseDescription:
        content = {media: self._schema(each) for media, each in node.get("content", {}).items()}
        if "schema" in node:
            content = {"application/json": self._schema(node["schema"])}
        headers = node.get("headers", {})
        return ResponseDescription(
            status=status, description=str(node.get("description", "")), content=content,
            headers={name: self._schema(one["schema"]) if "schema" in one else None for name, one in headers.items()},
            stream=str(node.get("stream", "")), end=str(node.get("end", "")),
            events={name: self._schema(each) for name, each in node.get("events", {}).items()},
        )  # fmt: skip

    def _check_schemas(
        self, parameters: Mapping[str, Parameter], responses: Mapping[str, ResponseDescription], *, deep: bool
    ) -> None:
        schemas = {each.tokens: each for each in _schemas_of(parameters, responses) if each is not ANYTHING}
        found = [problem for each in schemas.values() for problem in each.problems()]
        self.problems += found
        if found:
            return
        for parameter in parameters.values():
            self._check_container(parameter)
            self._check_examples(parameter)
        if deep:
            self.problems += [problem for each in schemas.values() for problem in example_problems(each)]

    def _check_container(self, parameter: Parameter) -> None:
        types = parameter.schema.types if parameter.style in STYLES_OF_CONTAINERS else frozenset()
        if types and not types & {"array", "object"}:
            told = f"{parameter.style} is for arrays and objects, and this is neither"
            hint = f"leave `style` out, or write {STYLES[parameter.location][0]}"
            self.problem(parameter.pointer + "/style", "style", told, hint)

    def _check_examples(self, parameter: Parameter) -> None:
        if parameter.schema.has_files:
            return
        strict = parameter.location == "body" or parameter.style == "json"
        for key in ("default", "preset", "example"):
            value = getattr(parameter, key)
            if value is UNSET or (value is None and not strict):
                continue
            try:
                _, broken = read(parameter.schema, standard(value), strict=strict)
            except Unwritable as error:
                self.problem(f"{parameter.pointer}/{key}", "example", f"the {key} of {parameter.name!r} {error.reason}")
                continue
            for each in broken[:1]:
                told = f"the {key} of {parameter.name!r} breaks its own schema ({each.rule}: {each.expected!r:.100})"
                self.problem(f"{parameter.pointer}/{key}", "example", told, "mend the one or the other")

    # Who may call it, and how.

    def _scopes(self, node: Node) -> tuple[Scope, ...]:
        said = node.get("scopes")
        if not said:
            return ()
        if isinstance(said, Mapping) and "only" in said:
            return _flat(said["only"])
        always = (
            ((self.document.top("scopes", "scopes") or {}).get("always") or []) if "scopes" in self.document.raw else []
        )
        words = {"resource": self.resource, "action": self.key}
        filled = ["".join(words.get(name, f"{{{name}}}") if name else text for name, text in TEMPLATE.findall(each))
                  for each in always]  # fmt: skip
        return tuple(dict.fromkeys([*_flat(said), *filled]))

    def _auth(self, node: Node, levels: list[Node]) -> tuple[tuple[tuple[str, ...], ...], bool]:
        schemes = self.schemes
        usual = tuple((name,) for name in schemes)
        said = _innermost("auth", [*levels, node])
        if said is None:
            return usual, bool(schemes)
        if said is False:
            return (), False
        sets: list[tuple[str, ...]] = []
        required = True
        for each in said if isinstance(said, list) else [said]:
            if each == "optional" or each is False:
                required = False
                sets += usual if each == "optional" and len(sets) == 0 else ()
                continue
            sets.append(tuple(each["all"]) if isinstance(each, Mapping) else (each,))
        for name in {name for one in sets for name in one} - set(schemes):
            hint = (
                did_you_mean(close_matches(name, schemes)) or f"describe it under the top-level `auth`: {{{name!r}: …}}"
            )
            self.problem(node.origin + "/auth", "auth", f"there is no auth scheme {name!r}", hint)
        return tuple(dict.fromkeys(sets)), required

    def _headers(self, node: Node, levels: list[Node]) -> dict[str, str]:
        found: dict[str, tuple[str, str]] = {}
        top = self.document.top("headers", "headers") or {}
        for level in (top, *(each.get("headers", {}) for each in levels), node.get("headers", {})):
            for name, value in level.items():
                if name.lower() in FORBIDDEN_HEADERS - {"content-type"}:
                    self._check_header(name, node.origin + "/headers")
                found[name.lower()] = (name, str(value))
        return dict(found.values())

    def _paginate(self, node: Node, parameters: Mapping[str, Parameter]) -> Mapping[str, Any]:
        said = node.get("paginate") or {}
        names = [said.get(key) for key in ("page", "size", "offset", "limit", "cursor")]
        names += [said.get(key, {}).get(each) for key in ("sort", "filter") for each in ("field", "direction", "value")]
        for name in names:
            if name is not None and name not in parameters:
                hint = did_you_mean(close_matches(str(name), parameters)) or "name a parameter of the action"
                self.problem(node.origin + "/paginate", "paginate", f"no parameter is called {name!r}", hint)
        return dict(said)


ANYTHING = Schema({"anything": {}}, ("anything",), DEFAULT_DIALECT)
"""The schema of a parameter that has none: it takes anything."""


def _narrowest_first(status: str) -> tuple[int, str]:
    return (0 if status.isdigit() else 1 if status[:1].isdigit() else 2), status


def _schemas_of(parameters: Mapping[str, Parameter], responses: Mapping[str, ResponseDescription]) -> Iterator[Schema]:
    for parameter in parameters.values():
        yield parameter.schema
        yield from parameter.content.values()
    for response in responses.values():
        yield from response.content.values()
        yield from response.events.values()
        yield from (each for each in response.headers.values() if each is not None)


def _innermost(key: str, levels: Iterable[Mapping[str, Any]]) -> Any:
    found = None
    for each in levels:
        found = each.get(key, found)
    return found


def _flat(entries: Any) -> tuple[Scope, ...]:
    found: list[Scope] = []
    for each in entries:
        if isinstance(each, Mapping):
            found.append(tuple(each["all"]))
        elif isinstance(each, list):
            found += _flat(each)
        else:
            found.append(str(each))
    return tuple(dict.fromkeys(found))


def _once(problems: Iterable[Problem]) -> list[Problem]:
    return list(dict.fromkeys(problems))


def example_problems(schema: Schema) -> list[Problem]:
    """Give the examples and defaults in a schema that break it."""
    raw = schema.raw
    if not isinstance(raw, Mapping):
        return []
    found = []
    for index, each in enumerate(raw["examples"] if isinstance(raw.get("examples"), list) else ()):
        for broken in schema.checker.violations(each)[:1] if not schema.accepts(each) else ():
            place = "".join(f"/{step}" for step in broken.path)
            told = (
                f"the example breaks its own schema at {place or 'its top'} ({broken.rule}: {broken.expected!r:.100})"
            )
            found.append(
                Problem.in_description(
                    f"{schema.pointer}/examples/{index}", "example", told, "mend the one or the other"
                )
            )
    return found
