"""A SOCKS proxy: versions 4, 4A and 5 (RFC 1928, RFC 1929)."""

from __future__ import annotations

import socket
import struct
import threading
from contextlib import suppress
from types import TracebackType
from typing import Any

from typing_extensions import Self

_FAMILIES = {1: (socket.AF_INET, 4), 4: (socket.AF_INET6, 16)}


class SocksServer:
    """
    Passes connections on to one port of this machine, whatever host is asked for.

    Args:
        port: Where to.
        login: The user name and password that version 5 requires; with version 4 the user alone is compared.
        refusal: The code that each request is refused with.
        piecemeal: Whether responses arrive byte by byte.
    """

    def __init__(
        self, port: int, *, login: tuple[str, str] | None = None, refusal: int = 0, piecemeal: bool = False
    ) -> None:
        self.asked: list[tuple[int, str, int]] = []
        """The version, host and port of each request."""
        self._target, self._login, self._refusal, self._piecemeal = port, login, refusal, piecemeal
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._open: list[socket.socket] = []
        self._thread = threading.Thread(target=self._accept, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        for each in (self._listener, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._thread.join(5)

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError, IndexError, struct.error), connection, connection.makefile("rb") as reading:
            version = reading.read(1)
            if self._negotiate_5(connection, reading) if version == b"\5" else self._negotiate_4(connection, reading):
                with socket.create_connection(("127.0.0.1", self._target)) as target:
                    self._open.append(target)
                    threading.Thread(target=_pump, args=(target, connection), daemon=True).start()
                    while data := reading.read1(65536):
                        target.sendall(data)

    def _reply(self, connection: socket.socket, data: bytes) -> None:
        for part in [data[index : index + 1] for index in range(len(data))] if self._piecemeal else [data]:
            connection.sendall(part)

    def _negotiate_5(self, connection: socket.socket, reading: Any) -> bool:
        read = reading.read
        methods = read(read(1)[0])
        method = 2 if self._login else 0
        if method not in methods:
            self._reply(connection, b"\5\xff")
            return False
        self._reply(connection, bytes((5, method)))
        if self._login:
            read(1)
            login = tuple(read(read(1)[0]).decode() for _ in range(2))
            self._reply(connection, b"\1\0" if login == self._login else b"\1\1")
            if login != self._login:
                return False
        _, _, _, kind = read(4)
        if kind == 3:
            host = read(read(1)[0]).decode()
        else:
            family, size = _FAMILIES[kind]
            host = socket.inet_ntop(family, read(size))
        self.asked.append((5, host, struct.unpack(">H", read(2))[0]))
        self._reply(connection, bytes((5, self._refusal, 0, 3, 4)) + b"here" + b"\0\1")
        return not self._refusal

    def _negotiate_4(self, connection: socket.socket, reading: Any) -> bool:
        read = reading.read
        _, port, address = struct.unpack(">BH4s", read(7))
        user = _until_zero(read)
        host = _until_zero(read) if address.startswith(b"\0\0\0") else socket.inet_ntoa(address)
        self.asked.append((4, host, port))
        granted = not self._refusal and (self._login is None or user == self._login[0])
        self._reply(connection, bytes((0, 90 if granted else self._refusal or 91)) + bytes(6))
        return granted


def _until_zero(read: Any) -> str:
    found = b""
    while (byte := read(1)) not in (b"\0", b""):
        found += byte
    return found.decode()


def _pump(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
