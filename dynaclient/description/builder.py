"""Builds one action: merges everything that it inherits and refers to, and validates it in full."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import Any

from ..errors import DescriptionError, Problem, close_matches, did_you_mean, printable
from ..records import replace
from ..runtime.media_types import has_members, is_json
from ..schema.directions import REQUEST, RESPONSE
from ..schema.references import SchemaLocation, Tokens, format_pointer, locate_members, resolve_pointer
from ..schema.validation import Schema
from ..strings.expressions import expression
from .auth_schemes import scope_advice
from .document import Document, Node
from .frozen_dict import frozen
from .granted_scopes import Scope
from .idempotency import key_advice, key_problems, without_required_key
from .members import spread_members
from .mock_advice import item_advice, mock_advice
from .model import (
    ANYTHING,
    TEMPLATE,
    UNSET,
    Action,
    AuthScheme,
    Parameter,
    ResponseDescription,
    ResponseSchemas,
    Server,
    on_one_line,
)
from .named_examples import read_examples
from .nodes import NodeReader
from .page_places import page_advice
from .path_pieces import split_path, whole_path
from .requirements import Requirement, ignored_schemes, read_requirement
from .rules import (
    FIXED_EXPLODE,
    STYLES,
    body_problems,
    collision_problems,
    empty_body_advice,
    encoding_advice,
    file_advice,
    header_problem,
    media_type_problems,
    method_advice,
    method_problems,
    pagination_problems,
    parameter_problems,
    path_parameter_problems,
    path_problems,
    reserved_advice,
    server_advice,
    server_problems,
    spread_advice,
    style_advice,
    value_advice,
    whole_query_problems,
)
from .traits import trait_advice, traits_of

_IDENTIFIER = expression(r"[A-Za-z_][A-Za-z0-9_]*")
_ORDER = {"path": 0, "body": 2, "part": 2}
"""The order of parameters by location; all others have 1."""


def server_of(value: Any) -> Server | None:
    """Return the server that a resolved `server` describes; None if there is none."""
    if value is None or isinstance(value, str):
        return Server(value) if value else None
    variables = {
        name: (str(variable["default"]), *map(str, variable.get("enum", ()))) if "default" in variable else ()
        for name, variable in value.get("variables", {}).items()
    }
    return Server(str(value["url"]), frozen(variables), str(value.get("description", "")))


Levels = tuple[dict[str, Tokens], ...]
"""The resources on the path to an action, outermost first: member → location."""


class Builder:
    """Builds one action, and collects all its problems."""

    def __init__(
        self, document: Document, resource: str, key: str, levels: Levels, schemes: Mapping[str, AuthScheme]
    ) -> None:
        self.document = document
        self.resource = resource
        self.key = key
        self.name = f"{resource}.{key}"
        self.levels = levels
        self.schemes = schemes
        self.tokens = locate_members(document.raw, levels[-1]["actions"])[key]
        self.problems: list[Problem] = []
        """What would make the request wrong."""
        self.left_out: list[Problem] = []
        """What is wrong besides, and has no effect: what a problem is in is left out."""
        self.advice: list[Problem] = []
        """What is wrong in examples and the like, which only lint looks for."""
        self._lints = False
        self._reader = NodeReader(document, self.tokens, self.problems, self.left_out)

    def action(self, source: str | None = None) -> Action:
        """Return the action; DescriptionError, which names the source, if a problem would make the request wrong."""
        action = self._build()
        if action is None or self.problems:
            problems = self.document.in_source(dict.fromkeys(self.problems))
            file = f" in {printable(source)}" if source else ""
            raise DescriptionError(problems, f"The description of {self.name}{file}")
        return action

    def all_problems(self) -> list[Problem]:
        """Return all problems of the action, including those that do not affect the request."""
        self._lints = True
        self._build()
        return self.document.in_source([*self.problems, *self.left_out, *self.advice])

    def _add_problem(self, pointer: str, rule: str, message: str, suggestion: str = "") -> None:
        self.problems.append(Problem.in_description(pointer, rule, message, suggestion))

    def _build(self) -> Action | None:
        pointer = format_pointer(self.tokens)
        self._validate_names(pointer)
        levels = [self._reader.resolved(locations, "resource") for locations in self.levels]
        node = self._reader.action()
        if node is None:
            return None
        nodes = self._reader.parameters(node, levels)
        if self.problems and not self._lints:
            return None
        path = whole_path(node, levels)
        pieces, has_valid_braces = split_path(path)
        path_pointer = f"{node.pointer}/path"
        self.problems += path_problems(path, path_pointer, has_valid_braces=has_valid_braces)
        path_names = [name for _, name in pieces if name]
        parameters = self._parameters(nodes, set(path_names))
        self.problems += collision_problems(parameters)
        self.problems += path_parameter_problems(path_names, parameters, path_pointer, self._reader.faulty)
        self.problems += [*body_problems(parameters), *whole_query_problems(parameters)]
        responses = self._responses(node, levels)
        self._validate_schemas(parameters)
        part_content = _part_content(node, parameters)
        members = self._members(parameters)
        key = self._idempotency_key(node, parameters, members)
        parameters, members = without_required_key(key, parameters, members)
        self.problems += media_type_problems(part_content, parameters, node.pointer)
        requirement = self._auth(node, levels)
        method = node.get("method", "GET")  # a missing one is among the problems
        self.problems += method_problems(method, parameters)
        around, schemes = [*levels, node], self.schemes
        traits = traits_of(method, node)
        action = Action(
            name=self.name, key=self.key, operation_id=str(node.get("operationId", "")), resource=self.resource,
            method=method, path=path, pieces=pieces,
            parameters=frozen(parameters), members=frozen(members), responses=frozen(responses),
            scopes=self._scopes(node), scope_descriptions=self.document.scope_descriptions,
            description=str(node.get("description", "")), own_summary=on_one_line(str(node.get("summary", ""))),
            tags=tuple(node.get("tags", ())),
            auth=requirement.sets, auth_required=requirement.is_required, auth_scopes=frozen(requirement.scopes),
            auth_types=frozen({name: schemes[name].type for name in chain(*requirement.sets) if name in schemes}),
            auth_alternatives=tuple(map(frozen, requirement.alternatives)),
            server=self._server(around), headers=self._headers(node, levels), part_content=part_content,
            empty_body=bool(node.get("emptyBody", False)), idempotency_key=key,
            readonly=traits.readonly, destructive=traits.destructive, idempotent=traits.idempotent,
            deprecated=_innermost("deprecated", around) or "", since=str(_innermost("since", around) or ""),
            links=_innermost("links", around) or (),
            paginate=self._paginate(node, parameters, members, responses), timeout=node.get("timeout"),
            mock=frozen({**(_innermost("mock", levels) or {}), **node.get("mock", {})}),
            left_out=tuple(self.document.in_source(dict.fromkeys(self.left_out))),
            wrong_pages=next((problem.message for problem in self._reader.wrong_pages), ""), pointer=pointer,
        )  # fmt: skip
        if self._lints:
            self._add_advice(action, node)
        return action

    def _add_advice(self, action: Action, node: Node) -> None:
        """Add what only lint looks for in a whole action."""
        parameters, part_content = action.parameters, action.part_content
        self.advice += [*style_advice(parameters), *value_advice(parameters, action.responses)]
        self.advice += [*file_advice(parameters, part_content), *spread_advice(parameters, action.members)]
        self.advice += encoding_advice(parameters, part_content)
        self.advice += [*empty_body_advice(node, parameters), *reserved_advice(parameters, part_content)]
        self.advice += [*item_advice(node, action.responses), *method_advice(action.method, f"{node.pointer}/method")]
        self.advice += [*trait_advice(node), *mock_advice(node, parameters, action.members)]

    def _validate_names(self, pointer: str) -> None:
        for part in self.name.split("."):
            if not _IDENTIFIER.fullmatch(part):
                message = f"{part!r:.80} is not a valid name for a resource or an action"
                self._add_problem(pointer, "name", message, "use letters, digits and _, and no digit first")

    # Parameters.

    def _parameters(self, nodes: dict[str, tuple[Node, bool]], path_names: set[str]) -> dict[str, Parameter]:
        parameters = {}
        for name, (node, is_own) in nodes.items():
            if node["in"] == "path" and name not in path_names and not is_own:
                continue  # inherited, and the path of this action does not have it
            parameters[name] = self._parameter(name, node)
            self.problems += parameter_problems(parameters[name])
        return dict(sorted(parameters.items(), key=lambda item: _ORDER.get(item[1].location, 1)))

    def _parameter(self, name: str, node: Node) -> Parameter:
        location = node["in"]
        styles = STYLES[location]
        style = str(node.get("style", styles[0] if styles else ""))
        explode = bool(node.get("explode", FIXED_EXPLODE.get(style, style == "form")))
        content_type = str(node.get("contentType", ""))
        if location == "part" and "style" not in node and is_json(content_type):
            style = "json"
        content = {media: self._schema(schema, REQUEST) for media, schema in node.get("content", {}).items()}
        schema = self._schema(node["schema"], REQUEST) if "schema" in node else next(iter(content.values()), None)
        if location == "body" and not content and schema is not None:
            content = {"application/json": schema}
        if location == "query" and any(map(is_json, content)):
            style = "json"  # without a name: it is the whole query
        return Parameter(
            name=name, wire=str(node.get("name", name)), location=location,
            required=location == "path" or bool(node.get("required", False)),
            schema=schema or ANYTHING, content=frozen(content), description=str(node.get("description", "")),
            default=node.get("default", UNSET), preset=node.get("preset", UNSET),
            presets=frozen(node.get("presets", ())), example=node.get("example", UNSET),
            examples=read_examples(self.document.raw, node.get("examples", {})), style=style, explode=explode,
            allow_reserved=node.get("allowReserved", False) is not False,
            keeps_encoded=node.get("allowReserved") == "encoded", spread=bool(node.get("spread", False)),
            content_type=content_type, headers=_strings(node.get("headers")), encoding=self._encoding(node),
            secret=bool(node.get("secret", False)),
            deprecated=node.get("deprecated") or "", since=str(node.get("since", "")), pointer=node.pointer,
        )  # fmt: skip

    def _encoding(self, node: Node) -> Mapping[str, Parameter]:
        """Return how the members of a form are encoded: each as a part would be."""
        encoding = node.get("encoding", {})
        form = next(iter(node.get("content", {}).values()), None) if encoding else None
        declared = {} if form is None else dict(self._schema(form, REQUEST).properties_at(form.tokens))
        found = {}
        for name, member in encoding.items():
            part = _as_part(member)
            if name in declared:
                part["schema"] = SchemaLocation(declared[name])
            found[name] = self._parameter(name, part)
            self.problems += parameter_problems(found[name])
        return frozen(found)

    def _members(self, parameters: Mapping[str, Parameter]) -> dict[str, Parameter]:
        body = next((parameter for parameter in parameters.values() if parameter.spread), None)
        if body is None or self.problems or not any(map(has_members, body.content)):
            return {}
        return spread_members(self.document, body, parameters)

    def _schema(self, location: Any, direction: str) -> Schema:
        return self.document.schema_at(location.tokens, direction)

    # Responses.

    def _responses(self, node: Node, levels: list[Node]) -> dict[str, ResponseDescription]:
        locations: dict[str, Tokens] = {}
        for level in (*levels, node):
            locations.update(level.get("responses", {}))
        described = {
            status for status, tokens in locations.items() if resolve_pointer(self.document.raw, tokens) is not None
        }
        statuses = described - {""}  # which is among the problems, and no response has it
        return {
            status: self._response_at(status, locations[status]) for status in sorted(statuses, key=_narrowest_first)
        }

    def _response_at(self, status: str, tokens: Tokens) -> ResponseDescription:
        """Return a response; one that has problems is left out."""
        node, problems = self.document.resolve(tokens, "response")
        problems = problems or self.document.shape_problems("response", node, format_pointer(tokens))
        if problems:
            self.left_out += problems
            return ResponseDescription(status)
        response = self._response(status, node)
        if not self._lints:
            return response  # which inspects its schemas when they are needed
        problems = [problem for schema in response.described.all for problem in schema.problems()]
        self.left_out += problems
        return replace(response, described=response.described.without_schemas()) if problems else response

    def _validate_schemas(self, parameters: Mapping[str, Parameter]) -> None:
        schemas = {schema.tokens: schema for parameter in parameters.values() for schema in parameter.schemas}
        for schema in schemas.values():
            self.problems += self._schema_problems(schema)

    def _schema_problems(self, schema: Schema) -> list[Problem]:
        """Return the problems that leave nothing to validate against; those of keywords are left out."""
        if self._lints:  # all of them, in linear time, however many schemas lead to each other
            return schema.problems()
        self.left_out += schema.keyword_problems()
        return schema.reference_problems()

    def _response(self, status: str, node: Node) -> ResponseDescription:
        content = {media: self._schema(schema, RESPONSE) for media, schema in node.get("content", {}).items()}
        if "schema" in node:
            content = {"application/json": self._schema(node["schema"], RESPONSE)}
        headers = {
            name: self._schema(header["schema"], RESPONSE) if "schema" in header else None
            for name, header in node.get("headers", {}).items()
        }
        events = {name: self._schema(schema, RESPONSE) for name, schema in node.get("events", {}).items()}
        return ResponseDescription(
            status=status, description=str(node.get("description", "")),
            described=ResponseSchemas(frozen(content), frozen(headers), frozen(events)),
            stream=str(node.get("stream", "")), end=str(node.get("end", "")),
            examples=read_examples(self.document.raw, node.get("examples", {})),
        )  # fmt: skip

    # Server, scopes, auth, headers, pagination.

    def _server(self, levels: list[Node]) -> Server | None:
        level = next((level for level in reversed(levels) if "server" in level), None)
        server = None if level is None else server_of(level["server"])
        if level is not None and server is not None:
            self.problems += server_problems(server, level.pointer_of("server"))
            self.advice += server_advice(server, level.pointer_of("server"))
        return server

    def _scopes(self, node: Node) -> tuple[Scope, ...]:
        entries = node.get("scopes")
        if not entries:
            return ()
        if isinstance(entries, dict) and "only" in entries:
            return _flatten_scopes(entries["only"])
        general = self.document.top_level("scopes") or {}
        names = {"resource": self.resource, "action": self.key}
        always = [
            "".join(names.get(name, f"{{{name}}}") if name else literal for name, literal in TEMPLATE.findall(template))
            for template in general.get("always") or []
        ]
        return tuple(dict.fromkeys([*_flatten_scopes(entries), *always]))

    def _auth(self, node: Node, levels: list[Node]) -> Requirement:
        schemes = self.schemes
        if node.get("method") == "TRACE":  # RFC 9110, section 9.3.8: the server repeats the request
            return Requirement((), False, {})
        pointer = next((one.pointer_of("auth") for one in (node, *reversed(levels)) if "auth" in one), "/requires")
        general = {"auth": self.document.top_level("requires")}
        declared = _innermost("auth", [general, *levels, node])
        requirement = read_requirement(declared, schemes)
        self.advice += scope_advice(requirement, schemes, pointer) if self._lints else ()
        for name in {name for names in requirement.sets for name in names} - set(schemes):
            hint = did_you_mean(close_matches(name, schemes)) or f'add "{name}": {{"type": …}} to the top-level `auth`'
            self._add_problem(pointer, "auth", f"the top-level `auth` has no scheme {name!r}", hint)
        for name in ignored_schemes(declared, schemes):
            message = f"the key {name!r} begins with `x-` and is ignored: the scheme of that name is not required"
            self._add_problem(pointer, "auth", message, f'write {{"all": ["{name}", …]}}')
        return requirement

    def _headers(self, node: Node, levels: list[Node]) -> Mapping[str, str]:
        headers: dict[str, tuple[str, str]] = {}
        top = self.document.top_level("headers") or {}
        for level in (top, *(level.get("headers", {}) for level in levels), node.get("headers", {})):
            for name, value in level.items():
                problem = None if name.lower() == "content-type" else header_problem(name, f"{node.pointer}/headers")
                if problem is not None:
                    self.problems.append(problem)
                headers[name.lower()] = (name, str(value))
        return frozen(headers.values())

    def _idempotency_key(
        self, node: Node, parameters: Mapping[str, Parameter], members: Mapping[str, Parameter]
    ) -> str:
        written, pointer = str(node.get("idempotencyKey", "")), f"{node.pointer}/idempotencyKey"
        problems = list(key_problems(written, parameters, members, pointer)) if written else []
        self.left_out += problems
        if written and self._lints and not problems:
            self.advice += key_advice(written, parameters, members, pointer)
        return "" if problems else written

    def _paginate(
        self,
        node: Node,
        parameters: Mapping[str, Parameter],
        members: Mapping[str, Parameter],
        responses: Mapping[str, ResponseDescription],
    ) -> Mapping[str, Any]:
        paginate = node.get("paginate") or {}
        problems = list(pagination_problems(paginate, parameters, members, f"{node.pointer}/paginate"))
        self.left_out += problems
        self._reader.wrong_pages += problems
        if paginate and self._lints and not problems:
            self.advice += page_advice(self.name, node, paginate, responses)
        return frozen(() if problems else paginate)


def _as_part(member: Node) -> Node:
    """Return an entry of `encoding` as the part of a form."""
    part = Node(member)
    part.tokens, part.locations = member.tokens, member.locations
    part["in"] = "part"
    return part


def _strings(values: Mapping[str, Any] | None) -> Mapping[str, str]:
    return frozen({name: str(value) for name, value in (values or {}).items()})


def _part_content(node: Node, parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
    content = node.get("content", ())
    if content:
        return (content,) if isinstance(content, str) else tuple(content)
    parts = [parameter for parameter in parameters.values() if parameter.location == "part"]
    if not parts:
        return ()
    has_files = any(parameter.schema.has_files for parameter in parts)
    return ("multipart/form-data",) if has_files else ("application/json",)


def _narrowest_first(status: str) -> tuple[int, str]:
    return (0 if status.isdigit() else 1 if status[:1].isdigit() else 2), status


def _innermost(key: str, levels: Iterable[Mapping[str, Any]]) -> Any:
    value = None
    for level in levels:
        value = level.get(key, value)
    return value


def _flatten_scopes(entries: Any) -> tuple[Scope, ...]:
    scopes: list[Scope] = []
    for entry in entries:
        if isinstance(entry, Mapping):
            scopes.append(tuple(entry["all"]))
        elif isinstance(entry, list):
            scopes += _flatten_scopes(entry)
        else:
            scopes.append(str(entry))
    return tuple(dict.fromkeys(scopes))
