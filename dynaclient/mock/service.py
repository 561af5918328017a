"""From a request to its response: route, authorize, decode, validate, act. No network here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from itertools import chain
from typing import Any

from ..call.arguments import validate_arguments
from ..description.api import Api
from ..description.model import Action, ResponseDescription
from ..errors import DescriptionError, InvalidCall
from ..records import dataclass
from ..runtime.media_types import without_parameters
from ..schema.references import format_pointer
from ..schema.samples import NoSample, sample, samples
from ..schema.validation import Schema
from ..schema.xml_values import InvalidXML
from .authorization import authorize, query_names
from .bodies import decode_request
from .exchange import MockRequest, MockResponse, Rejection
from .inference import Roles
from .issuer.context import Context
from .issuer.endpoints import oauth_response
from .issuer.tokens import Session
from .items import call_for, perform
from .listing import POSITION
from .login_responses import login_response
from .logins import Login, Logins
from .named_examples import first_valid, preferred_response, response_with
from .pages import Files, first_page, is_own_host, page
from .plans import Plan, plan_for
from .responses import data_response, error_response
from .routes import Match, Routes
from .store import Store
from .streams import SSE, remainder_of, stream_response
from .success import data_media, success

log = logging.getLogger("dynaclient.mock")


@dataclass(frozen=True)
class _Accepted:
    plan: Plan
    arguments: Mapping[str, Any]
    logins: tuple[Login, ...] = ()
    session: Session | None = None
    """Whose session it is if the action is a login."""


class Service:
    """Responds to requests for one description."""

    def __init__(
        self,
        api: Api,
        grants: Mapping[str, tuple[str, ...]] | None,
        store: Store,
        files: Files | None = None,
        host: str = "",
        *,
        lifetime: float | None = 3600.0,
    ) -> None:
        self._api = api
        self._files = files or {}
        self._host = host
        self._store = store
        self.issuer = Context(api, grants, store, lifetime)
        """The authorization server."""
        self._logins = Logins(api, self.issuer)
        outlines = list(api.outlines())
        self._routes = Routes(api, outlines)
        self.methods = frozenset(outline.method for outline in outlines)
        """The methods of its actions."""
        self.roles = Roles(api, outlines)
        self._plans: dict[str, Plan] = {}
        self._generated: dict[str, MockResponse] = {}

    def respond(self, request: MockRequest) -> MockResponse:
        """Return the response to a request, whatever the request is."""
        known = ""
        if self._files:
            field = request.headers.get("Host", "")
            if field and not is_own_host(field, self._host):
                return self.refuse(421, f"this server is not {field!r:.80}: open the URL that was printed")
            found = page(self._files, request)
            if found is not None:
                return found
        try:
            issued = oauth_response(self.issuer, request)
            if issued is not None:
                return issued
            matches, allowed = self._routes.find(request.method, request.path)
            known = ", ".join(match.action for match in matches)
            return self._respond(request, matches, allowed)
        except Exception as error:  # the server keeps running
            log.exception("%s %s", request.method, known)  # not the path, which may have a secret in it
            message = f"the mock server failed: {type(error).__name__}"
        return self.refuse(500, message)

    def refuse(self, status: int, message: str) -> MockResponse:
        """Return the error response to a request that belongs to no action."""
        return error_response(self._api, None, Rejection(status, message))

    def _respond(self, request: MockRequest, matches: list[Match], allowed: list[str]) -> MockResponse:
        if not matches and self._files and request.path == "/":
            return first_page(self._files)
        if not matches:
            return error_response(self._api, None, _unrouted(request, allowed))
        rejections: list[tuple[Action | None, Rejection]] = []
        for match in self._by_accept(matches, request):
            action: Action | None = None
            try:
                action = self._api.action(match.action)
                accepted = self._accept(action, match, request)
            except Rejection as rejection:
                rejections.append((action, rejection))
            except DescriptionError as error:
                rejections.append((None, Rejection(500, str(error))))
            else:
                return self._perform(accepted, request)
        return error_response(self._api, *min(rejections, key=lambda found: _is_elsewhere(found[1])))

    def _by_accept(self, matches: list[Match], request: MockRequest) -> list[Match]:
        """Return the actions that return what a request accepts first: a stream of events, or something else."""
        if len(matches) < 2:
            return matches
        wants_events = without_parameters(request.headers.get("Accept", "")) == SSE

        def is_other(match: Match) -> bool:
            with suppress(DescriptionError):
                return (self._api.action(match.action).stream == "sse") is not wants_events
            return True

        return sorted(matches, key=is_other)

    def _accept(self, action: Action, match: Match, request: MockRequest) -> _Accepted:
        """Return the validated arguments of a request; raise Rejection with all its problems."""
        logins = self._logins.of(action)
        obtained = [login.scheme.name for login in logins]
        credentials = authorize(self._api, action, request, self.issuer, obtained)
        self._logins.check_csrf(action, request, credentials)
        ignored = query_names(self._api, action)
        if action.paginate.get("style") == "link":
            ignored.append(POSITION)
        decoded = decode_request(action, request, match.values, ignored)
        problems = list(decoded.problems)
        arguments: Mapping[str, Any] = {}
        try:
            arguments = validate_arguments(action, decoded.arguments, media=decoded.media)
        except InvalidCall as error:
            unread = {problem.name for problem in decoded.problems}
            problems += [
                problem for problem in error.problems if not (problem.rule == "required" and problem.name in unread)
            ]
        if problems:
            count = len(problems)
            raise Rejection(400, f"{action.name}: {count} problem{'' if count == 1 else 's'}", problems)
        if not logins:
            return _Accepted(self._plan(action), arguments)
        session = self._logins.session_of(action, logins, arguments, request, credentials)
        return _Accepted(self._plan(action), arguments, logins, session)

    def _plan(self, action: Action) -> Plan:
        plan = self._plans.get(action.name)
        if plan is None:
            plan = self._plans.setdefault(action.name, plan_for(action, self.roles))
        return plan

    def _perform(self, accepted: _Accepted, request: MockRequest) -> MockResponse:
        plan = accepted.plan
        try:
            preferred = preferred_response(plan.action, request)
            if preferred is not None:
                return preferred
            response = self._performed(accepted, request)
            if accepted.session is None:
                return response
            return login_response(self.issuer, plan, response, accepted.logins, accepted.session)
        except Rejection as rejection:
            return error_response(self._api, plan.action, rejection)
        except NoSample:
            message = f"no response can be generated for the schema of {plan.action.name}; add an example to it"
        except InvalidXML as error:
            place = f"`{format_pointer(error.path)}` of " if error.path else ""
            message = f"{place}the response of {plan.action.name} {error.reason}; change its schema or its example"
        return error_response(self._api, plan.action, Rejection(500, message))

    def _performed(self, accepted: _Accepted, request: MockRequest) -> MockResponse:
        plan = accepted.plan
        if plan.role.behavior == "respond":
            return self._generated_response(plan, request)
        response = perform(call_for(plan, accepted.arguments, request, self._store))
        return response if plan.media or response.status == 204 else self._generated_response(plan, request)

    def _generated_response(self, plan: Plan, request: MockRequest) -> MockResponse:
        """Return the response of an action that stores nothing: generated once, or the remainder of a stream."""
        response = self._generated.get(plan.action.name)
        if response is None:
            response = self._generated.setdefault(plan.action.name, _generate(plan))
        return remainder_of(response, request.headers)


def _is_elsewhere(rejection: Rejection) -> bool:
    """Return whether a request was rejected for its path, so that another action may be meant."""
    return any(problem.location == "path" for problem in rejection.problems)


def _unrouted(request: MockRequest, allowed: list[str]) -> Rejection:
    if allowed:
        message = f"this path allows {', '.join(allowed)}, not {request.method}"
        return Rejection(405, message, headers=(("Allow", ", ".join(allowed)),))
    return Rejection(404, f"the description has no action for {request.method} {request.path!r:.200}")


# --- generated responses ---------------------------------------------------------------------------------------------


def _generate(plan: Plan) -> MockResponse:
    _, response = success(plan.action)
    if response is None or plan.status in (204, 205):
        return MockResponse(plan.status if response else 204)
    if response.stream:
        return stream_response(plan.status, response, _media(next(iter(response.content), "application/octet-stream")))
    if plan.schema is not None:
        return _sample_response(plan, response, plan.schema)
    media, schema = next(iter(response.content.items()), ("", None))
    for value in first_valid(response, media, None):
        return response_with(plan.status, _media(media), value)
    return MockResponse(plan.status, _plain(media, schema), _media(media)) if schema else MockResponse(plan.status)


def _sample_response(plan: Plan, response: ResponseDescription, schema: Schema) -> MockResponse:
    """Return the response with the first valid example, or else sample, that its media type can represent."""
    failure: Exception = NoSample(schema.pointer)
    for value in chain(first_valid(response, data_media(response), schema), samples(schema)):
        try:
            return data_response(plan.status, value, plan.media, schema)
        except InvalidXML as error:
            failure = error
    raise failure


def _plain(media: str, schema: Schema) -> bytes:
    value = sample(schema) if "string" in schema.types and not schema.has_files else "mock"
    return str(value).encode() if media.startswith("text/") else b"mock"


def _media(media: str) -> str:
    """Return a media type that can be sent, in place of a range."""
    return (
        media.replace("*/*", "application/octet-stream").replace("text/*", "text/plain").replace("/*", "/octet-stream")
    )
