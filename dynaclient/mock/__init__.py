"""
The mock server: an HTTP server made from a description. It validates requests, stores items, and responds validly.

::

    from dynaclient.mock import MockServer

    with MockServer(api) as server:
        print(server.url)

The way of a request: `http_server` reads it from the socket, and `service` passes it on: `routes` (which action?),
`authorization` (who sends it?), `decoding` and `bodies` (which arguments?), then the validation that the client uses.
`issuer` is the authorization server that each mock server has, and `logins` and `login_responses` have the
actions that respond with a token.
`inference` has found out what each action does to which collection; `items` and `listing` do that in the `store`.
`streams` generates streams, and `responses` makes sure that what is sent is valid.
"""

from .server import MockServer

__all__ = ["MockServer"]
