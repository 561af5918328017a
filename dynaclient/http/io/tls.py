"""
TLS over any stream, without I/O of its own: the same for both backends, and inside another TLS connection.

The certificates of the other side are validated by the `ssl.SSLContext`.
"""

from __future__ import annotations

import ssl
from typing import Any

from ..codec.events import CHUNK_SIZE
from .base import Stream
from .deadline import Deadline

RECORD_SIZE = 16 * 1024
"""Bytes of a TLS record, at most (RFC 8446, section 5.1)."""


async def start_tls(stream: Stream, context: ssl.SSLContext, host: str, deadline: Deadline) -> Stream:
    """Return a stream with TLS inside another stream, after the handshake."""
    encrypted = TlsStream(stream, context, host)
    await encrypted.shake_hands(deadline)
    return encrypted


class TlsStream:
    """
    A stream with TLS.

    The end of the stream below it, without the end of TLS, is an error: an attacker who cuts the connection could
    otherwise pass off part of a body as all of it.
    """

    is_encrypted = True

    def __init__(self, stream: Stream, context: ssl.SSLContext, host: str) -> None:
        self._stream = stream
        self.peer: Any = stream.peer
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_hostname=host)
        self._unsent: bytes | memoryview = b""
        self._wants_read = False
        self.may_refuse = False

    @property
    def version(self) -> str:
        """The version of TLS; empty before the handshake."""
        return self._tls.version() or ""

    @property
    def certificate(self) -> dict[str, Any]:
        """The certificate of the other side, as `ssl.SSLSocket.getpeercert` returns it; empty before the handshake."""
        return dict(self._tls.getpeercert() or {})

    async def shake_hands(self, deadline: Deadline) -> None:
        """Do the handshake."""
        while True:
            try:
                self._tls.do_handshake()
                break
            except ssl.SSLWantReadError:
                pass
            finally:
                self._pass_on()
            await self._flush(deadline)
            self._add(await self._stream.receive(deadline.timeout()))
        await self._flush(deadline)
        # With TLS 1.3 the server validates the client's certificate after the first request was sent, but reads no
        # request before that (RFC 8446, section 4.4.2.4).
        self.may_refuse = self._tls.version() == "TLSv1.3"

    async def _flush(self, deadline: Deadline) -> None:
        while not self.is_flushed:
            await self._stream.wait(deadline.timeout())
            self._pass_on()

    def _pass_on(self) -> None:
        """Pass on what TLS has written, as far as the stream below takes it."""
        if not self._unsent:
            self._unsent = self._outgoing.read()
        while self._unsent:
            sent = self._stream.send(self._unsent)
            if not sent:
                return
            self._unsent = memoryview(self._unsent)[sent:] if sent < len(self._unsent) else self._outgoing.read()

    def _add(self, data: bytes) -> None:
        if data:
            self._incoming.write(data)
        else:
            self._incoming.write_eof()

    def send(self, data: bytes | memoryview) -> int:
        """Encrypt and write a record, if all before it is written."""
        if self._unsent:
            self._pass_on()
            if self._unsent:
                return 0
        try:
            sent = self._tls.write(data if len(data) <= RECORD_SIZE else data[:RECORD_SIZE])
        except ssl.SSLWantReadError:  # the server has begun another handshake, which comes first
            self._wants_read = True
            sent = 0
        self._pass_on()
        return sent

    @property
    def is_flushed(self) -> bool:
        """Whether all that was encrypted has been passed on."""
        return not self._unsent and self._stream.is_flushed

    def receive_now(self) -> bytes | None:
        """Return what has arrived."""
        while (data := self._decrypt()) is None:
            encrypted = self._stream.receive_now()
            if encrypted is None:
                return None
            self._add(encrypted)
        return data

    async def receive(self, seconds: float) -> bytes:
        """Wait for bytes, and return them."""
        incoming = self._incoming
        while True:
            # Most often all that has arrived is decrypted, and TLS would raise an exception, which costs more.
            if incoming.pending or incoming.eof or self._tls.pending():
                data = self._decrypt()
                if data is not None:
                    return data
            self._add(await self._stream.receive(seconds))

    def _decrypt(self) -> bytes | None:
        try:
            data = self._tls.read(CHUNK_SIZE)
        except ssl.SSLWantReadError:
            self._pass_on()  # TLS may have answered, as to an update of its keys
            return None
        self.may_refuse = False
        return data

    async def wait(self, seconds: float) -> None:
        """Wait until something has arrived, or more can be written."""
        if self._wants_read:
            self._wants_read = False
            self._add(await self._stream.receive(seconds))
        else:
            await self._stream.wait(seconds)

    @property
    def is_open(self) -> bool:
        """Whether an idle connection is still open, and nothing but messages of TLS itself has arrived on it."""
        stream = self._stream
        if stream.is_open and not (self._incoming.pending or self._tls.pending()):
            return True
        try:
            return self.receive_now() is None and stream.is_open
        except OSError:
            return False

    def interrupt(self) -> None:
        """End the connection for the thread or task that uses it."""
        self._stream.interrupt()

    def close(self) -> None:
        """Close the connection."""
        self._stream.close()
