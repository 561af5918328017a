"""A resource of an API: its names, and where its members are in the description."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any, Protocol

from ..errors import printable
from ..schema.references import Tokens, locate_members
from .outlines import Outline, names_at, value_of
from .spellings import LazyMapping, Spellings

if TYPE_CHECKING:
    from .model import Action


class Owner(Protocol):
    """What a resource needs of its API."""

    @property
    def document(self) -> Mapping[str, Any]:
        """The whole description."""

    def action(self, name: str) -> Action:
        """Return an action by its full name."""

    def resource(self, name: str) -> Resource:
        """Return a resource by its full name."""

    def outlines_of(self, actions: Iterable[tuple[Resource, str]]) -> Iterator[Outline]:
        """Yield the outlines of actions."""


class Displayed:
    """Shows its page in notebooks."""

    def _repr_html_(self) -> str:
        from .display import page_of

        return page_of(self).html()

    def _repr_markdown_(self) -> str:
        from .display import page_of

        return page_of(self).markdown()


class Resource(Displayed):
    """
    One resource of an API: its actions and its inner resources, by name.

    Args:
        api: Its API.
        name: Its full name.
        tokens: Its location.
        outer: The resource that it is in; None for one at the top.
    """

    def __init__(self, api: Owner, name: str, tokens: Tokens, outer: Resource | None) -> None:
        self._api = api
        self._tokens = tokens
        self._outer = outer
        self.name = name

    @cached_property
    def levels(self) -> tuple[dict[str, Tokens], ...]:
        """The resources on the path to this one, outermost first: member → location."""
        outer = self._outer.levels if self._outer else ()
        return (*outer, locate_members(self._api.document, self._tokens))

    @cached_property
    def action_names(self) -> tuple[str, ...]:
        """The names of its actions."""
        return tuple(names_at(self._api.document, self.levels[-1].get("actions")))

    @cached_property
    def resource_names(self) -> tuple[str, ...]:
        """The names of its inner resources."""
        return tuple(names_at(self._api.document, self.levels[-1].get("resources")))

    @property
    def description(self) -> str:
        """Its description, in Markdown."""
        return str(value_of(self._api.document, self.levels[-1], "description") or "")

    @cached_property
    def spellings(self) -> Spellings:
        """The names of its actions and resources, in both spellings."""
        return Spellings([*self.action_names, *self.resource_names])

    @property
    def actions(self) -> Mapping[str, Action]:
        """Its actions by key; an action is built when it is accessed."""
        return LazyMapping(self.action_names, lambda key: self._api.action(f"{self.name}.{key}"))

    @property
    def resources(self) -> Mapping[str, Resource]:
        """Its inner resources."""
        return {key: self._api.resource(f"{self.name}.{key}") for key in self.resource_names}

    def outlines(self) -> Iterator[Outline]:
        """Yield the outlines of its actions, except those that have problems."""
        return self._api.outlines_of((self, key) for key in self.action_names)

    def __repr__(self) -> str:
        names = ", ".join([*self.action_names, *(f"{name} (resource)" for name in self.resource_names)])
        return printable(f"<Resource {self.name}: {names}>")
