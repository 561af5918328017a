"""
The addresses of a host.

A look-up has no timeout and cannot be cancelled, so a name is looked up in a thread that no call has to wait for. All
calls that need the same name wait for the same look-up: a name server that hangs costs one thread, not one for each.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ...runtime.backends import Backend, WaitTimeout
from ...runtime.fork import reset_in_children
from .deadline import Deadline

if TYPE_CHECKING:
    from concurrent.futures import Future

Address = tuple[Any, ...]
"""An address, as `socket.getaddrinfo` returns it."""


async def look_up(host: str, port: int, backend: Backend, deadline: Deadline) -> list[Address]:
    """Return the addresses of a host; raise TimeoutError if the look-up takes too long, OSError if it fails."""
    if ":" in host or host[-1:].isdigit():
        try:
            # As bytes: for a string Python imports a codec, here in the caller's thread, and an interrupt while it does
            # can leave the import locked for good.
            return socket.getaddrinfo(host.encode("ascii"), port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)
        except (OSError, UnicodeError):
            pass  # a name
    try:
        found: list[Address] = await backend.wait_for(_look_ups.start(host, port), deadline.timeout())
        return found
    except WaitTimeout:
        pass
    raise TimeoutError("the lookup of the host name timed out")


class _LookUps:
    """The look-ups in flight in this process."""

    def __init__(self) -> None:
        self._in_flight: dict[tuple[str, int], Future[list[Address]]] = {}
        reset_in_children(self)

    def reset_after_fork(self) -> None:  # pragma: no cover - only in a forked child
        """Forget the look-ups: their threads exist in the parent alone."""
        self._in_flight = {}

    def start(self, host: str, port: int) -> Future[list[Address]]:
        """Return the look-up of a name that is in flight, or a new one."""
        from concurrent.futures import Future

        key = (host, port)
        new: Future[list[Address]] = Future()
        in_flight = self._in_flight
        try:
            look_up = in_flight.setdefault(key, new)
            if look_up is new:
                _in_thread(lambda: self._finish(in_flight, key, new))
        except BaseException:  # an interrupt, perhaps before the thread was started: others must not wait for it
            in_flight.pop(key, None)
            raise
        return look_up

    @staticmethod
    def _finish(
        in_flight: dict[tuple[str, int], Future[list[Address]]],
        key: tuple[str, int],
        look_up: Future[list[Address]],
    ) -> None:
        try:
            found = socket.getaddrinfo(*key, 0, socket.SOCK_STREAM)
        except Exception as error:  # noqa: BLE001 - raised where it is waited for
            in_flight.pop(key, None)
            look_up.set_exception(error)
        else:
            in_flight.pop(key, None)
            look_up.set_result(found)


_look_ups = _LookUps()


def _in_thread(function: Callable[[], None]) -> None:
    try:
        threading.Thread(target=function, name="dynaclient-name", daemon=True).start()
    except RuntimeError:  # no thread can be started, as when the interpreter shuts down
        function()
