"""
``api.json`` → frozen `Api` › `Resource` › `Action` › `Parameter`; the only reader of its keys.

Loading reads the text, the names and the paths. An action is resolved, checked in full and built when it is first
touched; whatever is wrong with it is told then, as one `DescriptionError`.
"""

from __future__ import annotations

import gc
import json
import keyword
import os
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib import resources as package_files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Union

from .errors import DescriptionError, Fault, UnknownName, did_you_mean, near
from .references import (
    MAX_DEPTH,
    ORIGIN,
    Place,
    Tokens,
    at,
    members,
    plain,
    pointer_of,
    reach,
    shielded,
)  # fmt: skip
from .schemas import DEFAULT_DIALECT, DIALECTS, Checker, Schema, Shared, reference_errors, resolved
from .values import Unwritable, read, standard

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

__all__ = ["OWN_NAMES", "Action", "Api", "Parameter", "Resource", "load", "snake"]

MAX_BYTES = 64 * 1024 * 1024
MAX_NODES = 200_000
MAX_STRUCTURE = 64
"""How deeply what is no schema may be nested once its references are followed."""

METHODS_WITHOUT_EFFECT = frozenset({"GET", "HEAD", "OPTIONS"})
METHODS_IDEMPOTENT = METHODS_WITHOUT_EFFECT | {"PUT", "DELETE"}

_WORDS_FOR = {
    "GET": "get list read fetch show find",
    "POST": "post create add make new",
    "PUT": "put replace set",
    "PATCH": "patch update change edit",
    "DELETE": "delete remove",
}
"""What people call what a method does, for those who search."""

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

FORBIDDEN_HEADERS = frozenset(
    {
        "authorization", "connection", "content-length", "content-type", "cookie", "expect", "host", "keep-alive",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""Headers that belong to the message, the connection or the credentials; no parameter may write them."""

OWN_NAMES = ("api", "call", "can", "close", "find", "mock", "token", "with_defaults", "with_options", "with_response")
"""What the client itself is called; a resource of such a name is reached by ``client["name"]``."""

UNSET: Any = type("Unset", (), {"__repr__": lambda _: "UNSET", "__bool__": lambda _: False})()
"""Stands where a description says nothing; it may say null."""

_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_TEMPLATE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|([^{}]+)")


@lru_cache(maxsize=8192)
def snake(name: str) -> str:
    """
    Give the Python spelling of a name.

    An underscore goes where a small letter or digit meets a capital, and before the last of several capitals that a
    small letter follows; then all letters are made small: ``applicationApiTokens`` → ``application_api_tokens``,
    ``getXMLFile`` → ``get_xml_file``. A word that Python keeps for itself gets an underscore at its end: ``import_``.
    """
    spelled = _WORD_ENDS.sub("_", name).lower()
    return spelled + "_" if keyword.iskeyword(spelled) else spelled


class Spellings(Mapping[str, str]):
    """The names of one place, found by their own spelling first, then by their Python spelling."""

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(names)
        self._found = {snake(name): name for name in reversed(self.names)}
        self._found.update((name, name) for name in self.names)
        self._found.update((f"{name}_", name) for name in self.names if keyword.iskeyword(name))

    def __getitem__(self, spelling: str) -> str:
        return self._found[spelling]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


class _Node(dict[str, Any]):
    """An object of the description with its references followed; `origin` points to where it was written."""

    origin: str = ""


# --- the model -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False)
class Parameter:
    """One parameter of an action."""

    name: str
    """Its key in the description: the name that Python code uses."""
    wire: str
    """Its name on the wire."""
    location: str
    """``path``, ``query``, ``header``, ``cookie``, ``body`` (the whole of it) or ``part`` (one member of it)."""
    required: bool
    schema: Schema
    """What values it takes; for a body with several media types, the schema of the first."""
    content: Mapping[str, Schema]
    """For a body: media type → schema; the first is used unless the caller says otherwise."""
    description: str = ""
    default: Any = UNSET
    """What the server assumes when nothing is sent: shown, never sent. UNSET when the description does not say."""
    preset: Any = UNSET
    """What is sent when the caller says nothing. UNSET when nothing is."""
    example: Any = UNSET
    style: str = ""
    explode: bool = False
    reserved: bool = False
    secret: bool = False
    deprecated: str = ""
    since: str = ""
    pointer: str = ""
    """Where it was written: a JSON pointer into the description."""

    @property
    def accepted(self) -> tuple[Any, ...]:
        """The values that it is limited to; empty where it is not."""
        values = self.schema.said("enum")
        return tuple(values) if isinstance(values, list) else ()

    @property
    def type(self) -> str:
        """Its type in a word or two: the title of a body's schema, or JSON types; ``any`` where none is said."""
        if self.location == "body" and self.schema.title:
            return self.schema.title
        if self.schema.has_files:
            return "file"
        return " or ".join(sorted(self.schema.types)) or ("string" if self.accepted else "any")

    def __repr__(self) -> str:
        return f"<Parameter {self.name}: {self.type} in {self.location}{', required' if self.required else ''}>"


@dataclass(frozen=True, eq=False)
class ResponseDescription:
    """What an action may answer with one status, or one range of them."""

    status: str
    """``200``, ``4XX`` or ``default``."""
    description: str = ""
    content: Mapping[str, Schema] = field(default_factory=dict)
    headers: Mapping[str, Schema | None] = field(default_factory=dict)
    stream: str = ""
    """``sse``, ``ndjson`` or ``bytes``; empty where the answer is no stream."""
    events: Mapping[str, Schema] = field(default_factory=dict)
    end: str = ""

    @property
    def schema(self) -> Schema | None:
        """The schema of its first media type, if it has a body."""
        return next(iter(self.content.values()), None)

    @property
    def type(self) -> str:
        """The title of its schema; empty where it has none."""
        return self.schema.title if self.schema else self.stream

    def __repr__(self) -> str:
        return f"<ResponseDescription {self.status}: {self.type or 'no body'}>"


@dataclass(frozen=True)
class AuthScheme:
    """One way to show who one is: ``bearer``, ``basic`` or ``apiKey``."""

    name: str
    type: str
    location: str = "header"
    """Where an apiKey goes: ``header``, ``query`` or ``cookie``."""
    wire: str = "Authorization"
    description: str = ""


@dataclass(frozen=True)
class Server:
    """Where an API is served: a URL with ``{variables}``."""

    template: str
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each variable its default, then the values it may have; only the default where any value may be given."""

    def url(self, values: Mapping[str, str]) -> str:
        """Give the URL with the variables filled in; UnknownName or ValueError where a value does not fit."""
        pieces = []
        for name, literal in _TEMPLATE.findall(self.template):
            pieces.append(self._value(name, values) if name else literal)
        return "".join(pieces)

    def _value(self, name: str, values: Mapping[str, str]) -> str:
        default, *accepted = self.variables[name]
        value = values.get(name, default)
        if accepted and value not in accepted:
            raise ValueError(f"the server's variable {name!r} is one of {', '.join(accepted)}")
        return value


Scope = Union[str, "tuple[str, ...]"]
"""A scope, or several that are needed together."""


@dataclass(frozen=True, eq=False)
class Action:
    """One action of an API: everything that the description says of it."""

    name: str
    """Its full name, such as ``applicationApiTokens.get``: its identity everywhere."""
    key: str
    """The last word of its name."""
    resource: str
    """The full name of its resource."""
    method: str
    path: str
    """The whole path, with ``{name}`` where a path parameter stands."""
    pieces: tuple[tuple[str, str], ...]
    """The path cut up: each a literal and the name of the parameter that follows it (empty at the end)."""
    parameters: Mapping[str, Parameter]
    responses: Mapping[str, ResponseDescription]
    scopes: tuple[Scope, ...] = ()
    """Any one of these allows the action; empty where it asks for none."""
    description: str = ""
    auth: tuple[tuple[str, ...], ...] = ()
    """Sets of auth schemes: any one set is enough. Empty where no credential is ever sent."""
    auth_required: bool = False
    server: Server | None = None
    """Its own server, where it does not live at the API's."""
    headers: Mapping[str, str] = field(default_factory=dict)
    part_content: tuple[str, ...] = ()
    """The media types in which its `part` parameters may be sent."""
    readonly: bool = False
    idempotent: bool = False
    idempotency_key: str = ""
    deprecated: str = ""
    since: str = ""
    links: Any = ()
    paginate: Mapping[str, Any] = field(default_factory=dict)
    timeout: float | None = None
    mock: Mapping[str, Any] = field(default_factory=dict)
    pointer: str = ""
    """Where it was written: a JSON pointer into the description."""

    @cached_property
    def spellings(self) -> Spellings:
        """The names of its parameters, in both spellings."""
        return Spellings(self.parameters)

    @cached_property
    def body(self) -> Parameter | None:
        """The parameter that is the whole body, if there is one."""
        return next((each for each in self.parameters.values() if each.location == "body"), None)

    @cached_property
    def has_secrets(self) -> bool:
        """Whether any of its arguments is, or holds, something that is called secret."""
        return any(
            each.secret or any(schema.has_secrets for schema in (each.schema, *each.content.values()))
            for each in self.parameters.values()
        )

    @cached_property
    def parts(self) -> tuple[Parameter, ...]:
        """The parameters that are members of the body."""
        return tuple(each for each in self.parameters.values() if each.location == "part")

    @property
    def summary(self) -> str:
        """The first sentence of its description."""
        first = self.description.strip().split("\n\n", 1)[0].replace("\n", " ")
        return re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0]

    def response_for(self, status: int) -> ResponseDescription | None:
        """Give what is said of this status: by itself, by its range, or by default."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None

    def allowed_by(self, granted: Iterable[str]) -> bool:
        """Say whether these granted scopes allow the action; a ``*`` in one of them stands for anything."""
        held = tuple(granted)
        return not self.scopes or any(
            all(_granted(each, held) for each in ((scope,) if isinstance(scope, str) else scope))
            for scope in self.scopes
        )

    def __repr__(self) -> str:
        return f"<Action {self.name}: {self.method} {self.path}>"


def _granted(scope: str, granted: tuple[str, ...]) -> bool:
    return any(scope == each or ("*" in each and _covers(each).fullmatch(scope) is not None) for each in granted)


@lru_cache(maxsize=1024)
def _covers(granted: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(each) for each in granted.split("*")), re.DOTALL)


class Resource:
    """One resource of an API: its actions and the resources below it, by name."""

    def __init__(self, api: Api, name: str, chain: tuple[dict[str, Tokens], ...]) -> None:
        self._api = api
        self.levels = chain
        """For each resource on the way to this one, the place of each of its members."""
        self.name = name
        self.action_names = tuple(api.names_at(chain[-1].get("actions")))
        self.resource_names = tuple(api.names_at(chain[-1].get("resources")))

    @property
    def description(self) -> str:
        """What it is, as Markdown."""
        return str(self._api.value_of(self.levels[-1], "description") or "")

    @cached_property
    def spellings(self) -> Spellings:
        """The names of its actions and resources, in both spellings."""
        return Spellings([*self.action_names, *self.resource_names])

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions, each built when it is looked at."""
        return _Lazily(self.action_names, lambda key: self._api.action(f"{self.name}.{key}"))

    @property
    def resources(self) -> Mapping[str, Resource]:
        """The resources below it."""
        return {key: self._api.resource(f"{self.name}.{key}") for key in self.resource_names}

    def __repr__(self) -> str:
        names = ", ".join([*self.action_names, *(f"{each} (resource)" for each in self.resource_names)])
        return f"<Resource {self.name}: {names}>"


class _Lazily(Mapping[str, Action]):
    def __init__(self, names: Iterable[str], get: Callable[[str], Action]) -> None:
        self._names = dict.fromkeys(names)
        self._get = get

    def __getitem__(self, name: str) -> Action:
        if name not in self._names:
            raise KeyError(name)
        return self._get(name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def __contains__(self, name: object) -> bool:
        return name in self._names


class Api:
    """
    A loaded description.

    `resources` has the top resources by name, `actions` all actions by full name (each built, and checked in full, when
    it is looked at), `schemas` the named schemas as they are written.
    """

    def __init__(self, document: Mapping[str, Any], source: str | None = None) -> None:
        self._document = document
        self._source = source
        self._lock = threading.RLock()
        self._actions: dict[str, Action] = {}
        self._levels: dict[Tokens, Any] = {}
        self._schemas: dict[Tokens, Schema] = {}
        self._shared = Shared()
        faults = _root_faults(document)
        if faults:
            raise DescriptionError(faults)
        self._resources: dict[str, Resource] = {}
        self._action_places: dict[str, tuple[Resource, str]] = {}
        try:
            for key in document["resources"]:
                self._add(key, ("resources", key), ())
        except LookupError as error:
            raise DescriptionError([_unreadable(error)]) from None

    def _add(self, name: str, tokens: Tokens, chain: tuple[dict[str, Tokens], ...]) -> None:
        if len(chain) > MAX_DEPTH // 8:
            raise DescriptionError(
                [Fault(pointer_of(tokens), "depth", "resources are nested too deeply, or endlessly")]
            )
        here = (*chain, members(self._document, tokens))
        found = Resource(self, name, here)
        self._resources[name] = found
        for key in found.action_names:
            self._action_places[f"{name}.{key}"] = (found, key)
        if found.resource_names:
            for key, place in members(self._document, here[-1]["resources"]).items():
                self._add(f"{name}.{key}", place, here)

    # What the whole API says.

    @property
    def document(self) -> Mapping[str, Any]:
        """The description as it was read: not to be changed."""
        return self._document

    @property
    def source(self) -> str | None:
        """The file it was read from, if it was one."""
        return self._source

    @property
    def title(self) -> str:
        """What the API is called."""
        return str(self._document.get("title") or "API")

    @property
    def version(self) -> str:
        """The API's own version, as the description says it."""
        return str(self._document.get("version") or "")

    @property
    def description(self) -> str:
        """What the API is, as Markdown."""
        return str(self._document.get("description") or "")

    @property
    def dialect(self) -> str:
        """The JSON Schema dialect of its schemas, a key of `schemas.DIALECTS`."""
        return str(self._document.get("dialect", DEFAULT_DIALECT))

    @cached_property
    def server(self) -> Server | None:
        """Where it is served, unless the caller says otherwise."""
        return _server(self._top("server", "server"))

    @cached_property
    def errors(self) -> Mapping[str, str]:
        """JSON pointers to what an error body says of its `type` and `message`."""
        return dict(self._top("errors", "errors") or {})

    @cached_property
    def auth(self) -> Mapping[str, AuthScheme]:
        """The auth schemes by name."""
        return {name: _auth_scheme(name, each) for name, each in (self._top("auth", "authSchemes") or {}).items()}

    @cached_property
    def schemas(self) -> Mapping[str, Any]:
        """The named schemas, as they are written."""
        return dict(self._document.get("schemas") or {})

    @property
    def resources(self) -> Mapping[str, Resource]:
        """The top resources by name."""
        return {name: each for name, each in self._resources.items() if "." not in name}

    @property
    def all_resources(self) -> Mapping[str, Resource]:
        """All resources by full name."""
        return dict(self._resources)

    @property
    def actions(self) -> Mapping[str, Action]:
        """All actions by full name, each built when it is looked at."""
        return _Lazily(self._action_places, self.action)

    @cached_property
    def spellings(self) -> Spellings:
        """The names of the top resources, in both spellings."""
        return Spellings(self.resources)

    def __repr__(self) -> str:
        counts = f"{len(self._resources)} resources, {len(self._action_places)} actions"
        return f"<Api {self.title}{' ' + self.version if self.version else ''}: {counts}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return Api, (self._document, self._source)

    # How its parts are found.

    def resource(self, name: str) -> Resource:
        """Give a resource by its full name, in either spelling; UnknownName where there is none."""
        found = self._resources.get(name) or self._spelled(name.split("."))
        if isinstance(found, Resource):
            return found
        raise UnknownName(f"There is no resource {name!r}", name, near(name, self._resources))

    def action(self, name: str) -> Action:
        """Give an action by its full name, in either spelling; UnknownName where there is none."""
        if not isinstance(name, str):
            raise UnknownName(f"A {type(name).__name__} is no name of an action", "")
        known = self._actions.get(name)
        if known is not None:
            return known
        place = self._action_places.get(name)
        if place is None:
            return self._action_spelled(name)
        with self._lock:
            if name not in self._actions:
                built = Builder(self, *place).action()
                self._actions[name] = built
            return self._actions[name]

    def _action_spelled(self, name: str) -> Action:
        *front, last = name.split(".")
        resource = self._spelled(front)
        key = resource.spellings.get(last) if resource else None
        if resource is None or key is None or key not in resource.action_names:
            raise UnknownName(f"There is no action {name!r:.200}", name, near(name, self._action_places))
        return self.action(f"{resource.name}.{key}")

    def _spelled(self, words: list[str]) -> Resource | None:
        found: Resource | None = None
        for each in words:
            spellings = found.spellings if found else self.spellings
            key = spellings.get(each)
            found = self._resources.get(f"{found.name}.{key}" if found else str(key))
            if found is None:
                return None
        return found

    @cached_property
    def parameter_spellings(self) -> Spellings:
        """The names of all parameters of all actions, in both spellings."""
        names: dict[str, None] = {}
        for resource in self._resources.values():
            for places in resource.levels:
                names.update(dict.fromkeys(self._parameter_names(places)))
        for resource, key in self._action_places.values():
            names.update(dict.fromkeys(self._parameter_names(self.members_of(resource, key))))
        common = self._document.get("common")
        names.update(dict.fromkeys(each for each in common or () if isinstance(each, str)))
        return Spellings(names)

    def _parameter_names(self, places: Mapping[str, Tokens]) -> Iterator[str]:
        try:
            yield from self.names_at(places.get("parameters"))
        except LookupError:
            return

    def members_of(self, resource: Resource, key: str) -> dict[str, Tokens]:
        """Give the place of each member of an action; none where it cannot be read."""
        try:
            return members(self._document, members(self._document, resource.levels[-1]["actions"])[key])
        except LookupError:
            return {}

    def search(self, text: str) -> list[str]:
        """Give the full names of the actions whose names, texts or parameters hold all words of `text`, best first."""
        words = text.lower().split()
        ranked = []
        for name, (resource, key) in self._action_places.items():
            places = self.members_of(resource, key)
            told = str(self.value_of(places, "description") or "")
            method = str(self.value_of(places, "method"))
            fields = (
                (6, f"{name} {snake(name)}".lower()),
                (3, told.lower()),
                (2, resource.description.lower()),
                (1, " ".join([*self._parameter_names(places), _WORDS_FOR.get(method, "")]).lower()),
            )
            scores = [max((weight for weight, held in fields if word in held), default=0) for word in words]
            if words and all(scores):
                ranked.append((-sum(scores), len(name), name))
        return [name for _, _, name in sorted(ranked)]

    def places(self) -> Iterator[tuple[Resource, str]]:
        """Give each action as its resource and its key there; none of them is built."""
        yield from self._action_places.values()

    def names_at(self, tokens: Tokens | None) -> Iterator[str]:
        """Give the keys of the object at a place, those of what it refers to included."""
        if tokens is not None:
            yield from members(self._document, tokens)

    def value_of(self, places: Mapping[str, Tokens], key: str) -> Any:
        """Give the raw value of one member of a resource."""
        return at(self._document, places[key]) if key in places else None

    def schema_at(self, tokens: Tokens) -> Schema:
        """Give the schema at a place; the same object each time."""
        found = self._schemas.get(tokens)
        if found is None:
            found = self._schemas.setdefault(tokens, Schema(self._document, tokens, self.dialect, self._shared))
        return found

    def _top(self, key: str, noun: str) -> Any:
        """Give a part of the top level, with its references followed and checked."""
        if key not in self._document:
            return None
        value, faults = self.read((key,), "value")
        faults += _shape_faults(noun, value, pointer_of((key,)))
        if faults:
            raise DescriptionError(faults)
        return value

    def read(self, tokens: Tokens, shape: str) -> tuple[Any, list[Fault]]:
        """
        Give the value at a place with its references followed, and what is wrong with those.

        Schemas in it are given as their `Place`.
        """
        found = reach(self._document, tokens, shape, into_schemas=False, known=self._shared.walked)
        if found.faults:
            return _Node(), found.faults
        parts = [(place, shielded(place, kind, raw, schemas=True)) for place, kind, raw in found.roots]
        budget = [MAX_NODES]
        try:
            value = _settled(resolved(parts, tokens), pointer_of(tokens), budget)
        except reference_errors():
            told = "a `$ref` in it leads to something of another kind"
            return _Node(), [Fault(pointer_of(tokens), "ref-shape", told, "point at what belongs there")]
        if budget[0] <= 0:
            told = "its references make it endless, or larger than anyone needs"
            return _Node(), [Fault(pointer_of(tokens), "circular-ref", told)]
        return value, []


def _settled(view: Any, origin: str, budget: list[int], depth: int = 0) -> Any:
    """Give plain data in place of what jsonref gives, as `_Node`s that know where they come from."""
    budget[0] -= 1
    if budget[0] <= 0 or depth > MAX_STRUCTURE:
        budget[0] = 0
        return None
    if isinstance(view, Mapping):
        node = _Node()
        node.origin = view.get(ORIGIN, origin)
        for key, each in view.items():
            if key != ORIGIN:
                below = node.origin + pointer_of((key,))
                node[key] = _settled(each, below, budget, depth + 1)
        return node
    if isinstance(view, list):
        return [_settled(each, origin + pointer_of((at,)), budget, depth + 1) for at, each in enumerate(view)]
    return view


def _unreadable(error: LookupError) -> Fault:
    pointer = str(error.args[0]) if error.args else ""
    place = pointer if pointer.startswith("/") else "/resources"
    return Fault(place, "type", "what stands here is no object, or its `$ref` leads nowhere", "write an object")


# --- the shape of what is written ------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def format_schema() -> Mapping[str, Any]:
    """Give the JSON Schema of the description format itself."""
    text = (package_files.files("dynaclient") / "api.schema.json").read_text("utf-8")
    loaded: Mapping[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=1)
def _nouns() -> Checker:
    """Give what judges any noun of the format, as the one member of an object: compiling each takes longer."""
    definitions = format_schema()["$defs"]
    known = {name: {"$ref": f"#/$defs/{name}"} for name in definitions}
    return Checker({"properties": known, "$defs": definitions}, "2020-12")


@lru_cache(maxsize=32)
def _noun(name: str) -> Schema:
    return Schema(format_schema(), ("$defs", name), "2020-12")


def _shape_faults(noun: str, value: Any, pointer: str) -> list[Fault]:
    """Give where a value, its references followed, is not what the format has for this noun."""
    if noun not in format_schema()["$defs"]:
        return []
    checkable = _without_places(value)
    if _nouns().waves_through({noun: checkable}):
        return []
    schema = _noun(noun)
    if schema.accepts(checkable):
        return []
    return [format_fault(each, _located(value, each.path, pointer)) for each in schema.violations(checkable)]


def _without_places(value: Any) -> Any:
    if isinstance(value, Place):
        return True
    if isinstance(value, dict):
        return {key: _without_places(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_places(each) for each in value]
    return plain(value)


def _located(value: Any, path: tuple[str | int, ...], pointer: str) -> str:
    for each in path:
        pointer = (value.origin if isinstance(value, _Node) else pointer) + pointer_of((each,))
        try:
            value = value[each]
        except (LookupError, TypeError):
            value = None
    return value.origin if isinstance(value, _Node) else pointer


def format_fault(violation: Any, pointer: str) -> Fault:
    """Say what one violation of the format's schema means to the author."""
    rule, path = violation.rule, violation.path
    name = path[-1] if path else "the description"
    if violation.known or rule in ("additionalProperties", "propertyNames"):
        hint = did_you_mean(near(str(name), violation.known)) or _listed("known here:", violation.known)
        return Fault(pointer, "unknown-key", f"`{name}` is no key of this place", hint)
    if rule == "required":
        missing = [
            each for each in violation.expected if not isinstance(violation.got, dict) or each not in violation.got
        ]
        return Fault(pointer, "required", f"`{'`, `'.join(missing)}` is missing", "add it")
    got = json.dumps(_without_places(violation.got), default=repr)[:80]
    if rule == "enum":
        near_ones = near(str(violation.got), map(str, violation.expected))
        hint = did_you_mean(near_ones) or _listed("one of:", violation.expected)
        return Fault(pointer, "enum", f"{got} is not known here", hint)
    if violation.note:
        return Fault(pointer, rule, f"{got} cannot stand here", violation.note)
    expected = violation.expected
    told = f"a {expected}" if rule == "type" and isinstance(expected, str) else f"what the format asks for ({rule})"
    return Fault(pointer, rule, f"{got} is not {told}", "see the key's description in api.schema.json")


def _listed(head: str, names: Iterable[Any]) -> str:
    shown = ", ".join(map(str, names))
    return f"{head} {shown}" if shown else ""


def _root_faults(document: Any) -> list[Fault]:
    if not isinstance(document, Mapping):
        return [Fault("", "type", "a description is a JSON object", 'begin with {"dynaclient": 1, "resources": {…}}')]
    faults = []
    if document.get("dynaclient") != 1 or document.get("dynaclient") is True:
        told = "`dynaclient` tells the version of the format, and this library reads version 1"
        faults.append(Fault("/dynaclient", "version", told, 'write "dynaclient": 1'))
    if not isinstance(document.get("resources"), Mapping):
        faults.append(Fault("/resources", "type", "`resources` is an object, by name", 'write "resources": {…}'))
    dialect = document.get("dialect", DEFAULT_DIALECT)
    if not isinstance(dialect, str) or dialect not in DIALECTS:
        faults.append(Fault("/dialect", "enum", "this dialect is not known", f"one of: {', '.join(DIALECTS)}"))
    return faults


# --- building an action ----------------------------------------------------------------------------------------------


def _server(value: Any) -> Server | None:
    if value is None or isinstance(value, str):
        return Server(value) if value else None
    variables = {
        name: (str(each["default"]), *map(str, each.get("enum", ())))
        for name, each in value.get("variables", {}).items()
    }
    return Server(str(value["url"]), variables)


def _auth_scheme(name: str, value: Mapping[str, Any]) -> AuthScheme:
    wire = str(value.get("name", "Authorization"))
    return AuthScheme(name, str(value["type"]), str(value.get("in", "header")), wire, str(value.get("description", "")))


class Builder:
    """Builds one action, and collects everything that is wrong with it."""

    def __init__(self, api: Api, resource: Resource, key: str) -> None:
        self.api = api
        self.resource = resource
        self.key = key
        self.name = f"{resource.name}.{key}"
        self.chain: tuple[dict[str, Tokens], ...] = resource.levels
        self.tokens = members(api.document, self.chain[-1]["actions"])[key]
        self.faults: list[Fault] = []

    def action(self) -> Action:
        """Give the action; DescriptionError with all its faults where it has any."""
        built = self._built()
        if built is None or self.faults:
            raise DescriptionError(_once(self.faults), f"The description of {self.name}")
        return built

    def all_faults(self) -> list[Fault]:
        """Give all faults of the action, those of its examples included."""
        self._built(deep=True)
        return self.faults

    def fault(self, pointer: str, rule: str, message: str, suggestion: str = "") -> None:
        self.faults.append(Fault(pointer, rule, message, suggestion))

    def _built(self, *, deep: bool = False) -> Action | None:
        pointer = pointer_of(self.tokens)
        node, faults = self.api.read(self.tokens, "action")
        self.faults += faults
        self.faults += self._identifier_faults()
        if not faults:
            self.faults += _shape_faults("action", node, pointer)
        levels = self._levels()
        if self.faults:
            return None
        path = self._path(node, levels)
        pieces = self._pieces(path, node.origin)
        parameters = self._parameters(node, levels, {name for _, name in pieces if name})
        self._check_together(parameters, pieces, node)
        responses = self._responses(node)
        self._check_schemas(parameters, responses, deep=deep)
        auth, required = self._auth(node, levels)
        method = node["method"]
        readonly = bool(node.get("readonly", method in METHODS_WITHOUT_EFFECT))
        return Action(
            name=self.name,
            key=self.key,
            resource=self.resource.name,
            method=method,
            path=path,
            pieces=pieces,
            parameters=parameters,
            responses=responses,
            scopes=self._scopes(node),
            description=str(node.get("description", "")),
            auth=auth,
            auth_required=required,
            server=_server(_innermost("server", [*levels, node])),
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

    def _identifier_faults(self) -> list[Fault]:
        return [
            Fault(
                pointer_of(self.tokens), "name", f"{word!r:.80} is no name", "use letters, digits and _, no digit first"
            )
            for word in self.name.split(".")
            if not _IDENTIFIER.fullmatch(word)
        ]

    def _levels(self) -> list[_Node]:
        """Give what each resource on the way says, outermost first, without its actions and resources."""
        return [self._level(places) for places in self.chain]

    def _level(self, places: dict[str, Tokens]) -> _Node:
        level = _Node()
        level.origin = pointer_of(next(iter(places.values()))[:-1]) if places else ""
        for key, tokens in places.items():
            if key in ("actions", "resources"):
                continue
            value, faults = self.api.read(tokens, "parameters" if key == "parameters" else "value")
            self.faults += faults
            level[key] = value
        self.faults += _shape_faults("resource", level, level.origin)
        return level

    # Paths.

    def _path(self, node: _Node, levels: list[_Node]) -> str:
        if "at" in node:
            return str(node["at"])
        return "".join(str(each.get("path", "")) for each in [*levels, node])

    def _pieces(self, path: str, origin: str) -> tuple[tuple[str, str], ...]:
        pieces: list[tuple[str, str]] = []
        literal = ""
        end = 0
        for found in _TEMPLATE.finditer(path):
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
            self.fault(origin + "/path", "path", told, "write {name} for a parameter, and no other braces")
        if not path.startswith("/"):
            self.fault(origin + "/path", "path", f"the path {path!r:.200} does not begin with a slash", "write /…")
        if any(each in (".", "..") for each in path.split("/")):
            self.fault(origin + "/path", "path", f"the path {path!r:.200} has dot segments", "write it without them")
        return (*pieces, (literal, ""))

    # Parameters.

    def _parameters(self, node: _Node, levels: list[_Node], in_path: set[str]) -> dict[str, Parameter]:
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
        names = self.api.document.get("common")
        if names is None:
            return {}
        value, faults = self.api.read(tokens, "value")
        self.faults += faults
        declared = self.api.document.get("parameters")
        declared = declared if isinstance(declared, Mapping) else {}
        found = {}
        for index, name in enumerate(value if isinstance(value, list) else []):
            if not isinstance(name, str) or name not in declared:
                hint = did_you_mean(near(str(name), declared))
                self.fault(f"/common/{index}", "unknown-parameter", f"`parameters` has no {name!r:.80}", hint)
                continue
            node, faults = self.api.read(("parameters", name), "parameter")
            faults = faults or _shape_faults("parameter", node, f"/parameters/{name}")
            self.faults += faults
            if not faults:
                found[name] = node
        return found

    def _parameter(self, name: str, node: _Node) -> Parameter:
        location = node["in"]
        wire = str(node.get("name", name))
        pointer = node.origin
        if location == "path" and node.get("required") is False:
            self.fault(pointer + "/required", "required", f"the path parameter {name!r} cannot be left out",
                       "drop `required`: a path parameter always is")  # fmt: skip
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
            default=plain(node.get("default", UNSET)), preset=plain(node.get("preset", UNSET)),
            example=plain(node.get("example", UNSET)), style=style, explode=explode,
            reserved=bool(node.get("reserved", False)), secret=bool(node.get("secret", False)),
            deprecated=str(node.get("deprecated", "")), since=str(node.get("since", "")), pointer=pointer,
        )  # fmt: skip

    def _schema(self, place: Any) -> Schema:
        return self.api.schema_at(place.tokens)

    def _check_header(self, wire: str, pointer: str) -> None:
        if wire.lower() in FORBIDDEN_HEADERS:
            hint = "describe it under `auth`" if "auth" in wire.lower() or wire.lower() == "cookie" else "leave it out"
            self.fault(pointer, "header", f"no parameter may write the header {wire}", hint)

    def _style(self, location: str, node: _Node) -> tuple[str, bool]:
        known = STYLES[location]
        style = node.get("style", known[0] if known else "")
        if known and style not in known:
            told = f"{style} is no style of a {location} parameter"
            self.fault(node.origin + "/style", "style", told, f"one of: {', '.join(known)}")
        fixed = FIXED_EXPLODE.get(style)
        if fixed is not None and node.get("explode", fixed) is not fixed:
            told = f"{style} cannot be used with `explode` {str(not fixed).lower()}"
            self.fault(node.origin + "/explode", "style", told, "leave `explode` out")
        explode = node.get("explode", fixed if fixed is not None else style == "form")
        return str(style), bool(explode)

    def _check_together(
        self, parameters: Mapping[str, Parameter], pieces: tuple[tuple[str, str], ...], node: _Node
    ) -> None:
        written: dict[tuple[str, str], str] = {}
        for name, each in parameters.items():
            if not _IDENTIFIER.fullmatch(name):
                self.fault(each.pointer, "name", f"{name!r:.80} is no name", "use letters, digits and _")
            wire = each.wire.lower() if each.location == "header" else each.wire
            first = written.setdefault((each.location, "" if each.location == "body" else wire), name)
            if first != name:
                told = f"{first!r} and {name!r} are both written as {each.wire!r} in the {each.location}"
                self.fault(each.pointer, "twice", told, "withdraw one with null, or give it another `name`")
        in_path = [name for _, name in pieces if name]
        for name in in_path:
            if name not in parameters or parameters[name].location != "path":
                hint = did_you_mean(near(name, parameters)) or f'add "{name}": {{"in": "path", …}} to `parameters`'
                self.fault(node.origin + "/path", "path", f"no path parameter is called {name!r}", hint)
        if len(set(in_path)) != len(in_path):
            self.fault(node.origin + "/path", "path", "a name stands twice in the path", "use two parameters")
        for name, each in parameters.items():
            if each.location == "path" and name not in in_path:
                self.fault(each.pointer, "path", f"the path has no {{{name}}}", "add it to the path, or drop it here")
        parts = [each for each in parameters.values() if each.location == "part"]
        if parts and any(each.location == "body" for each in parameters.values()):
            self.fault(
                parts[0].pointer, "body", "an action has either one `body` or several `part`s", "drop one of them"
            )

    def _part_content(self, node: _Node, parameters: Mapping[str, Parameter]) -> tuple[str, ...]:
        parts = [each for each in parameters.values() if each.location == "part"]
        said = node.get("content", ())
        if said:
            return (said,) if isinstance(said, str) else tuple(said)
        if not parts:
            return ()
        return ("multipart/form-data",) if any(each.schema.has_files for each in parts) else ("application/json",)

    # Responses and schemas.

    def _responses(self, node: _Node) -> dict[str, ResponseDescription]:
        return {status: self._response(status, each) for status, each in node.get("responses", {}).items()}

    def _response(self, status: str, node: _Node) -> ResponseDescription:
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
        found = [fault for each in schemas.values() for fault in each.faults()]
        self.faults += found
        if found:
            return
        for parameter in parameters.values():
            self._check_container(parameter)
            self._check_examples(parameter)
        if deep:
            self.faults += [fault for each in schemas.values() for fault in example_faults(each)]

    def _check_container(self, parameter: Parameter) -> None:
        types = parameter.schema.types
        if parameter.style in STYLES_OF_CONTAINERS and types and not types & {"array", "object"}:
            told = f"{parameter.style} is for arrays and objects, and this is neither"
            hint = f"leave `style` out, or write {STYLES[parameter.location][0]}"
            self.fault(parameter.pointer + "/style", "style", told, hint)

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
                self.fault(f"{parameter.pointer}/{key}", "example", f"the {key} of {parameter.name!r} {error.reason}")
                continue
            for each in broken[:1]:
                told = f"the {key} of {parameter.name!r} breaks its own schema ({each.rule}: {each.expected!r:.100})"
                self.fault(f"{parameter.pointer}/{key}", "example", told, "mend the one or the other")

    # Who may call it, and how.

    def _scopes(self, node: _Node) -> tuple[Scope, ...]:
        said = node.get("scopes")
        if not said:
            return ()
        if isinstance(said, Mapping) and "only" in said:
            return _flat(said["only"])
        always = (
            ((self.api._top("scopes", "scopes") or {}).get("always") or []) if "scopes" in self.api.document else []
        )
        words = {"resource": self.resource.name, "action": self.key}
        filled = ["".join(words.get(name, f"{{{name}}}") if name else text for name, text in _TEMPLATE.findall(each))
                  for each in always]  # fmt: skip
        return tuple(dict.fromkeys([*_flat(said), *filled]))

    def _auth(self, node: _Node, levels: list[_Node]) -> tuple[tuple[tuple[str, ...], ...], bool]:
        schemes = self.api.auth
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
            hint = did_you_mean(near(name, schemes)) or f"describe it under the top-level `auth`: {{{name!r}: …}}"
            self.fault(node.origin + "/auth", "auth", f"there is no auth scheme {name!r}", hint)
        return tuple(dict.fromkeys(sets)), required

    def _headers(self, node: _Node, levels: list[_Node]) -> dict[str, str]:
        found: dict[str, tuple[str, str]] = {}
        top = self.api._top("headers", "headers") or {}
        for level in (top, *(each.get("headers", {}) for each in levels), node.get("headers", {})):
            for name, value in level.items():
                if name.lower() in FORBIDDEN_HEADERS - {"content-type"}:
                    self._check_header(name, node.origin + "/headers")
                found[name.lower()] = (name, str(value))
        return dict(found.values())

    def _paginate(self, node: _Node, parameters: Mapping[str, Parameter]) -> Mapping[str, Any]:
        said = node.get("paginate") or {}
        names = [said.get(key) for key in ("page", "size", "offset", "limit", "cursor")]
        names += [each for key in ("sort", "filter") for each in said.get(key, {}).values()]
        for name in names:
            if name is not None and name not in parameters:
                hint = did_you_mean(near(str(name), parameters)) or "name a parameter of the action"
                self.fault(node.origin + "/paginate", "paginate", f"no parameter is called {name!r}", hint)
        return dict(said)


ANYTHING = Schema({"anything": {}}, ("anything",), DEFAULT_DIALECT)
"""The schema of a parameter that has none: it takes anything."""


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


def _once(faults: Iterable[Fault]) -> list[Fault]:
    return list(dict.fromkeys(faults))


def example_faults(schema: Schema) -> list[Fault]:
    """Give the examples and defaults in a schema that break it."""
    raw = schema.raw
    if not isinstance(raw, Mapping):
        return []
    found = []
    for index, each in enumerate(raw.get("examples") or ()):
        for broken in schema.checker.violations(each)[:1] if not schema.accepts(each) else ():
            place = "".join(f"/{step}" for step in broken.path)
            told = (
                f"the example breaks its own schema at {place or 'its top'} ({broken.rule}: {broken.expected!r:.100})"
            )
            found.append(Fault(f"{schema.pointer}/examples/{index}", "example", told, "mend the one or the other"))
    return found


# --- loading ---------------------------------------------------------------------------------------------------------

Source = Union[str, "os.PathLike[str]", "Traversable", Mapping[str, Any], Api]


def load(source: Source | None = None, *, patch: Any = None) -> Api:
    """
    Load a description.

    Args:
        source: A path (also one of `importlib.resources`), a dict, or a loaded `Api`. Left out, it is the bundled
            description.
        patch: A description, or several, laid over it as JSON Merge Patch (RFC 7396) has it: objects are merged, null
            removes, everything else replaces.

    Raises:
        DescriptionError: The file is missing, too large or no JSON, or its top is wrong.
    """
    if isinstance(source, Api) and patch is None:
        return source
    document, name = _document(bundled() if source is None else source)
    for each in patch if isinstance(patch, (list, tuple)) else [] if patch is None else [patch]:
        document = merged(document, _document(each)[0])
    return Api(document, name if patch is None else None)


def bundled() -> Traversable | Path:
    """Give the place of the bundled description: in the package, or at the root of the repository."""
    inside = package_files.files("dynaclient") / "api.json"
    return inside if inside.is_file() else Path(__file__).parent.parent / "api.json"


def merged(target: Any, patch: Any) -> Any:
    """Give `target` with a JSON Merge Patch laid over it (RFC 7396, section 2); neither is changed."""
    if not isinstance(patch, Mapping):
        return patch
    result = dict(target) if isinstance(target, Mapping) else {}
    for key, each in patch.items():
        if each is None:
            result.pop(key, None)
        else:
            result[key] = merged(result.get(key), each)
    return result


def _document(source: Any) -> tuple[Any, str | None]:
    if isinstance(source, Api):
        return source.document, source.source
    if isinstance(source, Mapping):
        return _parsed(_dumped(source)), None
    text, name = read_text(source)
    return _parsed(text), name


def _dumped(source: Mapping[str, Any]) -> str:
    try:
        return json.dumps(source, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        told = f"the description holds what JSON cannot: {error}"
    raise DescriptionError([Fault("", "json", told, "use only dicts, lists, texts, numbers, booleans and None")])


def read_text(source: Any) -> tuple[str, str | None]:
    """Give the text of a description file and its name; DescriptionError where it cannot be read."""
    place: Any = Path(source) if isinstance(source, (str, os.PathLike)) else source
    told = ""
    try:
        if not hasattr(place, "open") or not place.is_file():
            told = "there is no such file (what was given is not shown: it may be a token)"
        else:
            with place.open("rb") as file:
                data = file.read(MAX_BYTES + 1)
            if len(data) > MAX_BYTES:
                told = f"the file is larger than {MAX_BYTES // 1024 // 1024} MiB"
            else:
                return data.decode("utf-8-sig"), str(place)
    except UnicodeDecodeError as error:
        told = f"the file is not UTF-8 at byte {error.start}"
    except (OSError, ValueError) as error:
        told = f"the file cannot be read ({type(error).__name__})"
    hint = "the first argument is a description: a path, a dict or a loaded Api; a token goes into token=…"
    raise DescriptionError([Fault("", "file", told, hint)])


def _parsed(text: str) -> Any:
    try:
        with _uncollected():
            return json.loads(text, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        fault = Fault("", "json", f"this is no JSON: {error.msg}, column {error.colno}", "mend it there", error.lineno)
    except RecursionError:
        fault = Fault("", "depth", f"nested more than {MAX_DEPTH} deep")
    except ValueError as error:
        fault = Fault("", "json", f"this is no JSON: {error}")
    raise DescriptionError([fault])


@contextmanager
def _uncollected() -> Iterator[None]:
    """Let the garbage collector rest: all that a large text becomes is alive, and it would look at it over and over."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


def _no_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON value")
