"""The control of a mock server over HTTP, below ``/__mock/``: which endpoint is meant, and what it does."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

from ...call.arguments import validate_arguments
from ...errors import DescriptionError, DynaclientError, InvalidCall, close_matches, did_you_mean
from ...runtime.media_types import is_json
from ..exchange import MockRequest, MockResponse, Rejection
from ..http.files import Files, page
from ..reading.bodies import decode_request
from ..reading.routes import Routes
from ..responding.responses import data_response, error_response, problem_data
from ..state.moments import write_moment
from .controlled import ControlledService
from .description import PREFIX, control_api, order_of
from .journal import Received
from .names import expected_arguments, pattern_of
from .redacting import shown_arguments
from .verification import Expectation, failure_of

LIMIT = 100
"""Requests that are listed unless the request sets another limit."""

log = logging.getLogger("dynaclient.mock")

Arguments = Mapping[str, Any]


class Control:
    """
    Responds to the requests below ``/__mock/``.

    Args:
        controlled: The service that is controlled.
        trusts: Returns whether the pages of an origin may use it, by the origin and the `Host` of the request.
        files: The pages for a browser, the first of which is that at ``/__mock/``.
    """

    def __init__(
        self,
        controlled: ControlledService,
        trusts: Callable[[str, str], bool],
        files: Files | None = None,
    ) -> None:
        self._controlled = controlled
        self._files = files or {}
        self._trusts = trusts
        control_api()  # read now: once there are too many connections, no file can be opened

    @cached_property
    def _routes(self) -> Routes:
        return Routes(control_api(), list(control_api().outlines()))

    def is_for(self, request: MockRequest) -> bool:
        """Return whether a request is for the control, and not for the API."""
        return request.path.startswith(PREFIX) or request.path == PREFIX.rstrip("/")

    def respond(self, request: MockRequest) -> MockResponse:
        """Return the response to a request, whatever the request is."""
        try:
            self._require_trust(request)
            return page(self._files, request) or self._responded(request)
        except Rejection as error:
            rejection = error
        except InvalidCall as error:
            rejection = Rejection(400, "the request is not valid", error.problems)
        except DescriptionError as error:
            rejection = Rejection(400, str(error).partition("\n")[0].rstrip(":"), error.problems)
        except DynaclientError as error:
            rejection = Rejection(400, str(error))
        except Exception as error:  # the server keeps running
            log.exception("%s %s", request.method, request.path)
            rejection = Rejection(500, f"the mock server failed: {type(error).__name__}")
        return error_response(control_api(), None, rejection)

    def _require_trust(self, request: MockRequest) -> None:
        """Raise Rejection for a page of another website: browsers send its requests, and it may not read responses."""
        origin = request.headers.get("Origin", "")
        if origin and not self._trusts(origin, request.headers.get("Host", "")):
            message = f"the origin {origin!r:.100} may not control this server; allow it with --cors, or cors=[…]"
            raise Rejection(403, message)

    def _responded(self, request: MockRequest) -> MockResponse:
        method = "GET" if request.method == "HEAD" else request.method
        found, allowed = self._routes.find(method, request.path)
        if not found and allowed and method == "OPTIONS":
            return MockResponse(204, headers=(("Allow", ", ".join(allowed)),))
        if not found:
            raise self._unrouted(request, allowed)
        if request.body and not is_json(request.headers.get("Content-Type", "")):
            raise Rejection(415, "the body is not JSON: send it with Content-Type: application/json")
        action = control_api().action(found[0].action)
        decoded = decode_request(action, request, found[0].values)
        if decoded.problems:
            raise InvalidCall(action.name, decoded.problems)
        status, data = _ENDPOINTS[action.name](self._controlled, validate_arguments(action, decoded.arguments))
        return MockResponse(status) if data is None else data_response(status, data, "application/json")

    def _unrouted(self, request: MockRequest, allowed: list[str]) -> Rejection:
        if allowed:
            names = ", ".join(allowed)
            return Rejection(405, f"this path allows {names}, not {request.method}", headers=(("Allow", names),))
        known = sorted({outline.path for outline in control_api().outlines()})
        hint = did_you_mean(close_matches(request.path, known)) or f"known: {', '.join(known)}"
        return Rejection(404, f"the control has no {request.path!r:.100}; {hint}")


# --- endpoints -------------------------------------------------------------------------------------------------------

Result = tuple[int, Any]
"""A status, and JSON data; None for no body."""


def _health(controlled: ControlledService, _: Arguments) -> Result:
    service = controlled.service
    roles = service.roles.all()
    data = {
        "status": "ok", "title": service.api.title, "actions": len(service.api.actions),
        "stateful": sum(role.behavior != "respond" for role in roles),
    }  # fmt: skip
    return 200, _with_problem(controlled, data)


def _with_problem(controlled: ControlledService, data: dict[str, Any]) -> dict[str, Any]:
    return {**data, "problem": controlled.problem} if controlled.problem else data


def _actions(controlled: ControlledService, _: Arguments) -> Result:
    api = controlled.service.api
    described = [(role, api.action(role.action)) for role in controlled.service.roles.all()]
    listed = [
        {
            "name": action.name, "method": action.method, "path": action.path, "behavior": role.behavior,
            "collection": role.collection, "summary": action.summary,
        }
        for role, action in described
    ]  # fmt: skip
    return 200, _with_problem(controlled, {"actions": listed})


def _state(controlled: ControlledService, arguments: Arguments) -> Result:
    return 200, controlled.snapshot(redacted=arguments.get("redacted") in (True, "true"))


def _restore(controlled: ControlledService, arguments: Arguments) -> Result:
    controlled.restore(arguments["snapshot"])
    return 204, None


def _seed(controlled: ControlledService, arguments: Arguments) -> Result:
    return 200, {"items": controlled.seed(arguments["seed"])}


def _reset(controlled: ControlledService, _: Arguments) -> Result:
    controlled.reset()
    return 204, None


def _requests(controlled: ControlledService, arguments: Arguments) -> Result:
    kept = controlled.journal.all()
    limit = int(arguments.get("limit", LIMIT))
    pattern = pattern_of(controlled.service.api, arguments["action"]) if "action" in arguments else "*"
    found = [received for received in kept if received.matches(pattern)]
    if "since" in arguments:
        since = int(arguments["since"])
        found = [received for received in found if received.number > since][:limit]
    listed = found[-limit:]
    last = listed[-1].number if listed else controlled.journal.last
    first = kept[0].number if kept else None
    return 200, {"requests": list(map(_data_of, listed)), "first": first, "last": last}


def _data_of(received: Received) -> dict[str, Any]:
    return {
        "number": received.number, "time": write_moment(received.time.timestamp(), []), "method": received.method,
        "path": received.target, "action": received.action,
        "arguments": shown_arguments(received.described, received.arguments),
        "problems": list(map(problem_data, received.problems)), "drift": list(map(problem_data, received.drift)),
        "status": received.status, "origin": received.origin,
        "ignored": list(received.ignored), "ms": received.ms,
    }  # fmt: skip


def _forget(controlled: ControlledService, _: Arguments) -> Result:
    controlled.journal.clear()
    return 204, None


def _request(controlled: ControlledService, arguments: Arguments) -> Result:
    number = int(arguments["number"])
    received = next((one for one in controlled.journal.all() if one.number == number), None)
    if received is None:
        raise Rejection(404, f"the request {number} is not kept; GET {PREFIX}requests lists those that are")
    return 200, {**_data_of(received), **received.messages()}


def _verify(controlled: ControlledService, arguments: Arguments) -> Result:
    asked = arguments["expectation"]
    action = controlled.service.api.action(asked["action"])
    expected = expected_arguments(action, asked.get("arguments") or {})
    message = failure_of(Expectation(action, asked.get("times"), expected), *controlled.journal.calls(action.name))
    return 200, {"passed": not message, "message": message}


def _faults(controlled: ControlledService, _: Arguments) -> Result:
    return 200, {"faults": [fault.data() for fault in controlled.faults.active()]}


def _fail(controlled: ControlledService, arguments: Arguments) -> Result:
    order = order_of(controlled.service.api, arguments["fault"], "faults.post")
    return 201, controlled.faults.add(order).data()


def _end_all(controlled: ControlledService, _: Arguments) -> Result:
    controlled.faults.clear()
    return 204, None


def _end(controlled: ControlledService, arguments: Arguments) -> Result:
    controlled.faults.remove(int(arguments["id"]))
    return 204, None


def _clock(controlled: ControlledService, _: Arguments) -> Result:
    clock = controlled.issuer.clock
    return 200, {"now": write_moment(clock.now(), []), "offset": clock.offset}


def _advance(controlled: ControlledService, arguments: Arguments) -> Result:
    controlled.issuer.clock.advance(arguments["change"]["advance"])
    return _clock(controlled, arguments)


_ENDPOINTS: dict[str, Callable[[ControlledService, Arguments], Result]] = {
    "health.get": _health,
    "actions.get": _actions,
    "state.get": _state,
    "state.put": _restore,
    "seed.post": _seed,
    "reset.post": _reset,
    "requests.get": _requests,
    "requests.delete": _forget,
    "request.get": _request,
    "verification.post": _verify,
    "faults.get": _faults,
    "faults.post": _fail,
    "faults.delete": _end_all,
    "fault.delete": _end,
    "clock.get": _clock,
    "clock.post": _advance,
}
"""What each action in ``control.json`` does."""
