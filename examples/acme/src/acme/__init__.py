"""
A client for the API of Acme: customers, their orders, and invoices.

::

    from acme import client

    with client(token="…") as acme:
        acme.orders.place(order={"customerId": 1, "lines": [{"article": "anvil", "count": 2}]})
        for order in acme.orders.list.items():
            print(order["id"], order["lines"])
"""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from . import typed

if TYPE_CHECKING:
    from dynaclient.client.typed import MockOptions
    from typing_extensions import Unpack

    from .typed.types import ClientOptions

__all__ = ["DESCRIPTION", "async_client", "client", "mock"]

__version__ = "0.1.0"

DESCRIPTION = files(__name__) / "api.json"
"""The description of the API, for `dynaclient.load`."""


def client(**options: Unpack[ClientOptions]) -> typed.Client:
    """Return a client; the options are those of `dynaclient.Client`, such as ``token`` and ``url``."""
    return typed.Client(DESCRIPTION, **options)


def async_client(**options: Unpack[ClientOptions]) -> typed.AsyncClient:
    """Return an asynchronous client; the options are those of `dynaclient.AsyncClient`."""
    return typed.AsyncClient(DESCRIPTION, **options)


def mock(**options: Unpack[MockOptions]) -> typed.Client:
    """
    Return a client of a mock server, which runs in this process until the client is closed.

    The token of ``mock(grants={"token": ["acme.read"]})`` has only the scope for reading.
    """
    return typed.Client.mock(DESCRIPTION, **options)
