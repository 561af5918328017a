"""
The endpoints of an authorization server, and which of them may receive a secret.

A description may be a stranger's. A stronger secret than a token (a client secret, a refresh token, a code, a password,
an assertion) goes only to the origins that credentials of the client may be sent to, or to what the caller named: an
endpoint, or an issuer, whose metadata may name other hosts.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from ..call.urls import origin_of
from ..errors import DescriptionError, InvalidCall, Problem, invalid_option, list_some
from ..messages import Response
from ..records import dataclass, field, replace
from .authorization_server import Fields, Reply, action_of
from .endpoint_urls import (
    NOT_IN_URL,
    Origin,
    frozen_fields,
    origin_label,
    parameters_problem,
    require_private,
    url_problem,
)
from .metadata import (
    AUTHORIZATION,
    DEVICE_AUTHORIZATION,
    INTROSPECTION,
    REVOCATION,
    TOKEN,
    Metadata,
    find_metadata,
    issuers_at,
    metadata_urls,
    no_metadata,
)
from .sources.source import SourceContext, TokenRequest

if TYPE_CHECKING:
    from ..description.model import Obtain

Discovery = Generator[TokenRequest, Response, "Endpoints"]

REFRESH = "refresh_endpoint"
"""Where a description has tokens refreshed; metadata has no other endpoint for that than the one for tokens."""
_KEYS = {
    "tokenUrl": TOKEN,
    "refreshUrl": REFRESH,
    "authorizationUrl": AUTHORIZATION,
    "deviceAuthorizationUrl": DEVICE_AUTHORIZATION,
}
"""Key of the description → name of the endpoint."""
_METADATA_KEYS = ("openIdConnectUrl", "oauth2MetadataUrl")
_OPTIONS = {
    TOKEN: "token_url",
    REFRESH: "token_url",
    AUTHORIZATION: "authorization_url",
    DEVICE_AUTHORIZATION: "device_authorization_url",
    REVOCATION: "issuer",
    INTROSPECTION: "issuer",
}
"""Name of an endpoint → the option by which the caller names it."""


class Named(NamedTuple):
    """What the caller named, and so confirmed."""

    issuer: str | None
    urls: Mapping[str, str]
    """Endpoints, by their names in the metadata."""

    @property
    def origins(self) -> frozenset[Origin]:
        """The origins of all of that."""
        return frozenset(origin_of(url) for url in (self.issuer, *self.urls.values()) if url is not None)


class _Way:
    """One way of the description to obtain a credential."""

    def __init__(self, context: SourceContext, obtain: Obtain) -> None:
        self.by = obtain.by
        self._context = context
        self._values = obtain.values
        self._pointer = f"/auth/{context.scheme.name}/obtain/{obtain.name}"

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def url(self, key: str) -> str:
        """Return a URL, which may be relative to the URL of the API; DescriptionError if it is not valid."""
        value, reason = self._values[key], ""
        if not isinstance(value, str) or NOT_IN_URL.search(value):
            reason = "is not a string of the characters of a URL"
        else:
            base = self._context.base_for(action_of("token")).rstrip("/") + "/"
            try:
                url = urljoin(base, value)
                reason = url_problem(url)
            except ValueError:
                reason = "is not a valid URL"
        if reason:
            raise self._problem(key, reason, "write https://host/path")
        return url

    @property
    def parameters(self) -> Fields:
        """The fields that are added to the requests; none of them may be one of the protocol."""
        values = self._values.get("parameters", {})
        reason = parameters_problem(values)
        if reason:
            raise self._problem("parameters", reason, 'write {"audience": "…"}')
        return frozen_fields(values)

    def _problem(self, key: str, reason: str, hint: str) -> DescriptionError:
        return DescriptionError([Problem.in_description(f"{self._pointer}/{key}", "auth", reason, hint)])


@dataclass(frozen=True, eq=False, repr=False)
class Endpoints:
    """The endpoints of one authorization server."""

    context: SourceContext
    named: Named
    way: _Way | None = None
    """What the description has of them; None if it has nothing, or something else takes its place."""
    metadata: Metadata | None = None
    parameters: Fields = field(default_factory=dict)
    """What the description adds to the requests, such as an audience."""
    names_issuer: bool = False
    """Whether the metadata is where the description says, so that the caller has not confirmed its issuer."""
    without_metadata: Reply | None = None
    """The response of the issuer that the caller named, if it has no metadata."""

    @property
    def issuer(self) -> str | None:
        """The issuer, if it is known."""
        return self.named.issuer if self.metadata is None else self.metadata.issuer

    def url(self, name: str) -> str:
        """Return the URL of an endpoint, to which secrets may be sent; raise InvalidCall if there is none."""
        found = self.find(name)
        if found is None:
            option = _OPTIONS[name]
            choices = " or ".join(dict.fromkeys((f"{option}=…", "issuer=…")))
            raise invalid_option(option, f"is needed: no {name.replace('_', ' ')} is known", f"pass {choices}", "auth")
        return found

    def find(self, name: str) -> str | None:
        """Return the same, or None if no such endpoint is known."""
        confirmed = TOKEN if name == REFRESH else name
        url = self.named.urls.get(confirmed)
        if url is not None:
            require_private(url, _OPTIONS[name], allow_http=self.context.allow_http)
            return url
        if self.metadata is not None and confirmed in self.metadata.urls:
            return self._published(self.metadata, confirmed)
        key = next((key for key, endpoint in _KEYS.items() if endpoint == name), "")
        if self.way is None or key not in self.way:
            return self.find(TOKEN) if name == REFRESH else None
        url = self.way.url(key)
        origins = self.context.origins | self.named.origins
        if self.without_metadata is not None and origin_of(url) not in origins:
            raise _issuer_elsewhere(self.without_metadata, origin_label(origin_of(url)))
        _require_confirmed(url, _OPTIONS[name], origins)
        require_private(url, _OPTIONS[name], allow_http=self.context.allow_http)
        return url

    def _published(self, metadata: Metadata, name: str) -> str:
        """Return an endpoint of the metadata, which may be anywhere if the caller confirmed its issuer."""
        url = metadata.urls[name]
        if self.names_issuer:
            # The file may be one that a user of the API stored there.
            _require_confirmed(url, _OPTIONS[name], self.context.origins, f'issuer="{metadata.issuer}"')
        return url


def find_endpoints(context: SourceContext, named: Named, flows: Iterable[str]) -> Discovery:
    """
    Yield the requests that find the endpoints, if any are needed; return the endpoints.

    Args:
        context: What the source may use. Its issuer, that of a mock server, takes the place of everything else.
        named: What the caller named. It takes the place of what the description has.
        flows: The flows of the description whose endpoints are used, the best one first.

    Raises:
        InvalidCall: The caller has to confirm the issuer first, or a secret would be sent unencrypted.
        BadResponse: The metadata of the issuer cannot be used.
    """
    ways = _ways(context, flows)
    way = next((one for one in ways if any(key in one for key in _KEYS)), None)
    parameters = way.parameters if way is not None else {}
    if context.issuer is not None:
        require_private(context.issuer, "issuer", allow_http=context.allow_http)
        found = yield from find_metadata(metadata_urls(context.issuer)[:1], (context.issuer,))
        return Endpoints(context, Named(None, {}), None, _required(found), parameters)
    described = Endpoints(context, named, way, None, parameters)
    if TOKEN in named.urls:
        return described
    if named.issuer is not None:
        require_private(named.issuer, "issuer", allow_http=context.allow_http)
        found = yield from find_metadata(metadata_urls(named.issuer), (named.issuer,))
        # An issuer without metadata confirms what the description has at its origin.
        if way is not None and not isinstance(found, Metadata):
            return replace(described, without_metadata=found)
        return Endpoints(context, named, None, _required(found), parameters)
    url = _described_metadata(ways) if way is None else None
    if url is None:
        return described
    issuers = _confirmed_issuers(url, context)
    found = yield from find_metadata([url], issuers)
    return Endpoints(context, named, None, _required(found), parameters, names_issuer=True)


def _ways(context: SourceContext, flows: Iterable[str]) -> list[_Way]:
    """Return the ways of the description to obtain the credential that have endpoints, the best one first."""
    wanted = [*flows, "openIdConnect"]
    ways = [_Way(context, obtain) for obtain in context.scheme.obtain.values() if obtain.by in wanted]
    return sorted(ways, key=lambda way: wanted.index(way.by))


def _described_metadata(ways: list[_Way]) -> str | None:
    """Return the URL of the metadata that the description has."""
    return next((way.url(key) for way in ways for key in _METADATA_KEYS if key in way), None)


def _confirmed_issuers(url: str, context: SourceContext) -> tuple[str, ...]:
    """Return the issuers whose metadata may be at this URL of the description; InvalidCall if it is not confirmed."""
    issuers = issuers_at(url)
    hint = f'issuer="{issuers[0]}"' if issuers else ""
    _require_confirmed(url, "issuer", context.origins, hint)
    if not issuers:
        raise invalid_option("issuer", "is needed: the URL of its metadata does not show it", "pass issuer=…", "auth")
    require_private(url, "issuer", allow_http=context.allow_http)
    return issuers


def _required(found: Any) -> Metadata:
    """Return metadata; raise the error of a response that has none."""
    if isinstance(found, Metadata):
        return found
    raise no_metadata(found)


def _require_confirmed(url: str, option: str, origins: frozenset[Origin], hint: str = "") -> None:
    """Raise InvalidCall for a URL of the description to which no secret may be sent."""
    origin = origin_of(url)
    if origin in origins:
        return
    where = list_some(sorted(map(origin_label, origins))) or "no other origin"
    label = origin_label(origin)
    reason = f"is not confirmed: the description names {label}, and credentials may be sent to {where} only"
    choices = dict.fromkeys((hint or f"{option}=…", hint or "issuer=…", f'trusted_origins=["{label}"]'))
    raise invalid_option(option, reason, f"if that is right, pass {' or '.join(choices)}", "auth")


def _issuer_elsewhere(reply: Reply, label: str) -> InvalidCall:
    """Return the error of an issuer without metadata, which does not confirm what the description has elsewhere."""
    reason = f"has no metadata ({reply.response.status} at {reply.sent.request.url}), and the description names {label}"
    return invalid_option("issuer", reason, "is the URL whole, with its path? Or pass token_url=…", "auth")


def unconfirmed_origins(context: SourceContext, flows: Iterable[str]) -> list[str]:
    """Return the origins that the description asks to log in at, and that a person has to confirm first."""
    ways = _ways(context, flows)[:1]
    urls = [way.url(key) for way in ways for key in (*_KEYS, *_METADATA_KEYS) if key in way]
    origins = dict.fromkeys(origin_of(url) for url in urls)
    return [origin_label(origin) for origin in origins if origin not in context.origins]
