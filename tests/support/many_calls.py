"""For tests of many calls: a server that counts what it was made to do, and a program that may be killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import re
import sys
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from dynaclient import Client, NotFound, load
from dynaclient.bulk.executors import Engine
from dynaclient.bulk.runner import Bulk, Plan, engine_of, planned
from dynaclient.description.model import Action
from dynaclient.http import sender as sending
from dynaclient.runtime.backends import BlockingIterator
from tests.support.descriptions import describe

N = {"n": {"in": "query", "required": True, "schema": {"type": "integer"}}}
DESCRIPTION = describe({
    "get": {"method": "GET", "parameters": N},
    "post": {"method": "POST", "parameters": N},
    "keyed": {"method": "POST", "parameters": N, "idempotencyKey": "Idempotency-Key"},
})  # fmt: skip


API = load(DESCRIPTION)


class Calling:
    """Calls an action with a key, as the journal wants it; travels to other processes with its client."""

    def __init__(self, client: Client) -> None:
        self.client = client

    def __call__(self, name: str, arguments: Mapping[str, Any], key: str | None) -> Any:
        header = self.client.api.action(name).idempotency_key
        client = self.client.with_options(headers={header: key}) if key else self.client
        return client.call(name, arguments)


def imap(client: Any, name: str, rows: Any, **options: Any) -> Any:
    """Call an action for each row."""
    resource, action = name.split(".")
    return client[resource][action].imap(rows, **options)


def over(
    call: Any,
    rows: Any,
    name: str = "things.post",
    *,
    engine: Callable[[Plan, Action, Any], Engine] = engine_of,
    **options: Any,
) -> BlockingIterator[Any]:
    """Make this call for each row, as if it were that of the action; rows are numbers, or dicts."""
    action = API.action(name)
    plan = planned(name, **options)
    given = ({"n": each} if isinstance(each, int) else each for each in rows)
    return BlockingIterator(Bulk(action, given, plan, lambda: engine(plan, action, call)))


def doubled(_name: str, arguments: Mapping[str, Any], _key: str | None) -> Any:
    """Give twice the number, and fail where it is 3; end the process where it is 13."""
    if arguments["n"] == 3:
        raise NotFound("things.post", 404)
    if arguments["n"] == 13:
        os._exit(1)
    if arguments["n"] == 23:
        raise ZeroDivisionError("a mistake")
    return 2 * arguments["n"]


class CountingServer:
    """
    Answers each request with the ``n`` that it was asked with, and counts how often each was carried out.

    Args:
        faults: The share of requests that are broken: refused with 500 or 429 before anything is done, or cut or
            reset after.
    """

    def __init__(self, faults: float = 0.0, *, delay: float = 0.0, seed: int = 0) -> None:
        self.effects: Counter[int] = Counter()
        self.keys: dict[int, set[str]] = {}
        self.requests = 0
        self.under_way = 0
        self.most_under_way = 0
        self._problems = faults
        self._delay = delay
        self._random = random.Random(seed)
        self._loop = asyncio.new_event_loop()
        self._reached = threading.Condition()
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
        """Wait until so many requests have come."""
        with self._reached:
            assert self._reached.wait_for(lambda: self.requests >= requests, seconds), "the program makes no progress"

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for each in others:
            each.cancel()
        await asyncio.gather(*others, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = re.search(r"content-length: (\d+)", head, re.IGNORECASE)
                await reader.readexactly(int(length[1]) if length else 0)
                answer = await self._answer(head)
                if answer is None:
                    writer.transport.abort()
                    return
                writer.write(answer)
                if b"\r\n\r\n{" not in answer:
                    writer.close()
                    return
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            writer.transport.abort()

    async def _answer(self, head: str) -> bytes | None:
        with self._reached:
            self.requests += 1
            self._reached.notify_all()
        broken = self._random.random() < self._problems
        fault = self._random.choices(["500", "429", "cut", "reset"], [10, 1, 10, 10])[0] if broken else ""
        if fault.isdigit():
            return whole(b'{"message": "no"}', f"{fault} No")
        found = re.search(r"[?&]n=(\d+)", head)
        assert found is not None
        number = int(found[1])
        self.effects[number] += 1
        for key in re.findall(r"idempotency-key: (\S+)", head, re.IGNORECASE):
            self.keys.setdefault(number, set()).add(key)
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        if self._delay:
            await asyncio.sleep(self._delay)
        self.under_way -= 1
        answer = whole(json.dumps({"n": number}).encode())
        return {"cut": answer[:60], "reset": None}.get(fault, answer)


def whole(body: bytes, status: str = "200 OK") -> bytes:
    """Give an answer in JSON."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


def main(url: str, action: str, journal: str, count: str, result: str) -> None:
    """Call the action for so many rows, going on where a journal is, and leave the outcomes in a file."""
    sending.BACKOFF_THROTTLED = 0.05  # the server means it no more than that
    rows = ({"n": number} for number in range(int(count)))
    with Client(DESCRIPTION, url=url, trust_env=False) as client:
        outcomes = imap(client, action, rows, journal=journal, resume=True)
        listed = [(each.number, each.status, each.value) for each in outcomes]
    Path(result).write_text(json.dumps(listed), encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
