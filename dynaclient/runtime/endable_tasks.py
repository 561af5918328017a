"""How the stream of an `AsyncClient` is ended: its task may wait for a transport that knows nothing of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import Any

from .asyncio_backend import cancel
from .backends import ClientClosed
from .endable import Endable


class EndableTasks(Endable):
    """What the requests and the pauses of one stream wait by in an event loop."""

    async def _exchange(self, transport: Any, request: Any, limits: Any) -> Any:
        loop = asyncio.get_running_loop()
        ended: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            with suppress(RuntimeError):  # the loop is closed, and no task waits
                loop.call_soon_threadsafe(ended.cancel)

        self._wait_by(wake)
        exchange = asyncio.ensure_future(self.without_end.send(transport, request, limits))
        try:
            await asyncio.wait([exchange, ended], return_when=asyncio.FIRST_COMPLETED)
        except BaseException:
            cancel(exchange)
            await _close(exchange)
            raise
        if exchange.done():
            return exchange.result()
        cancel(exchange)
        raise ClientClosed(sent=True)


async def _close(exchange: asyncio.Future[Any]) -> None:
    """Close the response of an exchange that had ended when its caller was cancelled: nothing else has it."""
    if exchange.done() and not exchange.cancelled() and exchange.exception() is None:
        pieces = getattr(exchange.result(), "pieces", None)
        if pieces is not None:
            await pieces.aclose()
