"""
``api.json`` → frozen `Api` › `Resource` › `Action` › `Parameter`.

Loading reads the text, the names and the paths. An action is resolved, checked in full and built when it is first
touched; whatever is wrong with it is told then, as one `DescriptionError`.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Union

from ..errors import DescriptionError, Problem, UnknownName, close_matches
from ..runtime.fork import reset_in_children
from ..schema.references import MAX_DEPTH, Tokens, at, members, pointer_of, reference_in, tokens_of
from ..schema.validation import Schema
from .builder import Builder, auth_scheme, server_of
from .document import Document, bundled, merged, read_document
from .model import Action, AuthScheme, Server, Spellings, first_sentence

if TYPE_CHECKING:
    from importlib.resources.abc import Traversable  # Python 3.10 has it elsewhere

    from ..runtime.page import Page
    from .search import Entry, Index

MAX_ENTRY_DEPTH = 4
"""How deep below an action the schemas are looked for by which it can be found."""


@dataclass(frozen=True, eq=False, repr=False)
class Outline:
    """What can be told of an action without building it."""

    name: str
    method: str
    path: str
    summary: str
    overruled: bool = False
    """Whether the description says what the mock server should do."""


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

    def outlines(self) -> Iterator[Outline]:
        """Give the outline of each of its actions; one that cannot even be read that far is left out."""
        return self._api.outlines_of((self, key) for key in self.action_names)

    def _page(self) -> Page:
        from ..help.pages import resource_page

        return resource_page(self)

    def _repr_html_(self) -> str:
        return self._page().html()

    def _repr_markdown_(self) -> str:
        return self._page().markdown()

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
        self._parts = Document(document)
        self._document = document
        self._source = source
        self._lock = threading.RLock()
        reset_in_children(self)
        self._actions: dict[str, Action] = {}
        self._resources: dict[str, Resource] = {}
        self._action_places: dict[str, tuple[Resource, str]] = {}
        try:
            for key in document["resources"]:
                self._add(key, ("resources", key), ())
        except LookupError as error:
            raise DescriptionError([_unreadable(error)]) from None

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Forget the lock, which a thread that this process does not have may hold."""
        self._lock = threading.RLock()

    def _add(self, name: str, tokens: Tokens, chain: tuple[dict[str, Tokens], ...]) -> None:
        if len(chain) > MAX_DEPTH // 8:
            raise DescriptionError(
                [Problem.in_description(pointer_of(tokens), "depth", "resources are nested too deeply, or endlessly")]
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
        return self._parts.dialect

    @cached_property
    def server(self) -> Server | None:
        """Where it is served, unless the caller says otherwise."""
        return server_of(self._parts.top("server", "server"))

    @cached_property
    def errors(self) -> Mapping[str, str]:
        """JSON pointers to what an error body says of its `type` and `message`."""
        return dict(self._parts.top("errors", "errors") or {})

    @cached_property
    def auth(self) -> Mapping[str, AuthScheme]:
        """The auth schemes by name."""
        return {name: auth_scheme(name, each) for name, each in (self._parts.top("auth", "authSchemes") or {}).items()}

    @cached_property
    def schemas(self) -> Mapping[str, Any]:
        """The named schemas, as they are written."""
        return dict(self._document.get("schemas") or {})

    @property
    def common(self) -> tuple[str, ...]:
        """The names of the parameters that every action has unless it withdraws them."""
        names = self._document.get("common")
        return tuple(each for each in names if isinstance(each, str)) if isinstance(names, (list, tuple)) else ()

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

    def _page(self) -> Page:
        from ..help.pages import api_page

        return api_page(self)

    def _repr_html_(self) -> str:
        return self._page().html()

    def _repr_markdown_(self) -> str:
        return self._page().markdown()

    def __reduce__(self) -> tuple[Any, ...]:
        return Api, (self._document, self._source)

    # How its parts are found.

    def resource(self, name: str) -> Resource:
        """Give a resource by its full name, in either spelling; UnknownName where there is none."""
        found = self._resources.get(name) or self._spelled(name.split("."))
        if isinstance(found, Resource):
            return found
        raise UnknownName(f"There is no resource {name!r}", name, close_matches(name, self._resources))

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
            # Another thread may have built it meanwhile.
            built = self._actions.get(name) or self.builder(*place).action()
            self._actions[name] = built
        return built

    def _action_spelled(self, name: str) -> Action:
        *front, last = name.split(".")
        resource = self._spelled(front)
        key = resource.spellings.get(last) if resource else None
        if resource is None or key is None or key not in resource.action_names:
            raise UnknownName(f"There is no action {name!r:.200}", name, close_matches(name, self._action_places))
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
        names.update(dict.fromkeys(self.common))
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
        """
        Give the full names of the actions that `text` speaks of, the best first.

        Its words may stand in names, descriptions, parameters and schemas, in other forms, with a slip, or as what
        people call such an action (`list` for GET). All have to, or most of them where no action has all.
        """
        return self._index.search(text)

    @cached_property
    def _index(self) -> Index:
        from .search import Index

        return Index(self._entry(resource, key) for resource, key in self.places())

    def _entry(self, resource: Resource, key: str) -> Entry:
        """Give what an action can be found by; what cannot be read is left out."""
        from .search import Entry

        places = self.members_of(resource, key)
        method, told = self.value_of(places, "method"), self.value_of(places, "description")
        used = (self.value_of(places, each) for each in ("parameters", "responses"))
        return Entry(
            name=f"{resource.name}.{key}",
            key=key,
            owner=resource.name,
            method=method if isinstance(method, str) else "",
            listing="paginate" in places,
            text=told if isinstance(told, str) else "",
            about=resource.description,
            parameters=tuple(self._parameter_names(places)),
            schemas=tuple(self._titles(used)),
        )

    def _titles(self, used: Iterable[Any]) -> Iterator[str]:
        """Give the names and the titles of the named schemas that these values point to, at no great depth."""
        schemas = self._document.get("schemas")
        named = schemas if isinstance(schemas, dict) else {}
        pending = [(each, 0) for each in used]
        while pending:
            value, depth = pending.pop()
            target = reference_in(value)
            if target is not None and target.startswith("#/schemas/"):
                name = tokens_of(target)[1]
                schema = named.get(name)
                title = schema.get("title") if isinstance(schema, dict) else None
                yield f"{name} {title if isinstance(title, str) else ''}"
            elif isinstance(value, dict) and depth < MAX_ENTRY_DEPTH:
                pending += [(each, depth + 1) for each in value.values()]

    def places(self) -> Iterator[tuple[Resource, str]]:
        """Give each action as its resource and its key there; none of them is built."""
        yield from self._action_places.values()

    def outlines(self) -> Iterator[Outline]:
        """Give the outline of each action; one that cannot even be read that far is left out."""
        return self.outlines_of(self.places())

    def outlines_of(self, places: Iterable[tuple[Resource, str]]) -> Iterator[Outline]:
        """Give the outlines of the actions at these places; one that cannot even be read that far is left out."""
        for resource, key in places:
            outline = self._outline(resource, key)
            if outline is not None:
                yield outline

    def _outline(self, resource: Resource, key: str) -> Outline | None:
        name = f"{resource.name}.{key}"
        places = self.members_of(resource, key)
        method, whole, last, told = (
            self.value_of(places, each) for each in ("method", "absolutePath", "path", "description")
        )
        paths = [*(self.value_of(level, "path") for level in resource.levels), last]
        overruled = any("mock" in each for each in (places, *resource.levels))
        if isinstance(method, str) and all(isinstance(each, (str, type(None))) for each in (whole, told, *paths)):
            path = whole if whole is not None else "".join(each or "" for each in paths)
            return Outline(name, method, path, first_sentence(told or ""), overruled)
        try:
            action = self.action(name)
        except DescriptionError:
            return None
        return Outline(name, action.method, action.path, action.summary, overruled)

    def names_at(self, tokens: Tokens | None) -> Iterator[str]:
        """Give the keys of the object at a place, those of what it refers to included."""
        value = None if tokens is None else at(self._document, tokens)
        if isinstance(value, dict) and "$ref" not in value:
            yield from value
        elif tokens is not None:
            yield from members(self._document, tokens)

    def value_of(self, places: Mapping[str, Tokens], key: str) -> Any:
        """Give the raw value of one member of a resource."""
        return at(self._document, places[key]) if key in places else None

    def schema_at(self, tokens: Tokens) -> Schema:
        """Give the schema at a place; the same object each time."""
        return self._parts.schema_at(tokens)

    def builder(self, resource: Resource, key: str) -> Builder:
        """Give what builds an action and finds its faults."""
        return Builder(self._parts, resource.name, key, resource.levels, self.auth)


def _unreadable(error: LookupError) -> Problem:
    pointer = str(error.args[0]) if error.args else ""
    place = pointer if pointer.startswith("/") else "/resources"
    return Problem.in_description(
        place, "type", "what stands here is no object, or its `$ref` leads nowhere", "write an object"
    )


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
    document, name = _taken(bundled() if source is None else source)
    for each in patch if isinstance(patch, (list, tuple)) else [] if patch is None else [patch]:
        document = merged(document, _taken(each)[0])
    return Api(document, name if patch is None else None)


def _taken(source: Any) -> tuple[Any, str | None]:
    return (source.document, source.source) if isinstance(source, Api) else read_document(source)
