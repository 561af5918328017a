"""
``api.json`` → frozen `Api` › `Resource` › `Action` › `Parameter`.

A new `Api` only knows names. An action is resolved, validated and built when it is first accessed; all its problems are
then raised as one `DescriptionError`.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..errors import DescriptionError, Problem, UnknownName, close_matches, printable
from ..runtime.fork import reset_in_children
from ..schema.references import MAX_DEPTH, Tokens, format_pointer, locate_members, resolve_pointer
from ..schema.validation import Schema
from ..strings.counting import counted
from .auth_schemes import auth_scheme
from .builder import Builder, server_of
from .document import Document
from .frozen_dict import frozen
from .json_index import ResourceTable
from .meant import meant_actions
from .model import Action, AuthScheme, Server
from .outlines import (
    Outline,
    action_members,
    actions_at,
    has_mock,
    parameter_names,
    read_outline,
    value_of,
    variable_names,
)
from .resource import Displayed, Resource
from .sharing import Key, SharedObjects
from .spellings import LazyMapping, Spellings

if TYPE_CHECKING:
    from ..formats.translation import Translation
    from .other_files import OtherFiles
    from .search import Index
    from .source_lines import SourceLines
    from .twins import Found

__all__ = ("SHARED_APIS", "Api", "Resource")


class Api(Displayed):
    """
    A loaded description.

    `resources` has the top-level resources by name, `actions` all actions by full name (an action is built and
    validated when it is accessed), `schemas` the named schemas as written.
    """

    def __init__(
        self,
        document: Mapping[str, Any],
        source: str | None = None,
        key: Key | None = None,
        *,
        lines: SourceLines | None = None,
        other_files: OtherFiles | None = None,
        is_sound: bool = False,
        files: tuple[str, ...] = (),
    ) -> None:
        self._parts = Document(document, lines, is_sound=is_sound)
        self.other_files = other_files
        """The other files that it is made of, if its file may refer to any."""
        self.files = files
        """The paths with which it can be loaded again: its own, and those of its patches; empty if it cannot."""
        self.key = key
        """What `load` recognizes it by; None if it was not made by `load`."""
        self._document = document
        self._source = source
        self._lock = threading.RLock()
        reset_in_children(self)
        self._actions: dict[str, Action] = {}
        self._resources: dict[str, Resource] = {}
        try:
            resources = document["resources"]
            leaves = resources.leaves if isinstance(resources, ResourceTable) else ()
            for name in resources:
                if name in leaves:  # it is known to be readable, and read when it is looked at
                    self._resources[name] = Resource(self, name, ("resources", name), None)
                else:
                    self._add(name, resources[name], ("resources", name))
        except LookupError as error:
            raise DescriptionError([_unreadable(error)]) from None

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Replace the lock, which a thread that does not exist in this process may hold."""
        self._lock = threading.RLock()

    def _add(self, name: str, value: Any, tokens: Tokens, outer: Resource | None = None, depth: int = 0) -> None:
        """Add a resource and those in it; LookupError if one of them cannot be read."""
        if depth > MAX_DEPTH // 8:
            message = "resources are nested too deeply, or endlessly"
            hint = "use fewer levels, and no `$ref` to an outer resource"
            raise DescriptionError([Problem.in_description(format_pointer(tokens), "depth", message, hint)])
        self._resources[name] = resource = Resource(self, name, tokens, outer)
        if _is_plain(value) and _is_plain(value.get("actions", _EMPTY)) and "resources" not in value:
            return  # it can be read, and that is done when it is looked at
        if resource.action_names is not None and resource.resource_names:
            for key, inner in locate_members(self._document, resource.levels[-1]["resources"]).items():
                member = resolve_pointer(self._document, inner)
                self._add(f"{name}.{key}", member, inner, resource, depth + 1)

    # The top level.

    @property
    def document(self) -> Mapping[str, Any]:
        """The description as it was read. Do not change it: all clients with the same description share it."""
        return self._document

    @property
    def source(self) -> str | None:
        """The file that it was read from, if there is one."""
        return self._source

    @property
    def path(self) -> str | None:
        """The same file by its absolute path: the working directory may have changed since."""
        return self._parts.path or self._source

    @property
    def translation(self) -> Translation | None:
        """What it was translated by; None if it was written in the format of ``api.json``."""
        return self._parts.translation

    def unproven(self) -> Api:
        """Return the same description as one of which nothing was validated before: `lint` finds out again."""
        if not self._parts.is_sound:
            return self
        lines = self._parts.lines
        return Api(self._document, self._source, self.key, lines=lines, other_files=self.other_files)

    def in_source(self, problems: Iterable[Problem]) -> list[Problem]:
        """Return problems with pointers into the document that was read; see `Document.in_source`."""
        return self._parts.in_source(problems)

    def top_level_problems(self) -> list[Problem]:
        """Return the problems of the values at the top that calls depend on; see `Document.top_level_problems`."""
        return self._parts.top_level_problems()

    def notes(self) -> list[Problem]:
        """Return what could not be carried over from a document of another format, with pointers into it."""
        return self._parts.notes()

    @property
    def title(self) -> str:
        """The name of the API."""
        return self._parts.text("title") or "API"

    @property
    def version(self) -> str:
        """The version of the API."""
        return self._parts.text("version")

    @property
    def description(self) -> str:
        """The description of the API, in Markdown."""
        return self._parts.text("description")

    @property
    def dialect(self) -> str:
        """The JSON Schema dialect of its schemas, such as ``2020-12``."""
        return self._parts.dialect

    @cached_property
    def server(self) -> Server | None:
        """Its server, which the caller may replace."""
        return server_of(self._parts.top_level("server"))

    @cached_property
    def servers(self) -> Mapping[str, Server]:
        """The servers that the caller may choose in place of `server`, by name."""
        servers = self._parts.top_level("servers") or {}
        return frozen({name: server for name, value in servers.items() if (server := server_of(value)) is not None})

    @cached_property
    def errors(self) -> Mapping[str, str]:
        """JSON pointers to the `type` and the `message` in an error body."""
        return frozen(self._parts.top_level("errors") or {})

    @cached_property
    def links(self) -> Any:
        """The links to related pages: a list, or links by name."""
        return self._parts.top_level("links") or ()

    @cached_property
    def auth(self) -> Mapping[str, AuthScheme]:
        """The auth schemes by name."""
        schemes = self._parts.top_level("auth") or {}
        return frozen({name: auth_scheme(name, scheme) for name, scheme in schemes.items()})

    @property
    def schemas(self) -> Mapping[str, Any]:
        """The named schemas, as written: a dict of the caller's, which can be written as JSON and as YAML."""
        schemas = self._document.get("schemas")
        return dict(schemas) if isinstance(schemas, Mapping) else {}

    @property
    def common(self) -> tuple[str, ...]:
        """The names of the parameters that every action has unless it removes them."""
        names = self._document.get("common")
        return tuple(name for name in names if isinstance(name, str)) if isinstance(names, (list, tuple)) else ()

    @property
    def resources(self) -> Mapping[str, Resource]:
        """The top-level resources by name."""
        return {name: resource for name, resource in self._resources.items() if "." not in name}

    @property
    def all_resources(self) -> Mapping[str, Resource]:
        """All resources by full name."""
        return dict(self._resources)

    @property
    def actions(self) -> Mapping[str, Action]:
        """All actions by full name; an action is built when it is accessed."""
        return LazyMapping(self._action_keys, self.action)

    @cached_property
    def _action_keys(self) -> dict[str, tuple[Resource, str]]:
        return {
            f"{resource.name}.{key}": (resource, key)
            for resource in self._resources.values()
            for key in resource.action_names
        }

    @cached_property
    def spellings(self) -> Spellings:
        """The names of the top-level resources, in both spellings."""
        return Spellings(self.resources)

    def __repr__(self) -> str:
        counts = f"{counted(len(self._resources), 'resource')}, {counted(len(self._action_keys), 'action')}"
        return printable(f"<Api {self.title}{' ' + self.version if self.version else ''}: {counts}>")

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickled, (self._document, self._source, self.key)

    def __copy__(self) -> Api:
        return self

    def __deepcopy__(self, _: Any) -> Api:
        return self

    # Resources, actions and parameters by name.

    def resource(self, name: str) -> Resource:
        """Return a resource by its full name, in either spelling; UnknownName if there is none."""
        resource = self._resources.get(name) or self._resource_by_path(name.split("."))
        if isinstance(resource, Resource):
            return resource
        raise UnknownName(f"No resource {name!r}", name, close_matches(name, self._resources))

    def has_resource(self, name: str) -> bool:
        """Return whether there is a resource with this full name, in either spelling."""
        return name in self._resources or self._resource_by_path(name.split(".")) is not None

    def action(self, name: str) -> Action:
        """Return an action by its full name in either spelling, or its operation id; UnknownName if there is none."""
        if not isinstance(name, str):
            raise UnknownName(f"The name of an action is a string, not {type(name).__name__}", "")
        action = self._actions.get(name)
        if action is not None:
            return action
        path, _, key = name.rpartition(".")
        resource = self._resources.get(path)
        if resource is None or key not in resource.action_names:
            return self._action_by_spelling(name)
        with self._lock:
            # Another thread may have built it since.
            action = self._actions.get(name) or self.builder(resource, key).action(self._source)
            self._actions[name] = action
        return action

    def _action_by_spelling(self, name: str) -> Action:
        *path, last = name.split(".")
        resource = self._resource_by_path(path)
        key = resource.spellings.get(last) if resource else None
        if resource is not None and key is not None and key in resource.action_names:
            return self.action(f"{resource.name}.{key}")
        full_name = self._operation_ids.get(name)
        if full_name is not None:
            return self.action(full_name)
        similar = actions_at(name, self.outlines()) or self.meant_actions(name)
        similar = similar or close_matches(name, [*self._action_keys, *self._operation_ids])
        raise UnknownName(f"No action {name!r:.200}", name, similar)

    @cached_property
    def operation_ids(self) -> Mapping[str, str]:
        """The operation ids of the actions, by their full names; those without one have none."""
        return {action: operation_id for operation_id, action in self._operation_ids.items()}

    def meant_actions(self, name: str, more: Iterable[str] = ()) -> tuple[str, ...]:
        """Return the full names of the actions, or of `more`, that are probably meant by one that there is not."""
        return meant_actions(name, [*self._action_keys, *more], self._operation_ids, self.search)

    @cached_property
    def _operation_ids(self) -> Mapping[str, str]:
        """The full names of the actions by their operation ids."""
        translation = self._parts.translation
        if translation is not None:
            return translation.operation_ids
        ids: dict[str, str] = {}
        for resource, key in self.action_keys():
            found = value_of(self._document, action_members(self._document, resource.levels[-1], key), "operationId")
            if isinstance(found, str):
                ids.setdefault(found, f"{resource.name}.{key}")
        return ids

    def _resource_by_path(self, path: list[str]) -> Resource | None:
        resource: Resource | None = None
        for step in path:
            spellings = resource.spellings if resource else self.spellings
            key = spellings.get(step)
            resource = self._resources.get(f"{resource.name}.{key}" if resource else str(key))
            if resource is None:
                return None
        return resource

    @cached_property
    def parameter_spellings(self) -> Spellings:
        """The names of all parameters of all actions, in both spellings."""
        names: dict[str, None] = {}
        for resource in self._resources.values():
            for level in resource.levels:
                names.update(dict.fromkeys(parameter_names(self._document, level)))
        for resource, key in self._action_keys.values():
            action = action_members(self._document, resource.levels[-1], key)
            names.update(dict.fromkeys(parameter_names(self._document, action)))
        names.update(dict.fromkeys(self.common))
        return Spellings(names)

    def server_variables(self, server: str | None = None) -> dict[str, None]:
        """
        Return the names of the variables of all its servers, without building the actions.

        Of the servers that the caller may choose, only those of the one with this name count, or of `server`.
        """
        chosen: dict[str, Tokens] = {"server": ("server",)} if "server" in self._document else {}
        if server is not None:
            chosen = {"server": locate_members(self._document, ("servers",))[server]}
        levels = [level for resource in self._resources.values() for level in resource.levels]
        actions = (action_members(self._document, owner.levels[-1], key) for owner, key in self.action_keys())
        names: dict[str, None] = {}
        for locations in (chosen, *levels, *actions):
            names.update(dict.fromkeys(variable_names(self._document, locations)))
        return names

    def search(self, query: str, *, most: int | None = 200) -> list[str]:
        """
        Return the full names of the actions that match a query, best match first.

        The words of the query are searched in names, paths, descriptions, parameters and schemas. They also match other
        forms of a word, words for the same (`list` for GET, `mail` for email), and one typing mistake. An action need
        not have all words, but those that match far worse than the best one are left out.

        Args:
            query: The words.
            most: How many are found at most; None for no limit.
        """
        return self._index.search(query, most)

    def search_grouped(self, query: str) -> list[Found]:
        """Return the same with the twins of each action, those that do the same under other resources, beside it."""
        from .twins import group_twins

        index = self._index
        known = zip(index.names, index.methods, index.summaries, strict=True)
        return group_twins(index.search(query), known)

    @cached_property
    def _index(self) -> Index:
        from .search import Index
        from .searched import search_entries

        return Index(
            entry
            for resource in self._resources.values()
            for entry in search_entries(self._document, resource.name, resource.levels)
        )

    def action_keys(self) -> Iterator[tuple[Resource, str]]:
        """Yield the resource and the key of every action, without building it."""
        yield from self._action_keys.values()

    def outlines(self) -> Iterator[Outline]:
        """Yield the outlines of all actions, except those that have problems."""
        return self.outlines_of(self.action_keys())

    def outlines_of(self, actions: Iterable[tuple[Resource, str]]) -> Iterator[Outline]:
        """Yield the outlines of these actions (resource and key), except those that have problems."""
        for resource, key in actions:
            outline = self._outline(resource, key)
            if outline is not None:
                yield outline

    def _outline(self, resource: Resource, key: str) -> Outline | None:
        name = f"{resource.name}.{key}"
        locations = action_members(self._document, resource.levels[-1], key)
        outline = read_outline(self._document, name, locations, resource.levels)
        if outline is not None:
            return outline
        try:
            action = self.action(name)
        except DescriptionError:
            return None
        own_mock = has_mock(locations, resource.levels)
        return Outline(name, action.method, action.path, action.summary, own_mock, action.deprecated)

    def schema_at(self, tokens: Tokens, direction: str = "") -> Schema:
        """Return the schema at a location, for requests, responses or both; always the same object."""
        return self._parts.schema_at(tokens, direction)

    def builder(self, resource: Resource, key: str) -> Builder:
        """Return the builder of an action, which also finds its problems."""
        return Builder(self._parts, resource.name, key, resource.levels, self.auth)


SHARED_APIS: SharedObjects[Api] = SharedObjects()
"""The descriptions of this process that are in use."""


def _unpickled(document: Mapping[str, Any], source: str | None, key: Key | None) -> Api:
    """Return the description of a pickle: the one in use if it is the same."""
    return SHARED_APIS.get_or_make(key, lambda: Api(document, source, key))


_EMPTY: dict[str, Any] = {}


def _is_plain(value: Any) -> bool:
    """Return whether a value is an object without a reference."""
    return isinstance(value, dict) and "$ref" not in value


def _unreadable(error: LookupError) -> Problem:
    pointer = str(error.args[0]) if error.args else ""
    if not pointer.startswith("/"):
        pointer = "/resources"
    message = "expected an object, or a `$ref` that resolves to one"
    return Problem.in_description(pointer, "type", message, "write an object, or fix the `$ref`")
