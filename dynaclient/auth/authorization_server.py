"""
Requests to an authorization server, and what its responses mean.

The server is described like any other API, in ``oauth.json``. So its requests are built and redacted by the same code
as all others, and its errors are those of any call.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any, NamedTuple, Union
from urllib.parse import parse_qsl

from ..call.request import build_request, secret_values
from ..call.response import InvalidJSON, api_error, is_shallow, parse_json
from ..description.api import Api
from ..description.model import Action
from ..errors import ApiError, BadResponse
from ..messages import Request, Response
from ..records import replace
from ..redaction import MASK, Secret, redact
from ..runtime.hosts import host_label
from ..runtime.media_types import FORM, without_parameters
from .sources.source import TokenRequest
from .tokens import Token

MAX_RESPONSE_BYTES = 1024 * 1024
"""Bytes of the largest response: tokens have a few thousand."""
_SENT_AS_BEARER = frozenset({"", "bearer", "bearertoken", "bot", "jwt", "n_a", "user"})
"""
The types of tokens that are sent as they are: those of RFC 6750 and RFC 8693, and the names that some providers have
for them. Others, such as ``DPoP`` and ``mac``, need a proof in each request; RFC 6749, section 7.1, forbids their use.
"""

_ISSUED = ("access_token", "refresh_token", "id_token", "device_code")
"""What a server issues, and may return beside an error as well."""

Fields = Mapping[str, Union[str, "tuple[str, ...]"]]
"""The fields of a form."""


@lru_cache(maxsize=1)
def description() -> Api:
    """Return the description of an authorization server."""
    return Api(json.loads((files("dynaclient.auth") / "oauth.json").read_text("utf-8")))


def action_of(name: str) -> Action:
    """Return what an endpoint of an authorization server does, by its name in ``oauth.json``."""
    return description().action(f"authorizationServer.{name}")


@lru_cache(maxsize=1)
def protocol_fields() -> frozenset[str]:
    """Return the names of the fields that the protocol defines; `audience` and `resource` are the caller's."""
    schema = description().document["parameters"]["fields"]["content"][FORM]
    return frozenset(schema["properties"]) - {"audience", "resource"}


# --- requests --------------------------------------------------------------------------------------------------------


def form_request(
    name: str, url: str, fields: Fields, *, credential: str | None = None, secrets: Iterable[str] = ()
) -> TokenRequest:
    """
    Return a request with a form.

    Args:
        name: What it does: the name of an action in ``oauth.json``.
        url: The endpoint.
        fields: The fields.
        credential: The credential of the client for HTTP basic authentication.
        secrets: What is in the credential, and must not be shown.
    """
    action = action_of(name)
    arguments = {"fields": {name: list(value) if isinstance(value, tuple) else value for name, value in fields.items()}}
    request = _at(build_request(action, arguments, base=_origin_only(url)), url)
    if credential is not None:
        request = request.with_credential("Authorization", f"Basic {credential}", f"Basic {MASK}")
    return TokenRequest(request, action, (*secrets, *sorted(secret_values(action, arguments))))


def metadata_request(url: str) -> TokenRequest:
    """Return the request for the metadata of an authorization server."""
    action = action_of("metadata")
    return TokenRequest(_at(build_request(action, {}, base=_origin_only(url)), url), action)


def authorize_url(endpoint: str, fields: Mapping[str, str], parameters: Fields) -> str:
    """Return the URL that a person opens to give consent; what the endpoint has in its query stays there."""
    more = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}
    built = build_request(action_of("authorize"), fields, base=_origin_only(endpoint), query=more).url
    return f"{endpoint}{'&' if '?' in endpoint else '?'}{built.partition('?')[2]}"


def _origin_only(url: str) -> str:
    return "/".join(url.split("/", 3)[:3]).partition("?")[0]


def _at(request: Request, url: str) -> Request:
    """Return a request for an endpoint, whose query may have a secret of the caller's."""
    front, mark, _ = url.partition("?")
    safe = request.redacted_copy or (request if mark else None)
    shown = None if safe is None else replace(safe, url=f"{front}{mark}{MASK if mark else ''}", redacted_copy=None)
    return replace(request, url=url, redacted_copy=shown)


# --- responses -------------------------------------------------------------------------------------------------------


class Reply(NamedTuple):
    """The response of an authorization server."""

    sent: TokenRequest
    response: Response
    values: Mapping[str, Any] | None
    """What it has in it; None if it is neither JSON nor a form."""

    @property
    def host(self) -> str:
        """The server, for a message."""
        return host_label(self.sent.request.url)

    @property
    def is_success(self) -> bool:
        """Whether the server did what it was asked for; some report errors with a status of 200."""
        return self.response.status // 100 == 2 and (self.values is None or "error" not in self.values)

    @property
    def error(self) -> str:
        """The code of the error (RFC 6749, section 5.2); an empty string if there is none."""
        code = None if self.is_success or self.values is None else self.values.get("error")
        return code if isinstance(code, str) else ""

    def __repr__(self) -> str:
        return f"<Reply of {self.host}: {self.response.status}>"

    def clean(self, value: Any) -> Any:
        """Return what may be shown of a value from this response: it may repeat what was sent, or have tokens in it."""
        issued = (self.values or {}).get
        return redact(value, (*self.sent.secrets, *(item for name in _ISSUED if isinstance(item := issued(name), str))))

    def refused(self, hint: str) -> ApiError:
        """Return the error of a response by which the server refuses something."""
        url = self.sent.request.url
        return api_error(
            description(), self.sent.action, self.response, url=url, attempts=1, hint=hint, clean=self.clean
        )

    def unusable(self, reason: str, hint: str) -> BadResponse:
        """Return the error of an unusable response. It has nothing of the body, which may have tokens in it."""
        message = f"the response ({self.response.status}) of {self.host} {reason} — {hint}"
        return BadResponse(self.clean(message), self.sent.action.name, code="login-response")


def exchange(sent: TokenRequest) -> Generator[TokenRequest, Response, Reply]:
    """Yield a request; return what its response means."""
    response = yield sent
    reply = Reply(sent, response, None)
    if len(response.body) > MAX_RESPONSE_BYTES:
        raise reply.unusable("is larger than 1 MiB", "is it the URL of an authorization server?")
    try:
        value = parse_json(response.body)
    except InvalidJSON:
        pass
    else:  # whatever its label; JSON has an end, by which it is known to be complete
        return reply._replace(values=value if isinstance(value, dict) and is_shallow(value) else None)
    media = without_parameters(response.headers.get("Content-Type", ""))
    if not response.complete and media != "text/html":
        raise reply.unusable("may be cut off", "try again")
    return reply._replace(values=_form_of(response, media))


def _form_of(response: Response, media: str) -> Mapping[str, Any] | None:
    """Return what is in a form, as earlier providers send it."""
    if media not in (FORM, "text/plain", ""):
        return None
    try:
        pairs = parse_qsl(response.body.decode("ascii"), keep_blank_values=True, strict_parsing=True)
    except ValueError:
        return None
    values = dict(pairs)
    is_ours = "access_token" in values or "error" in values
    return values if is_ours and len(values) == len(pairs) else None


# --- tokens ----------------------------------------------------------------------------------------------------------


def read_token(reply: Reply, scopes: Iterable[str] | None, refresh_token: Secret | None = None) -> Token:
    """
    Return the token of a response.

    Args:
        reply: The response.
        scopes: The scopes that it has if the response has none: those that were asked for (RFC 6749, section 5.1).
        refresh_token: The present refresh token, which stays valid if the response has none (RFC 6749, section 6).

    Raises:
        BadResponse: There is no token in the response, or one that cannot be used.
    """
    values = reply.values
    if values is None:
        media = without_parameters(reply.response.headers.get("Content-Type", "")) or "of an unknown type"
        raise reply.unusable(f"is {media}, expected JSON with a token", "is the URL of the token endpoint right?")
    value, renewed = values.get("access_token"), values.get("refresh_token")
    if not _is_visible(value):
        raise reply.unusable("has no usable access_token", "is the URL of the token endpoint right?")
    _require_bearer(reply, values.get("token_type"))
    granted = _scopes_of(values.get("scope"))
    return Token(
        str(value),
        expires_in=_seconds_of(values.get("expires_in")),
        scopes=scopes if granted is None else granted,
        refresh_token=str(renewed) if _is_visible(renewed) else refresh_token,
    )


def _is_visible(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and all("!" <= character <= "~" for character in value)


def _require_bearer(reply: Reply, kind: Any) -> None:
    """Raise BadResponse for a token that has to be sent in another way; the type is compared without case."""
    if kind is None or (isinstance(kind, str) and kind.lower() in _SENT_AS_BEARER):
        return
    shown = kind if isinstance(kind, str) and kind.isprintable() else "unknown"
    hint = "register the client for bearer tokens, or pass a function that returns the token"
    raise reply.unusable(f"has a token of the type {shown[:40]!r}, which is not sent as it is", hint)


def _scopes_of(value: Any) -> tuple[str, ...] | None:
    """Return the scopes of a token: with spaces between them, or commas, as GitHub has them; None if not known."""
    items = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    return tuple(items) or None


def _seconds_of(value: Any) -> float | None:
    """Return a validity in seconds, from a number or a string; None if it is unknown."""
    try:
        seconds = float(value) if isinstance(value, (int, float, str)) and not isinstance(value, bool) else 0.0
    except (ValueError, OverflowError):
        return None
    return seconds if 0 < seconds < float("inf") else None
