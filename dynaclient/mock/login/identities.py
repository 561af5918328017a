"""Who is authenticated: the actions that `whoami` of auth schemes names respond with the name that logged in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from ...description.api import Api
from ...description.argument_paths import get_value, leads_to, with_value
from ...records import replace
from ...runtime.media_types import without_parameters
from ...schema.references import parse_pointer
from ..exchange import MockResponse
from ..issuer.context import Context
from ..issuer.grants import NAMELESS
from ..responding.responses import data_response
from ..state.plans import Plan
from .login_responses import response_data

_Steps = tuple[str, ...]


class Identities:
    """The actions of a description that respond with who is authenticated."""

    def __init__(self, api: Api, context: Context) -> None:
        self._api = api
        self._context = context

    @cached_property
    def _paths(self) -> Mapping[str, _Steps]:
        """Where the name is in the responses of actions, by their names."""
        named = (scheme.whoami for scheme in self._api.auth.values() if scheme.whoami)
        return {str(who["action"]): parse_pointer(str(who["name"])) for who in named}

    def name_for(self, plan: Plan, credentials: Sequence[str]) -> str:
        """Return the name for the response of an action to who sends these credentials; empty if it has none."""
        if not credentials or plan.action.name not in self._paths:
            return ""
        subjects = (self._context.check(credential).subject for credential in credentials)
        return next((subject for subject in subjects if subject and subject not in NAMELESS), "")

    def with_name(self, plan: Plan, response: MockResponse, name: str, generated: MockResponse) -> MockResponse:
        """
        Return the response of an action with a name in it.

        It stays as it is if a call has stored another name there, or if its schema does not allow this one.

        Args:
            plan: The plan of the action.
            response: Its response.
            name: Who is authenticated.
            generated: What its response is made from as long as nothing is stored.
        """
        if not response.body or response.media != without_parameters(plan.media):  # not in JSON or XML
            return response
        steps, body = self._paths[plan.action.name], response_data(plan, response)
        if not leads_to(body, steps) or get_value(body, steps) != get_value(response_data(plan, generated), steps):
            return response
        named: Any = with_value(body, steps, name) if steps else name
        if plan.schema is not None and not plan.schema.is_valid(named):
            return response
        sent = data_response(response.status, named, response.media, plan.schema, response.headers)
        return replace(sent, origin=response.origin, ignored=response.ignored)
