"""
Type stubs of a description: completion in an editor, and errors before anything runs.

**How one comes to be typed.** A client is made at run time from whatever description it is given, so that no type of
its own can say what it has. But who writes a program knows, and says so where the client comes from:

- ``from dynaclient import Client``: ``Client()`` and ``Client.mock()``, which are given no description, are the bundled
  API's, and typed. ``Client("my.json")`` is dynamic: each resource, action and answer of it is `Any`. That is two
  overloads of `Client.__new__`, which only checkers see; annotations with `Client` mean the dynamic one.
- ``from dynaclient.losant import Client``: the same client by a name that annotations can use.
- ``from pets import Client``, where ``dynaclient --api pets.json stubs pets`` wrote the package ``pets``: the client of
  that API. It is told its description as any other: ``Client("pets.json")``.

At run time all of these are `dynaclient.Client` itself. A package of stubs is four files for the checker's eyes, and
two of a few lines that make importing it work.

**What is in it.** `types` has a `TypedDict` for each object that a schema describes. `resources` has a class for each
resource; an action is a function with its parameters, written once. What kind it is (does it have pages? can it be
downloaded?) is a decorator of `dynaclient.client.typed`, and which client it belongs to makes of it what a caller sees:
awaited or not, with or without a `Result`.

**What is decided.** Resources and actions are in snake case alone; ``client["name"]`` is `Any`. A call takes keywords:
a dict is for `call` and `submit`, for with a second way to call it mypy names none of the arguments that are wrong.
`call` knows the names of actions; a name that is known at run time only is for the dynamic client. `with_defaults`
gives a client whose calls may leave out anything: actions and answers keep their types, arguments are not checked.
A resource or action that begins with an underscore, or is named as something of the client's own, is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from ..call.arguments import FORM, MULTIPART, is_json
from ..description.api import Api, Resource
from ..description.model import OWN_NAMES, UNSET, Action, Parameter, ResponseDescription, snake_case
from ..errors import printable
from ..schema.references import Tokens, tokens_of
from ..schema.validation import Schema
from . import spelling
from .shapes import Places, Shapes
from .spelling import argument, class_name, qualified, usual
from .types import ANY, Members, Types, Use, simplified, union

HEAD = "# Made from a description by `dynaclient stubs`: change that, and make this anew.\n# ruff: noqa\n# fmt: off"
_KINDS = {(False, False): "Calls", (False, True): "Reads", (True, True): "Lists", (True, False): "Searches"}
"""The decorator of an action: whether it has pages, and whether it can be downloaded."""
_STREAMED = {"sse": "_typed.Event", "bytes": usual("bytes")}


def stubs(api: Api, *, bundled: bool = False) -> Mapping[str, str]:
    """
    Give the stubs of a description: the text of each file of a package by its name.

    Args:
        api: The description.
        bundled: Whether a client that is made without a description is one of this API.

    Raises:
        DescriptionError: Something in the description is wrong.
    """
    return _Package(api, bundled=bundled).files()


class _Package:
    """The stubs of one description."""

    def __init__(self, api: Api, *, bundled: bool) -> None:
        self.api = api
        self.bundled = bundled
        self.shapes = Shapes(api.document)
        self.types = Types(self.shapes, spelling.Names({*spelling.RESERVED, "ActionName", "Defaults"}))
        self.common = frozenset(map(str, api.document.get("common") or ()))
        self.calls = {name: _Call(self, action) for name, action in api.actions.items()}
        self.classes = {}
        names = spelling.Names()
        for name in api.all_resources:
            self.classes[name] = names.new(class_name(name))

    def files(self) -> dict[str, str]:
        """Give each file by its name."""
        title = spelling.told(f"{self.api.title} {self.api.version}".strip().rstrip("."))
        return {
            "__init__.py": _text(f'"""The client of {title}, typed: that of dynaclient at run time."""', *_RUNTIME),
            "__init__.pyi": _text(HEAD, *_Clients(self, title).lines()),
            "resources.pyi": _text(HEAD, *_RESOURCE_IMPORTS, *self._resources()),
            "types.py": _text(*_RUNTIME_TYPES),
            "types.pyi": _text(HEAD, *_TYPE_IMPORTS, self.types.text(), "", *self._names()),
        }

    def members(self, resource: Resource) -> dict[str, str]:
        """Give the actions and resources of a resource that can be had by an attribute, by their Python spelling."""
        return {
            snake_case(name): name
            for name in (*resource.action_names, *resource.resource_names)
            if resource.spellings.get(snake_case(name)) == name and _is_open(snake_case(name))
        }

    def tops(self) -> dict[str, str]:
        """Give the resources of the client that can be had by an attribute, by their Python spelling."""
        return {
            snake_case(name): name
            for name in self.api.resources
            if self.api.spellings.get(snake_case(name)) == name
            and _is_open(snake_case(name))
            and snake_case(name) not in OWN_NAMES
        }

    def _resources(self) -> Iterator[str]:
        for name, resource in self.api.all_resources.items():
            members = self.members(resource)
            yield from ("", f"class {self.classes[name]}(_typed.Resource[_typed.Mode]):")
            yield from spelling.docstring([spelling.told(resource.description)], "    ")
            for attribute, key in members.items():
                full = f"{name}.{key}"
                if key in resource.resource_names:
                    yield f"    {attribute}: {self.classes[full]}[_typed.Mode]"
                else:
                    yield from self.calls[full].method(attribute, members)
            if not members:
                yield "    ..."

    def _names(self) -> Iterator[str]:
        names = ", ".join(map(spelling.quoted, self.calls))
        yield f"ActionName: TypeAlias = Literal[{names}]" if names else "ActionName: TypeAlias = str"
        known = {argument(each): f'    "{argument(each)}": Any,' for each in self.api.parameter_spellings}
        yield from ("Defaults = TypedDict(", '    "Defaults",', "    {", *map("    {}".format, known.values()))
        yield from ("    },", "    total=False,", ")")


def _text(*lines: str) -> str:
    return "\n".join(lines) + "\n"


def _is_open(attribute: str) -> bool:
    return spelling.is_name(attribute) and not attribute.startswith("_")


# --- one action ------------------------------------------------------------------------------------------------------


class _Call:
    """One action, as text."""

    def __init__(self, package: _Package, action: Action) -> None:
        self._types = package.types
        self._common = package.common
        self.action = action
        self.name = class_name(action.name)
        self.parameters = {name: self._parameter(each) for name, each in action.parameters.items()}
        self.answer = union(self._answer())
        self.item = self._item(package.shapes)
        self.arguments = self._arguments()

    def method(self, attribute: str, taken: Iterable[str]) -> Iterator[str]:
        """Give the lines of its function; `taken` are the names that the class gives another meaning."""
        returned = self.item if self.action.stream else self.answer
        types = ", ".join(qualified(each, taken) for each in self._decorated())
        yield f"    @_typed.{self._kind}[{types}]()"
        if self.action.deprecated:
            yield f"    @_typed.deprecated({spelling.quoted(printable(' '.join(self.action.deprecated.split())))})"
        yield f"    def {attribute}({self._signature(taken)}) -> {qualified(returned, taken)}:"
        yield from spelling.docstring(self._told(), "        ") or ["        ..."]

    def overloads(self, kind: str) -> Iterator[str]:
        """Give the lines of the two ways in which `call` takes it."""
        head = f"    def call(self, action: Literal[{spelling.quoted(self.action.name)}], "
        arguments = qualified(self.arguments)
        optional = "" if any(required for _, required in self.parameters.values()) else " = ..."
        returned = self._returned(kind)
        yield from ("    @overload", f"{head}arguments: {arguments}{optional}, /) -> {returned}: ...")
        if self.parameters:
            yield from ("    @overload", f"{head}/, **arguments: Unpack[{arguments}]) -> {returned}: ...")

    def _returned(self, kind: str) -> str:
        if self.action.stream:
            return f"_typed.{kind}Stream[{qualified(self.item)}]"
        answer = qualified(self.answer)
        return f"Coroutine[Any, Any, {answer}]" if kind else answer

    @property
    def _kind(self) -> str:
        if self.action.stream:
            return "Streams"
        return _KINDS[bool(self.action.paginate), self.action.readonly or self.action.method == "GET"]

    def _decorated(self) -> list[str]:
        if self.action.stream:
            return [self.item]
        return [self.answer, *([self.item] if self.action.paginate else []), self.arguments]

    def _signature(self, taken: Iterable[str]) -> str:
        receiver = "self"
        while receiver in self.parameters:
            receiver += "_"
        ordered = sorted(self.parameters.items(), key=lambda each: not each[1][1])
        given = [
            f"{argument(name)}: {qualified(expression, taken)}{'' if required else ' = ...'}"
            for name, (expression, required) in ordered
        ]
        return ", ".join([receiver, *(["*", *given] if given else [])])

    def _told(self) -> list[str]:
        action = self.action
        lines = [spelling.told(action.description) or spelling.told(f"{action.method} {action.path}")]
        if action.deprecated:
            lines += ["", spelling.told(f"Deprecated: {action.deprecated}")]
        told = [(name, each) for name, each in action.parameters.items() if name not in self._common]
        if told:
            lines += ["", "Args:", *(f"    {argument(name)}: {_told_of(each)}" for name, each in told)]
        return lines

    # Its types.

    def _parameter(self, parameter: Parameter) -> tuple[str, bool]:
        """Give the type of a parameter, and whether it has to be given."""
        required = parameter.required and parameter.preset is UNSET
        members = [
            one for schema, use in _uses(self.action, parameter) for one in self._members(schema, use, parameter)
        ]
        if parameter.location not in ("body", "part") and not required:
            members.append("None")
        return union(simplified(members)), required

    def _members(self, schema: Schema | None, use: Use | None, parameter: Parameter) -> Members:
        if use is None or schema is None:
            return (usual("str"), "_typed.File")
        return self._types.of(schema.tokens, use, class_name(self.name, parameter.name))

    def _answer(self) -> Members:
        found: list[str] = []
        for status, each in self.action.responses.items():
            if status.startswith("2") or status == "default":
                found += self._answered(status, each)
        return simplified(found) or (ANY,)

    def _answered(self, status: str, response: ResponseDescription) -> Members:
        if status in ("204", "205") or self.action.method == "HEAD":
            return ("None",)
        if not response.content:
            return (ANY,)
        found = [one for media, each in response.content.items() for one in self._held(media, each)]
        return tuple(found)

    def _held(self, media: str, schema: Schema) -> Members:
        if is_json(media):
            return self._types.of(schema.tokens, Use.ANSWER, f"{self.name}Answer")
        return (usual("str"),) if media.lower().startswith("text/") else (usual("bytes"),)

    def _item(self, shapes: Shapes) -> str:
        if self.action.stream:
            return _STREAMED.get(self.action.stream) or self.answer
        place = self._place_of_items(shapes) if self.action.paginate else None
        return ANY if place is None else union(self._types.of(place, Use.ANSWER, f"{self.name}Item"))

    def _place_of_items(self, shapes: Shapes) -> Tokens | None:
        """Give the schema of the items of a list, where its answers say it."""
        answers = [each.schema for status, each in self.action.responses.items() if status.startswith("2")]
        schema = next((each for each in answers if each is not None), None)
        places: Places | None = None if schema is None else (schema.tokens,)
        for step in tokens_of(str(self.action.paginate.get("items") or "")):
            places = shapes.of(places).properties.get(str(step)) if places else None
        items = shapes.of(places).items if places else ()
        return items[0] if items else None

    def _arguments(self) -> str:
        told = f"What {self.action.name} takes."
        if not self.parameters:
            return usual("Mapping", usual("str"), ANY)
        return self._types.arguments(f"{self.name}Arguments", told, self.parameters)


def _uses(action: Action, parameter: Parameter) -> Iterator[tuple[Schema | None, Use | None]]:
    """Give each schema that a parameter may have to fit, with where the value then is; None for a raw body."""
    if parameter.location == "body":
        for media, schema in (parameter.content or {"application/json": parameter.schema}).items():
            yield schema, Use.BODY if is_json(media) else Use.TEXT if media in (FORM, MULTIPART) else None
    elif parameter.location == "part":
        in_json = any(map(is_json, action.part_content)) or parameter.style == "json"
        yield parameter.schema, Use.BODY if in_json else Use.TEXT
    else:
        yield parameter.schema, Use.BODY if parameter.style == "json" else Use.TEXT


def _told_of(parameter: Parameter) -> str:
    told = spelling.told(parameter.description) or parameter.location
    default = "" if parameter.default is UNSET else spelling.told(f"{parameter.default!r:.60}")
    return f"{told} Default: {default}" if default else told


# --- the clients -----------------------------------------------------------------------------------------------------

_CALL = "(self, action: _types.ActionName, arguments: Mapping[str, Any] = ..., /, **more: Any)"


class _Clients:
    """The file with the clients."""

    def __init__(self, package: _Package, title: str) -> None:
        self._package = package
        self._title = title

    def lines(self) -> Iterator[str]:
        """Give its lines."""
        yield from (*_CLIENT_IMPORTS, "", "class _Resources(Generic[_typed.Mode]):")
        tops = self._package.tops()
        for attribute, name in tops.items():
            yield f"    {attribute}: _resources.{self._package.classes[name]}[_typed.Mode]"
            yield from spelling.docstring([spelling.told(self._package.api.resources[name].description)], "    ")
        if not tops:
            yield "    ..."
        for kind in ("", "Async"):
            yield from self._client(kind)

    def _client(self, kind: str) -> Iterator[str]:
        base, mode = f"{kind}Client", kind or "Sync"
        api = "api: Any = ..." if self._package.bundled else "api: Any"
        yield from ("", f"class {base}(_Resources[_typed.{mode}], _dynaclient.{base}):")
        yield f'    """A `{base}` for {self._title}."""'
        yield "    __getattr__: None"
        yield f"    def __new__(cls, {api}, **options: Unpack[_typed.ClientOptions]) -> Self: ..."
        yield from ("    @property", f"    def with_response(self) -> _{base}Full: ...")
        yield f"    def with_defaults(self, /, **arguments: Unpack[_types.Defaults]) -> _{base}Loose: ..."
        yield "    def with_options(self, /, **options: Unpack[_typed.Options]) -> Self: ..."
        enter = "__aenter__" if kind else "__enter__"
        yield f"    {'async ' if kind else ''}def {enter}(self) -> Self: ..."
        for each in self._package.calls.values():
            yield from each.overloads(kind)
        yield from self._variants(base, mode, "Coroutine[Any, Any, {}]" if kind else "{}")

    def _variants(self, base: str, mode: str, given: str) -> Iterator[str]:
        for suffix, answer in (("Full", "_typed.Result[Any]"), ("Loose", "Any"), ("LooseFull", "_typed.Result[Any]")):
            yield from ("", f"class _{base}{suffix}(_Resources[_typed.{mode}{suffix}], _dynaclient.{base}):")
            yield "    __getattr__: None"
            full = f"_{base}LooseFull" if "Loose" in suffix else f"_{base}Full"
            loose = f"_{base}LooseFull" if "Full" in suffix else f"_{base}Loose"
            yield from ("    @property", f"    def with_response(self) -> {full}: ...")
            yield f"    def with_defaults(self, /, **arguments: Unpack[_types.Defaults]) -> {loose}: ..."
            yield f"    def call{_CALL} -> {given.format(answer)}: ..."


_CLIENT_IMPORTS = (
    # A checker is not to weigh each overload of `call` against each other, nor to mind that these clients narrow what
    # the dynamic one takes and gives: that is what they are for.
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
    "from typing import Any",
    "",
    "import dynaclient",
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
    '"""What bodies and answers hold, for type checkers; at run time each of these is a dict."""',
    "",
    "from __future__ import annotations",
    "",
    "",
    "def __getattr__(name: str) -> type[dict[str, object]]:",
    '    if name.startswith("_"):',
    "        raise AttributeError(name)",
    "    return dict",
)
