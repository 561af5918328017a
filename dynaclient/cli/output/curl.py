"""
What --curl prints: the request as a curl command line, with secrets redacted.

The command sends what the client would send, or there is none: curl has languages of its own for forms (``name=@FILE``
sends a file) and for headers (``-H @FILE``). A name or a value that cannot be written in them is refused.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from ...auth.kinds.curl import CurlOptions
from ...call.bodies import Multipart
from ...call.files import FileStream
from ...messages import Request
from ...redaction import MASK
from ...runtime.media_types import MULTIPART
from ...strings.expressions import expression
from . import console

_PART_HEAD = expression(
    r'Content-Disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?\r\n'
    r"(?:Content-Type: ([^\r\n]*)\r\n)?\r\n"
)
"""The name of a part of a form, the name of its file, and its media type; quotes and line breaks are encoded."""
_MEDIA_TYPE = expression(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+", re.ASCII)


def curl_command(request: Request, credentials: Sequence[CurlOptions] = ()) -> str:
    """
    Return a request as a curl command line, with secrets redacted.

    Args:
        request: The request.
        credentials: How curl sends its credentials; the shell reads them from environment variables.

    Raises:
        UsageError: The request has something that a curl command line cannot have.
    """
    redacted = request.without_credentials()
    if redacted.method == "HEAD" and redacted.body is not None:
        raise _not_written("it is a HEAD request with a body")
    method = "--head" if redacted.method == "HEAD" else f"--request {shlex.quote(redacted.method)}"
    replaced = {field for credential in credentials for field in credential.fields}
    fields = [(name, value) for name, value in redacted.headers.items() if name.lower() not in replaced]
    headers = (_header(name, value) for name, value in fields if _is_passed(name, redacted))
    url = _without(redacted.url, [credential.query for credential in credentials if credential.query])
    first = f"curl --globoff {method} {shlex.quote(url)}"
    options = [credential.options for credential in credentials]
    command = " \\\n  ".join([first, *headers, *options, *_data(redacted)])
    if not console.prints_unchanged(command):
        raise _not_written("it has characters that a terminal cannot show")
    return command


def _not_written(reason: str) -> click.UsageError:
    return click.UsageError(f"the request cannot be written for curl: {reason}; --dry-run shows the request")


def _is_passed(name: str, redacted: Request) -> bool:
    """Return whether to pass a header: curl creates the boundary of a form, and so its Content-Type."""
    return not (isinstance(redacted.body, Multipart) and name.lower() == "content-type")


def _without(url: str, names: Sequence[str]) -> str:
    """Return a URL without the redacted query parameters of these names."""
    front, _, query = url.partition("?")
    redacted = {f"{name}={MASK}" for name in names}
    left = [pair for pair in query.split("&") if pair not in redacted]
    return f"{front}?{'&'.join(left)}" if any(left) else front if names else url


def _header(name: str, value: str) -> str:
    # The name is a token (RFC 9110), so that the argument is never @FILE. An empty value is written as "name;".
    return f"--header {shlex.quote(f'{name}: {value}' if value else f'{name};')}"


def _data(redacted: Request) -> Iterator[str]:
    body = redacted.body
    if isinstance(body, bytes):
        yield f"--data-raw {shlex.quote(_text(body))}"
    elif isinstance(body, Multipart):
        if body.media != MULTIPART:
            raise _not_written(f"its body is {body.media}, and curl writes no parts but those of forms")
        yield from (f"--form {shlex.quote(_part(head, stream.source))}" for head, stream in body.parts)
    elif isinstance(body, FileStream):
        yield f"--data-binary {shlex.quote(f'@{_path(body.source)}')}"


def _text(data: bytes) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError:
        pass
    raise _not_written("its body is not UTF-8")


# --- parts of a form -------------------------------------------------------------------------------------------------


def _part(head: bytes, source: Any) -> str:
    """Return a part of a form in the language of curl: ``name="value"``, or ``name=@"path";filename="…"``."""
    match = _PART_HEAD.fullmatch(_text(head))
    if match is None:
        raise _not_written("the head of a part of its form cannot be read")
    name, file_name, media = match.groups()
    if not name or "=" in name:
        raise _not_written(f"a part of its form has the name {name!r}, and curl needs one without =")
    if media and not _MEDIA_TYPE.fullmatch(media):
        raise _not_written(f"the media type of the part {name!r} has parameters")
    value = f"@{_quoted(_path(source))}" if file_name is not None else _quoted(_text(source))
    options = [*([f"filename={_quoted(file_name)}"] if file_name else []), *([f"type={media}"] if media else [])]
    return ";".join([f"{name}={value}", *options])


def _path(source: Any) -> str:
    if source is getattr(sys.stdin, "buffer", None):
        return "-"
    if not isinstance(source, Path):
        raise _not_written("the data of a file is not in a file")
    return f"./{source}" if str(source) == "-" else str(source)  # curl reads "-" as the standard input


def _quoted(text: str) -> str:
    """Return a string in double quotes, in which every character but these two stands for itself."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
