"""Calls of the actions of a description: with the required arguments, and with all, with characters of all kinds."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from dynaclient import Client, DynaclientError, Request
from dynaclient.call.examples import FILE, example_of
from dynaclient.description.api import Api
from dynaclient.description.model import UNSET, Action, Parameter
from dynaclient.runtime.media_types import is_form, is_json, is_multipart
from dynaclient.schema.references import parse_pointer

from .random_values import NoValue, RandomValues

ATTEMPTS = 8
"""How many random values of a parameter are tried before its example."""
Arguments = dict[Parameter, Any]


class RandomCall(NamedTuple):
    """A call, and the request that is written for it."""

    action: Action
    media: str
    """The media type that is chosen for its body; empty for the first one."""
    arguments: Arguments
    request: Request


class RandomCalls:
    """
    Calls of the actions of a description, with valid values that have all kinds of characters.

    Args:
        api: The description.
        seed: The seed of the values.
    """

    def __init__(self, api: Api, seed: str = "") -> None:
        self.api = api
        self._client = Client(api, url=None if api.server else "https://api.example.com")
        self._random = RandomValues(api.document, dialect=api.dialect)
        self._seed = seed
        self.failures: dict[str, str] = {}
        """Actions of which no request was written, with the reason."""

    @property
    def names(self) -> list[str]:
        """The names of all actions."""
        return list(self._client.api.actions)

    def of(self, name: str) -> Iterator[RandomCall]:
        """Yield the calls of an action: with the required arguments, and with all in each of its media types."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of deprecated actions
            try:
                action = self._client.api.action(name)
                yield self._written(action, "", self._required(action))
                for media in self._media_types(action):
                    yield self._written(action, media, self._all(action, media))
            except DynaclientError as error:
                self.failures[name] = str(error).splitlines()[-1]

    def _media_types(self, action: Action) -> list[str]:
        body = action.body
        return list(body.content if body is not None else action.part_content)[:3] or [""]

    def _required(self, action: Action) -> Arguments:
        return {
            parameter: example_of(action, parameter) for parameter in action.parameters.values() if parameter.required
        }

    def _all(self, action: Action, media: str) -> Arguments:
        arguments: Arguments = {}
        for parameter in action.parameters.values():
            value = self._value(action, parameter, media, arguments)
            if value is not UNSET:
                arguments[parameter] = value
        return arguments

    def _value(self, action: Action, parameter: Parameter, media: str, others: Arguments) -> Any:
        """Return a value with which a request can be written; UNSET if there is none, and none is needed."""
        schema = parameter.schema_for(media) if parameter.location == "body" else parameter.schema
        if parameter.location == "body" and _is_raw(media) and schema.types != {"string"}:
            return FILE
        if schema.has_files:
            return FILE if schema.get_keyword("file") is True else [FILE, FILE]
        needed = {other: value for other, value in self._required(action).items() if other not in others}
        values = self._random.seeded(f"{self._seed} {action.name} {parameter.name} {media}")
        for _ in range(ATTEMPTS):
            try:
                value = values.valid_value(parse_pointer(schema.pointer))
                self._written(action, media, {**needed, **others, parameter: value})
            except (NoValue, DynaclientError, LookupError, RecursionError):  # a body without a schema has no location
                continue
            return value
        try:
            value = example_of(action, parameter)
            self._written(action, media, {**needed, **others, parameter: value})
        except DynaclientError:
            return example_of(action, parameter) if parameter.required else UNSET
        return value

    def _written(self, action: Action, media: str, arguments: Arguments) -> RandomCall:
        return RandomCall(action, media, arguments, write(self._client, action.name, media, arguments))


def write(client: Client, name: str, media: str, arguments: Mapping[Parameter, Any]) -> Request:
    """Return the request of a call of a client."""
    method: Any = client.with_options(content=media) if media else client
    resource, _, key = name.rpartition(".")
    first, *steps = resource.split(".")
    method = method[first]
    for step in steps:
        method = getattr(method, step)
    request: Request = getattr(method, key).prepare(**{parameter.name: value for parameter, value in arguments.items()})
    return request


def _is_raw(media: str) -> bool:
    return bool(media) and not (is_json(media) or is_form(media) or is_multipart(media))
