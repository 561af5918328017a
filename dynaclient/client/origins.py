"""Where calls go, and where credentials may go."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..call.request import base_of
from ..description.api import Api
from ..description.model import Action
from ..errors import DescriptionError, Problem, invalid_option
from ..http.sender import origins


class Urls:
    """Where calls go, and where credentials may go."""

    def __init__(
        self, api: Api, url: str | None, variables: Mapping[str, str], trusted_origins: Iterable[str], everywhere: bool
    ) -> None:
        self._api = api
        self.given = None if url is None else _base("url", url)
        self.variables = variables
        self.trusted = tuple(_base("trusted_origins", each) for each in trusted_origins)
        self.everywhere = everywhere
        self._described: dict[tuple[str, str], str] = {}

    def base_for(self, action: Action) -> str:
        """Give the URL that an action is served under."""
        if action.server is not None and not self.everywhere:
            return self._described_base(action.server, action.pointer + "/server")
        return self.base

    @property
    def base(self) -> str:
        """The URL that the API is served under."""
        if self.given is not None:
            return self.given
        if self._api.server is None:
            raise invalid_option("url", "the description names no server", 'give url="https://…"')
        return self._described_base(self._api.server, "/server")

    def _described_base(self, server: Any, pointer: str) -> str:
        # Two places may have one template, and other defaults for its variables.
        known = self._described.get((server.template, pointer))
        if known is None:
            known = self._described[server.template, pointer] = self._made(server, pointer)
        return known

    def _made(self, server: Any, pointer: str) -> str:
        try:
            url = server.url(self.variables)
        except KeyError as error:
            told = f"the server's URL has a variable {error.args[0]!r} that is not described"
        except ValueError as error:
            raise invalid_option("variables", str(error), "give one of these") from None
        else:
            try:
                return base_of(url)
            except ValueError as error:
                told = f"the server's URL {error}"
        raise DescriptionError([Problem.in_description(pointer, "server", told, "mend it, or give url=…")])

    @property
    def origins(self) -> frozenset[tuple[str, str, int]]:
        """Where credentials may go."""
        unknown = self.given is None and self._api.server is None
        return origins([*([] if unknown else [self.base]), *self.trusted])


def texts(name: str, given: Any) -> tuple[str, ...]:
    """Give an option that is a text or several; InvalidCall where it is neither."""
    if isinstance(given, str):
        return (given,)
    texts = tuple(given) if isinstance(given, Iterable) and not isinstance(given, (bytes, Mapping)) else (None,)
    if not all(isinstance(each, str) for each in texts):
        raise invalid_option(name, "is neither a text nor several", "give a text, or a list of texts")
    return texts


def texts_by_name(name: str, given: Any) -> dict[str, str]:
    """Give an option that is a dict of texts; InvalidCall where it is none."""
    fine = isinstance(given, Mapping) and all(isinstance(each, str) for pair in given.items() for each in pair)
    if given is not None and not fine:
        raise invalid_option(name, "is no dict of texts", 'give {"name": "value"}')
    return dict(given or {})


def _base(name: str, url: Any) -> str:
    try:
        return base_of(url)
    except ValueError as error:
        reason = str(error)
    raise invalid_option(name, reason, "give https://host, with a path if the API has one")
