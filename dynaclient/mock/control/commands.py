"""What tests do with a `MockServer`: they look at requests, order failures, and decide what is stored."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, Union

from ...description.api import Api
from ...errors import InvalidCall, invalid_option
from .controlled import ControlledService
from .description import order_of, problems_of
from .faults import Fault, Faults
from .journal import Journal, Received
from .names import expected_arguments, names_options, pattern_of, requires_action
from .seeds import plain_data, read_seed
from .verification import Expectation, failure_of

Seed = Union[str, "os.PathLike[str]", Mapping[str, Any], list[Any]]


class Commands:
    """The methods of a mock server for tests."""

    _api: Api
    _journal: Journal
    _faults: Faults

    @property
    def _controlled(self) -> ControlledService:
        """What is controlled; the server is opened if it is not."""
        raise NotImplementedError

    # What is stored.

    def reset(self) -> None:
        """
        Go back to the start: what was stored by the `seed` of the server is all that is stored.

        Requests, failures and issued tokens are forgotten, the clock shows the time of the machine, and tokens are not
        delayed. Requests in flight are waited for, up to 5 seconds; those that wait for a late token or for the real
        API are not: they get a 503. None is recorded after this.
        """
        self._controlled.reset()

    def seed(self, data: Seed) -> int:
        """
        Store items, and return how many.

        Args:
            data: Lists of items by the paths of their collections, ``{"/pets": [{"name": "Rex"}], "/pets/1/toys":
                […]}``, and single items by theirs, ``{"/me": {…}}``; all by the last words of paths, too, such as
                ``pets``; what `snapshot` has returned; or a recording of real responses: a HAR file, a cassette of
                VCR.py or betamax, or a list of ``{"request": {"method": …, "url": …}, "response": {"status": …,
                "body": …}}``, from which lists and single items are taken. Or the path of a file with one of these,
                in JSON or YAML.
                An item without an id gets one; one whose id is stored replaces that item.

        Raises:
            DescriptionError: With all problems: a collection is unknown, or an item is not valid. Nothing is stored
                then.
        """
        return self._controlled.seed(read_seed(data))

    def snapshot(self) -> dict[str, Any]:
        """Return everything that is stored, secrets included, as JSON data for `restore` and `seed`."""
        return self._controlled.snapshot()

    def restore(self, snapshot: Mapping[str, Any]) -> None:
        """
        Store what a snapshot has, and remove everything else that is stored. Issued tokens stay.

        Raises:
            InvalidCall: This is not a snapshot.
            DescriptionError: A collection in it is unknown, two of its items have the same id, or it has something that
                is not JSON data.
        """
        snapshot = plain_data(snapshot, "snapshot")
        problems = problems_of("state.put", {"snapshot": snapshot})
        if problems:
            raise InvalidCall("restore", problems)
        self._controlled.restore(snapshot)

    # What was received.

    def requests(self, action: str | None = None) -> list[Received]:
        """
        Return the requests that were received: the latest 1,000, within 32 MiB.

        Args:
            action: The name of an action, or a pattern such as ``pets.*``; all requests if left out.

        Raises:
            UnknownName: There is no such action.
        """
        kept = self._journal.all()
        if action is None:
            return kept
        pattern = pattern_of(self._api, action)
        return [received for received in kept if received.matches(pattern)]

    @requires_action
    def assert_called(
        self, action: str, arguments: Mapping[str, Any] | None = None, /, *, times: int | None = None, **more: Any
    ) -> None:
        """
        Raise AssertionError if an action was not called as expected. The message has the most similar call.

        ::

            server.assert_called("pets.post", times=1, pet={"name": "Rex"})

        Every request for the action counts, whatever became of it; a rejected one has no arguments. Calls that are not
        kept any more are counted too, but their arguments are not known: an assertion that depends on them fails.

        Args:
            action: The name of the action.
            arguments: The arguments that it is called with, by name; a call may have more, and objects in it more
                members.
            times: How often it is called with them; at least once if left out.
            more: The same as `arguments`, as keywords.

        Raises:
            UnknownName: There is no such action, or it has no such argument.
        """
        __tracebackhide__ = True
        message = self._failure(action, {**(arguments or {}), **more}, times, ("times",))
        if message:
            raise AssertionError(message)

    @requires_action
    def assert_not_called(self, action: str, arguments: Mapping[str, Any] | None = None, /, **more: Any) -> None:
        """
        Raise AssertionError if an action was called, with these arguments if there are any; see `assert_called`.

        Raises:
            UnknownName: There is no such action, or it has no such argument.
        """
        __tracebackhide__ = True
        message = self._failure(action, {**(arguments or {}), **more}, 0, ())
        if message:
            raise AssertionError(message)

    def _failure(self, name: str, arguments: Mapping[str, Any], times: int | None, options: tuple[str, ...]) -> str:
        if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 0):
            raise invalid_option("times", "is not a number of calls", "pass 1 for once", "assert_called")
        action = self._api.action(name)
        expected = expected_arguments(action, arguments, options)
        return failure_of(Expectation(action, times, expected), *self._journal.calls(action.name))

    def forget_requests(self) -> None:
        """Forget the requests that were received so far, also those to which there is no response yet."""
        self._journal.clear()

    # What fails.

    @names_options
    def fail(
        self,
        action: str = "*",
        *,
        status: int | None = None,
        retry_after: float | None = None,
        delay: float = 0,
        cut: int | None = None,
        drip: float = 0,
        drop: bool = False,
        times: int | None = None,
        probability: float = 1.0,
        seed: int | None = None,
    ) -> Fault:
        """
        Order valid calls to fail from now on: until what is returned ends, also as a context manager, or is used up.

        With a status, the action does nothing and its error is returned, in the format that the description has for it.
        Otherwise the action is done, and only its response is affected. Of several failures that are ordered for a
        call, it has the first.

        Args:
            action: The name of an action, or a pattern such as ``pets.*``.
            status: The status of the response, 400 to 599.
            retry_after: Seconds in its ``Retry-After``.
            delay: Seconds before the response is sent.
            cut: Bytes of the body after which the connection is closed.
            drip: Seconds between two pieces of the body.
            drop: Whether the connection is closed without a response.
            times: How many calls fail; all if left out.
            probability: How likely a call fails.
            seed: With a seed, the same calls fail each time.

        Raises:
            UnknownName: There is no such action.
            InvalidCall: A value is not valid, or nothing would fail.
        """
        given = {
            "action": action, "status": status, "retryAfter": retry_after, "delay": delay, "cut": cut, "drip": drip,
            "drop": drop, "times": times, "probability": probability, "seed": seed,
        }  # fmt: skip
        return self._faults.add(order_of(self._api, given))

    def clear_faults(self) -> None:
        """End all failures that were ordered."""
        self._faults.clear()
