"""What all sources share that obtain their tokens from an authorization server."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping
from functools import partial
from typing import Any, ClassVar, TypeVar, Union

from ...errors import invalid_option
from ...messages import Response
from ...records import dataclass, fields
from ...redaction import Secret
from ...strings.encoding import is_encodable
from ..authorization_server import Fields, Reply, read_token
from ..client_authentication import ClientIdentity, ClientRequest, MakeFields
from ..endpoint_urls import frozen_fields, parameters_problem, url_problem
from ..endpoints import REFRESH, Endpoints, Named, find_endpoints
from ..metadata import REVOCATION, TOKEN
from ..private_keys import PrivateKey, private_key_of
from ..refusals import login_needed, refusal
from ..tokens import Token
from ..work import Work
from .source import Exchange, Source, SourceContext, TokenRequest

SecretValue = Union[str, Secret, Callable[[], str]]
"""A secret, or a function that returns it each time that it is needed."""
Key = Union[str, Secret, Mapping[str, Any], PrivateKey]
"""A private key: PEM, a JWK, or one with its algorithm and name."""
Parameters = Mapping[str, Union[str, Iterable[str]]]
Requests = Generator[TokenRequest, Response, Reply]
_Source = TypeVar("_Source", bound="OAuthSource")

_KEPT = ("audience", "resource")
"""Which of the additional fields belong to each request for a token (RFC 8707), and not to the grant alone."""


@dataclass(frozen=True, eq=False, repr=False, init=False)
class OAuthSource(Source):
    """A source that obtains its tokens from an authorization server, and refreshes them there."""

    FLOWS: ClassVar[tuple[str, ...]] = ()
    """The flows of OAuth 2, as OpenAPI names them, whose endpoints of the description it uses; the best one first."""
    SECRETS: ClassVar[tuple[str, ...]] = ("client_secret", "private_key")
    """The fields that are secret: no copy and no pickle has them, unless they are functions."""
    NEEDS_PERSON: ClassVar[bool] = False
    """Whether only a person can begin a session."""

    client_id: str
    client_secret: SecretValue | None
    private_key: PrivateKey | None
    scopes: tuple[str, ...]
    issuer: str | None
    token_url: str | None
    parameters: Fields
    missing: frozenset[str]
    """The secrets that it had, of which this is a copy without."""

    def _configure(
        self,
        client_id: str | None,
        client_secret: SecretValue | None,
        scopes: Iterable[str],
        *,
        issuer: str | None,
        token_url: str | None,
        parameters: Parameters | None,
        private_key: Key | None = None,
        **own: Any,
    ) -> None:
        owner = type(self).__name__
        if client_secret is not None and private_key is not None:
            raise invalid_option("private_key", "is passed beside client_secret", "pass one of them", owner)
        self.__dict__.update(
            client_id=_client_id(client_id, owner), client_secret=secret_of("client_secret", client_secret, owner),
            private_key=private_key_of(private_key, owner), scopes=_scopes(scopes, owner),
            issuer=url_of("issuer", issuer, owner), token_url=url_of("token_url", token_url, owner),
            parameters=_parameters({} if parameters is None else parameters, owner), missing=frozenset(), **own,
        )  # fmt: skip

    # --- tokens ---

    def exchange(self, context: SourceContext) -> Exchange:
        """Yield the requests that obtain a token; return it. It is refreshed if the previous one can be."""
        has_token = context.previous is not None and context.previous.refresh_token is not None
        source = yield from self._with_secrets_of("client_secret", *(() if has_token else ("refresh_token",)))
        return (yield from source._obtain(context))

    def _obtain(self, context: SourceContext) -> Exchange:
        refresh_token = self._refresh_token(context)
        self._require_secrets(is_refresh=refresh_token is not None)
        if refresh_token is None and self.NEEDS_PERSON:
            raise login_needed(type(self).__name__, "there is no session yet", "log in first, with `dynaclient login`")
        endpoints = yield from find_endpoints(context, self.named, self.FLOWS)
        if refresh_token is not None:
            reply = yield from self._refresh(endpoints, refresh_token)
            if reply.is_success:
                previous = None if context.previous is None else context.previous.scopes
                return read_token(reply, previous or self.scopes or None, refresh_token)
            if self.NEEDS_PERSON or reply.error != "invalid_grant":
                raise self._refusal(reply)
        source = yield from self._with_secrets_of(*self.SECRETS)
        make_fields = partial(source._grant, endpoints)
        return self._token((yield from source._request(endpoints, make_fields, is_signed=self._is_signed)))

    def revoke(self, context: SourceContext, token: Token) -> Generator[TokenRequest, Response, bool]:
        """Yield the requests that revoke a token (RFC 7009); return whether the server has an endpoint for that."""
        endpoints = yield from find_endpoints(context, self.named, self.FLOWS)
        if endpoints.find(REVOCATION) is None:
            return False
        values = {"access_token": token.value, "refresh_token": token.refresh_token}
        # The refresh token first: many servers then revoke the tokens that were obtained with it.
        for hint, value in reversed(values.items()):
            if isinstance(value, Secret):
                make_fields = _constant({"token": value.reveal(), "token_type_hint": hint})
                reply = yield from self._request(endpoints, make_fields, REVOCATION, name="revoke")
                if not reply.is_success:
                    raise self._refusal(reply)
        return True

    @property
    def _is_signed(self) -> bool:
        """Whether its grant is an assertion that depends on the time."""
        return False

    def _grant(self, endpoints: Endpoints, now: float) -> Fields:
        """Return the fields of its grant; `now` is the present time."""
        raise NotImplementedError

    def _refresh_token(self, context: SourceContext) -> Secret | None:
        """Return what the next token is obtained with; None if there is no session."""
        return None if context.previous is None else context.previous.refresh_token

    def _refresh(self, endpoints: Endpoints, refresh_token: Secret) -> Requests:
        fields = {"grant_type": "refresh_token", "refresh_token": refresh_token.reveal()}
        return self._request(endpoints, lambda _: {**self.kept_parameters(endpoints), **fields}, REFRESH)

    def _request(
        self,
        endpoints: Endpoints,
        make_fields: MakeFields,
        endpoint: str = TOKEN,
        *,
        name: str = "token",
        is_signed: bool = False,
    ) -> Requests:
        supported = None if endpoints.metadata is None else endpoints.metadata.methods
        url = endpoints.url(endpoint)
        audience = endpoints.find(TOKEN) or url
        return ClientRequest(name, url, audience, self._identity(), make_fields, is_signed, supported).send()

    def _token(self, reply: Reply) -> Token:
        """Return the token of the reply to a grant."""
        if not reply.is_success:
            raise self._refusal(reply)
        return read_token(reply, self.scopes or None)

    def _refusal(self, reply: Reply) -> Exception:
        return refusal(reply, type(self).__name__, needs_person=self.NEEDS_PERSON)

    # --- what it sends ---

    @property
    def named(self) -> Named:
        """What the caller named of the authorization server."""
        return Named(self.issuer, {} if self.token_url is None else {TOKEN: self.token_url})

    def _identity(self) -> ClientIdentity:
        return ClientIdentity(self.client_id, self._secret("client_secret"), self.private_key)

    def _scope(self) -> Fields:
        return {"scope": " ".join(self.scopes)} if self.scopes else {}

    def _additional(self, endpoints: Endpoints) -> Fields:
        """Return the additional fields: those of the description, and those of the caller."""
        return {**endpoints.parameters, **self.parameters}

    def kept_parameters(self, endpoints: Endpoints) -> Fields:
        """Return which of them are sent again when a token is refreshed."""
        return {name: value for name, value in self._additional(endpoints).items() if name in _KEPT}

    # --- secrets ---

    def secret_values(self) -> list[str]:
        """Return each string of this source that must never be shown."""
        own = [getattr(self, name) for name in self.SECRETS]
        found = [value.reveal() for value in own if isinstance(value, Secret)]
        if isinstance(self.client_secret, Secret):
            found.append(self._identity().credential)
        return [*found, *(self.private_key.secret_values() if self.private_key is not None else ())]

    def without_secrets(self: _Source) -> _Source:
        """Return this source without its secrets. Functions that return secrets stay."""
        withheld = [name for name in self.SECRETS if isinstance(getattr(self, name), (Secret, PrivateKey))]
        state = {**self.__dict__, **dict.fromkeys(withheld), "missing": self.missing.union(withheld)}
        return _restore(type(self), state)

    def _require_secrets(self, *, is_refresh: bool = False) -> None:
        """Raise InvalidCall if this is a copy whose secrets are needed."""
        owner = type(self).__name__
        for name in sorted(self.missing - ({"refresh_token"} if is_refresh else set())):
            reason = "is not in copies and pickles, where it would be readable"
            raise invalid_option(name, reason, f"pass auth={owner}(…) to the copy, or a function as {name}", owner)

    def _with_secrets_of(self: _Source, *names: str) -> Generator[Work, str, _Source]:
        """Yield the calls of the functions that return these secrets; return this source with the secrets."""
        found = {}
        for name in names:
            function = getattr(self, name, None)
            if callable(function):
                found[name] = Secret((yield Work(partial(called, function, name, type(self).__name__), is_own=True)))
        return _restore(type(self), {**self.__dict__, **found}) if found else self

    def _reveal(self, name: str) -> str | None:
        """Return a secret; a function is called for it."""
        value = getattr(self, name)
        return value.reveal() if isinstance(value, Secret) else value and called(value, name, type(self).__name__)

    def _secret(self, name: str) -> Secret | None:
        """Return the same as an object that does not show it."""
        text = self._reveal(name)
        return None if text is None else Secret(text)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.without_secrets().__dict__)

    def __repr__(self) -> str:
        shown = {name: getattr(self, name) for name in (one.name for one in fields(self)) if name not in self.SECRETS}
        known = [f"{name}={value!r}" for name, value in shown.items() if value and name not in _NOT_SHOWN]
        return f"{type(self).__name__}({', '.join(known)})"


def _restore(kind: type[_Source], state: Mapping[str, Any]) -> _Source:
    source = kind.__new__(kind)
    source.__dict__.update(state)
    return source


def _constant(fields: Fields) -> MakeFields:
    return lambda _: fields


_NOT_SHOWN = ("claims", "missing", "parameters")


# --- options ---------------------------------------------------------------------------------------------------------


def _client_id(value: Any, owner: str) -> str:
    if value is None:
        return ""
    # RFC 6749, appendix A.1, with the other letters that providers have.
    if not isinstance(value, str) or not value or not value.isprintable():
        raise invalid_option("client_id", "is not a string of visible characters", "pass the id of the client", owner)
    return value


def _scopes(value: Any, owner: str) -> tuple[str, ...]:
    is_list = isinstance(value, (list, tuple, set, frozenset))
    if not is_list or not all(isinstance(scope, str) and scope and not set(scope) & {" ", "\n"} for scope in value):
        raise invalid_option("scopes", "is not a list of scopes", 'pass ["read", "write"]', owner)
    return tuple(value)


def url_of(name: str, value: Any, owner: str) -> str | None:
    """Return the URL of an endpoint, or of an issuer, that the caller named."""
    reason = "" if value is None else url_problem(value)
    if not reason and value is not None and name == "issuer" and "?" in value:
        reason = "contains a query"
    if reason:
        raise invalid_option(name, reason, "pass https://host/path", owner)
    return None if value is None else str(value)


def _parameters(value: Any, owner: str) -> Fields:
    reason = parameters_problem(value)
    if reason:
        raise invalid_option("parameters", reason, 'pass {"audience": "…"}', owner)
    return frozen_fields(value)


def secret_of(name: str, value: Any, owner: str) -> Any:
    """Return a secret that the caller passed, or the function that returns it."""
    if value is None or callable(value):
        return value
    text = value.reveal() if isinstance(value, Secret) else value
    if not isinstance(text, str) or not text or not is_encodable(text):
        raise invalid_option(name, "is not a string", f"pass {name}='…', or a function that returns it", owner)
    return Secret(text)


def required_secret(name: str, value: Any, owner: str) -> Any:
    """Return the same; raise InvalidCall if there is none."""
    if value is None:
        raise invalid_option(name, "is missing", f"pass {name}=…", owner)
    return secret_of(name, value, owner)


def called(function: Callable[[], Any], name: str, owner: str) -> str:
    """Return the secret that a function returns."""
    try:
        value = function()
        text = value.reveal() if isinstance(value, Secret) else value
        reason = "" if is_encodable(text) and text else "did not return a string"
    except Exception as error:  # noqa: BLE001 - a function of the caller's may raise anything, with the secret in it
        reason, text = f"raised {type(error).__name__}", ""
    if reason:
        raise invalid_option(name, f"is a function that {reason}", "call it by itself to see why", owner)
    return str(text)
