"""Proxies and certificates: from the caller's options, and from the environment at the time the client is made."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies_environment, proxy_bypass_environment  # type: ignore[attr-defined]

from requests.adapters import HTTPAdapter
from requests.utils import DEFAULT_CA_BUNDLE_PATH, address_in_network, is_ipv4_address, is_valid_cidr

from ..tracebacks import strips_traceback


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
        environment = dict(os.environ) if trust_env else {}
        self.verify: str | bool = (
            ca or environment.get("REQUESTS_CA_BUNDLE") or environment.get("SSL_CERT_FILE") or True
        )
        self.cert = cert
        self._proxy = proxy
        self._trust_env = trust_env
        self._environment: dict[str, str] = getproxies_environment() if trust_env else {}
        self._no_proxy = self._environment.pop("no", "")

    @strips_traceback
    def __reduce__(self) -> tuple[Any, ...]:
        if self._proxy and "@" in self._proxy:
            raise TypeError(
                "a client whose proxy has a password cannot be pickled: set the proxy in the environment "
                "(HTTPS_PROXY), or create the client where it is used"
            )
        return _network, (self._proxy, self.verify, self.cert, self._trust_env)

    @property
    def certificates(self) -> str:
        """The file or directory of the CA certificates that are trusted."""
        return self.verify if isinstance(self.verify, str) else str(DEFAULT_CA_BUNDLE_PATH)

    def proxies_for(self, url: str) -> Mapping[str, str]:
        """Return the proxies for the host of a URL by scheme, in the form of requests."""
        if self._proxy:
            return {"http": self._proxy, "https": self._proxy}
        return {} if _bypasses_proxy(url, self._no_proxy) else self._environment

    def proxy_for(self, url: str) -> str | None:
        """Return the proxy for a URL; None if it is reached directly."""
        proxies = self.proxies_for(url)
        proxy = proxies.get(url.partition(":")[0].lower()) or proxies.get("all")
        return proxy if not proxy or "://" in proxy else f"http://{proxy}"

    @staticmethod
    def login_fields(proxy: str) -> Mapping[str, str]:
        """Return the header fields that authenticate at a proxy."""
        return HTTPAdapter().proxy_headers(proxy)


def _network(proxy: str | None, verify: Any, cert: Any, trust_env: bool) -> NetworkSettings:
    ca = verify if isinstance(verify, str) else None
    return NetworkSettings(proxy=proxy, ca=ca, cert=cert, trust_env=trust_env)


def _bypasses_proxy(url: str, no_proxy: str) -> bool:
    """Return whether ``NO_PROXY`` excludes the host of a URL, by its name or by a network that it is in."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    networks = [item.strip() for item in no_proxy.split(",") if is_valid_cidr(item.strip())]
    return bool(
        proxy_bypass_environment(parts.netloc, {"no": no_proxy})
        or (is_ipv4_address(host) and any(address_in_network(host, network) for network in networks))
    )
