"""A resource of a client: its actions as methods, and the resources below it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from ..description.api import Resource as DescribedResource
from ..description.spellings import snake_case
from ..errors import UnknownName, printable
from .unknown_names import unknown_action

if TYPE_CHECKING:
    from ..runtime.page import Page


class InstanceDoc:
    """A class docstring that is, on an instance, the page of what the instance stands for."""

    def __init__(self, of_the_class: str | None, page: Callable[[Any], Page]) -> None:
        self._of_the_class = of_the_class
        self._page = page

    def __get__(self, instance: Any, _kind: type[Any]) -> str | None:
        return self._of_the_class if instance is None else self._page(instance).text()


class Shown:
    """Shows its page in notebooks."""

    def _page(self) -> Page:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self._page().html()

    def _repr_markdown_(self) -> str:
        return self._page().markdown()


class Resource(Shown):
    """The actions of one resource, as methods, and the resources below it."""

    _client: Any
    _described: DescribedResource
    _members: dict[str, Any]

    def __init__(self, client: Any, described: DescribedResource) -> None:
        self.__dict__.update(_client=client, _described=described, _members={}, _replaced={})

    def __repr__(self) -> str:
        described = self._described
        names = ", ".join(map(snake_case, [*described.action_names, *described.resource_names]))
        return printable(f"<Resource {described.name}: {names}>")

    def _page(self) -> Page:
        from ..help.resource_pages import resource_page

        return resource_page(self._described)

    __doc__ = InstanceDoc(__doc__, _page)

    def __dir__(self) -> list[str]:
        return sorted(map(snake_case, self._described.spellings))

    def _ipython_key_completions_(self) -> list[str]:
        return dir(self)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") or "_described" not in self.__dict__:
            raise UnknownName(f"The resource has no {name!r}", name)
        return self[name]

    def __getitem__(self, name: str) -> Any:
        if not isinstance(name, str):
            raise UnknownName(f"The name of an action is a string, not {type(name).__name__}", "")
        found = self.__dict__["_replaced"].get(name) or self._members.get(name)
        return found if found is not None else self._member(name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and self._described.spellings.get(name) is not None

    def __iter__(self) -> Iterator[str]:
        return iter(dir(self))

    def __setattr__(self, name: str, value: Any) -> None:
        # Tests replace a method with their own, which then has both spellings.
        for spelling in self._spellings_of(name):
            self.__dict__["_replaced"][spelling] = value

    def __delattr__(self, name: str) -> None:
        for spelling in self._spellings_of(name):
            self.__dict__["_replaced"].pop(spelling, None)

    def __reduce__(self) -> tuple[Any, ...]:
        return _resource_of, (self._client, self._described.name)

    def _spellings_of(self, name: str) -> set[str]:
        key = self._key(name)
        return {name, key, snake_case(key)}

    def _key(self, name: str) -> str:
        key = self._described.spellings.get(name)
        if key is None:
            raise unknown_action(self._client.api, self._described, name)
        return key

    def _member(self, name: str) -> Any:
        key = self._key(name)
        full = f"{self._described.name}.{key}"
        if key in self._described.resource_names:
            member: Any = self._client._resource(full)
        else:
            member = self._client._method(self, self._client.api.action(full))
        return self._members.setdefault(name, member)


def _resource_of(client: Any, name: str) -> Resource:
    return client._resource(name)  # type: ignore[no-any-return]
