"""
HTTP/1.1 alone: reading the same response and writing the same request with different cores, and one exchange.

The same table says which malformed responses each core accepts. Cores that are not installed are left out:
``pip install -r benchmarks/requirements.txt``.
"""

from __future__ import annotations

import asyncio
import gc
import http.client
import socket
import statistics
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace
from typing import Any

import hostile
import urllib3
from devices import APPLICATION, DESCRIPTION, PATH, RESPONSES, TOKEN
from measure import Goal, Table, conclude, installed, options, pin, print_and_save, ratios, row_of, turned
from peers import new_loop
from readers import OWN, STANDARD, Collector, Core, accepts, cores, reads
from serving import Scene, served

from dynaclient import Client, Headers, Limits, Request
from dynaclient.http.codec.request_writer import encode_head, header_fields, host_field, origin_end
from dynaclient.http.transports.blocking import HttpTransport
from dynaclient.http.transports.event_loop import AsyncHttpTransport

ROUNDS, QUICK_ROUNDS = 100, 5
RESPONSES_PER_ROUND, EXCHANGES_PER_ROUND = 100, 20
STANDARD_MOST, EXCHANGE_MOST = 0.5, 1.0
CHUNKS = 4

_HEAD = (
    b"HTTP/1.1 200 OK\r\nServer: nginx/1.22.1\r\nDate: Sun, 29 Nov 2026 12:00:00 GMT\r\n"
    b"Content-Type: application/json\r\n%sConnection: keep-alive\r\n\r\n"
)
_BODY = RESPONSES["GET"].encode()

Measured = dict[str, list[float]]
"""CPU seconds by the names of the ways, one for each round."""


def counted_response() -> bytes:
    """Return the response of nginx with a length."""
    return _HEAD % (b"Content-Length: %d\r\n" % len(_BODY)) + _BODY


def chunked_response() -> bytes:
    """Return the same in chunks."""
    size = -(-len(_BODY) // CHUNKS)
    parts = [_BODY[at : at + size] for at in range(0, len(_BODY), size)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    return _HEAD % b"Transfer-Encoding: chunked\r\n" + chunks + b"0\r\n\r\n"


def ready_request(url: str) -> Request:
    """Return the GET with its credential."""
    with Client(DESCRIPTION, url=url, token=TOKEN) as client:
        ready: Request = client.devices.get.prepare(applicationId=APPLICATION, perPage=10)
    headers = Headers([*ready.headers.items(), ("Authorization", f"Bearer {TOKEN}")])
    return replace(ready, headers=headers)


def _reading(core: Core, data: bytes) -> Callable[[], float]:
    def run() -> float:
        prepared = [core.prepare() for _ in range(RESPONSES_PER_ROUND)]
        started = time.process_time()
        for reader in prepared:
            core.read(reader, data)
        return (time.process_time() - started) / RESPONSES_PER_ROUND

    assert core.read(core.prepare(), data)[2] == _BODY
    return run


def _writing(core: Core, request: Request) -> Callable[[], float]:
    write = core.write
    assert write is not None

    def run() -> float:
        prepared = [core.prepare_writer() for _ in range(RESPONSES_PER_ROUND)]
        started = time.process_time()
        for writer in prepared:
            write(writer, request)
        return (time.process_time() - started) / RESPONSES_PER_ROUND

    assert write(core.prepare_writer(), request).startswith(f"GET {PATH}?perPage=10 HTTP/1.1\r\n".encode())
    return run


def _repeated(call: Callable[[], object], count: int) -> Callable[[], float]:
    def run() -> float:
        started = time.process_time()
        for _ in range(count):
            call()
        return (time.process_time() - started) / count

    return run


def _repeated_in(loop: asyncio.AbstractEventLoop, call: Callable[[], Any]) -> Callable[[], float]:
    async def repeat() -> None:
        for _ in range(EXCHANGES_PER_ROUND):
            await call()

    run = _repeated(lambda: loop.run_until_complete(repeat()), 1)
    return lambda: run() / EXCHANGES_PER_ROUND


def measure(ways: dict[str, Callable[[], float]], rounds: int) -> Measured:
    """Run all ways in turns."""
    found: Measured = {name: [] for name in ways}
    for run in ways.values():
        run()
    gc.collect()
    gc.freeze()
    for number in range(rounds):
        for name in turned(list(ways), number):
            found[name].append(ways[name]())
    return found


# One exchange.


def _asyncio_exchange(loop: asyncio.AbstractEventLoop, scene: Scene, sent: bytes, complete: Any) -> Callable[[], Any]:
    """Return one exchange with a protocol of asyncio and nothing else."""

    class Protocol(asyncio.Protocol):
        def connection_made(self, transport: Any) -> None:
            self.transport = transport

        def exchange(self) -> asyncio.Future[bytes]:
            self.data = b""
            self.future: asyncio.Future[bytes] = loop.create_future()
            self.transport.write(sent)
            return self.future

        def data_received(self, data: bytes) -> None:
            self.data += data
            if (body := complete(self.data)) is not None:
                self.future.set_result(body)

    _, protocol = loop.run_until_complete(loop.create_connection(Protocol, *scene.address))
    return protocol.exchange


def _ends(size: int) -> Callable[[bytes], bytes | None]:
    """Return what knows the size of the response beforehand: the least that can be done."""
    return lambda data: data if len(data) >= size else None


def _parsed(httptools: Any) -> Callable[[bytes], bytes | None]:
    """Return what reads the response with httptools."""

    def complete(data: bytes) -> bytes | None:
        collector = Collector(httptools)
        collector.parser.feed_data(data)
        return collector.message[2] if collector.messages else None

    return complete


def _socket_exchange(connection: socket.socket, sent: bytes, size: int) -> Callable[[], None]:
    def exchange() -> None:
        connection.sendall(sent)
        left = size
        while left > 0:
            left -= len(connection.recv(65536))

    return exchange


def _http_client_exchange(connection: http.client.HTTPConnection, target: str, headers: dict[str, str]) -> Any:
    def exchange() -> bytes:
        connection.request("GET", target, headers=headers)
        return connection.getresponse().read()

    return exchange


def exchanges(scene: Scene, stack: ExitStack) -> dict[str, Callable[[], float]]:
    """Return the ways to make one exchange on an open connection."""
    request, limits, loop = ready_request(scene.url), Limits(), new_loop(stack)
    host, port = scene.address
    target, fields = request.url[origin_end(request.url) :], header_fields(request)
    headers, sent = dict(fields), encode_head(request, target, host_field(request.url))
    connection = stack.enter_context(socket.create_connection(scene.address))
    connection.sendall(sent)
    size = len(connection.recv(65536))
    blocking, awaited = HttpTransport(), AsyncHttpTransport()
    standard, pool = http.client.HTTPConnection(host, port), urllib3.HTTPConnectionPool(host, port)
    for close in (blocking.close, standard.close, pool.close):
        stack.callback(close)
    stack.callback(lambda: loop.run_until_complete(awaited.close()))
    ways = {
        "a socket, prepared bytes": _socket_exchange(connection, sent, size),
        "HttpTransport": lambda: blocking.send(request, limits),
        "http.client": _http_client_exchange(standard, target, headers),
        "urllib3, HTTPConnectionPool.urlopen": lambda: pool.urlopen("GET", target, headers=headers).data,
    }
    tasks = {
        "asyncio.Protocol, prepared bytes": _asyncio_exchange(loop, scene, sent, _ends(size)),
        "AsyncHttpTransport": lambda: awaited.send(request, limits),
    }
    httptools = installed("httptools")
    if httptools is not None:
        tasks["asyncio.Protocol with httptools"] = _asyncio_exchange(loop, scene, sent, _parsed(httptools))
    return {
        **{name: _repeated(call, EXCHANGES_PER_ROUND) for name, call in ways.items()},
        **{name: _repeated_in(loop, call) for name, call in tasks.items()},
    }


# Tables.


def as_table(title: str, found: Measured, base: str) -> Table:
    """Return a table, the fastest way first."""
    listed = sorted(found, key=lambda name: statistics.median(ratios(found[name], found[base])))
    rows = [row_of(name, found[name], found[base], f"{statistics.median(found[name]) * 1e6:.1f}") for name in listed]
    bars = {name: statistics.median(ratios(found[name], found[base])) for name in listed}
    return Table(title, ("way", "CPU µs", f"× {base}", "quartiles"), tuple(rows), bars, f"× the CPU time of {base}")


def strictness(listed: list[Core]) -> list[Table]:
    """Return which responses each core accepts."""
    names = tuple(core.name for core in listed)
    invalid = {case: [accepts(core, data) for core in listed] for case, data in hostile.RESPONSES.items()}
    large = {case: [accepts(core, data) for core in listed] for case, data in hostile.EXCESSIVE.items()}
    valid = {case: [reads(core, *expected) for core in listed] for case, expected in hostile.VALID.items()}
    return [
        _verdicts("Malformed responses that are accepted", names, invalid),
        _verdicts("Valid responses of excessive size that are accepted", names, large),
        _verdicts("Ordinary valid responses that are read", names, valid),
    ]


def _verdicts(title: str, names: tuple[str, ...], verdicts: dict[str, list[bool]]) -> Table:
    """Return a table of the sums, and of the responses that the cores differ about."""
    rows = [
        (case, *("yes" if verdict else "no" for verdict in found))
        for case, found in verdicts.items()
        if len(set(found)) > 1
    ]
    sums = {name: sum(found) for name, *found in zip(names, *verdicts.values(), strict=True)}
    total = (f"of all {len(verdicts)}", *map(str, sums.values()))
    return Table(title, ("response", *names), (total, *rows))


def main() -> None:
    """Measure, print the tables and the ratios."""
    arguments = options(__doc__ or "", saves=True)
    pin(0)
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    listed = cores()
    request = ready_request("http://127.0.0.1:80")
    counted = measure({core.name: _reading(core, counted_response()) for core in listed}, rounds)
    chunked = measure({core.name: _reading(core, chunked_response()) for core in listed}, rounds)
    writers = {core.name: _writing(core, request) for core in listed if core.write}
    written = measure(writers, rounds)
    with ExitStack() as stack:
        server = stack.enter_context(served())
        exchanged = measure(exchanges(server.scenes[0], stack), rounds)
        capacity = server.capacity(server.scenes[0], 5_000 if arguments.quick else 50_000)
    transport = "HttpTransport"
    tables = [
        as_table(f"Reading a response of {len(counted_response())} bytes with a length", counted, OWN.name),
        as_table(f"Reading the same in {CHUNKS} chunks", chunked, OWN.name),
        as_table("Writing the head of a request", written, OWN.name),
        as_table("One exchange on an open connection", exchanged, transport),
        *strictness(listed),
    ]
    print_and_save([f"{rounds} rounds", f"server: {server.name}; {capacity}"], tables, arguments.save)
    goals = [
        Goal("read, ours/http.client", ratios(counted[OWN.name], counted[STANDARD.name]), STANDARD_MOST),
        Goal("read in chunks, ours/http.client", ratios(chunked[OWN.name], chunked[STANDARD.name]), STANDARD_MOST),
        Goal("exchange, ours/http.client", ratios(exchanged[transport], exchanged["http.client"]), EXCHANGE_MOST),
    ]
    conclude(goals, check=arguments.check)


if __name__ == "__main__":
    main()
