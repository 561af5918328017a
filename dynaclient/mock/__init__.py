"""
A real HTTP server made from a description: it checks every request, keeps what is created, and answers validly.

::

    from dynaclient.mock import MockServer

    with MockServer(api) as server:
        print(server.url)

The way of a request: `wire` reads it from the socket, `service` leads it through `routes` (which action is it?),
`entry` (who is asking?), `decoding` (what are the arguments?) and the same checker that the client uses; `inference`
has found out what each action does to which collection, `items` and `listing` do it in the `store`, `samples` makes up
what nobody said, `streams` gives it bit by bit where that is due, and `answers` sees to it that what goes out is valid.
"""

from .server import MockServer

__all__ = ["MockServer"]
