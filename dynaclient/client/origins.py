"""Where calls go, and where credentials may go."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from ..call.server_urls import MissingValue, expand_server
from ..description.api import Api
from ..description.model import Action, Server
from ..errors import DescriptionError, Problem, close_matches, did_you_mean, invalid_option, list_some
from ..http.sender import origins_of
from ..runtime.base_urls import base_url_hint, normalize_base_url
from ..schema.references import format_pointer


class UrlOfAll(str):
    """A base URL that also replaces the servers of single actions, as that of a mock server does."""

    __slots__ = ()


class Endpoints:
    """The base URL of each action, and the origins that credentials may be sent to."""

    def __init__(
        self,
        api: Api,
        *,
        url: str | None,
        server: str | None,
        variables: Mapping[str, str],
        trusted_origins: Iterable[str],
    ) -> None:
        self._api = api
        given = None if url is None else _base("url", url)
        self.given = UrlOfAll(given) if isinstance(url, UrlOfAll) else given
        self.chosen = server
        """The name of the server that the caller chose, of those of the description."""
        if server is not None:
            _require_server(server, api, beside_url=self.given is not None)
        self.variables = variables
        _refuse_unknown(variables, api, server)
        self.trusted = tuple(_base("trusted_origins", origin) for origin in trusted_origins)
        self._expanded: dict[tuple[str, str], str] = {}

    @property
    def everywhere(self) -> bool:
        """Whether `url` also replaces the servers of single actions."""
        return isinstance(self.given, UrlOfAll)

    def base_for(self, action: Action) -> str:
        """Return the base URL of an action."""
        if action.server is not None and not self.everywhere:
            return self._described_base(action.server, action.pointer + "/server")
        return self.given or self.base

    @property
    def base(self) -> str:
        """The base URL of the API."""
        if self.given is not None:
            return self.given
        if self._server is None:
            names = ", ".join(self._api.servers)
            hint = f"pass server=… with one of: {names}" if names else 'pass url="https://…"'
            raise invalid_option("url", "is missing, and the description has no server", hint)
        pointer = "/server" if self.chosen is None else format_pointer(("servers", self.chosen))
        return self._described_base(self._server, pointer)

    def fill(self, template: str) -> str:
        """Return a string with the values of the server's variables in place of their names in braces."""
        defaults = self._server.variables if self._server else {}
        values = {**{name: allowed[0] for name, allowed in defaults.items() if allowed}, **self.variables}
        return re.sub(r"\{(\w+)\}", lambda name: values.get(name[1], name[0]), template)

    @property
    def _server(self) -> Server | None:
        """The server of the description that calls go to."""
        return self._api.server if self.chosen is None else self._api.servers[self.chosen]

    def _described_base(self, server: Any, pointer: str) -> str:
        # Two servers may have one template, and other defaults for its variables.
        known = self._expanded.get((server.template, pointer))
        if known is None:
            known = self._expanded[server.template, pointer] = self._expand(server, pointer)
        return known

    def _expand(self, server: Any, pointer: str) -> str:
        try:
            url = expand_server(server, self.variables)
        except MissingValue as error:
            reason = f"are needed: the server's URL has a variable {error.args[0]!r} without a default"
            raise invalid_option("variables", reason, "pass variables={…} with it, or url=…") from None
        except KeyError as error:
            message = f"the server's URL has a variable {error.args[0]!r} that is not described"
        except ValueError as error:
            raise invalid_option("variables", str(error), "see the server in the description, or pass url=…") from None
        else:
            try:
                return normalize_base_url(url)
            except ValueError as error:
                message = f"the server's URL {error}"
            passed = [name for name, _ in server.parts if name in self.variables]
            if passed:
                raise invalid_option(
                    "variables", f"with {list_some(passed)}, {message}", "pass another value, or url=…"
                )
        raise DescriptionError([Problem.in_description(pointer, "server", message, "fix it, or pass url=…")])

    @property
    def origins(self) -> frozenset[tuple[str, str, int]]:
        """The origins that credentials may be sent to: scheme, host and port."""
        server = self._server
        unknown = server is None or any(name not in self.variables for name in server.required_variables)
        return origins_of([*([] if unknown and self.given is None else [self.base]), *self.trusted])


def strings(name: str, value: Any) -> tuple[str, ...]:
    """Return an option that is a string or several; raise InvalidCall if it is neither."""
    if isinstance(value, str):
        return (value,)
    is_list = isinstance(value, (tuple, list)) or (
        isinstance(value, Iterable) and not isinstance(value, (bytes, Mapping))
    )
    items = tuple(value) if is_list else (None,)
    if not all(isinstance(item, str) for item in items):
        raise invalid_option(name, "is not a string or a list of strings", "pass a string, or a list of strings")
    return items


def string_map(name: str, value: Any) -> dict[str, str]:
    """Return an option that is a dict of strings; raise InvalidCall if it is not."""
    if value is None:
        return {}
    if not (isinstance(value, Mapping) and all(isinstance(part, str) for pair in value.items() for part in pair)):
        raise invalid_option(name, "is not a dict of strings", 'pass {"name": "value"}')
    return dict(value)


def _require_server(name: Any, api: Api, *, beside_url: bool) -> None:
    """Raise InvalidCall for what is not the name of a server, and for one beside a URL."""
    if not isinstance(name, str):
        raise invalid_option("server", "is not a string", "pass the name of a server of the description")
    if name not in api.servers:
        others = f"one of: {list_some(api.servers)}" if api.servers else "pass url=… to call another server"
        hint = did_you_mean(close_matches(name, api.servers)) or others
        raise invalid_option("server", f"{name!r:.80} is not one of the `servers` of the description", hint)
    if beside_url:
        raise invalid_option("server", "is passed beside a URL", "choose a server by server=… or by url=…, not by both")


def _refuse_unknown(variables: Mapping[str, str], api: Api, server: str | None) -> None:
    """Raise InvalidCall for a variable that no server has: the calls would go to the server of its default."""
    if not variables:
        return
    known = api.server_variables(server)
    for name in variables:
        if name not in known:
            others = f"one of: {list_some(known)}" if known else "pass url=… to call another server"
            owner = next((server for server, described in api.servers.items() if name in described.variables), None)
            if owner is not None:
                hint = f"choose the server {owner!r}, which has it"
                raise invalid_option("variables", f"{name!r:.80} is not a variable of this server", hint)
            hint = did_you_mean(close_matches(name, known)) or others
            raise invalid_option("variables", f"{name!r:.80} is not a variable of any server", hint)


def _base(name: str, url: Any) -> str:
    try:
        return normalize_base_url(url)
    except ValueError as error:
        reason = str(error)
    raise invalid_option(name, reason, base_url_hint(url))
