"""
The official client and ours side by side; run by itself, it writes the table of the migration page anew.

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
from dynaclient.description.model import snake_case
from tests.support import ROOT

PAGE = ROOT / "docs" / "migrating-from-losant-rest.md"
FIRST, LAST = "<!-- table: begin -->\n", "<!-- table: end -->\n"
"""What stands around the table in the page."""

RENAMED = {("flows", "api_import"): ("flows", "import_")}
"""What the official client calls otherwise than our spelling of the API's own name."""

Names = tuple[str, str]


# --- what each has ---------------------------------------------------------------------------------------------------


def official_methods() -> list[Names]:
    """Give the methods of the official client: each its resource, and its own name."""
    resources = {name: type(each) for name, each in vars(losant_rest.Client()).items() if _is_resource(each)}
    return [
        (resource, name)
        for resource, kind in resources.items()
        for name, _ in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    ]


def _is_resource(value: Any) -> bool:
    return type(value).__module__.startswith("losant_rest.")


def official_names(api: Api) -> dict[str, Names]:
    """Give for each action that the official client has its names there."""
    spelled = {tuple(map(snake_case, name.rsplit(".", 1))): name for name in api.actions}
    return {spelled[RENAMED.get(each, each)]: each for each in official_methods()}


# --- what the official client sends ----------------------------------------------------------------------------------


class OfficialClient:
    """The official client, which here prepares each request as it would be sent, and sends none."""

    def __init__(self, token: str | None = None, url: str = "https://api.losant.com", body: bytes = b"{}") -> None:
        self._client = losant_rest.Client(auth_token=token, url=url)
        self._body = body

    def request(self, names: Names, arguments: Mapping[str, Any]) -> requests.PreparedRequest:
        """Call one of its methods, and give what it would send."""
        sent: list[requests.PreparedRequest] = []

        def answer(method: str, url: str, **options: Any) -> requests.Response:
            sent.append(requests.Request(method, url, **options).prepare())
            made = requests.Response()
            made.status_code, made._content = 200, self._body
            return made

        with patch("losant_rest.client.requests", SimpleNamespace(request=answer)):
            getattr(getattr(self._client, names[0]), names[1])(**arguments)
        (only,) = sent
        return only


# --- the table -------------------------------------------------------------------------------------------------------


def table(api: Api) -> str:
    """Give the table: a line for each method of the official client, with ours beside it."""
    head = "| losant-rest | dynaclient | HTTP | remarks |\n|---|---|---|---|\n"
    return head + "".join(sorted(_line(api.action(name), names) for name, names in official_names(api).items()))


def _line(action: Action, names: Names) -> str:
    theirs, ours = ".".join(names), ".".join(map(snake_case, action.name.rsplit(".", 1)))
    return f"| `{theirs}` | `{ours}` | {_sent_by_both(action, names)} | {'; '.join(_remarks(action, names))} |\n"


def _sent_by_both(action: Action, names: Names) -> str:
    """Give method and path as the official client sends them, which are those of the description."""
    holes = {each.name: f"{{{each.name}}}" for each in action.parameters.values() if each.location == "path"}
    request = OfficialClient().request(names, holes)
    method, path = str(request.method), unquote(urlsplit(str(request.url)).path)
    if (method, path) != (action.method, action.path):
        raise ValueError(f"{action.name} is {action.method} {action.path} here, and {method} {path} there")
    return f"{method} `{path}`"


def _remarks(action: Action, names: Names) -> Iterator[str]:
    if names in RENAMED:
        yield "another name"
    for each in action.parameters.values():
        if each.location == "path" and each.schema.accepts("a/b"):
            yield f"`{each.name}` is escaped"
        elif each.style == "brackets":
            yield f"`{each.name}` may not be empty"
    if action.idempotent and action.method in ("POST", "PATCH"):
        yield "repeated after a failure"
    if "204" in action.responses:
        yield "`None` where there is nothing"


def with_table(page: str, made: str) -> str:
    """Give the page with this table between its two marks."""
    before, _, rest = page.partition(FIRST)
    after = rest.partition(LAST)[2]
    return f"{before}{FIRST}{made}{LAST}{after}"


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8"), table(load())), encoding="utf-8")
