"""
What is the same in each call of an action, worked out once: constant headers, quoted literals, names in the query.

It only leaves steps out: a value that is not as simple as most of them takes the long way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, Union
from urllib.parse import quote

from ..description.model import Action, Parameter
from ..messages import Headers
from ..records import dataclass
from ..strings.expressions import expression

_UNRESERVED = expression(r"[A-Za-z0-9_~-]+").fullmatch
"""A string that no style and no part of a URL writes otherwise (RFC 3986, section 2.3), dots aside."""
MAX_PLAIN = 2**63


def plain_text(value: Any) -> str | None:
    """Return how every style writes a scalar if that is the same in all of them; None for any other value."""
    kind = type(value)
    if kind is str:
        return value if _UNRESERVED(value) else None
    return str(value) if kind is int and -MAX_PLAIN < value < MAX_PLAIN else None


@dataclass(eq=False, repr=False)
class Plan:
    """What is the same in each call of an action."""

    action: Action

    @cached_property
    def fields(self) -> dict[str, tuple[str, str]]:
        """The header fields of each request, by name in lower case."""
        fields = {"accept": ("Accept", self.action.accept)} if self.action.accept else {}
        fields.update((name.lower(), (name, value)) for name, value in self.action.headers.items())
        return fields

    @cached_property
    def headers(self) -> Headers:
        """The same, for a request that has no others."""
        return Headers(self.fields.values(), is_shared=True)

    @cached_property
    def body_headers(self) -> Headers:
        """The same, for one with a body of the first media type."""
        return Headers([*self.fields.values(), ("Content-Type", self.media)], is_shared=True)

    @cached_property
    def media(self) -> str:
        """The media type of the body unless the caller asks for another; empty if there is no body."""
        return next(iter(self.offered), "")

    @cached_property
    def offered(self) -> tuple[str, ...]:
        """The media types of the body."""
        body = self.action.body
        return tuple(body.content) or ("application/json",) if body else self.action.part_content

    @cached_property
    def presets_body(self) -> bool:
        """Whether the body has members that are sent if the caller's body does not have them."""
        return self.action.body is not None and bool(self.action.body.presets)

    @cached_property
    def has_fields(self) -> bool:
        """Whether an argument may be a header or a cookie."""
        return any(parameter.location in ("header", "cookie") for parameter in self.action.parameters.values())

    @cached_property
    def path(self) -> tuple[tuple[str, Parameter | None, bool], ...]:
        """The path in pieces: a quoted literal, the parameter after it, and whether that may be written as it is."""
        return tuple(
            (
                quote(literal, safe="/:@!$&'()*+,;=~%"),
                self.action.parameters[name] if name else None,
                bool(name) and self.action.parameters[name].style == "simple",
            )
            for literal, name in self.action.pieces
        )

    @cached_property
    def query(self) -> dict[str, tuple[Parameter, str]]:
        """The parameters of the query by name, each with what stands before its value if that may be as it is."""
        return {
            name: (
                parameter,
                f"{quote(parameter.wire, safe='')}=" if parameter.style == "form" and not parameter.content else "",
            )
            for name, parameter in self.action.parameters.items()
            if parameter.location == "query"
        }

    @cached_property
    def has_body(self) -> bool:
        """Whether an argument may be the body, or a part of it."""
        return self.action.body is not None or bool(self.action.parts)

    @cached_property
    def checks(self) -> Mapping[str, Callable[[Any], bool] | None]:
        """For a parameter whether a simple value is clearly valid; None for one whose values are converted."""
        return _Checks(self.action)


_Check = Union[Callable[[Any], bool], None]


class _Checks(dict[str, _Check]):
    """Makes the check of a parameter when a value is passed for it: most are not passed."""

    def __init__(self, action: Action) -> None:
        super().__init__()
        self._action = action

    def __missing__(self, name: str) -> _Check:
        parameter = self._action.parameters[name]
        is_text = parameter.location not in ("body", "part") and parameter.style != "json"
        check = parameter.schema.clear_check if is_text and not parameter.schema.marks_files else None
        self[name] = check
        return check


def plan_of(action: Action) -> Plan:
    """Return the plan of an action, which is kept with it."""
    plan = action.derived.get("plan")
    if plan is None:
        plan = action.derived["plan"] = Plan(action)
    return plan
