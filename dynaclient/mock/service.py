"""From a request to its answer: route, admit, decode, check, act. No network here."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ..call.arguments import check
from ..description.api import Api
from ..description.model import Action
from ..errors import DescriptionError, InvalidCall
from ..schema.samples import NoSample, sample
from ..schema.validation import Schema
from .answers import error_answer, json_answer
from .decoding import decoded
from .entry import Grants, admit, query_names
from .exchange import Answer, Incoming, Refused
from .inference import Roles
from .items import call_of, carried_out
from .listing import POSITION
from .plans import Plan, plan_for
from .routes import Match, Routes
from .shapes import success
from .store import Store
from .streams import going_on, stream_answer

log = logging.getLogger("dynaclient.mock")


@dataclass(frozen=True)
class _Accepted:
    plan: Plan
    arguments: Mapping[str, Any]


class Service:
    """Answers the requests for one description."""

    def __init__(self, api: Api, grants: Grants | None, store: Store) -> None:
        self._api = api
        self._grants = grants
        self._store = store
        known = list(api.outlines())
        self._routes = Routes(api, known)
        self.roles = Roles(api, known)
        self._plans: dict[str, Plan] = {}
        self._made: dict[str, Answer] = {}

    def answer(self, incoming: Incoming) -> Answer:
        """Give the answer to a request, whatever it is."""
        known = ""
        try:
            matches, allowed = self._routes.find(incoming.method, incoming.path)
            known = ", ".join(each.action for each in matches)
            return self._answer(incoming, matches, allowed)
        except Exception as error:  # a server lives on
            log.exception("%s %s", incoming.method, known)  # not the path, which may hold what is secret
            told = f"the mock server failed: {type(error).__name__}"
        return self.refuse(500, told)

    def refuse(self, status: int, message: str) -> Answer:
        """Give the answer to a request that belongs to no action."""
        return error_answer(self._api, None, Refused(status, message))

    def _answer(self, incoming: Incoming, matches: list[Match], allowed: list[str]) -> Answer:
        if not matches:
            return error_answer(self._api, None, _unrouted(incoming, allowed))
        refusals: list[tuple[Action | None, Refused]] = []
        for match in matches:
            action: Action | None = None
            try:
                action = self._api.action(match.action)
                accepted = self._accepted(action, match, incoming)
            except Refused as invalid_option:
                refusals.append((action, invalid_option))
            except DescriptionError as error:
                refusals.append((None, Refused(500, str(error))))
            else:
                return self._carried_out(accepted, incoming)
        return error_answer(self._api, *refusals[0])

    def _accepted(self, action: Action, match: Match, incoming: Incoming) -> _Accepted:
        """Give the checked arguments of a request; `Refused` with all that is wrong with it."""
        admit(self._api, action, incoming, self._grants)
        ignored = query_names(self._api, action)
        if action.paginate.get("style") == "link":
            ignored.append(POSITION)
        found = decoded(action, incoming, match.values, ignored)
        problems = list(found.problems)
        arguments: Mapping[str, Any] = {}
        try:
            arguments = check(action, found.arguments, media=found.media)
        except InvalidCall as error:
            unread = {each.name for each in found.problems}
            problems += [each for each in error.problems if not (each.rule == "required" and each.name in unread)]
        if problems:
            count = len(problems)
            raise Refused(400, f"{action.name}: {count} problem{'' if count == 1 else 's'}", problems)
        return _Accepted(self._plan(action), arguments)

    def _plan(self, action: Action) -> Plan:
        found = self._plans.get(action.name)
        if found is None:
            found = self._plans.setdefault(action.name, plan_for(action, self.roles))
        return found

    def _carried_out(self, accepted: _Accepted, incoming: Incoming) -> Answer:
        plan = accepted.plan
        try:
            if plan.role.acts == "respond":
                return self._made_answer(plan, incoming)
            done = carried_out(call_of(plan, accepted.arguments, incoming, self._store))
            return done if plan.media or done.status == 204 else self._made_answer(plan, incoming)
        except Refused as invalid_option:
            return error_answer(self._api, plan.action, invalid_option)
        except NoSample:
            told = f"no answer was found that fits the schema of {plan.action.name}; give the schema an example"
        return error_answer(self._api, plan.action, Refused(500, told))

    def _made_answer(self, plan: Plan, incoming: Incoming) -> Answer:
        """Give the answer of an action that keeps nothing: made once, then the same, or what is left of a stream."""
        found = self._made.get(plan.action.name)
        if found is None:
            found = self._made.setdefault(plan.action.name, _made(plan))
        return going_on(found, incoming.headers)


def _unrouted(incoming: Incoming, allowed: list[str]) -> Refused:
    if allowed:
        told = f"this path takes {', '.join(allowed)}, not {incoming.method}"
        return Refused(405, told, headers=(("Allow", ", ".join(allowed)),))
    return Refused(404, f"the description has no action for {incoming.method} {incoming.path!r:.200}")


# --- answers that keep nothing ---------------------------------------------------------------------------------------


def _made(plan: Plan) -> Answer:
    _, response = success(plan.action)
    if response is None or plan.status in (204, 205):
        return Answer(plan.status if response else 204)
    if response.stream:
        return stream_answer(plan.status, response, _media(next(iter(response.content), "application/octet-stream")))
    if plan.schema is not None:
        return json_answer(plan.status, sample(plan.schema), plan.media)
    if not response.content:
        return Answer(plan.status)
    media, schema = next(iter(response.content.items()))
    return Answer(plan.status, _plain(media, schema), _media(media))


def _plain(media: str, schema: Schema) -> bytes:
    made = sample(schema) if "string" in schema.types and not schema.has_files else "mock"
    return str(made).encode() if media.startswith("text/") else b"mock"


def _media(media: str) -> str:
    """Give a media type that can be sent: a range stands for any of its types."""
    return (
        media.replace("*/*", "application/octet-stream").replace("text/*", "text/plain").replace("/*", "/octet-stream")
    )
