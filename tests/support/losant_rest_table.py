"""
The official client compared with ours. Run as a module, it writes the page with all methods of both.

::

    python -m tests.support.losant_rest_table
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import losant_rest
import requests

from dynaclient import Action, Api, load
from dynaclient.description.spellings import snake_case
from tests.support import ROOT

PAGE = ROOT / "docs" / "reference" / "losant-rest.md"
HEAD = """\
# All methods of losant-rest

Each of the {count} methods of `losant-rest`, and the method of dynaclient.
[From losant-rest to dynaclient](../migrating-from-losant-rest.md) has what differs.

"""

RENAMED = {("flows", "api_import"): ("flows", "import_")}
"""Methods of the official client whose name is not the Python spelling of the action, with that spelling."""

Names = tuple[str, str]


# --- methods ---------------------------------------------------------------------------------------------------------


def official_methods() -> list[Names]:
    """Return the methods of the official client: for each its resource and its name."""
    resources = {name: type(value) for name, value in vars(losant_rest.Client()).items() if _is_resource(value)}
    return [
        (resource, name)
        for resource, resource_class in resources.items()
        for name, _ in inspect.getmembers(resource_class, inspect.isfunction)
        if not name.startswith("_")
    ]


def _is_resource(value: Any) -> bool:
    return type(value).__module__.startswith("losant_rest.")


def official_names(api: Api) -> dict[str, Names]:
    """Return the resource and method in the official client of each action that it has."""
    spelled = {tuple(map(snake_case, name.rsplit(".", 1))): name for name in api.actions}
    return {spelled[RENAMED.get(names, names)]: names for names in official_methods()}


# --- requests of the official client ---------------------------------------------------------------------------------


class OfficialClient:
    """The official client, without a network: it prepares each request as it would be sent."""

    def __init__(self, token: str | None = None, url: str = "https://api.losant.com", body: bytes = b"{}") -> None:
        self._client = losant_rest.Client(auth_token=token, url=url)
        self._body = body

    def request(self, names: Names, arguments: Mapping[str, Any]) -> requests.PreparedRequest:
        """Call one of its methods, and return the request that it would send."""
        sent: list[requests.PreparedRequest] = []

        def respond(method: str, url: str, **options: Any) -> requests.Response:
            sent.append(requests.Request(method, url, **options).prepare())
            response = requests.Response()
            response.status_code, response._content = 200, self._body
            return response

        with patch("losant_rest.client.requests", SimpleNamespace(request=respond)):
            getattr(getattr(self._client, names[0]), names[1])(**arguments)
        (only,) = sent
        return only


# --- the table -------------------------------------------------------------------------------------------------------


def table(api: Api) -> str:
    """Return the table: one line for each method of the official client, with our method."""
    head = "| losant-rest | dynaclient | HTTP | remarks |\n|---|---|---|---|\n"
    return head + "".join(sorted(_line(api.action(name), names) for name, names in official_names(api).items()))


def _line(action: Action, names: Names) -> str:
    theirs, ours = ".".join(names), ".".join(map(snake_case, action.name.rsplit(".", 1)))
    return f"| `{theirs}` | `{ours}` | {_sent_by_both(action, names)} | {'; '.join(_remarks(action, names))} |\n"


def _sent_by_both(action: Action, names: Names) -> str:
    """Return method and path as the official client sends them, if they are those of the description."""
    path_parameters = [parameter.name for parameter in action.parameters.values() if parameter.location == "path"]
    request = OfficialClient().request(names, {name: f"{{{name}}}" for name in path_parameters})
    method, path = str(request.method), unquote(urlsplit(str(request.url)).path)
    if (method, path) != (action.method, action.path):
        raise ValueError(f"{action.name} is {action.method} {action.path} here, and {method} {path} there")
    return f"{method} `{path}`"


def _remarks(action: Action, names: Names) -> Iterator[str]:
    if names in RENAMED:
        yield "another name"
    for parameter in action.parameters.values():
        if parameter.location == "path" and parameter.schema.is_valid("a/b"):
            yield f"`{parameter.name}` is percent-encoded"
        elif parameter.style == "brackets":
            yield f"`{parameter.name}` may not be empty"
    if action.idempotent and action.method in ("POST", "PATCH"):
        yield "retried after a failure"
    if "204" in action.responses:
        yield "`None` for an empty response"


def page(api: Api) -> str:
    """Return the page with the table."""
    return HEAD.format(count=len(official_methods())) + table(api)


if __name__ == "__main__":
    PAGE.write_text(page(load()), encoding="utf-8")
