"""
One JSON file describes an HTTP API; this library is at once a complete, validated client for it.

::

    from dynaclient import Client

    client = Client(token="…")                       # the bundled description: Losant's REST API
    client = Client("my-api.json", token="…")        # any other
    client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97")

    async with AsyncClient(token="…") as client:     # the same, to be awaited
        await client.application_api_tokens.get(applicationId="575ec8687ae143cd83dc4a97")

`help(client.application_api_tokens.get)` shows what the description says of an action, and `client.find("token")` finds
one.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .bulk.outcomes import Outcome, Outcomes
    from .client.aio import AsyncClient
    from .client.faces import to_openapi
    from .client.sources import lint, load
    from .client.sync import Client
    from .description.api import Api
    from .description.format import format_description
    from .description.model import Action, Parameter
    from .errors import (
        ApiError,
        BadRequest,
        BadResponse,
        Conflict,
        ConnectError,
        DeadlineExceeded,
        DescriptionError,
        DynaclientError,
        DynaclientWarning,
        Forbidden,
        InvalidCall,
        LoginNeeded,
        NotAllowed,
        NotDelivered,
        NotFound,
        OutcomeUnknown,
        Problem,
        RateLimited,
        Redirected,
        ScopeError,
        ServerError,
        TransportError,
        Unauthorized,
        UnknownName,
    )
    from .http.transports.base import Transport
    from .http.transports.blocking import HttpTransport
    from .http.transports.event_loop import AsyncHttpTransport
    from .http.transports.requests import RequestsTransport
    from .messages import Headers, Limits, Request, Response, Result
    from .redaction import Secret
    from .results.downloads import Download
    from .results.progress import Snapshot
    from .results.sse import Event

__version__ = "0.1.0"

_HOMES = {
    "client.aio": "AsyncClient",
    "client.faces": "to_openapi",
    "client.sources": "lint load",
    "client.sync": "Client",
    "description.api": "Api",
    "description.model": "Action Parameter",
    "errors": (
        "ApiError BadRequest BadResponse Conflict ConnectError DeadlineExceeded DescriptionError "
        "DynaclientError DynaclientWarning Forbidden InvalidCall LoginNeeded NotAllowed NotDelivered NotFound "
        "OutcomeUnknown Problem RateLimited Redirected ScopeError ServerError TransportError Unauthorized UnknownName"
    ),
    "results.downloads": "Download",
    "results.sse": "Event",
    "description.format": "format_description",
    "messages": "Headers Limits Request Response Result",
    "redaction": "Secret",
    "results.progress": "Snapshot",
    "bulk.outcomes": "Outcome Outcomes",
    "http.transports.base": "Transport",
    "http.transports.blocking": "HttpTransport",
    "http.transports.event_loop": "AsyncHttpTransport",
    "http.transports.requests": "RequestsTransport",
}
"""Where each public name lives. It is imported when it is first asked for: a command that shows its version, and a
program that only catches an error, need no HTTP library."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "Action",
    "Api",
    "ApiError",
    "AsyncClient",
    "AsyncHttpTransport",
    "BadRequest",
    "BadResponse",
    "Client",
    "Conflict",
    "ConnectError",
    "DeadlineExceeded",
    "DescriptionError",
    "Download",
    "DynaclientError",
    "DynaclientWarning",
    "Event",
    "Forbidden",
    "Headers",
    "HttpTransport",
    "InvalidCall",
    "Limits",
    "LoginNeeded",
    "NotAllowed",
    "NotDelivered",
    "NotFound",
    "Outcome",
    "OutcomeUnknown",
    "Outcomes",
    "Parameter",
    "Problem",
    "RateLimited",
    "Redirected",
    "Request",
    "RequestsTransport",
    "Response",
    "Result",
    "ScopeError",
    "Secret",
    "ServerError",
    "Snapshot",
    "Transport",
    "TransportError",
    "Unauthorized",
    "UnknownName",
    "format_description",
    "lint",
    "load",
    "to_openapi",
]


def load_ipython_extension(shell: Any) -> None:
    """Do what ``%load_ext dynaclient`` asks for: complete names of clients, as from the first client on anyway."""
    from .completion.matcher import register

    register(shell)


def unload_ipython_extension(shell: Any) -> None:
    """Do what ``%unload_ext dynaclient`` asks for, until another client is made."""
    from .completion.matcher import unregister

    unregister(shell)


_IN_LOSANT_REST = {
    "LosantError": "ApiError takes its place, and InvalidCall where arguments are wrong",
}
"""Names of the package losant_rest that this one does not have, and what there is instead."""


# A type checker reports names that there are not, if it does not see this.
if not TYPE_CHECKING:  # pragma: no branch - it is false for type checkers alone

    def __getattr__(name: str) -> Any:
        home = _HOME_OF.get(name)
        if home is None:
            instead = _IN_LOSANT_REST.get(name)
            # An import statement asks `hasattr` first; of an AttributeError it would lose the message.
            if instead and sys._getframe(1).f_code.co_name == "_handle_fromlist":
                raise ImportError(f"cannot import name {name!r} from 'dynaclient': {instead}", name="dynaclient")
            raise AttributeError(f"module 'dynaclient' has no attribute {name!r}{f': {instead}' if instead else ''}")
        value = globals()[name] = getattr(import_module(f".{home}", __name__), name)
        return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
