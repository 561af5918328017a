"""
The head of a request: its request line and its header fields (RFC 9112, sections 3 and 5).

Where RFC 9112 leaves a choice, the strict one is taken: what two servers could read in two ways is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from ...http.codec.header_fields import match_fields, parse_list
from ...messages import HTTP_TOKEN, Headers
from ...strings.expressions import expression
from .limits import MIB
from .refusals import Refusal

_REQUEST_LINE = expression(rf"({HTTP_TOKEN}) ([\x21-\x7e]+) HTTP/([0-9])\.([0-9])\r\n")
_ABSOLUTE = expression(r"(?i:https?)://([^/?#]+)([^#]*)")
_HOST = expression(r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=%]*)(?::[0-9]*)?")
_LENGTH = expression(r"[0-9]{1,18}")
_SINGLE = frozenset({"host", "content-length", "transfer-encoding", "content-type", "authorization"})
"""Fields that a request has once, so that all who read it read the same."""


class RequestHead(NamedTuple):
    """What precedes the body of a request."""

    method: str
    path: str
    query: str
    headers: Headers
    length: int | None
    """Bytes of the body; None if it comes in chunks."""
    is_old: bool
    """Whether it is a request of HTTP/1.0."""
    keeps_alive: bool
    """Whether the client keeps the connection after it."""
    expects_continue: bool
    """Whether the client waits with the body until it is asked for it."""


def parse_head(text: str, max_body: int) -> RequestHead:
    """
    Return the head of a request.

    Args:
        text: The request line and the header lines, each with its end, without the empty line.
        max_body: The most bytes that the body may have.

    Raises:
        Refusal: It is malformed or ambiguous, or announces what this server does not take.
    """
    line = _REQUEST_LINE.match(text)
    if line is None:
        raise Refusal(400, _fault_of_line(text.partition("\r\n")[0]))
    method, target, major, minor = line.groups()
    if major != "1":
        raise Refusal(505, f"this server has HTTP/1.1 and HTTP/1.0, not HTTP/{major}.{minor}")
    is_old = minor == "0"
    headers = _headers(text[line.end() :])
    fields = headers.by_lower_name
    _check_host(fields, is_old=is_old)
    if not target.startswith("/"):
        target, headers = _other_form(method, target, headers)
    path, _, query = target.partition("#")[0].partition("?")
    options = parse_list(fields["connection"][1]) if "connection" in fields else frozenset()
    length = _length(fields, max_body, is_old=is_old)
    expects_continue = "expect" in fields and _expects_continue(fields["expect"][1], is_old=is_old)
    keeps_alive = "close" not in options and (not is_old or "keep-alive" in options)
    return RequestHead(method, path, query, headers, length, is_old, keeps_alive, expects_continue)


def _fault_of_line(line: str) -> str:
    target, _, version = line.partition(" ")[2].rpartition(" ")
    if target and " " not in target and version.startswith("HTTP/") and not target.isascii():
        return "the target of the request has characters that have to be percent-encoded"
    return "this is not HTTP/1.1: a request begins with METHOD, one space, the target, one space, HTTP/1.1"


# --- header fields ---------------------------------------------------------------------------------------------------


def _headers(text: str) -> Headers:
    pairs = match_fields(text, text.count("\n"))
    if pairs is None:
        raise Refusal(400, _fault_of_fields(text))
    headers = Headers(pairs)
    if len(headers) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name.lower() in seen & _SINGLE:
                raise Refusal(400, f"the request has several {name} header fields")
            seen.add(name.lower())
    return headers


def _fault_of_fields(text: str) -> str:
    lines = enumerate(text.split("\r\n")[:-1], 1)
    number, line = next((number, line) for number, line in lines if not match_fields(f"{line}\r\n", 1))
    name, colon, _ = line.partition(":")
    if line.startswith((" ", "\t")):
        return f"header line {number} continues the one before it, which is obsolete"
    if not colon:
        return f"header line {number} has no colon"
    if name != name.rstrip():
        return f"header line {number} has a space before its colon"
    return f"header line {number} has a character that is not allowed in it"


def _check_host(fields: Mapping[str, tuple[str, str]], *, is_old: bool) -> None:
    if "host" not in fields:
        if not is_old:
            raise Refusal(400, "the request has no Host header field")
    elif not _HOST.fullmatch(fields["host"][1]):
        raise Refusal(400, "Host is not a name or an address, and a port")


def _expects_continue(expectation: str, *, is_old: bool) -> bool:
    if expectation.lower() == "100-continue":
        return not is_old
    raise Refusal(417, "this server meets one expectation only: 100-continue")


# --- the target ------------------------------------------------------------------------------------------------------


def _other_form(method: str, target: str, headers: Headers) -> tuple[str, Headers]:
    """Return a target that is not a path as one, and the headers with the host that it names (RFC 9112, 3.2)."""
    if method == "CONNECT":
        raise Refusal(501, "this server is not a proxy that tunnels")
    if target == "*" and method == "OPTIONS":
        return target, headers
    absolute = _ABSOLUTE.match(target)
    if absolute is None or not _HOST.fullmatch(absolute[1]):
        raise Refusal(400, "the target of the request is not a path and not a URL")
    path = absolute[2]
    return path if path.startswith("/") else f"/{path}", headers.with_fields([("Host", absolute[1])])


# --- the body --------------------------------------------------------------------------------------------------------


def _length(fields: Mapping[str, tuple[str, str]], max_body: int, *, is_old: bool) -> int | None:
    """Return how many bytes the body has; None if it comes in chunks."""
    if "transfer-encoding" in fields:
        _check_chunked(fields, is_old=is_old)
        return None
    if "content-length" not in fields:
        return 0
    value = fields["content-length"][1]
    if not _LENGTH.fullmatch(value):
        raise Refusal(400, "Content-Length is not a number of at most 18 digits")
    length = int(value)
    if length > max_body:
        raise too_large(max_body)
    return length


def _check_chunked(fields: Mapping[str, tuple[str, str]], *, is_old: bool) -> None:
    if is_old:
        raise Refusal(400, "HTTP/1.0 has no Transfer-Encoding")
    if "content-length" in fields:
        raise Refusal(400, "the request has both a Content-Length and a Transfer-Encoding")
    if fields["transfer-encoding"][1].lower() != "chunked":
        raise Refusal(501, "this server has one Transfer-Encoding only: chunked")


def too_large(max_body: int) -> Refusal:
    """Return the refusal of a body with more bytes than the limit."""
    limit = f"{max_body // MIB} MiB" if max_body >= MIB else f"{max_body} bytes"
    return Refusal(413, f"the body is larger than {limit}")
