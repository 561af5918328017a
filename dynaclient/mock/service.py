"""From a request to its response: route, authorize, decode, validate, act. No network here."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from itertools import count
from typing import Any

from ..call.arguments import validate_arguments
from ..description.api import Api
from ..description.argument_paths import ArgumentPath
from ..description.model import Action
from ..errors import DescriptionError, InvalidCall, Problem
from ..records import dataclass, replace
from ..runtime.media_types import SSE, without_parameters
from ..schema.references import format_pointer
from ..schema.samples import NoSample
from ..schema.xml_values import InvalidXML
from ..strings.counting import counted
from .control.faults import Faults, Order
from .control.redacting import Declared, redacted_target
from .exchange import Handled, MockRequest, MockResponse, Rejection
from .generating import generate_response
from .http.preferences import NONE, Preferences, read_preferences, waited
from .issuer.context import Context
from .issuer.endpoints import oauth_response
from .issuer.tokens import Session
from .login.identities import Identities
from .login.login_responses import login_response
from .login.logins import Login, Logins
from .paths import build_or_none
from .preferred import preferred_response
from .proxy.replaying import Recordings
from .reading.authorization import authorize, query_names
from .reading.bodies import decode_request
from .reading.routes import Match, Routes, with_implied
from .responding.responses import error_response
from .responding.streams import remainder_of
from .state.acting import acting_of, ignored_paths, may_select, names_of, refusal_of
from .state.behaviors import perform
from .state.calls import Call, call_for, refuse_orphans
from .state.conditions import lacks_condition
from .state.inference import Roles
from .state.listing import POSITION
from .state.plans import Plan, plan_for
from .state.store import Store, StoreError

log = logging.getLogger("dynaclient.mock")

MAX_TARGET = 200
"""Characters of a target that are logged."""

ALL = "*"
"""The target of OPTIONS that is for the whole server."""


@dataclass(frozen=True)
class Accepted:
    """A valid request of someone who may call the action."""

    plan: Plan
    arguments: Mapping[str, Any]
    logins: tuple[Login, ...] = ()
    session: Session | None = None
    """Whose session it is if the action is a login."""
    credentials: Sequence[str] = ()
    """Those with which the request may call the action."""
    order: Order | None = None
    """How the call was ordered to fail, if it was."""


class Service:
    """Responds to requests for one description."""

    def __init__(
        self,
        api: Api,
        grants: Mapping[str, tuple[str, ...]] | None,
        store: Store,
        *,
        lifetime: float | None = 3600.0,
        strict: bool = False,
        issuer: Context | None = None,
        faults: Faults | None = None,
    ) -> None:
        self._api = api
        self._strict = strict
        self._store = store
        self.issuer = issuer or Context(api, grants, store, lifetime)
        """The authorization server."""
        self._logins = Logins(api, self.issuer)
        self._identities = Identities(api, self.issuer)
        outlines = list(api.outlines())
        self.faults = faults or Faults()
        """The failures that were ordered."""
        self.routes = Routes(api, outlines)
        """Finds the actions that a request may call."""
        self.methods = frozenset(outline.method for outline in outlines)
        """The methods of its actions."""
        self.roles = Roles(api, outlines)
        self.recordings = Recordings()
        """Recorded responses, which are sent in place of generated ones."""
        self._plans: dict[str, Plan] = {}
        self._acting: dict[str, frozenset[ArgumentPath]] = {}
        self._declared: dict[str, Declared] = {}
        self._generated: dict[str, MockResponse] = {}
        self._seeds = count(1)

    @property
    def api(self) -> Api:
        """The description."""
        return self._api

    def handle(self, request: MockRequest) -> Handled:
        """Return what becomes of a request, whatever the request is."""
        known = ""
        try:
            issued = oauth_response(self.issuer, request)
            if issued is not None:
                return Handled(issued)
            matches, allowed = self.routes.find(request.method, request.path)
            known = ", ".join(match.action for match in matches)
            return self._handled(request, matches) if matches else self._unrouted(request, allowed)
        except Rejection as rejection:
            return self._rejected(None, rejection)
        except StoreError as error:
            advice = "close other programs that use its file, or pass the path of a new one"
            return self._rejected(None, Rejection(503, f"the store of this server cannot be used: {error}; {advice}"))
        except Exception as error:  # the server keeps running
            log.exception("%s %s", request.method, known)  # not the path, which may have a secret in it
            message = f"the mock server failed: {type(error).__name__}"
        return self._rejected(None, Rejection(500, message))

    def refuse(self, status: int, message: str) -> MockResponse:
        """Return the error response to a request that belongs to no action."""
        return error_response(self._api, None, Rejection(status, message))

    def _rejected(self, action: Action | None, rejection: Rejection) -> Handled:
        response = error_response(self._api, action, rejection)
        return Handled(response, action.name if action else "", {}, rejection.problems)

    def declared(self, request: MockRequest, action: str = "") -> Declared:
        """Return what is declared of a request, which calls an action or, if it is empty, none."""
        if action:
            known = self._declared.get(action)
            return known or self._declared.setdefault(
                action, Declared(self._api, (self._api.action(action),), is_call=True)
            )
        matches = (self.routes.find(method, request.path)[0] for method in self.methods_of(request.path))
        names = dict.fromkeys(match.action for found in matches for match in found)
        return Declared(self._api, tuple(filter(None, (build_or_none(self._api, name) for name in names))))

    def shown_target(self, request: MockRequest, action: str = "") -> str:
        """Return the target of a request, which calls an action, as it may be logged."""
        declared = self.declared(request, action)
        if action:
            return redacted_target(declared, request)[:MAX_TARGET]
        # It is not known which names in its query have secrets.
        shown = redacted_target(declared, replace(request, query=""))
        return f"{shown[:MAX_TARGET]}{'?…' if request.query else ''}"

    def methods_of(self, path: str) -> list[str]:
        """Return the methods that a path allows; an empty list if no action has it."""
        if path == ALL:
            return with_implied(self.methods)
        return self.routes.find("", path)[1]

    def _unrouted(self, request: MockRequest, allowed: list[str]) -> Handled:
        """Return what becomes of a request that no action is for."""
        if request.method == "OPTIONS":
            allowed = self.methods_of(request.path)
        field = ("Allow", ", ".join(allowed))
        if not allowed:
            message = f"the description has no action for {request.method} {request.path!r:.200}"
            return self._rejected(None, Rejection(404, message))
        if request.method == "OPTIONS":
            return Handled(MockResponse(204, headers=(field,)))
        message = f"this path allows {field[1]}, not {request.method}"
        return self._rejected(None, Rejection(405, message, headers=(field,)))

    def _handled(self, request: MockRequest, matches: list[Match]) -> Handled:
        """Return what becomes of a request that is for one of these actions."""
        preferences = NONE
        rejections: list[tuple[Action | None, Rejection]] = []
        for match in self._by_accept(matches, request):
            action: Action | None = None
            try:
                action = self._api.action(match.action)
                preferences = read_preferences(request.headers)
                accepted = self._accept(action, match, request)
            except Rejection as rejection:
                rejections.append((action, rejection))
            except DescriptionError as error:
                rejections.append((None, Rejection(500, str(error))))
            else:
                response = self._answer(accepted, request, preferences)
                return Handled(waited(response, preferences), action.name, accepted.arguments)
        rejected = self._rejected(*min(rejections, key=lambda found: is_elsewhere(found[1].problems)))
        return replace(rejected, response=waited(rejected.response, preferences))

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

    def _accept(self, action: Action, match: Match, request: MockRequest) -> Accepted:
        """Return the validated arguments of a request; raise Rejection with all its problems."""
        logins = self._logins.of(action)
        obtained = [login.scheme.name for login in logins]
        credentials = authorize(self._api, action, request, self.issuer, obtained)
        self._logins.check_csrf(action, request, credentials)
        arguments, problems = self._arguments(action, match, request)
        lacking = lacks_condition(action, problems, request.headers)
        if lacking:
            raise Rejection(428, f"{action.name} needs {lacking}: send the value that the item was read with")
        if problems:
            raise Rejection(400, f"{action.name}: {counted(len(problems), 'problem')}", problems)
        order = self.faults.take(action.name)  # before a login uses up what is sent
        if not logins or (order is not None and order.rejection is not None):
            return Accepted(self.plan(action), arguments, credentials=credentials, order=order)
        session = self._logins.session_of(action, logins, arguments, request, credentials)
        return Accepted(self.plan(action), arguments, logins, session, credentials, order)

    def _arguments(self, action: Action, match: Match, request: MockRequest) -> tuple[Mapping[str, Any], list[Problem]]:
        """Return the validated arguments of a request; if it has problems, those that could be read, and them."""
        ignored = query_names(self._api, action)
        if action.paginate.get("style") == "link":
            ignored.append(POSITION)
        decoded = decode_request(action, request, match.values, ignored)
        problems = list(decoded.problems)
        arguments: Mapping[str, Any] = decoded.arguments
        try:
            arguments = validate_arguments(action, decoded.arguments, media=decoded.media)
        except InvalidCall as error:
            unread = {problem.name for problem in decoded.problems}
            problems += [
                problem for problem in error.problems if not (problem.rule == "required" and problem.name in unread)
            ]
        return arguments, problems

    def plan(self, action: Action) -> Plan:
        """Return the plan of an action."""
        plan = self._plans.get(action.name)
        if plan is None:
            plan = self._plans.setdefault(action.name, plan_for(action, self.roles))
        return plan

    def planned(self, name: str) -> Plan | None:
        """Return the plan of an action by its full name; None if its description has problems."""
        action = build_or_none(self._api, name)
        return None if action is None else self.plan(action)

    def _answer(self, accepted: Accepted, request: MockRequest, preferences: Preferences) -> MockResponse:
        """Return the response to an accepted request: the true one, or that of a failure that was ordered."""
        order = accepted.order
        failed = order.rejection if order is not None else None
        if failed is not None:
            response = error_response(self._api, accepted.plan.action, failed)
        else:
            response = self._perform(accepted, request, preferences)
        return response if order is None else replace(response, delivery=order.delivery)

    def _perform(self, accepted: Accepted, request: MockRequest, preferences: Preferences) -> MockResponse:
        plan = accepted.plan
        try:
            preferred = preferred_response(self._api, plan, preferences, self._seeds)
            if preferred is not None:
                return preferred
            ignored = () if accepted.logins else self._ignored(accepted)
            response = self._named(accepted, request, self._performed(accepted, request))
            if ignored:
                response = replace(response, ignored=tuple(dict.fromkeys((*ignored, *response.ignored))))
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

    def _ignored(self, accepted: Accepted) -> tuple[str, ...]:
        """Return the arguments of a request that change nothing; raise Rejection if the server is strict about them."""
        plan = accepted.plan
        if plan.role.behavior == "respond" and self.recordings.find(plan.action, accepted.arguments) is not None:
            return ()
        if self._strict and plan.role.behavior == "respond" and plan.action.destructive:
            message = f"this server does not do what {plan.action.name} does: nothing would be removed"
            raise Rejection(501, f"{message}; describe it with `mock.behavior`, or start the server without `strict`")
        acting = self._acting.get(plan.action.name)
        if acting is None:
            acting = self._acting.setdefault(plan.action.name, acting_of(plan))
        paths = ignored_paths(plan.action, acting, accepted.arguments)
        names = names_of(plan.action, paths)
        if names and (self._strict or may_select(plan, paths, self._api.common)):
            raise refusal_of(plan.action, names)
        return names

    def _performed(self, accepted: Accepted, request: MockRequest) -> MockResponse:
        plan = accepted.plan
        refuse_orphans(plan, accepted.arguments, self._store)
        if plan.role.behavior == "respond":
            recorded = self.recordings.find(plan.action, accepted.arguments)
            return plan.conditions.tagged(recorded or self._generated_response(plan, request), request)
        response = self._acted(self._call(accepted, request))
        described = plan.action.response_for(response.status)
        has_other = described is not None and (described.content or described.stream)
        if has_other and not plan.media and not response.chunks:
            other = self._generated_response(plan, request)
            response = replace(other, headers=(*other.headers, *response.headers), ignored=response.ignored)
        return plan.conditions.tagged(response, request) if plan.role.behavior == "list" else response

    def _named(self, accepted: Accepted, request: MockRequest, response: MockResponse) -> MockResponse:
        """Return the response with the name of who is authenticated, if the action returns that."""
        plan = accepted.plan
        name = self._identities.name_for(plan, accepted.credentials)
        if name:
            with suppress(NoSample):  # then what is stored is not made from the description
                response = self._identities.with_name(plan, response, name, self._generated_response(plan, request))
        return response

    def _acted(self, call: Call) -> MockResponse:
        """Return the response of an action that stores something; if the server is strict, it does all or nothing."""
        if not self._strict:
            return perform(call)
        with self._store.transaction():
            response = perform(call)
            if response.ignored:
                raise refusal_of(call.plan.action, response.ignored)
        return response

    def _call(self, accepted: Accepted, request: MockRequest) -> Call:
        """Return the call of an action that stores something, with the collection that it is for."""
        return call_for(accepted.plan, accepted.arguments, request, self._store, self.issuer.clock.now())

    def _generated_response(self, plan: Plan, request: MockRequest) -> MockResponse:
        """Return the response of an action that stores nothing: generated once, or the remainder of a stream."""
        response = self._generated.get(plan.action.name)
        if response is None:
            response = self._generated.setdefault(plan.action.name, generate_response(plan))
        return remainder_of(response, request.headers)


def is_elsewhere(problems: Iterable[Problem]) -> bool:
    """Return whether a request has problems with its path, so that another action may be meant."""
    return any(problem.location == "path" for problem in problems)
