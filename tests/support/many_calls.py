"""For tests of many calls: a server that counts what it processed, and a program that tests may kill."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import threading
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from dynaclient import Client, NotFound, load
from dynaclient.bulk.options import parse_options
from dynaclient.bulk.runner import Bulk, create_pool
from dynaclient.http import retry
from dynaclient.runtime.backends import BlockingIterator
from tests.support.descriptions import describe

N = {"n": {"in": "query", "required": True, "schema": {"type": "integer"}}}
DESCRIPTION = describe({
    "get": {"method": "GET", "parameters": N},
    "post": {"method": "POST", "parameters": N},
    "keyed": {"method": "POST", "parameters": N, "idempotencyKey": "Idempotency-Key"},
})  # fmt: skip


API = load(DESCRIPTION)


class ClientCall:
    """Calls an action of a client, with a key if there is one; can be pickled with its client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        header = self.client.api.action(name).idempotency_key
        client = self.client.with_options(headers={header: key}) if key else self.client
        return client.call(name, arguments)


def imap(client: Any, name: str, rows: Any, **options: Any) -> Any:
    """Call an action of a client for each row."""
    resource, action = name.split(".")
    return client[resource][action].imap(rows, **options)


def run_rows(call: Any, rows: Any, name: str = "things.post", **options: Any) -> BlockingIterator[Any]:
    """Run a function as the call of an action, for each row; rows are numbers, or dicts."""
    action = API.action(name)
    parsed = parse_options(name, **options)
    dicts = ({"n": row} if isinstance(row, int) else row for row in rows)
    return BlockingIterator(Bulk(action, dicts, parsed, lambda: create_pool(parsed, action, call)))


def double(_name: str, arguments: Mapping[str, Any], _key: str | None) -> Any:
    """Return twice the number. For 3 raise an error, for 13 end the process, for 23 raise another exception."""
    if arguments["n"] == 3:
        raise NotFound("things.post", 404)
    if arguments["n"] == 13:
        os._exit(1)
    if arguments["n"] == 23:
        raise ZeroDivisionError("a mistake")
    return 2 * arguments["n"]


class CountingServer:
    """
    Responds to each request with its ``n``, and counts how often each was processed.

    Args:
        fault_rate: The share of requests that fail: with 500 or 429 before they are processed, or with a response that
            is cut off or a connection that is reset afterwards.
    """

    def __init__(self, fault_rate: float = 0.0, *, seed: int = 0) -> None:
        self.effects: Counter[int] = Counter()
        self.keys: dict[int, set[str]] = {}
        self.requests = 0
        self._fault_rate = fault_rate
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._received = threading.Condition()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    def __enter__(self) -> CountingServer:
        self._thread.start()
        serving = asyncio.start_server(self._serve, "127.0.0.1", 0, backlog=512)
        self._server = asyncio.run_coroutine_threadsafe(serving, self._loop).result()
        self.url = f"http://127.0.0.1:{self._server.sockets[0].getsockname()[1]}"
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def wait_for(self, requests: int, seconds: float = 120) -> None:
        """Wait until so many requests were received."""
        with self._received:
            assert self._received.wait_for(lambda: self.requests >= requests, seconds), "the program makes no progress"

    async def _end(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                await reader.readexactly(int(length[1]) if length else 0)
                response = self._respond(head)
                if response is None:
                    writer.transport.abort()
                    return
                writer.write(response)
                if b"\r\n\r\n{" not in response:
                    writer.close()
                    return
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()

    def _respond(self, head: str) -> bytes | None:
        with self._received:
            self.requests += 1
            self._received.notify_all()
        fails = self._random.random() < self._fault_rate
        fault = self._random.choices(["500", "429", "cut", "reset"], [10, 1, 10, 10])[0] if fails else ""
        if fault.isdigit():
            return json_response(b'{"message": "no"}', f"{fault} No")
        query = re.search(r"[?&]n=(\d+)", head)
        assert query is not None
        number = int(query[1])
        self.effects[number] += 1
        for key in re.findall(r"idempotency-key: (\S+)", head, re.IGNORECASE):
            self.keys.setdefault(number, set()).add(key)
        response = json_response(json.dumps({"n": number}).encode())
        return {"cut": response[:60], "reset": None}.get(fault, response)


def json_response(body: bytes, status: str = "200 OK") -> bytes:
    """Return a response with a JSON body."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def main(url: str, action: str, journal: str, count: str, result: str) -> None:
    """Call the action for so many rows, resume the journal if it exists, and write the outcomes to a file."""
    retry.THROTTLED_BACKOFF = 0.05  # this server can take a retry sooner
    rows = ({"n": number} for number in range(int(count)))
    with Client(DESCRIPTION, url=url, trust_env=False) as client:
        outcomes = imap(client, action, rows, journal=journal, resume=True)
        listed = [(outcome.number, outcome.status, outcome.value) for outcome in outcomes]
    Path(result).write_text(json.dumps(listed), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
