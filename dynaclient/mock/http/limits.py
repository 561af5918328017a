"""What a connection may take: bytes, seconds, and how many there may be."""

from __future__ import annotations

from ...records import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """How much a client may send, and how long it may take."""

    head: int = 64 * 1024
    """Bytes of the request line and the header lines, and of the lines after the last chunk."""
    body: int = 32 * MIB
    """Bytes of a body, also when it is decompressed."""
    request: float = 60.0
    """Seconds from the first byte of a request to its last one, and for a TLS handshake."""
    response: float = 60.0
    """Seconds in which the client has to take the next piece of a response."""
    idle: float = 120.0
    """Seconds for which a connection is kept between two requests."""
    linger: float = 2.0
    """Seconds for which a client that still sends may read why it was refused."""
    connections: int = 1000
    """Connections at the same time: for another one, that which is idle for the longest time is closed."""
