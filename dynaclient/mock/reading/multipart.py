"""
Multipart bodies, as werkzeug parses them.

It is imported with the first of them, since that takes a tenth of the time in which a mock server starts.
"""

from __future__ import annotations

import io
from typing import Any

from ..header_values import parse_options_header

Parts = dict[str, list[Any]]


def parse_multipart(body: bytes, content_type: str) -> Parts:
    """
    Return the parts of a form by name: strings as `str`, files as tuples of name, data and media type.

    Raises:
        ValueError: The body is not a multipart form.
    """
    from werkzeug.formparser import MultiPartParser

    boundary = _boundary(content_type)
    if not boundary:
        raise ValueError("its Content-Type has no boundary")
    parser = MultiPartParser(lambda *_, **__: io.BytesIO(), max_form_memory_size=None, max_form_parts=None)
    form, files = parser.parse(io.BytesIO(body), boundary.encode("ascii"), len(body))
    parts: Parts = {name: list(values) for name, values in form.lists()}
    for name, uploads in files.lists():
        parts.setdefault(name, []).extend(
            (upload.filename or name, upload.stream.read(), upload.content_type or "application/octet-stream")
            for upload in uploads
        )
    return parts


def parse_parts(body: bytes, content_type: str) -> list[tuple[str, bytes]]:
    """
    Return the media type and the data of each part of a multipart body in which parts have no names.

    Raises:
        ValueError: The body is not multipart.
    """
    boundary = _boundary(content_type).encode("ascii")
    first, *parts = (b"\r\n" + body).split(b"\r\n--" + boundary) if boundary else [body]
    if first.strip() or not parts or not parts[-1].startswith(b"--"):
        raise ValueError("its parts are not separated by the boundary of its Content-Type")
    found = []
    for part in parts[:-1]:
        head, _, data = part.partition(b"\r\n\r\n")
        fields = (line.partition(":") for line in head.decode("latin-1").split("\r\n"))
        media = next((value.strip() for name, _, value in fields if name.strip().lower() == "content-type"), "")
        found.append((media or "text/plain", data))
    return found


def _boundary(content_type: str) -> str:
    return parse_options_header(content_type)[1].get("boundary", "")
