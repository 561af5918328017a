"""
A client for the API of Acme: customers, their orders, and the invoices for these.

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
    from dynaclient.client.typed import ClientOptions, MockOptions
    from typing_extensions import Unpack

__all__ = ["DESCRIPTION", "async_client", "client", "mock"]

__version__ = "0.1.0"

DESCRIPTION = files(__name__) / "api.json"
"""The description that all of this is made from, as `dynaclient.load` takes it."""


def client(**options: Unpack[ClientOptions]) -> typed.Client:
    """Give a client; the options are those of `dynaclient.Client`, such as ``token`` and ``url``."""
    return typed.Client(DESCRIPTION, **options)


def async_client(**options: Unpack[ClientOptions]) -> typed.AsyncClient:
    """Give a client whose calls are awaited; it needs ``pip install 'acme[async]'``."""
    return typed.AsyncClient(DESCRIPTION, **options)


def mock(**options: Unpack[MockOptions]) -> typed.Client:
    """
    Give a client for a server that imitates the API in this process, until the client is closed.

    ``mock(grants={"token": ["acme.read"]})`` gives one whose token may only read.
    """
    return typed.Client.mock(DESCRIPTION, **options)
