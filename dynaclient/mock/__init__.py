"""
The mock server: an HTTP server made from a description. It validates requests, stores items, and responds validly.

::

    from dynaclient.mock import MockServer

    with MockServer(api) as server:
        print(server.url)

The way of a request: `http` reads it from the socket, and `service` passes it on: `reading` (which action? who calls
it? with which arguments?), then the validation that the client uses, then `state` (what does the action do to which
collection?) or `generating`. `responding` makes sure that what is sent is valid. `issuer` is the authorization server
that each mock server has, and `login` has the actions that respond with a token. `control` is what tests do with a
running server.
"""

from .control.faults import Fault
from .control.journal import Received
from .server import MockServer

__all__ = ["Fault", "MockServer", "Received"]
