"""What a change here needs of the real API: the item that is changed, or the list that has it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ...call.urls import origin_of
from ...client.origins import UrlOfAll
from ...client.sync import Client
from ...description.api import Api
from ...description.argument_paths import path_of
from ...description.model import Action
from ...description.page_places import PAGE_PARAMETERS
from ...errors import ApiError, DeadlineExceeded, DynaclientError
from ...messages import Headers, Limits, Request, Response
from ...records import dataclass
from ...results.page_styles import has_pages
from ...schema.references import value_at
from ..exchange import MockRequest, Rejection
from ..reading.authorization import query_names
from ..responding.success import items_pointer
from ..state.ids import key_of
from ..state.plans import Plan
from .overlay import items_of

MAX_ITEMS = 1000
"""Items of the real API that a list has which is answered here, at most."""
_OF_ONE_REQUEST = frozenset(
    {"accept", "content-encoding", "content-language", "content-type", "prefer", "range", "te"}
)  # fmt: skip
"""The fields that hold for the request of the client alone; so do the conditions, which begin with ``if-``."""

Send = Callable[[Request], Response]


@dataclass(frozen=True)
class Caller:
    """A transport that sends requests with the credentials of a client's request, to the real API alone."""

    api: Api
    origin: str
    """The origin of the real API."""
    request: MockRequest
    fields: tuple[tuple[str, str], ...]
    """The header fields with which the client's request would be forwarded."""
    deliver: Send
    raises_callers_errors = True
    """What it raises, beside `NotDelivered`, is for the client's request."""

    def send(self, request: Request, _: Limits) -> Response:
        """Send a request to the real API; raise Rejection if it is for another one, which gets no credentials."""
        if origin_of(request.url) != origin_of(self.origin):
            raise Rejection(502, f"{request.action} leads to another origin than that of the real API")
        kept = [
            (name, value)
            for name, value in self.fields
            if name.lower() not in _OF_ONE_REQUEST and not name.lower().startswith("if-")
        ]
        names = query_names(self.api, self.api.action(request.action))
        pairs = [pair for pair in self.request.query.split("&") if pair.partition("=")[0] in names]
        url = f"{request.url}{'&' if '?' in request.url else '?'}{'&'.join(pairs)}" if pairs else request.url
        fields = {name.lower(): (name, value) for name, value in (*kept, *request.headers.pairs())}
        headers = Headers(list(fields.values()))
        return self.deliver(Request(request.method, url, headers, request.body, request.action))


class Copy(NamedTuple):
    """An item of the real API."""

    item: dict[str, Any]
    tag: str
    """Its entity tag; empty if it has none."""


class Copies:
    """
    Reads items of the real API, as the client of one request.

    Args:
        api: The description.
        base: The base URL of the real API.
        caller: What sends the requests.
    """

    def __init__(self, api: Api, base: str, caller: Caller) -> None:
        self._client = Client(api, url=UrlOfAll(base), transport=caller, retries=0, validate="off")

    def item(self, reader: Action, name: str, reading: Plan, arguments: Mapping[str, Any], key: Any) -> Copy | None:
        """
        Return an item; None if the real API does not have it.

        Args:
            reader: The action that reads it.
            name: The parameter of that which identifies it; empty for a single item.
            reading: The plan of `reader`.
            arguments: The arguments of the request.
            key: The id of the item.

        Raises:
            Rejection: The real API does not return it.
        """
        values = {**in_address(reader, arguments), **({name: key} if name else {})}
        try:
            found = _or_rejection(reader, lambda: self._client.with_response.call(reader.name, values))
        except Rejection as rejection:
            if rejection.status != 404:
                raise
            return None
        data = found.data
        inner = data.get(reading.envelope) if isinstance(data, Mapping) and reading.envelope else data
        return Copy(dict(inner), found.headers.get("ETag", "")) if isinstance(inner, Mapping) else None

    def items(self, plan: Plan, arguments: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
        """
        Return the items of a list by their ids, `MAX_ITEMS` at most.

        Raises:
            Rejection: The real API does not return them.
        """
        action = plan.action
        kept = _without_place(action, arguments)
        if has_pages(action):
            found: Any = self._paged(action, kept)
        else:
            found = value_at(self._called(action, kept), items_pointer(action) or "")
        return {key_of(item, plan.ids) or name: item for name, item in items_of(found)}

    def _paged(self, action: Action, arguments: Mapping[str, Any]) -> list[Any]:
        method = self._client.with_options(max_items=MAX_ITEMS)[action.resource][action.key]
        found: list[Any] = _or_rejection(action, lambda: list(method.items(arguments)))
        return found

    def _called(self, action: Action, arguments: Mapping[str, Any]) -> Any:
        return _or_rejection(action, lambda: self._client.call(action.name, arguments))


def _or_rejection(action: Action, call: Callable[[], Any]) -> Any:
    """Return the result of a call, or raise Rejection with what the real API reports."""
    status, reason = 502, ""
    try:
        return call()
    except ApiError as error:
        status, reason = error.status, f"the real API responded with {error.status} to {action.name}"
    except DynaclientError as error:
        status = 504 if isinstance(error, DeadlineExceeded) else 502
        reason = f"the real API cannot be asked for what is there: {error}"
    raise Rejection(status, reason)


def in_address(action: Action, arguments: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that another action on the same items has too: those in the path and in headers."""
    shared = {name: action.parameters[name] for name in arguments if name in action.parameters}
    return {name: arguments[name] for name, parameter in shared.items() if parameter.location in ("path", "header")}


def _without_place(action: Action, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return the arguments of a list without those that select a page."""
    for key in PAGE_PARAMETERS:
        if key in action.paginate:
            arguments = _without(arguments, path_of(action, str(action.paginate[key])))
    return arguments


def _without(arguments: Mapping[str, Any], path: tuple[str, ...]) -> Mapping[str, Any]:
    first, *rest = path
    inner = arguments.get(first)
    if rest:
        return {**arguments, first: _without(inner, tuple(rest))} if isinstance(inner, Mapping) else arguments
    return {name: value for name, value in arguments.items() if name != first}
