"""
The content of a description as frozen values: actions, parameters, responses, scopes, auth schemes and servers.

JSON that is in it as it is written, such as an example, a preset or a schema, is that of the description. It is not
frozen; do not change it: all clients with the same description share it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from ..errors import Problem, printable
from ..records import dataclass, field, fields
from ..runtime.media_types import FIXED_STREAM_TYPES, accept_header, find_allowing, is_json
from ..schema.engines import DEFAULT_DIALECT
from ..schema.subschemas import is_file
from ..schema.validation import Schema
from ..strings import own_names
from ..strings.expressions import expression
from . import auth_schemes, unset
from .frozen_dict import frozen
from .granted_scopes import Scope, any_granted
from .named_examples import Example, examples_of
from .spellings import Spellings
from .successes import successful

OWN_NAMES = own_names.OWN_NAMES
"""The names of the client's own attributes; a resource with such a name is accessed as ``client["name"]``."""

AuthScheme = auth_schemes.AuthScheme
Obtain = auth_schemes.Obtain
UNSET = unset.UNSET

ANYTHING = Schema({"anything": {}}, ("anything",), DEFAULT_DIALECT)
"""The schema of what has none: it allows any value."""

STYLES_OF_CONTAINERS = frozenset({"spaceDelimited", "pipeDelimited", "tabDelimited", "deepObject", "brackets"})
"""Styles for lists and objects alone, which choose the names and the delimiters of a part themselves."""

ANY_EVENT = "*"
"""The key in `events` for all events that it does not list."""

TEMPLATE = expression(r"\{([A-Za-z_][A-Za-z0-9_]*)\}|([^{}]+)")
"""A name in braces, or the literal between such names."""


@dataclass(frozen=True, eq=False, repr=False)
class Parameter:
    """One parameter of an action."""

    name: str
    """Its key in the description: the name of the argument in Python."""
    wire: str
    """Its name in the request."""
    location: str
    """``path``, ``query``, ``header``, ``cookie``, ``body`` (all), ``part`` or ``member`` (see `Action.members`)."""
    required: bool
    schema: Schema
    """The schema of its values; for a body with several media types, the schema of the first."""
    content: Mapping[str, Schema]
    """For a body, and for a whole query: media type → schema; the first is used unless the caller chooses another."""
    description: str = ""
    default: Any = UNSET
    """The value that the server assumes if none is sent: documented, never sent. UNSET if there is none."""
    preset: Any = UNSET
    """The value that is sent if the caller passes none. UNSET if there is none."""
    presets: Mapping[str, Any] = field(default_factory=frozen)
    """Members of a body that are sent if the caller's body, an object, does not have them."""
    example: Any = UNSET
    examples: tuple[Example, ...] = ()
    style: str = ""
    explode: bool = False
    allow_reserved: bool = False
    keeps_encoded: bool = False
    """Whether what is percent-encoded in a value is not encoded again."""
    content_type: str = ""
    """For a part of a form: the media type that it is sent as; empty if that depends on its value."""
    headers: Mapping[str, str] = field(default_factory=frozen)
    """For a part of a multipart form: its further headers."""
    encoding: Mapping[str, Parameter] = field(default_factory=frozen)
    """For a body that is a form: how its members are encoded, by their names, each as a part would be."""
    spread: bool = False
    """For a body: whether its members may be passed by name."""
    secret: bool = False
    deprecated: str | bool = ""
    """What to use instead; True if it is deprecated, and that is all that is known."""
    since: str = ""
    pointer: str = ""
    """Its location in the description, as a JSON pointer."""

    @property
    def holds_secrets(self) -> bool:
        """Whether the parameter or any part of its value is secret."""
        return self.secret or any(schema.has_secrets for schema in (self.schema, *self.content.values()))

    @property
    def schemas(self) -> list[Schema]:
        """Its schemas, those of all media types included."""
        return [self.schema, *self.content.values()]

    @property
    def first_example(self) -> Any:
        """Its `example`, or the first of its `examples` for the media type that is used by default; UNSET if none."""
        if self.example is not UNSET or not self.examples:
            return self.example
        found = examples_of(self.examples, self.content, next(iter(self.content), ""))
        return found[0].value if found else UNSET

    def is_json(self, media: str) -> bool:
        """Return whether it is JSON in a body of this media type; a body that is a file with JSON in it is not."""
        if not is_json(media):
            return False
        schema = self.schema_for(media)
        return self.location != "body" or not (schema.marks_files and is_file(schema.view))

    def schema_for(self, media: str) -> Schema:
        """Return the schema of its values in a body of this media type; `schema` if the type is not declared."""
        found = self.content.get(media)
        if found is not None or not self.content:
            return found or self.schema
        return self.content[find_allowing(self.content, media) or next(iter(self.content))]

    @property
    def accepted(self) -> tuple[Any, ...]:
        """The values of its `enum`; empty if it has none."""
        values = self.schema.get_keyword("enum")
        return tuple(values) if isinstance(values, list) else ()

    @property
    def type(self) -> str:
        """Its type in a word or two: the title of a body's schema, or its JSON types; ``any`` if it has none."""
        if self.location == "body" and self.schema.title:
            return self.schema.title
        if self.schema.has_files:
            return "file"
        return " or ".join(sorted(self.schema.types)) or ("string" if self.accepted else "any")

    def __repr__(self) -> str:
        required = ", required" if self.required else ""
        return printable(f"<Parameter {self.name}: {self.type} in {self.location}{required}>")


class ResponseSchemas(NamedTuple):
    """The schemas of a response."""

    content: Mapping[str, Schema]
    headers: Mapping[str, Schema | None]
    events: Mapping[str, Schema]

    @property
    def all(self) -> list[Schema]:
        """The schemas of its media types, its events and its headers."""
        return [*self.content.values(), *self.events.values(), *filter(None, self.headers.values())]

    def without_schemas(self) -> ResponseSchemas:
        """Return the same media types with anything in them."""
        return ResponseSchemas(frozen(dict.fromkeys(self.content, ANYTHING)), frozen(), frozen())


@dataclass(frozen=True, eq=False, repr=False)
class ResponseDescription:
    """The response that an action may return with one status or one range of statuses."""

    status: str
    """``200``, ``4XX`` or ``default``."""
    description: str = ""
    described: ResponseSchemas = ResponseSchemas(frozen(), frozen(), frozen())
    """Its schemas as they are described, also if they have problems."""
    stream: str = ""
    """``sse``, ``ndjson``, ``json-seq`` or ``bytes``; empty if the response is not a stream."""
    end: str = ""
    examples: tuple[Example, ...] = ()

    @property
    def media_types(self) -> tuple[str, ...]:
        """The media types of `content`, for which no schema has to be inspected."""
        return tuple(self.described.content)

    @property
    def content(self) -> Mapping[str, Schema]:
        """The schemas of its media types."""
        return self._usable.content

    @property
    def headers(self) -> Mapping[str, Schema | None]:
        """The schemas of its headers."""
        return self._usable.headers

    @property
    def events(self) -> Mapping[str, Schema]:
        """The schemas of its events by name."""
        return self._usable.events

    def event_schema(self, name: str) -> Schema | None:
        """Return the schema of the events of a name; that of ``*`` for those that are not listed; None if none."""
        events = self.events
        return events.get(name) or events.get(ANY_EVENT)

    @cached_property
    def _usable(self) -> ResponseSchemas:
        """Its schemas, inspected when one is needed: most calls need none. One with problems leaves none of them."""
        has_problems = any(schema.reference_problems() for schema in self.described.all)
        return self.described.without_schemas() if has_problems else self.described

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with its schemas, and is left out."""
        return tuple(
            problem
            for schema in self.described.all
            for problem in (*schema.keyword_problems(), *schema.reference_problems())
        )

    @property
    def schema(self) -> Schema | None:
        """The schema of its first media type, if it has a body."""
        return next(iter(self.content.values()), None)

    @property
    def type(self) -> str:
        """The title of its schema; empty if it has none."""
        return self.schema.title if self.schema else self.stream

    def __repr__(self) -> str:
        return printable(f"<ResponseDescription {self.status}: {self.type or 'no body'}>")


@dataclass(frozen=True, eq=False, repr=False)
class Server:
    """The address of an API: a URL with ``{variables}``."""

    template: str
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=frozen)
    """Variable → its default, then the allowed values; only the default if any value is allowed. Empty: no default."""
    description: str = ""

    @property
    def parts(self) -> list[tuple[str, str]]:
        """The template in parts: each a pair of the name of a variable and a literal, one of which is empty."""
        return TEMPLATE.findall(self.template)

    @property
    def default_url(self) -> str:
        """The URL with the defaults of its variables, as they are described; one without stays in braces."""
        parts = TEMPLATE.findall(self.template)
        defaults = {name: values[0] for name, values in self.variables.items() if values}
        return "".join(defaults.get(name, f"{{{name}}}") if name else literal for name, literal in parts)

    @property
    def required_variables(self) -> list[str]:
        """The variables in the URL that have no default: the caller has to set them."""
        return [name for name, _ in self.parts if name and self.variables.get(name) == ()]


OFFERED = frozenset(
    {
        "name", "key", "resource", "method", "path", "summary", "description", "parameters", "members", "body",
        "responses", "stream", "paginate", "scopes", "auth", "server", "tags", "headers", "readonly", "destructive",
        "idempotent", "idempotency_key", "deprecated", "since", "timeout", "problems", "allowed_by",
    }
)  # fmt: skip
"""What `dir` lists of an action: what its description has. The rest is worked out of that for this library alone."""


@dataclass(frozen=True, eq=False, repr=False)
class Action:
    """One action of an API, with everything that it inherits."""

    name: str
    """Its full name, ``resource.action``, which identifies it everywhere."""
    key: str
    """The last part of its name."""
    resource: str
    """The full name of its resource."""
    method: str
    path: str
    """The whole path, with ``{name}`` for a path parameter."""
    pieces: tuple[tuple[str, str], ...]
    """The path in pieces: pairs of a literal and the name of the parameter after it (empty at the end)."""
    parameters: Mapping[str, Parameter]
    responses: Mapping[str, ResponseDescription]
    members: Mapping[str, Parameter] = field(default_factory=frozen)
    """The members of a `spread` body that may be passed by name; `wire` is the name in the body."""
    scope_descriptions: Mapping[str, str] = field(default_factory=frozen)
    """What scopes mean: those of the API that are described."""
    scopes: tuple[Scope, ...] = ()
    """Any one of these allows the action; empty if none is required."""
    description: str = ""
    own_summary: str = ""
    """Its `summary`; empty if it has none besides its description."""
    tags: tuple[str, ...] = ()
    operation_id: str = ""
    """The id of the operation in an OpenAPI document: another name, for `client.call`."""
    auth: tuple[tuple[str, ...], ...] = ()
    """Sets of auth schemes, any one of which is enough. Empty if no credential is ever sent."""
    auth_types: Mapping[str, str] = field(default_factory=frozen)
    """The types of these auth schemes, by their names."""
    auth_required: bool = False
    auth_scopes: Mapping[tuple[str, ...], tuple[Scope, ...]] = field(default_factory=frozen)
    """Set of `auth` → scopes, any one of which is needed too if it is used; sets that need none are not in it."""
    auth_alternatives: tuple[Mapping[str, tuple[str, ...]], ...] = ()
    """The alternatives as they are declared: auth scheme → its scopes. Empty if any scheme will do, or none is sent."""
    server: Server | None = None
    """Its own server, if it is not that of the API."""
    headers: Mapping[str, str] = field(default_factory=frozen)
    part_content: tuple[str, ...] = ()
    """The media types in which its `part` parameters may be sent."""
    empty_body: bool = False
    """Whether a body without members is sent if no part is passed."""
    readonly: bool = False
    destructive: bool = False
    """Whether it may remove or irrevocably overwrite what is on the server; never true of what is `readonly`."""
    idempotent: bool = False
    idempotency_key: str = ""
    deprecated: str | bool = ""
    """What to use instead; True if it is deprecated, and that is all that is known."""
    since: str = ""
    links: Any = ()
    paginate: Mapping[str, Any] = field(default_factory=frozen)
    timeout: float | None = None
    mock: Mapping[str, Any] = field(default_factory=frozen)
    left_out: tuple[Problem, ...] = ()
    """Its `problems`, without those of the schemas of its responses."""
    wrong_pages: str = ""
    """What is wrong with its `paginate`, which is left out for it; empty if nothing is."""
    pointer: str = ""
    """Its location in the description, as a JSON pointer."""
    derived: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """What other packages have worked out from it, and keep with it."""

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name.startswith("_") or name in OFFERED]

    def __getstate__(self) -> dict[str, Any]:
        # What was worked out of it may have functions in it, and is worked out again.
        return {**{one.name: getattr(self, one.name) for one in fields(self)}, "derived": {}}

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """What is wrong with its description without effect on the request; it is left out, and `lint` lists it."""
        of_responses = (problem for response in self.responses.values() for problem in response.problems)
        return tuple(dict.fromkeys((*self.left_out, *of_responses)))

    @cached_property
    def spellings(self) -> Spellings:
        """The names of its parameters, in both spellings."""
        return Spellings(self.parameters)

    @cached_property
    def member_spellings(self) -> Spellings:
        """The names of the members of its body that may be passed by name, in both spellings."""
        return Spellings(self.members)

    @cached_property
    def body(self) -> Parameter | None:
        """The parameter that is the whole body, if there is one."""
        return next((parameter for parameter in self.parameters.values() if parameter.location == "body"), None)

    @cached_property
    def has_secrets(self) -> bool:
        """Whether any of its arguments, or any part of one, is marked secret."""
        return any(parameter.holds_secrets for parameter in self.parameters.values())

    @cached_property
    def deprecated_parameters(self) -> tuple[Parameter, ...]:
        """Its parameters that are deprecated, and the members of its body that are."""
        return tuple(one for one in (*self.parameters.values(), *self.members.values()) if one.deprecated)

    @cached_property
    def parts(self) -> tuple[Parameter, ...]:
        """The parameters that are members of the body."""
        return tuple(parameter for parameter in self.parameters.values() if parameter.location == "part")

    @property
    def summary(self) -> str:
        """What it does, in a few words: its `summary`, or the first sentence of its description."""
        return self.own_summary or first_sentence(self.description)

    @property
    def text(self) -> str:
        """Its summary and its description as one, in Markdown: the summary comes first, but not twice."""
        summary, description = self.own_summary.strip(), self.description.strip()
        return description if description.startswith(summary) else f"{summary}\n\n{description}".rstrip()

    @cached_property
    def stream(self) -> str:
        """The kind of stream that it returns, as that of a response; empty if it returns no stream."""
        return next((response.stream for response in successful(self.responses) if response.stream), "")

    @cached_property
    def accept(self) -> str:
        """The value of ``Accept`` if `headers` has none: the media types of the responses, those of success first."""
        responses = sorted(self.responses.values(), key=lambda response: not response.status.startswith("2"))
        listed = [(*FIXED_STREAM_TYPES.get(response.stream, ()), *response.media_types) for response in responses]
        return accept_header(media for types in listed for media in types)

    def response_for(self, status: int) -> ResponseDescription | None:
        """Return the described response for this status, for its range, or the default one."""
        for key in (str(status), f"{status // 100}XX", "default"):
            if key in self.responses:
                return self.responses[key]
        return None

    def allowed_by(self, granted: Iterable[str], schemes: Sequence[str] | None = None) -> bool:
        """
        Return whether these granted scopes allow the action; ``*`` in a granted scope matches any characters.

        Args:
            granted: The scopes.
            schemes: The set of `auth` that is used; None if any will do.
        """
        return not self.lacking_scopes(granted, schemes)

    def lacking_scopes(self, granted: Iterable[str], schemes: Sequence[str] | None = None) -> tuple[Scope, ...]:
        """
        Return the scopes, any one of which is needed and not granted; empty if these scopes allow the action.

        An action that does not require a credential needs no scope either.
        """
        if self.auth and not self.auth_required:
            return ()
        scopes = tuple(granted)
        if not any_granted(self.scopes, scopes):
            return self.scopes
        if not self.auth_scopes:
            return ()
        sets = self.auth if schemes is None else (tuple(schemes),)
        needed = [self.auth_scopes.get(names, ()) for names in sets]
        if any(any_granted(alternatives, scopes) for alternatives in needed):
            return ()
        return tuple(dict.fromkeys(names for alternatives in needed for names in alternatives))

    def __repr__(self) -> str:
        return printable(f"<Action {self.name}: {self.method} {self.path}>")


def first_sentence(description: str) -> str:
    """Return the first sentence of a description."""
    paragraph = description.strip().split("\n\n", 1)[0]
    return re.split(r"(?<=[.!?])\s", on_one_line(paragraph), maxsplit=1)[0]


def on_one_line(text: str) -> str:
    """Return a string that is a row of a list or of a table, without line breaks."""
    return " ".join(text.split())
