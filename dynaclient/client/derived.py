"""Clients derived from another one: they share its connections and its token, and have other options."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from ..description.usable import usable_actions
from ..errors import InvalidCall, Problem, close_matches, did_you_mean
from ..records import replace
from ..redaction import strips_traceback
from ..runtime.signatures import reports_misuse
from .allowance import allowance
from .members import Members
from .options import OPTION_NAMES, SETTING_NAMES, Settings, changed
from .shared import Shared
from .unknown_names import unknown_option

Made = TypeVar("Made", bound="Derived")


class Derived(Members):
    """The ways to derive a client."""

    @strips_traceback
    @reports_misuse("with_options(timeout=…)")
    def with_options(self: Made, **options: Any) -> Made:
        """
        Return a client like this one, sharing its connections and its token, with other options.

        Args:
            options: ``timeout``, ``connect_timeout``, ``read_timeout`` (seconds), ``retries``, ``redirects``,
                ``max_response_bytes``, ``validate``, ``validate_responses``, ``headers`` and ``query`` (undeclared
                values for each call), ``content`` (the media type of request bodies), ``allow_http``; ``max_items``
                and ``max_pages`` of lists, ``reconnect`` (seconds without a connection after which an event stream
                ends; None for never, 0 to read it once), ``progress`` (True to show the progress of long work, or a
                function that receives it).
        """
        for name in options:
            if name not in OPTION_NAMES and name not in SETTING_NAMES:
                raise unknown_option(name, *self._arguments())
        return self._derive(changed(self._settings, **options))

    @strips_traceback
    @reports_misuse("with_defaults(name=value)")
    def with_defaults(self: Made, **arguments: Any) -> Made:
        """
        Return a client like this one that passes these arguments to each action that takes them.

        A call overrides them. The members of a body that may be passed by name are arguments too. In a row of `map`,
        an object has the members of the default that the row leaves out.

        Secret ones are left out of pickles and copies, as a literal token is.
        """
        known = self.api.parameter_spellings
        named: dict[str, Any] = {}
        for name, value in arguments.items():
            argument = known.get(name) or self._member_name(name)
            if argument is None:
                hint = did_you_mean(close_matches(name, known)) or "see client.api for the parameters of each action"
                problem = Problem.in_call(
                    "call", name, (), "unknown", tuple(known), None, "no action has such an argument", hint
                )
                raise InvalidCall("with_defaults", [problem])
            named[argument] = value
        return self._derive(replace(self._settings, defaults={**self._settings.defaults, **named}))

    def _member_name(self, spelling: str) -> str | None:
        """Return the name of the member of a body that any action takes by this name; None if there is none."""
        names = (action.member_spellings.get(spelling) for action in usable_actions(self.api))
        return next(filter(None, names), None)

    @strips_traceback
    @reports_misuse("limited(allow=…)")
    def limited(self: Made, *, allow: str | Iterable[str] = (), deny: str | Iterable[str] = ()) -> Made:
        """
        Return a client like this one that only calls some actions: those that read, unless more is allowed.

        For code that is not trusted with everything, such as what an agent has written. It is a limit, not a sandbox:
        code that looks for a way around it in the same process finds one. A limit of a limited client narrows it.

        Args:
            allow: ``"write"`` for what changes something and destroys nothing, ``"destructive"`` for everything, or
                patterns of full names such as ``"devices.*"``.
            deny: Patterns of actions that are not allowed, whatever `allow` has.

        Raises:
            InvalidCall: A pattern matches no action.
            NotAllowed: Raised by each call that is not allowed; nothing is sent.
        """
        limits = allowance(self.api, allow, deny, self._settings.allowance)
        return self._derive(replace(self._settings, allowance=limits))

    @property
    def with_response(self: Made) -> Made:
        """A client like this one whose calls return a `Result`: ``.data .status .headers .attempts``."""
        return self._derive(replace(self._settings, full=True))

    def _derive(self: Made, settings: Settings) -> Made:
        return type(self).__new__(type(self))._set_up(self._shared, settings)

    @classmethod
    def _arguments(cls) -> tuple[Iterable[str], Iterable[str]]:
        """Return the names of the arguments of the class, and of its `mock`."""
        raise NotImplementedError

    def _set_up(self: Made, shared: Shared, settings: Settings) -> Made:
        raise NotImplementedError
