"""
Credentials: what a client authenticates with, where that comes from, and how it is added to a request.

::

    from dynaclient import Client, auth

    client = Client("pets.json", auth=auth.ClientCredentials("id", secret, issuer="https://login.example.com"))

In: what the caller passes as token or source, and a request. Out: the request with its credential. Below it: `call`,
`description`, `runtime`, `messages`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .private_keys import PrivateKey
    from .sources.authorization_code import AuthorizationCode
    from .sources.device_authorization import DeviceAuthorization
    from .sources.grants import ClientCredentials, JwtBearer, Password, TokenExchange
    from .sources.sessions import RefreshToken
    from .sources.source import Source
    from .tokens import Token

_HOMES = {
    "private_keys": "PrivateKey",
    "sources.authorization_code": "AuthorizationCode",
    "sources.device_authorization": "DeviceAuthorization",
    "sources.grants": "ClientCredentials JwtBearer Password TokenExchange",
    "sources.sessions": "RefreshToken",
    "sources.source": "Source",
    "tokens": "Token",
}
"""Where each public name lives. It is imported when it is first asked for: most clients have a token, and need none."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "AuthorizationCode",
    "ClientCredentials",
    "DeviceAuthorization",
    "JwtBearer",
    "Password",
    "PrivateKey",
    "RefreshToken",
    "Source",
    "Token",
    "TokenExchange",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'dynaclient.auth' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{home}", __name__), name)
    return value


def __dir__() -> list[str]:
    return [*globals(), *__all__]
