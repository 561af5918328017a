"""JSON text sequences (RFC 7464): JSON values, each after the record separator 0x1E and before a line feed."""

from __future__ import annotations

from collections.abc import Iterator

from ..call.response import InvalidJSON, parse_json
from .sse import MAX_LINE_BYTES, Lines, Malformed
from .stream_readers import LineReader, StreamBody

SEPARATOR = b"\x1e"
_ENDS_ITSELF = (b"}", b"]", b'"')
"""What ends a value of which nothing can be missing; the first half of ``12`` or ``true`` may be a value, too."""

_NO_SEQUENCE = "the stream is not a JSON text sequence: it has to begin with the record separator (0x1E)"


class Records(Lines):
    """
    Splits bytes into the values between record separators; one that is complete is not held back until the next.

    Args:
        max_bytes: The limit for a value.
    """

    __slots__ = ("_has_begun", "_tried")

    def __init__(self, max_bytes: int = MAX_LINE_BYTES) -> None:
        super().__init__(max_bytes)
        self._has_begun = False
        self._tried = 0
        """The size at which the present value was not complete: parsing it at each piece would take forever."""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """
        Yield the complete values, with their line feed. Exhaust the iterator before the next call.

        Raises:
            TooLarge: A value exceeds the limit; the values before it have been yielded.
            Malformed: It is not a sequence, or a value was cut off.
        """
        first, *others = data.split(SEPARATOR)
        self._rest += first
        for following in others:
            yield self._take()
            self._has_begun = True
            self._rest += following
        if len(self._rest) > self._max_bytes:
            raise self._too_large()
        if not self._has_begun and self._rest.strip():
            raise Malformed(_NO_SEQUENCE)
        if data.endswith(b"\n") and self._is_value():
            yield self._take()

    def _take(self) -> bytes:
        """Return the bytes up to here, which are a value or blank."""
        value = bytes(self._rest)
        if len(value) > self._max_bytes:
            raise self._too_large()
        if not self._has_begun and value.strip():
            raise Malformed(_NO_SEQUENCE)
        if is_cut_off(value):
            raise Malformed(f"a value of the stream was cut off: {value[-40:]!r}")
        self._rest.clear()
        self._tried = 0
        return value

    def _is_value(self) -> bool:
        if not self._has_begun or len(self._rest) < 2 * self._tried:
            return False
        self._tried = len(self._rest)
        try:
            parse_json(bytes(self._rest))
        except InvalidJSON:
            return False
        return True


def is_cut_off(value: bytes) -> bool:
    """Return whether a value may be the first half of another, as it has no line feed (RFC 7464, section 2.4)."""
    return value == value.rstrip() and bool(value) and not value.endswith(_ENDS_ITSELF)


class SequenceReader(LineReader):
    """Reads a stream of JSON values, each after a record separator."""

    _unit = "value"

    def _splitter(self) -> Lines:
        return Records(self._options.max_line_bytes)

    def _last_line(self, body: StreamBody, lines: Lines, end: bytes) -> bytes:
        """Return the last value; without its line feed it may be the first half of one."""
        rest = lines.rest
        last = super()._last_line(body, lines, end)
        if last != end and is_cut_off(rest):
            raise self._incomplete()
        return last
