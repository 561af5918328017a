"""
Bytes on a network: two thin backends, blocking sockets and asyncio, under the same TLS, names and deadlines.

In: an address, bytes to write, and how long to wait. Out: the bytes that arrive, as they arrive.
"""
