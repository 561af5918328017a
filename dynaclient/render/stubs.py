"""
Type stubs of a description, for completion in editors and for type checkers.

**Which clients are typed.** A client is built at run time from any description, so its class alone cannot know what it
has. The import determines it instead:

- ``from dynaclient import Client``: ``Client()`` and ``Client.mock()``, without a description, are typed as clients of
  the bundled API. ``Client("my.json")`` is dynamic: each resource, action and result is `Any`. Two overloads of
  `Client.__new__`, which only type checkers see, make the difference; `Client` in annotations is the dynamic client.
- ``from dynaclient.losant import Client``: the client of the bundled API, by a name for annotations.
- ``from pets import Client``, where ``dynaclient --api pets.json stubs pets`` wrote the package ``pets``: the client of
  that API. Its description is passed as to any other: ``Client("pets.json")``.

At run time all of these are `dynaclient.Client`. A package of stubs has three files for type checkers, and two short
ones that make it importable.

**What the stubs contain.** `types` has a `TypedDict` for each object that a schema describes. `resources` has a class
for each resource. An action is a function with its parameters, written once. A decorator of `dynaclient.client.typed`
marks the kind of the action (is it paginated? can it be downloaded?), and the type of the client turns it into what
a caller sees: with or without `await`, with or without a `Result`.

**Limits.** Resources and actions are typed in snake case only; ``client["name"]`` is `Any`. A method is typed for
keyword arguments; a mapping is for `call` and `submit`, because with a second overload mypy no longer names the wrong
argument; so members of a body, which may be passed in it, are optional by name. `call` is typed for literal names of
actions, in both spellings, and for operation ids; for a name known only at run time, use the dynamic client. A client
of `with_defaults` accepts calls without any of their arguments, and does not check these; actions and results keep
their types. A resource or action is left out if its name begins with an underscore or is a member of the client.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase

from ..description.api import Api, Resource
from ..description.model import OWN_NAMES, Action
from ..description.spellings import argument_name, python_name, snake_case
from ..errors import UnknownName, close_matches
from . import python_source
from .action_stub import ActionStub
from .python_source import class_name
from .shapes import Shapes
from .types import Types

HEAD = (
    "# Generated from a description by `dynaclient stubs`. Edit the description, and run the command again.\n"
    "# ruff: noqa\n"
    "# fmt: off"
)


def stubs(api: Api, *, bundled: bool = False, only: Sequence[str] = ()) -> Mapping[str, str]:
    """
    Return the type stubs of a description: the content of each file of a package by its name.

    Args:
        api: The description.
        bundled: Whether a client without a description is one of this API.
        only: The actions that have types, by their full names with ``*`` for any characters; all if it is empty.

    Raises:
        DescriptionError: The description has problems.
        UnknownName: There is no action of one of these names.
    """
    return _StubPackage(api, _chosen(api, only), bundled=bundled).files()


def _chosen(api: Api, only: Sequence[str]) -> list[str]:
    """Return the names of the actions that are to have types."""
    names = {name: (name, python_name(name)) for name in api.actions}
    found: dict[str, None] = {}
    for pattern in only:
        matching = [name for name, forms in names.items() if any(fnmatchcase(form, pattern) for form in forms)]
        if not matching:
            resource = pattern.partition("*")[0].rstrip(".")
            similar = close_matches(resource, [*api.all_resources, *names])
            raise UnknownName(f"No action has a name like {pattern!r:.200}", pattern, similar)
        found.update(dict.fromkeys(matching))
    return [name for name in names if name in found] if only else list(names)


def _names_of(api: Api, action: Action) -> list[str]:
    """Return the names by which `call` finds an action: its full name, that in snake case, and its operation id."""
    others = dict.fromkeys((python_name(action.name), action.operation_id))
    return [action.name, *(name for name in others if name not in ("", action.name) and _finds(api, name, action))]


def _finds(api: Api, name: str, action: Action) -> bool:
    try:
        return api.action(name).name == action.name
    except UnknownName:
        return False  # the name in snake case of one that has such a spelling already


class _StubPackage:
    """The stubs of one description."""

    def __init__(self, api: Api, chosen: Sequence[str], *, bundled: bool) -> None:
        self.api = api
        self.bundled = bundled
        self.title = python_source.summary(f"{api.title} {api.version}".strip().rstrip("."))
        names = python_source.UniqueNames({*python_source.RESERVED, "ActionName", "ClientOptions", "Defaults"})
        self.types = Types(Shapes(api.document), names)
        common = frozenset(map(str, api.document.get("common") or ()))
        self.actions = {
            name: ActionStub(api.actions[name], self.types, common, _names_of(api, api.actions[name]))
            for name in chosen
        }
        self.is_whole = len(self.actions) == len(api.actions)
        parents = {name[:at] for name in chosen for at, letter in enumerate(name) if letter == "."}
        class_names = python_source.UniqueNames()
        self.classes = {
            name: class_names.new(class_name(name)) for name in api.all_resources if self.is_whole or name in parents
        }

    def files(self) -> dict[str, str]:
        """Return the content of each file by its name."""
        docstring = f'"""Typed clients for {self.title}; at run time they are those of dynaclient."""'
        return {
            "__init__.py": _joined(docstring, *_RUNTIME),
            "__init__.pyi": _joined(HEAD, *_CLIENT_IMPORTS, *self._clients()),
            "resources.pyi": _joined(HEAD, *_RESOURCE_IMPORTS, *self._resources()),
            "types.py": _joined(*_RUNTIME_TYPES),
            "types.pyi": _joined(HEAD, *_TYPE_IMPORTS, self.types.source(), "", *self._names(), *self._options()),
        }

    # resources.pyi and types.pyi

    def _resources(self) -> Iterator[str]:
        for name in self.classes:
            resource = self.api.all_resources[name]
            members = {
                attribute: key
                for attribute, key in _members(resource).items()
                if f"{name}.{key}" in (self.classes if key in resource.resource_names else self.actions)
            }
            yield from ("", f"class {self.classes[name]}(_typed.Resource[_typed.Mode]):")
            yield from python_source.docstring([python_source.summary(resource.description)], "    ")
            for attribute, key in members.items():
                full_name = f"{name}.{key}"
                if key in resource.resource_names:
                    yield f"    {attribute}: {self.classes[full_name]}[_typed.Mode]"
                else:
                    yield from self.actions[full_name].method(attribute, members)
            if not members:
                yield "    ..."

    def _names(self) -> Iterator[str]:
        names = ", ".join(python_source.quoted(name) for stub in self.actions.values() for name in stub.names)
        yield f"ActionName: TypeAlias = Literal[{names}]" if names else "ActionName: TypeAlias = str"
        of_actions = (name for stub in self.actions.values() for name in stub.action.parameters)
        members = (name for stub in self.actions.values() for name in stub.action.members)
        known = (*(self.api.parameter_spellings if self.is_whole else of_actions), *members)
        parameters = dict.fromkeys(map(argument_name, known))
        yield from ("Defaults = TypedDict(", '    "Defaults",', "    {")
        yield from (f'        "{name}": Any,' for name in parameters)
        yield from ("    },", "    total=False,", ")")

    def _options(self) -> Iterator[str]:
        """Yield the options of a client, which functions that return one take too: `server` is one of its names."""
        names = ", ".join(map(python_source.quoted, self.api.servers))
        yield f"class ClientOptions(_typed.ClientOptions{'BesideServer' if names else ''}, total=False):"
        yield '    """The options of a client besides a description."""'
        if names:
            yield f"    server: Literal[{names}] | None"

    # __init__.pyi

    def _clients(self) -> Iterator[str]:
        yield from ("", "class _Resources(Generic[_typed.Mode]):")
        attributes = {key: name for key, name in _attributes(self.api).items() if name in self.classes}
        for attribute, name in attributes.items():
            yield f"    {attribute}: _resources.{self.classes[name]}[_typed.Mode]"
            yield from python_source.docstring([python_source.summary(self.api.resources[name].description)], "    ")
        if not attributes:
            yield "    ..."
        for kind in ("", "Async"):
            yield from self._client(kind)

    def _client(self, kind: str) -> Iterator[str]:
        name, mode = f"{kind}Client", kind or "Sync"
        api = "api: Any = ..." if self.bundled else "api: Any"
        yield from ("", f"class {name}(_Resources[_typed.{mode}], _dynaclient.{name}):")
        yield f'    """{"An asynchronous" if kind else "A"} client for {self.title}."""'
        yield "    __getattr__: None"
        yield f"    def __new__(cls, {api}, **options: Unpack[_types.ClientOptions]) -> Self: ..."
        yield from ("    @property", f"    def with_response(self) -> _{name}WithResponse: ...")
        yield f"    def with_defaults(self, /, **arguments: Unpack[_types.Defaults]) -> _{name}WithDefaults: ..."
        yield "    def with_options(self, /, **options: Unpack[_typed.Options]) -> Self: ..."
        yield f"    {'async def __aenter__' if kind else 'def __enter__'}(self) -> Self: ..."
        yield from _overloaded([signature for action in self.actions.values() for signature in action.calls(kind)])
        yield from self._variants(name, mode, "Coroutine[Any, Any, {}]" if kind else "{}")

    def _variants(self, name: str, mode: str, returned: str) -> Iterator[str]:
        """Yield the classes of the clients that `with_response` and `with_defaults` return."""
        for suffix, result in (
            ("WithResponse", "_typed.Result[Any]"),
            ("WithDefaults", "Any"),
            ("WithBoth", "_typed.Result[Any]"),
        ):
            yield from ("", f"class _{name}{suffix}(_Resources[_typed.{mode}{suffix}], _dynaclient.{name}):")
            yield "    __getattr__: None"
            with_response = f"_{name}WithBoth" if suffix != "WithResponse" else f"_{name}WithResponse"
            with_defaults = f"_{name}WithBoth" if suffix != "WithDefaults" else f"_{name}WithDefaults"
            yield from ("    @property", f"    def with_response(self) -> {with_response}: ...")
            yield f"    def with_defaults(self, /, **arguments: Unpack[_types.Defaults]) -> {with_defaults}: ..."
            yield f"    def call{_CALL_PARAMETERS} -> {returned.format(result)}: ..."


def _joined(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _overloaded(signatures: list[str]) -> Iterator[str]:
    """Yield the lines of the signatures of one method; a single one is not an overload."""
    for signature in signatures:
        yield from ["    @overload", signature] if len(signatures) > 1 else [signature]


def _members(resource: Resource) -> dict[str, str]:
    """Return the actions and resources that are attributes of a resource, by their Python spelling."""
    return {
        snake_case(name): name
        for name in (*resource.action_names, *resource.resource_names)
        if resource.spellings.get(snake_case(name)) == name and _is_public(snake_case(name))
    }


def _attributes(api: Api) -> dict[str, str]:
    """Return the resources that are attributes of the client, by their Python spelling."""
    return {
        snake_case(name): name
        for name in api.resources
        if api.spellings.get(snake_case(name)) == name
        and _is_public(snake_case(name))
        and snake_case(name) not in OWN_NAMES
    }


def _is_public(attribute: str) -> bool:
    return python_source.is_identifier(attribute) and not attribute.startswith("_")


_CALL_PARAMETERS = "(self, action: _types.ActionName, arguments: Mapping[str, Any] = ..., /, **more: Any)"
_CLIENT_IMPORTS = (
    # A checker should not compare each overload of `call` with every other, nor report that these clients are narrower
    # than the dynamic one, which is their purpose.
    "# mypy: ignore-errors",
    "# pyright: reportIncompatibleMethodOverride=false, reportIncompatibleVariableOverride=false",
    "from collections.abc import Coroutine, Mapping",
    "from typing import Any, Generic, Literal, overload",
    "",
    "import dynaclient as _dynaclient",
    "from dynaclient.client import typed as _typed",
    "from typing_extensions import Self, Unpack",
    "",
    "from . import resources as _resources",
    "from . import types as _types",
    "",
    '__all__ = ["AsyncClient", "Client"]',
)
_RESOURCE_IMPORTS = (
    "import builtins as _builtins",
    "import collections.abc as _abc",
    "import typing as _typing",
    "from collections.abc import Mapping, Sequence",
    "from typing import Any, Literal",
    "",
    "from dynaclient.client import typed as _typed",
    "",
    "from . import types as _types",
)
_TYPE_IMPORTS = (
    "from collections.abc import Mapping, Sequence",
    "from typing import Any, Literal, TypedDict",
    "",
    "from dynaclient.client import typed as _typed",
    "from typing_extensions import Required, TypeAlias",
    "",
)
_RUNTIME = (
    "",
    "from __future__ import annotations",
    "",
    "from typing import TYPE_CHECKING, Any",
    "",
    "import dynaclient",
    "",
    "if TYPE_CHECKING:",
    "    from dynaclient import AsyncClient, Client",
    "",
    '__all__ = ["AsyncClient", "Client"]',
    "",
    "",
    "def __getattr__(name: str) -> Any:",
    "    if name not in __all__:",
    "        raise AttributeError(name)",
    "    return getattr(dynaclient, name)",
)
_RUNTIME_TYPES = (
    '"""The types of requests and responses, for type checkers; at run time each of them is a dict."""',
    "",
    "from __future__ import annotations",
    "",
    "",
    "def __getattr__(name: str) -> type[dict[str, object]]:",
    '    if name.startswith("_"):',
    "        raise AttributeError(name)",
    "    return dict",
)
