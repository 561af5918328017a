"""
HTTP/1.1 as pure state: a request becomes bytes, bytes become events. No I/O.

In: a `Request`, and what arrives on a connection. Out: what to write, and the head and the body of the response.
"""
