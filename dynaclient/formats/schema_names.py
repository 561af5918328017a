"""Names for schemas that have none in the source: by their location, so that they are the same each time."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from zlib import crc32

from ..strings.expressions import expression
from .places import Place
from .walker import Reading

_NOT_IN_NAME = expression(r"[^A-Za-z0-9]+")
_COMMON = frozenset(
    {"paths", "components", "schemas", "definitions", "$defs", "responses", "content", "schema", "properties",
     "application/json"}
)  # fmt: skip
"""Steps of a location that are the same for many schemas."""
MAX_NAME = 80
"""Characters of a name without its number, at most."""


def made_names(place: Place, reading: Reading) -> Iterator[str]:
    """Yield names for a schema: the first one is the shortest, and all others are of this schema alone."""
    file = place.file.rpartition("/")[2].partition(".")[0]
    steps = [file, *(str(token) for token in place.tokens if token not in _COMMON), reading.files]
    words = [_NOT_IN_NAME.sub("_", step).strip("_") for step in steps]
    base = "_".join(filter(None, words))[-MAX_NAME:].strip("_") or "schema"
    number = crc32(repr((place, reading)).encode())
    if not reading.scope:
        yield base
    yield from (f"{base}_{number + further:08x}" for further in count())
