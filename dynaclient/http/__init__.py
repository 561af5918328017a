"""
Send a request, receive a response: deadlines, retries, redirects, throttling, connections, transports.

In: a `Request`. Out: a `Response`, or a `TransportError`. Below it: `auth`.
"""
