"""The text of the error of a response: its status, what its body reports, and what its headers add."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from http import HTTPStatus

from ..redaction import MASK
from ..strings.expressions import expression
from .error_bodies import MARKUP_SIZE, MAX_MESSAGE, MAX_TYPE, Report, excerpt

_CHALLENGE = expression(r'\b(error_description|error)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))')
_NEWER_REASONS = {
    413: "Content Too Large", 414: "URI Too Long", 416: "Range Not Satisfiable", 422: "Unprocessable Content",
}  # fmt: skip
"""The reason phrases of RFC 9110, section 15, that older versions of Python spell in another way."""


def reason_of(status: int, sent: str = "") -> str:
    """Return the reason phrase of a status: the one that was sent, or the standard one; empty if there is neither."""
    try:
        return excerpt(sent, MAX_TYPE) or _NEWER_REASONS.get(status) or HTTPStatus(status).phrase
    except ValueError:
        return ""


def details_of(status: int, reason: str, report: Report, notes: Iterable[str]) -> list[str]:
    """Return what the text of an error shows after its status: type, message or beginning of the body, and notes."""
    # Many servers repeat the status and its reason as the type ("NotFound"), the message, or the title of a page.
    repeated = {_letters(reason), _letters(f"{status} {reason}"), str(status)} - {""}
    details = [part for part in (report.type, report.message or report.excerpt) if part]
    details = [part.removeprefix(f"{reason}: ") for part in details if _letters(part) not in repeated]
    listed = "; ".join(notes)
    if not listed:
        return details
    return [*details[:-1], f"{details[-1]} ({listed})"] if details else [listed]


def _letters(text: str) -> str:
    """Return the letters and digits of a string, in lower case."""
    return "".join(filter(str.isalnum, text[:MAX_TYPE])).casefold()


def notes_of(headers: Mapping[str, str], message: str | None = None, attempts: int = 1, problem: str = "") -> list[str]:
    """
    Return what is added to the message of an error: the target of a redirect, how long to wait, the number of attempts.

    Args:
        headers: The headers, without secrets.
        message: The message of the body: what it has is not repeated.
        attempts: How many times the request was sent.
        problem: Why the body was not read to its end.
    """
    location, wait = headers.get("Location"), headers.get("Retry-After")
    challenge = _challenge(headers.get("WWW-Authenticate") or "", message or "")
    notes = [
        f"Location: {public_url(location)}" if location else "",
        f"Retry-After: {excerpt(wait, MAX_TYPE)}" if wait else "",
        f"WWW-Authenticate: {challenge}" if challenge else "",
        f"its body could not be read: {problem}" if problem else "",
        f"after {attempts} attempts" if attempts > 1 else "",
    ]
    return [note for note in notes if note]


def public_url(url: str) -> str:
    """Return a URL as it may be shown: without user and password, with its query and its fragment redacted."""
    front, number_sign, _ = url.partition("#")
    path, question_mark, _ = front.partition("?")
    scheme, slashes, rest = path.partition("//")
    authority, slash, rest = rest.partition("/")
    shown = excerpt(f"{scheme}{slashes}{authority.rpartition('@')[2]}{slash}{rest}", MAX_MESSAGE)
    return shown + (f"?{MASK}" if question_mark else "") + (f"#{MASK}" if number_sign else "")


def _challenge(header: str, message: str) -> str:
    """Return the error that a challenge describes (RFC 6750, section 3), without what the message has as well."""
    found = {name: quoted or token for name, quoted, token in _CHALLENGE.findall(header[:MARKUP_SIZE])}
    parts = [found[name] for name in ("error", "error_description") if found.get(name)]
    return excerpt(": ".join(part for part in parts if part not in message), MAX_TYPE)
