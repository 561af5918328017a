"""A mock server in front of the real API: what it does not have is forwarded, and shown where the two differ."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import AbstractContextManager, suppress
from typing import Any

from ...description.model import UNSET, Action
from ...errors import DescriptionError, Problem
from ...messages import Headers, Response
from ...records import dataclass, replace
from ...schema.values import to_string
from ..exchange import Handled, MockRequest, Rejection
from ..header_values import parse_etags
from ..http.preferences import read_preferences, waited
from ..reading.routes import Match
from ..responding.responses import error_response
from ..service import Accepted, Service, is_elsewhere
from ..state.calls import Call, everywhere, refuse_orphans
from ..state.inside import InnerCollection
from ..state.plans import Plan
from ..state.rules import SELECTING
from ..state.store import Collection
from .copying import Copies, in_address
from .drift import brief, compare, summary, undescribed
from .forwarding import Forwarder
from .overlay import Overlay
from .proxy import Proxy
from .recording import Recordable
from .redacting import secrets_of

DRIFT_FIELD = "X-Mock-Drift"
"""The header field that shows how a request or its response differs from the description."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that are forwarded for paths that the description does not have (RFC 9110, section 9.2.1)."""
_UNKNOWN = frozenset({404, 405, 501})
"""The statuses with which the real API does not have what was requested either."""
_CONDITIONS = frozenset({"if-match", "if-unmodified-since"})
"""The conditions of a change that are compared with the item that is changed."""

log = logging.getLogger("dynaclient.mock")


@dataclass(frozen=True)
class _Reading:
    """What a request is for, valid or not."""

    action: Action
    arguments: Mapping[str, Any]
    problems: tuple[Problem, ...]


class ProxiedService(Service):
    """
    Responds to what it has, and forwards everything else.

    It has the items that were created, changed, removed or seeded here, and the lists of their collections, which it
    responds to with both: its own items, and those of the real API that they do not hide. Of the other requests it
    forwards those that change nothing and those that log in; what would change something is done here, to a copy of the
    item, unless such requests are to be forwarded too.

    Args:
        proxy: The connections to the real API.
        arguments: As for `Service`.
        more: The same.
    """

    def __init__(self, *arguments: Any, proxy: Proxy, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self._proxy = proxy
        self._options = proxy.options
        self._forwarder = Forwarder(self._api, proxy, lambda: self.issuer.base or "http://localhost", self._aside)

    def _aside(self) -> AbstractContextManager[None]:
        return self.issuer.aside()

    # What is forwarded.

    def _unrouted(self, request: MockRequest, allowed: list[str]) -> Handled:
        may_change = request.method not in _SAFE and not self._options.forwards_writes
        if self._options.strict or may_change or (request.method == "OPTIONS" and self.methods_of(request.path)):
            return super()._unrouted(request, allowed)
        handled = self._forwarded(request, None, {}, ())
        if request.method != "GET" or handled.response.status in _UNKNOWN or not handled.response.origin:
            return handled
        # The real API has more than the description.
        problem = undescribed(f"the description has no action for {request.method} {request.path!r:.200}")
        return self._shown(replace(handled, problems=(problem,)))

    def _handled(self, request: MockRequest, matches: list[Match]) -> Handled:
        reading = self._reading(request, matches)
        if reading is None or not self._is_forwarded(request, reading):
            return super()._handled(request, matches)
        action, problems = reading.action, reading.problems
        order = self.faults.take(action.name)
        if order is not None and order.rejection is not None:
            failed = replace(error_response(self._api, action, order.rejection), delivery=order.delivery)
            return Handled(failed, action.name, {} if problems else reading.arguments, problems)
        handled = self._forwarded(request, action, {} if problems else reading.arguments, problems)
        if handled.response.status == 404 and self._has_parent(self.plan(action), reading.arguments):
            return super()._handled(request, matches)
        shown = self._shown(handled)
        response = waited(shown.response, read_preferences(request.headers))
        return replace(shown, response=response if order is None else replace(response, delivery=order.delivery))

    def _reading(self, request: MockRequest, matches: list[Match]) -> _Reading | None:
        """Return what a request is for: the first action for which it is valid, else the likeliest one."""
        found = []
        for match in self._by_accept(matches, request):
            with suppress(DescriptionError):
                action = self._api.action(match.action)
                arguments, problems = self._arguments(action, match, request)
                found.append(_Reading(action, arguments, tuple(problems)))
                if not problems:
                    return found[-1]
        return min(found, key=lambda reading: is_elsewhere(reading.problems), default=None)

    def _is_forwarded(self, request: MockRequest, reading: _Reading) -> bool:
        action, plan = reading.action, self.plan(reading.action)
        if (reading.problems and self._options.strict) or _is_preferred(request):
            return False
        if not (self._may_send(action) or self._logins.of(action)) or self._is_orphan(plan, reading.arguments):
            return False
        if plan.role.behavior == "respond":
            return True
        own = self._own(plan, reading.arguments)
        if plan.role.key or plan.role.is_single:
            return not own.ever_had(to_string(reading.arguments.get(plan.role.key, "")))
        return plan.role.behavior not in SELECTING or everywhere(plan, own, self._store).is_new()

    def _own(self, plan: Plan, arguments: Mapping[str, Any]) -> Collection:
        """Return the stored collection of an action."""
        parents = [to_string(arguments.get(name, "")) for name in plan.parents]
        return self._store.collection(plan.role.path_key, parents)

    def _is_orphan(self, plan: Plan, arguments: Mapping[str, Any]) -> bool:
        """Return whether an item that the action is below of was removed here."""
        try:
            refuse_orphans(plan, arguments, self._store)
        except Rejection:
            return True
        return False

    def _has_parent(self, plan: Plan, arguments: Mapping[str, Any]) -> bool:
        """Return whether an item in the path is stored here: the real API may not have what is below it."""
        ids = [to_string(arguments.get(name, "")) for name in plan.above_names]
        for above in plan.above:
            key = "" if above.is_single else ids[above.parents]
            if self._store.collection(above.path_key, above.parents_in(ids)).find(key) is not None:
                return True
        return False

    # What is done here.

    def _call(self, accepted: Accepted, request: MockRequest) -> Call:
        call = super()._call(accepted, request)
        if isinstance(call.collection, InnerCollection):
            return call
        try:
            known = self._known(call)
        except Rejection as rejection:
            if rejection.status != 404 or not self._has_parent(call.plan, call.arguments):
                raise
            known = {}
        if call.key in known:
            # They hold for the item of the real API: the one that is stored here has other entity tags.
            fields = [pair for pair in request.headers.pairs() if pair[0].lower() not in _CONDITIONS]
            call = replace(call, request=replace(request, headers=Headers(fields)))
        # Pages that only this server infers were turned by the real API, which is sent their arguments.
        plan = replace(call.plan, rules=replace(call.plan.rules, turning=call.plan.action.paginate))
        overlay = Overlay(self._store, call.collection, plan, known, call.with_same_ids[-1])
        return replace(call, plan=plan, collection=overlay)

    def _known(self, call: Call) -> Mapping[str, dict[str, Any]]:
        """Return the items of the real API that an action needs, by their ids. It may not hold the store's lock."""
        role = call.plan.role
        if role.behavior in ("create", "createMany"):
            return {}
        return self._known_item(call) if role.key or role.is_single else self._known_list(call)

    def _known_item(self, call: Call) -> Mapping[str, dict[str, Any]]:
        plan, role = call.plan, call.plan.role
        reader, name = self.roles.on_item(role, "GET")
        if reader is None or not self._may_send(reader) or call.collection.ever_had(call.key):
            return {}
        found = self._copies(call).item(reader, name, self.plan(reader), call.arguments, call.arguments.get(role.key))
        if found is None and (role.is_single or not plan.can_create):
            raise Rejection(404, f"{call.place} has no {call.key!r:.100}, neither here nor at the real API")
        wanted = parse_etags(call.request.headers.get("If-Match"))
        if found is not None and wanted and plan.conditions.etags and not wanted.contains_raw(found.tag):
            raise Rejection(412, "the item of the real API has changed since: read it again")
        return {} if found is None else {call.key: found.item}

    def _known_list(self, call: Call) -> Mapping[str, dict[str, Any]]:
        action = call.plan.action
        if call.plan.role.behavior == "list" and self._may_send(action):
            return self._copies(call).items(call.plan, call.arguments)
        lister = self.roles.lister(call.plan.role)
        if lister is None or not self._may_send(lister):
            return {}
        return self._copies(call).items(self.plan(lister), in_address(lister, call.arguments))

    def _may_send(self, action: Action) -> bool:
        """Return whether requests for an action may be sent to the real API."""
        return action.readonly or self._options.forwards_writes

    def _copies(self, call: Call) -> Copies:
        return Copies(self._api, self._forwarder.base, self._forwarder.caller(call.request))

    # Forwarding.

    def _forwarded(
        self, request: MockRequest, action: Action | None, arguments: Mapping[str, Any], problems: tuple[Problem, ...]
    ) -> Handled:
        name = action.name if action is not None else ""
        try:
            received, response = self._forwarder.forward(request, action)
        except Rejection as rejection:
            log.warning("%s: %s", name or request.method, rejection.message)
            return Handled(error_response(self._api, action, rejection), name, arguments, problems)
        if action is None:
            return Handled(response, "", {}, problems)
        is_whole = received.stream is None and request.method != "HEAD"
        value, drift = compare(action, received.response, is_whole=is_whole)
        if not problems:
            self._record(request, action, arguments, received.response, value)
        response = self._forwarder.with_link(response, request, action, value)
        return Handled(response, name, arguments, problems, drift)

    def _record(
        self, request: MockRequest, action: Action, arguments: Mapping[str, Any], response: Response, value: Any
    ) -> None:
        recorder = self._proxy.recorder
        if recorder is None or value is UNSET or self._logins.of(action):
            return
        secrets = frozenset(secrets_of(self._api, action, request, arguments))
        media = response.headers.get("Content-Type", "application/json")
        plan = self.plan(action)
        recorder.add(Recordable(self._api, request, plan, arguments, response.status, media, value, secrets))

    def _shown(self, handled: Handled) -> Handled:
        """Return what became of a request, with its differences from the description in a header field; log them."""
        problems = (*handled.problems, *handled.drift)
        if not problems:
            return handled
        self._proxy.report(f"{handled.action or 'no action'}: {brief(problem)}" for problem in problems)
        headers = (*handled.response.headers, (DRIFT_FIELD, summary(problems)))
        return replace(handled, response=replace(handled.response, headers=headers))


def _is_preferred(request: MockRequest) -> bool:
    """Return whether a request asks for a response that is made from the description: the real API has none such."""
    try:
        preferences = read_preferences(request.headers)
    except Rejection:
        return True
    return bool(preferences.code or preferences.example is not None or preferences.dynamic)
