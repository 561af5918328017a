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
    from .kinds.aws_sigv4 import AwsSigV4
    from .kinds.kind import Kind, SentIn
    from .kinds.rows import add_kind
    from .private_keys import PrivateKey
    from .sources.authorization_code import AuthorizationCode
    from .sources.device_authorization import DeviceAuthorization
    from .sources.grants import ClientCredentials, JwtBearer, Password, TokenExchange
    from .sources.login import Login
    from .sources.sessions import RefreshToken
    from .sources.source import Source
    from .tokens import Token

_HOMES = {
    "kinds.aws_sigv4": "AwsSigV4",
    "kinds.kind": "Kind SentIn",
    "kinds.rows": "add_kind",
    "private_keys": "PrivateKey",
    "sources.authorization_code": "AuthorizationCode",
    "sources.device_authorization": "DeviceAuthorization",
    "sources.grants": "ClientCredentials JwtBearer Password TokenExchange",
    "sources.login": "Login",
    "sources.sessions": "RefreshToken",
    "sources.source": "Source",
    "tokens": "Token",
}
"""Where each public name lives. It is imported when it is first asked for: most clients have a token, and need none."""

_HOME_OF = {name: home for home, names in _HOMES.items() for name in names.split()}

__all__ = [
    "AuthorizationCode",
    "AwsSigV4",
    "ClientCredentials",
    "DeviceAuthorization",
    "JwtBearer",
    "Kind",
    "Login",
    "Password",
    "PrivateKey",
    "RefreshToken",
    "SentIn",
    "Source",
    "Token",
    "TokenExchange",
    "add_kind",
]


def __getattr__(name: str) -> Any:
    home = _HOME_OF.get(name)
    if home is None:
        raise AttributeError(f"module 'dynaclient.auth' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f".{home}", __name__), name)
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
