"""
Descriptions from anywhere: `load` and `lint` with a URL beside all that the description layer reads.

A URL is requested with our own transport, without any credential, and only what the caller gives is requested: nothing
that a description refers to. A redirect is followed within its origin, so that no server can have another one
requested, such as one in a private network.
"""

from __future__ import annotations

import time
from collections.abc import Coroutine, Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from ..call.urls import origin_of
from ..description import loading
from ..description.api import Api
from ..description.model import UNSET
from ..errors import DescriptionError, NotDelivered, Problem, invalid_option
from ..http.redirects import MAX_REDIRECTS, REDIRECT_STATUSES, RedirectRefused, redirect_target
from ..http.retry import refusal_of
from ..messages import Headers, Limits, Request, Response
from ..records import dataclass, fields
from ..redaction import redact, strips_traceback
from ..runtime.backends import THREADS, Backend, run
from ..runtime.base_urls import AMBIGUOUS_IN_URL, InvalidURL, normalize_base_url
from ..runtime.hosts import host_label, is_loopback
from ..runtime.option_rules import plain_number
from ..runtime.paths import is_remote

_ACCEPT = "application/json, application/yaml;q=0.9, */*;q=0.5"
_NOT_SHOWN = "(the URL may have a password in it, so it is not shown)"


@dataclass(frozen=True, eq=False, repr=False)
class Network:
    """How a description is downloaded: the options of a client that concern it."""

    allow_http: bool = False
    timeout: float | None = 60.0
    proxy: str | None = None
    ca: str | None = None
    trust_env: bool = True

    def transport_options(self) -> dict[str, Any]:
        """Return the options of a transport; a client certificate is not among them, for it is a credential."""
        return {"proxy": self.proxy, "ca": self.ca, "trust_env": self.trust_env}


@strips_traceback
def load(
    source: loading.Source | None = None,
    *,
    patch: Any = None,
    allow_http: bool = False,
    timeout: float | None = 60.0,
    proxy: str | None = None,
    ca: str | None = None,
    trust_env: bool = True,
) -> Api:
    """
    Load a description, or return the one in use that has the same origin, content and patches.

    Args:
        source: A path (also one of `importlib.resources`), a URL, a dict, or a loaded `Api`; the bundled description if
            left out. It is in the format of ``api.json``, OpenAPI, Swagger or Google Discovery, as JSON or YAML.
        patch: One or more patches of the description, as JSON Merge Patch (RFC 7396): objects are merged, null
            removes a key, everything else replaces the value.
        allow_http: Allow a URL of another machine to be requested unencrypted.
        timeout: Seconds for the download of a URL; None for no limit.
        proxy: The URL of a proxy for it.
        ca: A file of CA certificates to trust.
        trust_env: Whether proxies and certificates named by the environment are used.

    Raises:
        DescriptionError: The description is missing, too large, neither JSON nor YAML, or its top level is wrong.
    """
    return load_with(source, patch, Network(allow_http, timeout, proxy, ca, trust_env))


@strips_traceback
def lint(source: loading.Source | None = None, *, patch: Any = None) -> list[Problem]:
    """
    Return all problems of a description, in the order of the file; an empty list if it has none.

    Args:
        source: A path, a URL, a dict or a loaded `Api`; the bundled description if left out.
        patch: One or more patches of the description; the problems then have no lines.

    Raises:
        DescriptionError: The description cannot be read, or is neither JSON nor YAML.
    """
    from ..description import lint as linting

    return linting.lint(_read_remote(source, Network()), patch=patch)


def load_with(source: Any, patch: Any, network: Network) -> Api:
    """Load a description, also of a URL."""
    return loading.load(_read_remote(source, network), patch=patch)


def _read_remote(source: Any, network: Network) -> Any:
    return download(source, network) if is_remote(source) else source


def network_of(options: Mapping[str, Any]) -> Network:
    """Return how a description is downloaded for a client with these options; unset ones have their defaults."""
    names = {member.name for member in fields(Network)}
    return Network(**{name: value for name, value in options.items() if name in names and value is not UNSET})


# --- downloads -------------------------------------------------------------------------------------------------------


def download(url: str, network: Network = Network()) -> loading.Downloaded:  # noqa: B008 - it is frozen
    """Return the content of a URL; DescriptionError if it cannot be requested, or the response is not a success."""
    from ..http.transports.blocking import HttpTransport

    transport = HttpTransport(**network.transport_options())
    try:
        return run(_download(url, network, transport, THREADS))
    finally:
        transport.close()


async def download_async(url: str, network: Network) -> loading.Downloaded:
    """Do what `download` does, without blocking the event loop."""
    from ..http.transports.event_loop import AsyncHttpTransport
    from ..runtime.asyncio_backend import ASYNCIO

    transport = AsyncHttpTransport(**network.transport_options())
    try:
        return await _download(url, network, transport, ASYNCIO)
    finally:
        await transport.close()


async def _download(url: str, network: Network, transport: Any, backend: Backend) -> loading.Downloaded:
    url = _checked(url, network)
    limits = _limits(url, network)
    request = Request("GET", url, Headers([("Accept", _ACCEPT)]), action="load")
    for _ in range(MAX_REDIRECTS + 1):
        response = await _send(backend.send(transport, request, limits), url)
        if response.status not in REDIRECT_STATUSES:
            break
        request = Request("GET", _redirected(request, response), request.headers, action="load")
    if response.status in REDIRECT_STATUSES:
        message = f"the response of {host_label(url)} is a redirect again after {MAX_REDIRECTS} others"
        raise _refused(message, "pass the URL that they lead to, or download it")
    if response.status != 200:
        reason = redact(f"{response.status} {response.reason}".strip(), transport.secret_values)
        raise _refused(f"the response of {host_label(url)} has the status {reason}", "check the URL")
    parts = urlsplit(request.url)
    return loading.Downloaded(urlunsplit((parts.scheme, parts.netloc, parts.path, "", "")), response.body)


async def _send(sending: Coroutine[Any, Any, Any], url: str) -> Response:
    try:
        response: Response = await sending
        return response
    except NotDelivered as failure:
        if (refusal := refusal_of(failure)) is not None:
            return refusal
        reason, hint = failure.reason, failure.hint
    raise _refused(f"it cannot be downloaded from {host_label(url)}: {reason}", hint or "check the URL, or download it")


def _checked(url: str, network: Network) -> str:
    """Return a URL as it is requested; raise DescriptionError for one that is not."""
    url = url.strip()
    front, _, _ = url.partition("#")
    base, _, query = front.partition("?")
    reason = "contains characters that are not allowed in a URL" if AMBIGUOUS_IN_URL.search(query) else ""
    try:
        normalize_base_url(base)
    except InvalidURL as error:
        reason = error.reason
    if reason:
        raise _refused(f"the URL {reason} {_NOT_SHOWN}", "pass https://host/path, without user name and password")
    scheme, host, _ = origin_of(base)
    if scheme != "https" and not network.allow_http and not is_loopback(host):
        message = f"the URL of {host_label(base)} would be requested unencrypted: anyone between could replace it"
        raise _refused(message, "use https://, download it, or set allow_http=True")
    return front


def _limits(url: str, network: Network) -> Limits:
    seconds = float("inf") if network.timeout is None else _seconds(network.timeout)
    is_local_only = not network.allow_http and not url.lower().startswith("https:")
    return Limits(deadline=time.monotonic() + seconds, max_response_bytes=loading.MAX_BYTES, local_only=is_local_only)


def _seconds(timeout: Any) -> float:
    timeout = plain_number(timeout)
    if isinstance(timeout, (int, float)) and not isinstance(timeout, bool) and timeout > 0:
        return float(timeout)
    raise invalid_option("timeout", "is not a number of seconds", "pass a number above 0", "load")


def _redirected(request: Request, response: Response) -> str:
    """Return the URL that a redirect names; raise DescriptionError if it is of another origin."""
    host = host_label(request.url)
    try:
        url = redirect_target(request, response)
    except RedirectRefused as error:
        reason = str(error)
    else:
        if origin_of(url) == origin_of(request.url):
            return url
        reason = f"it leads to another origin, {host_label(url)}"
    raise _refused(f"{host} redirects, and the redirect is not followed: {reason}", "pass the URL it leads to")


def _refused(message: str, hint: str) -> DescriptionError:
    return DescriptionError([Problem.in_description("", "url", message, hint)])
