"""Failures that are ordered of a mock server: which calls fail, how, and how often."""

from __future__ import annotations

import math
import random
import threading
from collections.abc import Callable
from http import HTTPStatus
from itertools import count
from typing import Any

from ...client.allowance import matches
from ...records import dataclass
from ..exchange import Delivery, Rejection


@dataclass(frozen=True)
class Order:
    """How the calls of some actions fail."""

    action: str = "*"
    """The full name of an action, or a pattern of such names."""
    status: int | None = None
    """The status of the response in place of the true one, before the action does anything."""
    retry_after: float | None = None
    """Seconds in `Retry-After`, beside `status`."""
    delay: float = 0.0
    cut: int | None = None
    drip: float = 0.0
    drop: bool = False
    times: int | None = None
    """How many calls fail; None for all."""
    probability: float = 1.0
    """How likely a call fails."""
    seed: int | None = None
    """With a seed, the same calls fail each time."""

    @property
    def delivery(self) -> Delivery | None:
        """How the response is sent; None if at once and whole."""
        delivery = Delivery(self.delay, self.drop, self.cut, self.drip)
        return None if delivery == Delivery() else delivery

    @property
    def rejection(self) -> Rejection | None:
        """What is responded in place of the true response; None if that is sent."""
        if self.status is None:
            return None
        headers = () if self.retry_after is None else (("Retry-After", str(math.ceil(self.retry_after))),)
        return Rejection(self.status, f"this is the {_name_of(self.status)} that a test ordered", headers=headers)


def _name_of(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return str(status)


class Fault:
    """
    A failure that was ordered of a mock server. It ends when it is used up, by `end`, or with the block of a `with`.

    ::

        with server.fail("pets.get", status=503, times=2) as failure:
            client.pets.get()  # the third attempt succeeds
        assert failure.uses == 2
    """

    def __init__(self, number: int, order: Order, end: Callable[[], None]) -> None:
        self.id = number
        """Its number, which no other one of the server has."""
        self.order = order
        """Which calls fail, and how."""
        self.uses = 0
        """How many calls have failed by it."""
        self._end = end
        self._random = random.Random(order.seed)  # noqa: S311 - no secret

    @property
    def left(self) -> int | None:
        """How many calls will still fail; None if there is no limit."""
        return None if self.order.times is None else self.order.times - self.uses

    def end(self) -> None:
        """End it, so that no further call fails by it; do nothing the second time."""
        self._end()

    def hits(self, action: str) -> bool:
        """Return whether a call fails by it, and count that."""
        if not matches(self.order.action, action) or self._random.random() >= self.order.probability:
            return False
        self.uses += 1
        return True

    def __enter__(self) -> Fault:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def __repr__(self) -> str:
        order, usual = self.order, vars(Order(action=self.order.action))
        shown = "".join(f" {name}={value!r}" for name, value in vars(order).items() if value != usual[name])
        return f"<{type(self).__name__} {self.id}: {order.action}{shown}, used {self.uses} times>"

    def data(self) -> dict[str, Any]:
        """Return it as JSON data."""
        order = self.order
        return {
            "id": self.id, "action": order.action, "status": order.status, "retryAfter": order.retry_after,
            "delay": order.delay, "cut": order.cut, "drip": order.drip, "drop": order.drop, "times": order.times,
            "left": self.left, "probability": order.probability, "seed": order.seed,
        }  # fmt: skip


class Faults:
    """The failures of a mock server, in the order in which they were ordered."""

    def __init__(self) -> None:
        self._active: dict[int, Fault] = {}
        self._numbers = count(1)
        self._lock = threading.Lock()

    def add(self, order: Order) -> Fault:
        """Add one: calls fail from now on."""
        number = next(self._numbers)
        fault = Fault(number, order, lambda: self.remove(number))
        with self._lock:
            self._active[number] = fault
        return fault

    def take(self, action: str) -> Order | None:
        """Return how this call of an action fails, by the first that is for it; None if it does not."""
        if not self._active:
            return None
        with self._lock:
            found = next((fault for fault in self._active.values() if fault.hits(action)), None)
            if found is not None and found.left == 0:
                del self._active[found.id]
        return found.order if found is not None else None

    def active(self) -> list[Fault]:
        """Return those that are not used up."""
        with self._lock:
            return list(self._active.values())

    def remove(self, number: int) -> None:
        """End the one with this number, if it is active."""
        with self._lock:
            self._active.pop(number, None)

    def clear(self) -> None:
        """End all."""
        with self._lock:
            self._active.clear()
