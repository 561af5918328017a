"""A server of one large file: it supports ranges, cuts off its responses and accepts uploads, without much memory."""

from __future__ import annotations

import hashlib
import json
import random
import re
import socket
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tests.support.raw_server import Received, SocketServer, raw_response, read_head

BLOCK = random.Random(5).randbytes(1_000_003)
"""What the file repeats: of an odd length, so that nothing misplaced looks right."""
TAG = '"the-file"'
PIECE = 256 * 1024
BEGINNING = 8 * 1024
"""Bytes of an upload that are recorded."""


def content(start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of the file from `start` to `end`, in pieces."""
    while start < end:
        at = start % len(BLOCK)
        piece = BLOCK[at : at + min(PIECE, end - start)]
        yield piece
        start += len(piece)


def content_digest(size: int) -> str:
    """Return the SHA-256 of a file of this size."""
    digest = hashlib.sha256()
    for piece in content(0, size):
        digest.update(piece)
    return digest.hexdigest()


@dataclass
class Upload:
    """The body of one request."""

    head: str
    size: int = 0
    beginning: bytes = b""
    end: bytes = b""
    digest: str = ""


class FileServer(SocketServer):
    """
    Sends a file of `size` bytes, or the requested range of it, for a GET; records what is sent with other methods.

    Args:
        size: The bytes of the file.
        cuts: After how many bytes the responses are cut off, one after the other; further ones are complete.
        does_ranges: Whether it supports ranges.
    """

    JOINS = False

    def __init__(self, size: int, cuts: list[int] | None = None, *, does_ranges: bool = True) -> None:
        super().__init__()
        self.size = size
        self.cuts = cuts or []
        self.does_ranges = does_ranges
        self.ranges: list[str] = []
        """The ``Range`` header of each GET, or an empty string."""
        self.uploads: list[Upload] = []

    def serve(self, connection: socket.socket, number: int) -> None:
        with connection.makefile("rb") as stream:
            while head := read_head(stream):
                request = Received(head, b"", number)
                is_complete = (
                    self._send_file(connection, request)
                    if request.method == "GET"
                    else self._receive_upload(connection, stream, request)
                )
                if not is_complete:
                    return

    def _send_file(self, connection: socket.socket, request: Received) -> bool:
        requested = re.fullmatch(r"bytes=(\d+)-", request.value("Range"))
        self.ranges.append(f"Range: {requested[0]}" if requested else "")
        start = int(requested[1]) if requested and self.does_ranges and request.value("If-Range") == TAG else 0
        fields = [f"Content-Length: {self.size - start}", "Content-Type: application/octet-stream", f"ETag: {TAG}"]
        if start:
            fields.append(f"Content-Range: bytes {start}-{self.size - 1}/{self.size}")
        status = "206 Partial Content" if start else "200 OK"
        connection.sendall("\r\n".join([f"HTTP/1.1 {status}", *fields, "\r\n"]).encode())
        end = min(self.size, start + self.cuts.pop(0)) if self.cuts else self.size
        for piece in content(start, end):
            connection.sendall(piece)
        return end == self.size

    def _receive_upload(self, connection: socket.socket, stream: BinaryIO, request: Received) -> bool:
        upload, digest = Upload(request.head.decode("latin-1")), hashlib.sha256()
        self.uploads.append(upload)
        for piece in _body(stream, request):
            upload.size += len(piece)
            upload.beginning += piece[: max(BEGINNING - len(upload.beginning), 0)]
            upload.end = (upload.end + piece)[-100:]
            digest.update(piece)
        upload.digest = digest.hexdigest()
        connection.sendall(raw_response(json.dumps({"size": upload.size, "digest": upload.digest}).encode()))
        return True


def _body(stream: BinaryIO, request: Received) -> Iterator[bytes]:
    if length := request.value("Content-Length"):
        yield from _exactly(stream, int(length))
        return
    while size := int(stream.readline(), 16):
        yield from _exactly(stream, size)
        stream.readline()
    stream.readline()


def _exactly(stream: BinaryIO, count: int) -> Iterator[bytes]:
    while count:
        piece = stream.read(min(PIECE, count))
        if not piece:
            raise ValueError("the body is cut off")
        count -= len(piece)
        yield piece
