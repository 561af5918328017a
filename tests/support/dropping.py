"""Whether an object is gone, and descriptions that no other test holds."""

from __future__ import annotations

import gc
import itertools
import time
import weakref
from typing import Any

from dynaclient import Api

NUMBERS = itertools.count()


def new_description() -> dict[str, Any]:
    """Return a description that no test has used before."""
    secret = {"type": "object", "properties": {"pin": {"secret": True}, "name": {"pattern": "^a{2}$"}}}
    number = {"in": "query", "schema": {"type": "integer"}}
    actions = {
        "get": {"method": "GET", "parameters": {"q": {**number, "deprecated": "Use nothing."}}},
        "list": {
            "method": "GET", "path": "/list", "parameters": {"page": number},
            "paginate": {"style": "page", "page": "page", "items": "/items"},
        },
        "post": {"method": "POST", "parameters": {"thing": {"in": "body", "schema": secret}}},
        "watch": {"method": "GET", "path": "/watch", "responses": {"200": {"stream": "sse"}}},
    }  # fmt: skip
    things = {"path": "/things", "actions": actions}
    return {
        "dynaclient": 1, "title": f"Number {next(NUMBERS)}", "server": "https://api.example.com",
        "resources": {"things": things},
    }  # fmt: skip


def references_to(api: Api) -> list[weakref.ref[Any]]:
    """Return weak references to a description and to all that was made of it: each of these holds its document."""
    made = (*api._actions.values(), *api._resources.values(), *api._parts._schemas.values())
    return [weakref.ref(part) for part in (api, api._parts, *made)]


def survivors(references: list[weakref.ref[Any]], seconds: float = 5.0) -> list[Any]:
    """Return the objects that are still there once threads that are about to end have ended."""
    deadline = time.monotonic() + seconds
    while any(reference() is not None for reference in references) and time.monotonic() < deadline:
        gc.collect()
        time.sleep(0.01)
    return [found for reference in references if (found := reference()) is not None]
