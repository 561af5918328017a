"""
Transports: one module for each, with the one method `send`.

In: a `Request` and its `Limits`. Out: a `Response`, or `NotDelivered`. Below it: the connections of `http`.
"""
