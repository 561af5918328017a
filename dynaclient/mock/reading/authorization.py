"""Who sends a request, and may they? Its credentials are compared with the tokens that were granted or issued."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Union

from ...auth.kinds.rows import kind_of, own_field
from ...description.api import Api
from ...description.granted_scopes import scope_texts
from ...description.model import Action, AuthScheme
from ...strings.expressions import expression
from ..exchange import MockRequest, Rejection
from ..issuer.context import Context, Verdict

DEFAULT_TOKEN = "mock-token"  # noqa: S105 - no secret: any token is accepted where none were granted
"""The token of a client where no tokens were granted."""

Token = Union[str, "tuple[str, str]", "dict[str, Any]", None]


def token_for(api: Api) -> Token:
    """Return a credential for all auth schemes of a description, as `Client(token=…)` takes it; None for none."""
    tokens = {name: kind_of(scheme.type).sample for name, scheme in api.auth.items() if is_checked(scheme)}
    if not tokens:
        return None if api.auth else DEFAULT_TOKEN
    return next(iter(tokens.values())) if len(tokens) == 1 else tokens


def authorize(
    api: Api,
    action: Action,
    request: MockRequest,
    issuer: Context,
    obtained: Collection[str] = (),
) -> list[str]:
    """
    Return the credentials with which the request may call the action; raise Rejection if it may not.

    Args:
        api: The description.
        action: The action that the request calls.
        request: The request.
        issuer: What was granted, and what was issued.
        obtained: The schemes whose credential the action obtains: it does not need that.
    """
    checked = {name for name, scheme in api.auth.items() if is_checked(scheme)}
    sets = [names for names in action.auth if not any(name in obtained for name in names)]
    sets = [tuple(name for name in names if name in checked) for names in sets]
    if not sets or not all(sets):  # an alternative without anything that a request could have
        return []
    sent = {name: credential_of(api.auth[name], request, issuer.grants.keys) for names in sets for name in names}
    alternatives = [(names, [sent[name] for name in names]) for names in sets]
    complete = [(names, tokens) for names, tokens in alternatives if all(tokens)]
    if not complete:
        if action.auth_required or any(sent.values()):
            has = "none that is accepted" if "Authorization" in request.headers else "none"
            advice = _advice(api, action, is_open=issuer.grants.is_open)
            raise _unauthorized(
                api, action, f"{action.name} needs {_needed(action)}, and the request has {has}: {advice}"
            )
        return []
    verdicts = {token: issuer.check(token) for _, tokens in complete for token in tokens}
    known = [(names, tokens) for names, tokens in complete if not any(verdicts[token].refusal for token in tokens)]
    if not known:
        refusal = next(verdict.refusal for verdict in verdicts.values() if verdict.refusal)
        raise _unauthorized(api, action, refusal, f' error="invalid_token", error_description="{refusal}"')
    for names, tokens in known:
        scopes = _together(verdicts[token] for token in tokens)
        if scopes is None or action.allowed_by(scopes, names):
            return tokens
    names, tokens = known[0]
    raise _forbidden(api, action, names, _together(verdicts[token] for token in tokens) or [])


def _together(verdicts: Iterable[Verdict]) -> list[str] | None:
    """Return the scopes that credentials have together; None if each of them allows everything."""
    limited = [verdict.scopes for verdict in verdicts if verdict.scopes is not None]
    return [scope for scopes in limited for scope in scopes] if limited else None


def query_names(api: Api, action: Action) -> list[str]:
    """Return the names in the query that belong to credentials."""
    fields = (own_field(api.auth[name]) for names in action.auth for name in names)
    return [field for location, field in fields if location == "query"]


def _needed(action: Action) -> str:
    return " or ".join(" and ".join(names) for names in action.auth)


def _advice(api: Api, action: Action, *, is_open: bool) -> str:
    """Return how a request has the first of the credentials that an action needs."""
    scheme = api.auth[action.auth[0][0]]
    sent = kind_of(scheme.type).sent_in(scheme)
    place = f"the {sent.location} {sent.field}" if sent.field else sent.location
    return f"send {'any, in' if is_open else 'it in'} {place}"


def _forbidden(api: Api, action: Action, names: Sequence[str], granted: list[str]) -> Rejection:
    lacking = action.lacking_scopes(granted, names)
    accepted = ", ".join(scope_texts(lacking))
    has = ", ".join(sorted(set(granted))) or "none"
    message = (
        f"the token's scopes do not allow {action.name}. The token has: {has}. The action needs one of: {accepted}"
    )
    needed = lacking[0] if isinstance(lacking[0], str) else " ".join(lacking[0])
    scope = f', scope="{needed}"' if _SCOPES.fullmatch(needed) else ""
    # RFC 6750, section 3: the scopes that the client has to ask for.
    challenge = ("WWW-Authenticate", f'Bearer error="insufficient_scope"{scope}')
    return Rejection(403, message, headers=(challenge,) if any(_is_bearer(api, name) for name in names) else ())


def _is_bearer(api: Api, name: str) -> bool:
    return api.auth[name].type == "bearer"


def _unauthorized(api: Api, action: Action, message: str, detail: str = "") -> Rejection:
    """Return the rejection of a request; `detail` is added to a challenge that has a place for it (RFC 6750)."""
    schemes = {api.auth[name] for names in action.auth for name in names}
    challenges = {kind_of(scheme.type).challenge(scheme) for scheme in schemes}
    headers = [
        ("WWW-Authenticate", f"{challenge}{detail}" if challenge == "Bearer" else challenge)
        for challenge in sorted(challenges)
        if challenge
    ]
    return Rejection(401, message, headers=tuple(headers))


_SCOPES = expression(r"[ !#-\[\]-~]+")
"""The characters of scopes (RFC 6749, section 3.3)."""


def is_checked(scheme: AuthScheme) -> bool:
    """Return whether a request has a credential for a scheme; else the connection has it, or it cannot be made here."""
    kind = kind_of(scheme.type)
    return not kind.of_connection and kind.sample is not None


def credential_of(scheme: AuthScheme, request: MockRequest, granted: Collection[str] | None = None) -> str:
    """Return the credential that a request has for a scheme; an empty string if it has none."""
    return kind_of(scheme.type).received(scheme, request, granted)
