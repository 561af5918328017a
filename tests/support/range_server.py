"""A server of one large file, which does ranges, cuts its answers, and takes uploads; it holds nothing large in memory."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import re
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

BLOCK = random.Random(5).randbytes(1_000_003)
"""What the file is made of, again and again: of an odd length, so that nothing misplaced looks right."""
TAG = '"the-file"'
PIECE = 256 * 1024
KEPT = 8 * 1024
"""Bytes of the beginning of an upload that are kept."""


def content(start: int, end: int) -> Iterator[bytes]:
    """Give the bytes of the file from `start` to `end`, in pieces."""
    while start < end:
        at = start % len(BLOCK)
        piece = BLOCK[at : at + min(PIECE, end - start)]
        yield piece
        start += len(piece)


def content_digest(size: int) -> str:
    """Give the SHA-256 of a file of this size."""
    made = hashlib.sha256()
    for piece in content(0, size):
        made.update(piece)
    return made.hexdigest()


@dataclass
class Upload:
    """What the body of a request was."""

    head: str
    size: int = 0
    beginning: bytes = b""
    end: bytes = b""
    digest: str = ""


@dataclass
class FileServer:
    """
    Serves a file of `size` bytes on a free port of this machine; a context manager.

    A GET is answered with the file, or with the range that it asks for; the answers are cut after as many bytes as
    `cuts` says, one after the other. What is sent by other methods is noted.
    """

    size: int
    cuts: list[int] = field(default_factory=list)
    ranges: list[str] = field(default_factory=list)
    """The range that each GET asked for, or an empty text."""
    uploads: list[Upload] = field(default_factory=list)
    does_ranges: bool = True

    def __post_init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._thread = threading.Thread(target=self._accept, daemon=True)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listening.getsockname()[1]}"

    def __enter__(self) -> FileServer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        self._thread.join(5)

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        # A client that goes away in the middle is what is to be seen.
        with contextlib.suppress(OSError, ValueError), connection, connection.makefile("rb") as stream:
            while head := _head(stream):
                if head.startswith("GET "):
                    whole = self._give(connection, head)
                else:
                    whole = self._take(connection, stream, head)
                if not whole:
                    return

    def _give(self, connection: socket.socket, head: str) -> bool:
        asked = re.search(r"^Range: bytes=(\d+)-\r$", head, re.MULTILINE)
        self.ranges.append(asked[0].strip() if asked else "")
        start = int(asked[1]) if asked and self.does_ranges and f"If-Range: {TAG}\r" in head else 0
        fields = [f"Content-Length: {self.size - start}", "Content-Type: application/octet-stream", f"ETag: {TAG}"]
        if start:
            fields.append(f"Content-Range: bytes {start}-{self.size - 1}/{self.size}")
        status = "206 Partial Content" if start else "200 OK"
        connection.sendall("\r\n".join([f"HTTP/1.1 {status}", *fields, "\r\n"]).encode())
        end = min(self.size, start + self.cuts.pop(0)) if self.cuts else self.size
        for piece in content(start, end):
            connection.sendall(piece)
        return end == self.size

    def _take(self, connection: socket.socket, stream: BinaryIO, head: str) -> bool:
        upload, made = Upload(head), hashlib.sha256()
        self.uploads.append(upload)
        for piece in _body(stream, head):
            upload.size += len(piece)
            upload.beginning = (upload.beginning + piece)[:KEPT] if len(upload.beginning) < KEPT else upload.beginning
            upload.end = (upload.end + piece)[-100:]
            made.update(piece)
        upload.digest = made.hexdigest()
        told = json.dumps({"size": upload.size, "digest": upload.digest}).encode()
        fields = f"Content-Type: application/json\r\nContent-Length: {len(told)}\r\n\r\n"
        connection.sendall(f"HTTP/1.1 200 OK\r\n{fields}".encode() + told)
        return True


def _head(stream: BinaryIO) -> str:
    """Give the lines of a head; nothing where the connection ends before it does."""
    lines: list[bytes] = []
    while (line := stream.readline()) not in (b"", b"\r\n"):
        lines.append(line)
    return b"".join(lines).decode("latin-1") if line else ""


def _body(stream: BinaryIO, head: str) -> Iterator[bytes]:
    length = re.search(r"^Content-Length: (\d+)\r$", head, re.MULTILINE)
    if length:
        yield from _exactly(stream, int(length[1]))
        return
    while size := int(stream.readline(), 16):
        yield from _exactly(stream, size)
        stream.readline()
    stream.readline()


def _exactly(stream: BinaryIO, count: int) -> Iterator[bytes]:
    while count:
        piece = stream.read(min(PIECE, count))
        if not piece:
            raise ValueError("the body is cut")
        count -= len(piece)
        yield piece
