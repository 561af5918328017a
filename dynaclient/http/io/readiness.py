"""What both kinds of I/O ask the system about a socket, and how they end a connection."""

from __future__ import annotations

import os
import select
import socket
from contextlib import suppress
from typing import Any


def poll_for(connected: Any, *, writable: bool) -> Any:
    """Return what waits for a socket: `poll`, where the system has it, takes sockets of any number."""
    if not hasattr(select, "poll"):
        return _Select(connected, writable=writable)
    poll = select.poll()
    poll.register(connected, select.POLLIN | (select.POLLOUT if writable else 0))
    return poll


class _Select:
    """Waits for a socket with `select`."""

    def __init__(self, connected: Any, *, writable: bool) -> None:
        self._read, self._write = [connected], [connected] if writable else []

    def poll(self, milliseconds: float) -> bool:
        """Return whether the socket is ready within some time."""
        return any(select.select(self._read, self._write, self._read, milliseconds / 1000))


def end_connection(connected: socket.socket, process: int) -> None:
    """
    Close a socket, and end its connection also if another process has a copy of it since a fork.

    Args:
        connected: The socket.
        process: The process that opened it. Any other one, a forked child, only closes its copy.
    """
    if process == os.getpid():  # pragma: no branch - it is another one in a forked child only
        with suppress(OSError):  # it is closed, or was never connected
            connected.shutdown(socket.SHUT_RDWR)
    connected.close()
