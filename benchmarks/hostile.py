"""
Malformed responses: what RFC 9112 calls invalid, or what two readers could read in two ways.

Each is the response to a GET, after which the server closes the connection. A core accepts it if it returns a complete
response without an error, and without a sign that bytes are left which belong to no request.
"""

from __future__ import annotations

_OK = b"HTTP/1.1 200 OK\r\n"
_COUNTED = b"Content-Length: 2\r\n\r\n{}"
_CHUNKED = _OK + b"Transfer-Encoding: chunked\r\n\r\n"

RESPONSES: dict[str, bytes] = {
    # The status line.
    "no status": b"HTTP/1.1 OK\r\n" + _COUNTED,
    "a status of two digits": b"HTTP/1.1 20 OK\r\n" + _COUNTED,
    "a status of four digits": b"HTTP/1.1 2000 OK\r\n" + _COUNTED,
    "a status with a sign": b"HTTP/1.1 +20 OK\r\n" + _COUNTED,
    "HTTP/2.0 in text": b"HTTP/2.0 200 OK\r\n" + _COUNTED,
    "another protocol": b"ICY 200 OK\r\n" + _COUNTED,
    "no status line at all": b"{}",
    "a blank before the status line": b" " + _OK + _COUNTED,
    "a NUL in the reason": b"HTTP/1.1 200 O\x00K\r\n" + _COUNTED,
    # Header lines.
    "a space before the colon": _OK + b"Content-Length : 2\r\n\r\n{}",
    "a name with a space": _OK + b"X Name: 1\r\n" + _COUNTED,
    "no name": _OK + b": 1\r\n" + _COUNTED,
    "no colon": _OK + b"X-Name\r\n" + _COUNTED,
    "a bare CR in a value": _OK + b"X-Name: 1\rContent-Length: 9\r\n" + _COUNTED,
    "a bare CR as the end of a line": b"HTTP/1.1 200 OK\rContent-Length: 2\r\r{}",
    "a NUL in a value": _OK + b"X-Name: 1\x002\r\n" + _COUNTED,
    "a folded line (obs-fold)": _OK + b"X-Name: 1\r\n 2\r\n" + _COUNTED,
    "a folded line before all others": _OK + b" X-Name: 1\r\n" + _COUNTED,
    # The length.
    "two different Content-Length": _OK + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n{}",
    "a list of different Content-Length": _OK + b"Content-Length: 1, 2\r\n\r\n{}",
    "Content-Length with a sign": _OK + b"Content-Length: +2\r\n\r\n{}",
    "Content-Length below zero": _OK + b"Content-Length: -2\r\n\r\n{}",
    "Content-Length in hexadecimal": _OK + b"Content-Length: 0x2\r\n\r\n{}",
    "Content-Length with an underscore": _OK + b"Content-Length: 1_0\r\n\r\n0123456789",
    "Content-Length and chunks": _OK + b"Content-Length: 9\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding that is unknown": _OK + b"Transfer-Encoding: xchunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    "Transfer-Encoding twice": _OK + b"Transfer-Encoding: chunked, chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n",
    # Chunks.
    "a size with a sign": _CHUNKED + b"+2\r\n{}\r\n0\r\n\r\n",
    "a size with 0x": _CHUNKED + b"0x2\r\n{}\r\n0\r\n\r\n",
    "a size with an underscore": _CHUNKED + b"0_2\r\n{}\r\n0\r\n\r\n",
    "a size that is no number": _CHUNKED + b"zz\r\n{}\r\n0\r\n\r\n",
    "no size": _CHUNKED + b"\r\n{}\r\n0\r\n\r\n",
    "a size of more than 64 bits": _CHUNKED + b"1" + b"0" * 16 + b"2\r\n{}\r\n0\r\n\r\n",
    "a chunk without its CRLF": _CHUNKED + b"2\r\n{}0\r\n\r\n",
    "a chunk that is longer than its size": _CHUNKED + b"2\r\n{}{}\r\n0\r\n\r\n",
    "a size ended by a bare LF": _CHUNKED + b"2\n{}\r\n0\r\n\r\n",
    # Less or more than one response.
    "a body that is too short": _OK + b"Content-Length: 9\r\n\r\n{}",
    "no last chunk": _CHUNKED + b"2\r\n{}\r\n",
    "a last chunk without its end": _CHUNKED + b"2\r\n{}\r\n0\r\n",
    "a body that is too long": _OK + b"Content-Length: 2\r\n\r\n{}{}",
    "a second response": (_OK + _COUNTED) * 2,
}

EXCESSIVE: dict[str, bytes] = {
    "a header line of 1 MB": _OK + b"X-Name: " + b"x" * 1_000_000 + b"\r\n" + _COUNTED,
    "a reason of 1 MB": b"HTTP/1.1 200 " + b"x" * 1_000_000 + b"\r\n" + _COUNTED,
    "10,000 header lines": _OK + b"X: 1\r\n" * 10_000 + _COUNTED,
    "a chunk with an extension of 1 MB": _CHUNKED + b"2;" + b"x" * 1_000_000 + b"\r\n{}\r\n0\r\n\r\n",
    "10,000 lines after the last chunk": _CHUNKED + b"2\r\n{}\r\n0\r\n" + b"X: 1\r\n" * 10_000 + b"\r\n",
    "1,000 interim responses": b"HTTP/1.1 103 Early Hints\r\n\r\n" * 1_000 + _OK + _COUNTED,
}
"""Valid responses that take a client's time and memory: what is accepted, the caller has to limit."""

VALID: dict[str, tuple[bytes, int, bytes]] = {
    "a length": (_OK + _COUNTED, 200, b"{}"),
    "an empty body": (_OK + b"Content-Length: 0\r\n\r\n", 200, b""),
    "chunks": (_CHUNKED + b"1\r\n{\r\n1\r\n}\r\n0\r\n\r\n", 200, b"{}"),
    "chunks with extensions": (_CHUNKED + b'2;a;b="c"\r\n{}\r\n0\r\n\r\n', 200, b"{}"),
    "lines after the last chunk": (_CHUNKED + b"2\r\n{}\r\n0\r\nX-Sum: 1\r\n\r\n", 200, b"{}"),
    "up to the end of the connection": (_OK + b"\r\n{}", 200, b"{}"),
    "204 without a length": (b"HTTP/1.1 204 No Content\r\n\r\n", 204, b""),
    "304 with the length of what it has not": (b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", 304, b""),
    "an interim response before": (b"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + _OK + _COUNTED, 200, b"{}"),
    "an empty reason": (b"HTTP/1.1 200 \r\n" + _COUNTED, 200, b"{}"),
    "HTTP/1.0": (b"HTTP/1.0 200 OK\r\n\r\n{}", 200, b"{}"),
    "the same length twice": (_OK + b"Content-Length: 2\r\n" + _COUNTED, 200, b"{}"),
    "bytes above ASCII in a value": (_OK + b"X-Name: caf\xc3\xa9\r\n" + _COUNTED, 200, b"{}"),
    "an empty value": (_OK + b"X-Name:\r\n" + _COUNTED, 200, b"{}"),
}
"""Valid responses, with their status and body."""
