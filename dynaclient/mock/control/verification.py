"""Whether an action was called as a test expects, and if it was not, which call is most similar."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from ...agents.masking import redacted_arguments
from ...description.model import Action
from ...errors import list_some, printable
from ...records import dataclass
from ...schema.equality import canonical
from ...schema.values import to_string
from ...strings.counting import counted
from ...strings.printing import cut_short
from .journal import MAX_BYTES, MAX_REQUESTS, Received
from .redacting import argument_list

MAX_LISTED = 5
"""Calls and differences, at most, that a message lists."""
_MAX_VALUE = 80
"""Characters of a value in a message."""
_KEPT = (
    f"only the latest {MAX_REQUESTS:,} requests, within {MAX_BYTES // 2**20} MiB, are kept; between the steps of "
    "a test, forget those before: forget_requests(), or DELETE /__mock/requests"
)
_ABSENT: Any = type("Absent", (), {"__repr__": lambda _: "no value"})()

Path = tuple["str | int", ...]
"""Where two values differ."""


@dataclass(frozen=True)
class Expectation:
    """What a test expects of the calls of an action."""

    action: Action
    times: int | None = None
    """How often it is called; None for at least once."""
    arguments: Mapping[str, Any] | None = None
    """The arguments that it is called with, as plain data; those of a call may be more."""


def failure_of(expected: Expectation, received: list[Received], dropped: int = 0) -> str:
    """
    Return why an expectation is not met, in a few lines; an empty string if it is.

    Args:
        expected: The expectation.
        received: The requests that are kept.
        dropped: How many earlier calls of the action are not: their arguments are not known any more.
    """
    calls = [call for call in received if call.action == expected.action.name]
    wanted = expected.arguments or {}
    differing = [(call, list(_differences(expected.action, wanted, call.arguments))) for call in calls]
    found = [call for call, differences in differing if not differences]
    known = len(found) + (0 if wanted else dropped)
    may_be_more = bool(wanted and dropped)
    if expected.times is None and known:
        return ""
    if known == expected.times and not may_be_more:
        return ""
    lines = [f"{expected.action.name}: expected {_wanted(expected)}; {_counted(expected, known, len(calls))}"]
    if may_be_more:
        lines.append(f"  it is not known whether {_calls(dropped)} before had these arguments: {_KEPT}")
    elif dropped:
        lines.append(
            f"  {_calls(dropped)} before the latest requests {'is' if dropped == 1 else 'are'} not listed: {_KEPT}"
        )
    if found:
        lines += [f"  {call.number}. {call}" for call in found[:MAX_LISTED]]
        lines += [f"  and {len(found) - MAX_LISTED} more"] if len(found) > MAX_LISTED else []
    elif calls:
        lines += _nearest(expected, differing)
    elif received:
        lines.append(f"  received: {_others(received)}")
    return printable_lines(lines)


def printable_lines(lines: list[str]) -> str:
    """Return lines as one string that a terminal can print."""
    return "\n".join(map(printable, lines))


def _wanted(expected: Expectation) -> str:
    counted = "at least 1 call" if expected.times is None else _calls(expected.times)
    shown = argument_list(expected.action, expected.arguments or {})
    return f"{counted} with {shown}" if shown else counted


def _counted(expected: Expectation, found: int, calls: int) -> str:
    if expected.arguments and calls:
        others = f"there {'was' if calls == 1 else 'were'} {_calls(calls)}, with other arguments"
        return f"{found} of {_calls(calls)} had these arguments" if found else others
    return "there was none" if not found else f"there {'was' if found == 1 else 'were'} {found}"


def _calls(number: int) -> str:
    return "no call" if number == 0 else counted(number, "call")


def _others(received: list[Received]) -> str:
    counts = Counter(call.action or f"{call} (no action)" for call in received)
    return list_some((name if number == 1 else f"{name} {number} times" for name, number in counts.items()), MAX_LISTED)


# --- differences -----------------------------------------------------------------------------------------------------


def _nearest(expected: Expectation, differing: list[tuple[Received, list[Path]]]) -> list[str]:
    """Return the lines for the call that differs least, the latest of several."""
    call, differences = min(reversed(differing), key=lambda pair: len(pair[1]))
    action = expected.action
    shown = redacted_arguments(action, dict(expected.arguments or {})), redacted_arguments(action, call.arguments)
    lines = [f"  the most similar is {call.number}. {call.method} {call.action}, {call.status}"]
    for path in differences[:MAX_LISTED]:
        wanted, got = (_short(_at(arguments, path)) for arguments in shown)
        lines.append(f"    {_written(path)}: expected {wanted}, got {got}")
    more = len(differences) - MAX_LISTED
    return [*lines, f"    and {more} more"] if more > 0 else lines


def _differences(action: Action, expected: Mapping[str, Any], passed: Mapping[str, Any]) -> Iterator[Path]:
    for name, value in expected.items():
        got = passed.get(name, _ABSENT)
        is_text = action.parameters[name].location not in ("body", "part")
        if not (is_text and _is_same_text(value, got)):
            yield from _between(value, got, (name,))


def _is_same_text(value: Any, got: Any) -> bool:
    """Return whether two values are the same where everything is sent as a string."""
    scalars = (str, int, float)
    return isinstance(value, scalars) and isinstance(got, scalars) and to_string(value) == to_string(got)


def _between(expected: Any, got: Any, path: Path) -> Iterator[Path]:
    """Yield where a value lacks what is expected of it: objects may have more members, everything else is equal."""
    if isinstance(expected, Mapping) and isinstance(got, Mapping):
        for name, value in expected.items():
            yield from _between(value, got.get(name, _ABSENT), (*path, name))
    elif isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        for index, (value, item) in enumerate(zip(expected, got, strict=True)):
            yield from _between(value, item, (*path, index))
    elif got is _ABSENT or not _is_equal(expected, got):
        yield path


def _is_equal(one: Any, other: Any) -> bool:
    """Return whether two values are equal in JSON, where True is not 1."""
    return canonical(one, lambda: None) == canonical(other, lambda: None)


def _at(value: Any, path: Path) -> Any:
    """Return what is shown at a path; a redacted value stands for all that is in it."""
    for step in path:
        if not isinstance(value, (Mapping, list)):
            return value
        try:
            value = value[step]  # type: ignore[index]  # a name or an index, as the value has it
        except LookupError:
            return _ABSENT
    return value


def _written(path: Path) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")


def _short(value: Any) -> str:
    return cut_short(repr(value), _MAX_VALUE)
