"""
The body of an error as it is shown: in messages, in logs, on a terminal and to agents.

A server may return a secret that nothing marks: a session in the details of an error. What has the name of a secret is
redacted. An API reports problems under the same names, though: ``{"errors": {"password": ["is too short"]}}``. So a
string stays if it is a message:

- a sentence: two words or more, none of which looks like a credential. Such a word has ``=``, or a digit and at least
  six characters, or it is very long, or begins a key. A scheme and one word, such as ``Bearer abc``, is not a sentence;
- a code: one word, or several in one, of letters alone, one of which is usual in codes: ``too_short``, ``Invalid``.

Numbers of up to three digits stay, too: ``{"min": 8}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from ..redaction import MASK, is_secret_name, words_of
from ..strings.expressions import expression
from .cache import cache_short_strings

MAX_LEVELS = 200
"""How deep a body is shown; what is deeper is redacted."""
MAX_NUMBER = 999
"""The largest number that cannot be a secret: a PIN has at least four digits."""
PROBLEM_WORDS = frozenset(
    {
        "absent", "already", "bad", "blank", "common", "compromised", "confirmation", "denied", "different",
        "duplicate", "empty", "equal", "error", "errors", "exceeded", "exists", "expired", "failed", "failure",
        "forbidden", "format", "found", "illegal", "inactive", "incorrect", "insufficient", "invalid", "length", "long",
        "malformed", "match", "mismatch", "missing", "must", "needed", "not", "null", "pattern", "present", "rejected",
        "required", "reused", "revoked", "short", "similar", "string", "taken", "too", "type", "unauthorized",
        "undefined", "unique", "unknown", "unsupported", "used", "validator", "weak", "wrong",
    }
)  # fmt: skip
"""Words of the codes of problems."""
PLACES = ("loc", "field", "path", "pointer", "param", "property", "propertyName", "name")
"""The members of a problem that name what it is about: a string, or a list of keys."""
VALUES = frozenset({"input", "value", "rejectedValue", "rejected_value", "received", "actual", "given", "got"})
"""The members of a problem that have the value it is about."""

_CODE = expression(r"[A-Za-z]+(?:[._:-][A-Za-z]+)*[.!]?")
_WITH_SCHEME = expression(r"(?i:bearer|basic|digest|negotiate)\s+\S+")
_HARMLESS = expression(r"[(\"']?(?:https?://[^\s?#@]+|\d{4}-\d\d-\d\d(?:T[\d:.+Z-]+)?[.,;)]?)")
"""Words of a sentence that are not credentials: a URL without a query, a time."""
_CREDENTIAL = expression(r"[^\s=]+=\S+|(?=\S*\d)[!-~]{6,}|[!-~]{25,}|-----BEGIN")
_WITHOUT_BLANKS = expression("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]")
"""Letters of languages that are written without blanks between words."""

_is_secret_name = cache_short_strings(4096)(is_secret_name)


def public_data(value: Any) -> Any:
    """Return the body of an error without what has the name of a secret, unless that is a message."""
    return _public(value, 0, is_secret=False)


def public_body(body: bytes) -> bytes:
    """Return the bytes of the body of an error in the same way: the same if they are not JSON, or have no secret."""
    try:
        value = json.loads(body)
        shown = public_data(value)
        return body if shown == value else json.dumps(shown, ensure_ascii=False).encode("utf-8", "replace")
    except (ValueError, RecursionError):
        return body


def _public(value: Any, level: int, *, is_secret: bool) -> Any:
    if isinstance(value, (dict, list)) and level > MAX_LEVELS:
        return MASK
    if isinstance(value, dict):
        named = VALUES if not is_secret and _is_about_secret(value) else ()
        return {
            name: _public(member, level + 1, is_secret=is_secret or name in named or _is_secret_name(str(name)))
            for name, member in value.items()
        }
    if isinstance(value, list):
        return [_public(item, level + 1, is_secret=is_secret) for item in value]
    return MASK if is_secret and not _is_message(value) else value


def _is_about_secret(problem: Mapping[str, Any]) -> bool:
    """Return whether a problem is about something that has the name of a secret: ``"loc": ["body", "password"]``."""
    if VALUES.isdisjoint(problem):
        return False
    places = [place[-1:] if isinstance(place, list) else [place] for place in map(problem.get, PLACES)]
    return any(isinstance(step, str) and _is_secret_name(step) for place in places for step in place)


def _is_message(value: Any) -> bool:
    if not isinstance(value, str):
        return value is None or (isinstance(value, (int, float)) and abs(value) <= MAX_NUMBER)
    words = value.split()
    if len(words) < 2 and not _WITHOUT_BLANKS.search(value):
        return not words or (bool(_CODE.fullmatch(value)) and not PROBLEM_WORDS.isdisjoint(words_of(value)))
    return not _WITH_SCHEME.fullmatch(value.strip()) and not any(map(_is_credential, words))


def _is_credential(word: str) -> bool:
    return bool(_CREDENTIAL.fullmatch(word)) and not _HARMLESS.fullmatch(word)
