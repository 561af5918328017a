"""What a description says, as frozen values: actions, their parameters, responses, scopes and servers."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any, Union

from ..schema.validation import Schema

FORBIDDEN_HEADERS = frozenset(
    {
        "authorization", "connection", "content-length", "content-type", "cookie", "expect", "host", "keep-alive",
        "proxy-authorization", "proxy-connection", "te", "trailer", "transfer-encoding", "upgrade",
    }
)  # fmt: skip
"""Headers that belong to the message, the connection or the credentials; no parameter may write them."""

OWN_NAMES = (
    "api", "call", "can", "close", "find", "from_env", "mock", "token", "with_defaults", "with_options",
    "with_response",
)  # fmt: skip
"""What the client itself is called; a resource of such a name is reached by ``client["name"]``."""

UNSET: Any = type("Unset", (), {"__repr__": lambda _: "UNSET", "__bool__": lambda _: False})()
"""Stands where a description says nothing; it may say null."""

_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
TEMPLATE = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|([^{}]+)")
"""A name in braces, or what stands between such names."""


@lru_cache(maxsize=8192)
def snake_case(name: str) -> str:
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
        self._found = {snake_case(name): name for name in reversed(self.names)}
        self._found.update((name, name) for name in self.names)
        self._found.update((f"{name}_", name) for name in self.names if keyword.iskeyword(name))

    def __getitem__(self, spelling: str) -> str:
        return self._found[spelling]

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


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
    allow_reserved: bool = False
    secret: bool = False
    deprecated: str = ""
    since: str = ""
    pointer: str = ""
    """Where it was written: a JSON pointer into the description."""

    @property
    def holds_secrets(self) -> bool:
        """Whether it is secret, or anything in it is."""
        return self.secret or any(each.has_secrets for each in (self.schema, *self.content.values()))

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


@dataclass(frozen=True, eq=False, repr=False)
class Server:
    """Where an API is served: a URL with ``{variables}``."""

    template: str
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """For each variable its default, then the values it may have; only the default where any value may be given."""

    def url(self, values: Mapping[str, str]) -> str:
        """Give the URL with the variables filled in; UnknownName or ValueError where a value does not fit."""
        pieces = []
        for name, literal in TEMPLATE.findall(self.template):
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
        return any(each.holds_secrets for each in self.parameters.values())

    @cached_property
    def parts(self) -> tuple[Parameter, ...]:
        """The parameters that are members of the body."""
        return tuple(each for each in self.parameters.values() if each.location == "part")

    @property
    def summary(self) -> str:
        """The first sentence of its description."""
        return first_sentence(self.description)

    @cached_property
    def stream(self) -> str:
        """How its answer comes: ``sse``, ``ndjson`` or ``bytes``, piece by piece; empty where it comes as a whole."""
        good = [each for status, each in self.responses.items() if status.startswith("2") or status == "default"]
        return next((each.stream for each in good if each.stream), "")

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


def first_sentence(text: str) -> str:
    """Give the first sentence of a description."""
    first = text.strip().split("\n\n", 1)[0].replace("\n", " ")
    return re.split(r"(?<=[.!?])\s", first, maxsplit=1)[0]


def _granted(scope: str, granted: tuple[str, ...]) -> bool:
    return any(scope == each or ("*" in each and _covers(each).fullmatch(scope) is not None) for each in granted)


@lru_cache(maxsize=1024)
def _covers(granted: str) -> re.Pattern[str]:
    return re.compile(".*".join(re.escape(each) for each in granted.split("*")), re.DOTALL)
