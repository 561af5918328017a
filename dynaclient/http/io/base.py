"""What a backend of the network provides."""

from __future__ import annotations

from typing import Any, Protocol


class Stream(Protocol):
    """A connection: bytes in both directions. Only what is awaited waits."""

    is_encrypted: bool
    """Whether TLS protects it, and marks its end."""
    may_refuse: bool
    """Whether the server may still refuse the client's certificate, and has then read no request."""
    peer: Any
    """The address of the other side."""

    def send(self, data: bytes | memoryview) -> int:
        """Write as many bytes as can be written now, and return how many that are."""

    @property
    def is_flushed(self) -> bool:
        """Whether the system has accepted all that was sent; what it has not, the next `send` passes on first."""

    def receive_now(self) -> bytes | None:
        """Return what has arrived; None if nothing has, no bytes at the end of the connection."""

    async def receive(self, seconds: float) -> bytes:
        """Wait for bytes, and return them; no bytes at the end. Raise TimeoutError after some seconds."""

    async def wait(self, seconds: float) -> None:
        """Wait until something has arrived, or more can be written; raise TimeoutError after some seconds."""

    @property
    def is_open(self) -> bool:
        """Whether an idle connection is still open, and nothing has arrived on it."""

    def interrupt(self) -> None:
        """End it for the thread or task that uses it, and closes it, from whichever thread."""

    def close(self) -> None:
        """Close it, and discard what is still to be written."""


class Network(Protocol):
    """Opens streams."""

    async def open(self, family: int, kind: int, protocol: int, address: Any, seconds: float) -> Stream:
        """Return a stream that is connected to an address; raise TimeoutError after some seconds."""
