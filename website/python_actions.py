"""The reference of what the methods of a client have besides being called: they are made of a description."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from dynaclient import Client
from dynaclient.render import markdown

from .docstrings import Reference, prose, sections_of

_LIST = {
    "method": "GET",
    "parameters": {"page": {"in": "query", "schema": {"type": "integer"}}},
    "paginate": {"style": "page", "page": "page", "items": ""},
    "responses": {"200": {"schema": {"type": "array"}}},
}
"""An action that has everything that a method may have."""
_PETS = {
    "dynaclient": 1,
    "title": "Pets",
    "server": "https://api.example.com",
    "resources": {"pets": {"path": "/pets", "actions": {"list": _LIST}}},
}

_INTRODUCTION = """\
# Python: Actions

A client has an attribute for each resource of its description, and that a method for each action: `client.pets.list`.
`help(client.pets.list)` explains one, with its parameters and responses.

The parameters of the action are the keyword arguments; options of the call are those of `Client.with_options`. Besides
being called, a method has the following. Lists have `pages` and `items`; streams of events are iterated over, and have
neither `map` nor `download`.

With `AsyncClient`, whatever waits is awaited, or iterated over with `async for`; there is no `submit`."""


def members() -> dict[str, Any]:
    """Return what the method of an action has, by name."""
    with Client(_PETS) as client:
        method = client.pets.list
        return {name: getattr(method, name) for name in dir(method) if not name.startswith("_")}


def actions_page(reference: Reference) -> str:
    """Return the page in Markdown."""
    blocks = [prose(_INTRODUCTION.partition("\n\n")[2], reference)]
    for name, value in members().items():
        blocks += _entry(name, value, reference)
    return "\n\n".join([_INTRODUCTION.partition("\n\n")[0], *blocks]) + "\n"


def _entry(name: str, value: Any, reference: Reference) -> Iterator[str]:
    call = ""
    if callable(value):
        parameters = (str(one.replace(annotation=one.empty)) for one in inspect.signature(value).parameters.values())
        call = f"({', '.join(parameters)})"
    yield f"## {markdown.code(name)}"
    yield markdown.fenced(f"client.pets.list.{name}{call}", "python")
    docstring = inspect.getdoc(value) if call else "The `Action` of the description that it calls."
    yield from (prose(str(section.value), reference) for section in sections_of(docstring or ""))
