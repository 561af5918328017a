"""Proxies and certificates: from the caller's options, and from the environment at the time the client is made."""

from __future__ import annotations

import ipaddress
import os
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from ..errors import NotDelivered, invalid_option
from ..records import dataclass, replace
from ..redaction import strips_traceback
from ..runtime.hosts import Address, address_of, host_and_port, host_label, is_loopback
from ..strings.expressions import expression
from .certificates import check_files, load_client_certificate

if TYPE_CHECKING:
    import ssl

PROXY_SCHEMES = frozenset({"http", "https", "socks4", "socks4a", "socks5", "socks5h"})
CA_VARIABLES = ("REQUESTS_CA_BUNDLE", "SSL_CERT_FILE")
"""The variables that name the certificates to trust; the first that is set is used."""

_DEFAULT_PORTS = dict.fromkeys(("socks4", "socks4a", "socks5", "socks5h"), 1080)
_SEPARATOR = expression(r"[\s,]+")
_ENTRY_WITH_PORT = expression(r"(\[[^\]]*\]|[^:]*):([0-9]{1,5})")


# --- which hosts are reached without a proxy --------------------------------------------------------------------------


def bypasses_proxy(host: str, port: int, no_proxy: str) -> bool:
    """
    Return whether ``NO_PROXY`` excludes a host, as curl reads it.

    Its entries are separated by commas, blanks or newlines. A name excludes itself and all names under it, with or
    without a dot or ``*.`` before it, in either case, with or without a dot at its end. An address excludes itself and
    a network (``10.0.0.0/8``) its addresses; an IPv6 address may be in brackets. An entry with a port excludes that
    port only. A single ``*`` excludes all hosts.
    """
    if no_proxy.strip() == "*":
        return True
    address = address_of(host)
    zone = host.strip("[]").partition("%")[2].removeprefix("25")
    name = host.lower().removesuffix(".")
    for entry in filter(None, _SEPARATOR.split(no_proxy)):
        match = _ENTRY_WITH_PORT.fullmatch(entry)
        if match is not None and int(match[2]) != port:
            continue
        excluded = match[1] if match else entry
        if _covers_name(excluded, name) if address is None else _covers_address(excluded, address, zone):
            return True
    return False


def _covers_name(entry: str, name: str) -> bool:
    suffix = entry.lower().removeprefix("*.").removeprefix(".").removesuffix(".")
    return bool(suffix) and (name == suffix or name.endswith(f".{suffix}"))


def _covers_address(entry: str, address: Address, zone: str) -> bool:
    text, _, bits = entry.replace("[", "").replace("]", "").partition("/")
    text, _, entry_zone = text.partition("%")
    start = address_of(text)
    if start is None or (entry_zone and entry_zone != zone):
        return False
    if not bits:
        return start == address
    try:
        network: Any = ipaddress.ip_network(f"{text}/{bits}", strict=False)
    except ValueError:
        return False
    if network.version == 6 and start.version == 4 and network.prefixlen >= 96:  # IPv4-mapped
        network = ipaddress.ip_network(f"{start}/{network.prefixlen - 96}", strict=False)
    return address in network


# --- a proxy ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, eq=False, repr=False)
class Proxy:
    """A proxy, and the setting that names it."""

    url: str
    """Its URL, with user name and password."""
    source: str
    """The option or the variable that it comes from."""

    @property
    def scheme(self) -> str:
        """The scheme of its URL."""
        return self.url.partition(":")[0].lower()

    @property
    def address(self) -> tuple[str, int]:
        """Its host and port."""
        host, port = host_and_port(self.url)
        return host, port if urlsplit(self.url).port else _DEFAULT_PORTS.get(self.scheme, port)

    @property
    def is_socks(self) -> bool:
        """Whether it passes on bytes, and not requests."""
        return self.scheme.startswith("socks")

    @property
    def label(self) -> str:
        """How a message names it, without user name and password."""
        return f"the proxy {host_label(self.url)} (from {self.source})"

    @property
    def is_local(self) -> bool:
        """Whether it runs on this machine."""
        return is_loopback(host_and_port(self.url)[0])

    @property
    def login_fields(self) -> Mapping[str, str]:
        """The header fields that authenticate at it."""
        if self.login is None:
            return {}
        login = ":".join(self.login)
        encoded = login.encode("latin-1" if all(ord(character) < 256 for character in login) else "utf-8")
        return {"Proxy-Authorization": f"Basic {b64encode(encoded).decode('ascii')}"}

    @property
    def login(self) -> tuple[str, str] | None:
        """The user name and password for it."""
        parts = urlsplit(self.url)
        return (unquote(parts.username), unquote(parts.password or "")) if parts.username else None

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal what authenticates at it: a user name without a password may be a token."""
        if self.login is None:
            return []
        user, password = self.login
        encoded = (field.removeprefix("Basic ") for field in self.login_fields.values())
        return [*encoded, f"{user}:{password}", password or user]


def secrets_of_proxies(urls: Iterable[str]) -> list[str]:
    """Return each string that would reveal what authenticates at one of these proxies."""
    found = []
    for url in urls:
        if "@" in url:
            try:
                found += parse_proxy(url, "").secret_values
            except NotDelivered:
                continue  # nothing is sent to a proxy without a valid URL
    return found


def parse_proxy(url: str, source: str) -> Proxy:
    """Return the proxy of a URL, an HTTP proxy if it has no scheme; raise `NotDelivered` if it is not valid."""
    full = url if "://" in url else f"http://{url}"
    try:
        parts = urlsplit(full)
        valid = parts.scheme.lower() in PROXY_SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if valid and full.isprintable() and " " not in full:
        return Proxy(full, source)
    # The URL is not shown: it may have a password in it.
    reason = f"the URL of the proxy (from {source}) is not valid"
    raise NotDelivered(reason, sent=False, final=True, hint="write http://host:port", code="proxy-url")


@dataclass(frozen=True, eq=False, repr=False)
class Route:
    """The way to one origin: directly, or through a proxy."""

    address: tuple[str, int]
    """The host and port of the origin."""
    target: str
    """The same, for messages."""
    proxy: Proxy | None
    is_encrypted: bool
    """Whether only the origin itself can read what is sent to it."""

    @property
    def forwarding_proxy(self) -> Proxy | None:
        """The proxy that reads each request, and forwards it; None if there is none, or it only passes bytes on."""
        return None if self.proxy is None or self.is_encrypted or self.proxy.is_socks else self.proxy

    @property
    def uses_tls(self) -> bool:
        """Whether certificates are needed, for the origin or for the proxy."""
        return self.is_encrypted or (self.proxy is not None and self.proxy.scheme == "https")

    @property
    def is_local(self) -> bool:
        """Whether nothing is sent unencrypted to a proxy on another machine."""
        return self.is_encrypted or self.proxy is None or self.proxy.is_local


def direct_route(url: str) -> Route:
    """Return the route to the origin of a URL without a proxy."""
    return Route(host_and_port(url), host_label(url), None, url[:6].lower() == "https:")


def route_of(url: str, proxies: Mapping[str, str], source: str) -> Route:
    """Return the route that requests takes to a URL with such a dict of proxies."""
    host = host_and_port(url)[0]
    scheme = url.partition(":")[0].lower()
    keys = (f"{scheme}://{host}", scheme, f"all://{host}", "all")
    proxy = next((proxies[key] for key in keys if proxies.get(key)), None)
    return replace(direct_route(url), proxy=parse_proxy(proxy, source) if proxy else None)


# --- the settings of a client -----------------------------------------------------------------------------------------


class NetworkSettings:
    """
    The proxies and certificates of a client.

    Args:
        proxy: The proxy for all requests, in place of those of the environment.
        ca: A file or directory of CA certificates to trust, in place of the default ones.
        cert: A client certificate: a file, or a pair of certificate and key.
        trust_env: Whether ``HTTP_PROXY``, ``HTTPS_PROXY``, ``NO_PROXY``, ``SSL_CERT_FILE`` and ``REQUESTS_CA_BUNDLE``
            are used. They are read once, here.
    """

    def __init__(
        self,
        *,
        proxy: str | None = None,
        ca: str | None = None,
        cert: str | tuple[str, str] | None = None,
        trust_env: bool = True,
    ) -> None:
        _require_types(proxy, ca, cert, trust_env)
        environment = dict(os.environ) if trust_env else {}
        self.verify: str | bool = os.fspath(ca) if ca else True
        self.ca_source = "ca=…"
        """The option or the variable that names the certificates to trust."""
        for name in CA_VARIABLES:
            if self.verify is True and environment.get(name):
                self.verify, self.ca_source = environment[name], name
        self.cert = (os.fspath(cert[0]), os.fspath(cert[-1])) if isinstance(cert, tuple) else cert and os.fspath(cert)
        self._proxy = proxy
        self._trust_env = trust_env
        self._environment = _proxies(environment) if trust_env else {}
        self._no_proxy = environment.get("no_proxy") or environment.get("NO_PROXY") or ""

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        if self._proxy and "@" in self._proxy:
            raise TypeError(
                "a client whose proxy has a password cannot be pickled: set the proxy in the environment "
                "(HTTPS_PROXY), or create the client where it is used"
            )
        return _network, (self._proxy, self.verify, self.cert, self._trust_env, self.ca_source)

    @property
    def secret_values(self) -> list[str]:
        """Each string that would reveal what authenticates at a proxy."""
        return secrets_of_proxies([self._proxy or "", *(url for url, _ in self._environment.values())])

    @property
    def certificates(self) -> str:
        """The file or directory of the CA certificates that are trusted."""
        if isinstance(self.verify, str):
            return self.verify
        import certifi

        return certifi.where()

    def tls_context(self) -> ssl.SSLContext:
        """Return the settings of TLS; raise `NotDelivered` if a file of certificates cannot be used."""
        import ssl

        self.check_files()
        path = self.certificates
        is_directory = Path(path).is_dir()
        context = ssl.create_default_context(
            cafile=None if is_directory else path, capath=path if is_directory else None
        )
        context.set_alpn_protocols(["http/1.1"])
        if self.cert is not None:
            load_client_certificate(context, self.cert)
        return context

    def check_files(self) -> None:
        """Raise `NotDelivered` if a file of certificates cannot be used."""
        authorities = self.verify if isinstance(self.verify, str) else None
        if authorities is not None or self.cert is not None:
            check_files(authorities, self.ca_source, self.cert)

    def route_to(self, url: str) -> Route:
        """
        Return the route to the origin of a URL; raise `NotDelivered` if the URL of its proxy is not valid.

        This machine is reached without a proxy of the environment, unless that is on this machine too: another machine
        would connect to itself, not to this one.
        """
        return replace(direct_route(url), proxy=self._proxy_for(url))

    def _proxy_for(self, url: str) -> Proxy | None:
        if self._proxy:
            return parse_proxy(self._proxy, "proxy=…")
        host, port = host_and_port(url)
        found = self._environment.get(url.partition(":")[0].lower()) or self._environment.get("all")
        if found is None or bypasses_proxy(host, port, self._no_proxy):
            return None
        proxy = parse_proxy(*found)
        return None if is_loopback(host) and not proxy.is_local else proxy


def _require_types(proxy: Any, ca: Any, cert: Any, trust_env: Any) -> None:
    """Raise InvalidCall if an option does not take its value."""
    files = cert if isinstance(cert, tuple) and len(cert) == 2 else (cert,)
    for name, fine, reason, hint in (
        ("proxy", proxy is None or isinstance(proxy, str), "is not a URL", "pass http://host:port as a string"),
        ("ca", ca is None or _is_path(ca), "is not a path", "pass the path of a file or a folder"),
        ("cert", cert is None or all(map(_is_path, files)), "is not a path, or two", "pass (certificate, key)"),
        ("trust_env", isinstance(trust_env, bool), "is not a boolean", "pass True or False"),
    ):
        if not fine:
            raise invalid_option(name, reason, hint)


def _is_path(value: Any) -> bool:
    return isinstance(value, (str, os.PathLike))


def _network(proxy: str | None, verify: Any, cert: Any, trust_env: bool, ca_source: str = "ca=…") -> NetworkSettings:
    ca = verify if isinstance(verify, str) else None
    settings = NetworkSettings(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)
    if ca is not None:
        settings.ca_source = ca_source
    return settings


def _proxies(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the proxy of each scheme, as requests reads the environment, with the name of its variable."""
    names = {(name.lower(), value): name for name, value in environment.items() if name[-6:].lower() == "_proxy"}
    if not names:
        return {}
    from urllib.request import getproxies_environment  # slow to import, and most environments name no proxy

    proxies = {scheme: url for scheme, url in getproxies_environment().items() if scheme != "no"}
    return {scheme: (url, names[f"{scheme}_proxy", url]) for scheme, url in proxies.items()}
