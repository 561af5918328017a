"""
Patterns as JSON Schema defines them (ECMA-262), run in bounded time.

The fast engine runs a pattern as it is, in linear time. A pattern with lookaheads at its start is split, where that is
possible, into patterns that each run in linear time. Any other pattern, for example with a backreference, is translated
for a backtracking engine with a limit on its steps, or for Python's `re` if the fast engine is not installed.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Callable, Iterator
from typing import Any
from weakref import WeakValueDictionary

from . import engines
from .pattern_syntax import (
    BACKTRACKING,
    count_repetitions,
    expand_dots,
    has_unescaped_dot,
    split_lookaheads,
    translate,
)
from .references import LITERAL, Tokens, child_shape, walk

MAX_REPETITIONS = 5_000
"""The linear engine needs time and memory for each repetition of nested quantifiers."""
MAX_BACKTRACKING_LENGTH = 5_000
"""Characters of the longest string that is matched against a pattern which does not run in linear time."""
MAX_BACKTRACKS = 50_000
"""How often the backtracking engine may go back in one match."""
MAX_RECENT_LENGTH = 100
MAX_RECENT_REPETITIONS = 20
MAX_RECENT = 32
"""The size and the number of the patterns that stay compiled although no description holds them: half a MB each."""

Matcher = Callable[[str], bool]
"""Returns whether a pattern matches anywhere in a string."""

_compiled: WeakValueDictionary[str, Matcher] = WeakValueDictionary()
"""
The patterns that are compiled at present. They live as long as the `Inspection` of the schema that they are part of: a
compiled pattern may take 10 MB.
"""
_recent: deque[Matcher] = deque(maxlen=MAX_RECENT)


def compile_pattern(pattern: str) -> Matcher:
    """
    Return a function that returns whether an ECMA-262 pattern matches anywhere in a string.

    The function is the same as long as anyone holds it: who matches a pattern often should hold it.

    The fast engine runs it in linear time. A pattern with other lookarounds, or with backreferences, matches only
    strings of up to `MAX_BACKTRACKING_LENGTH` characters, within `MAX_BACKTRACKS`: every match ends in bounded time.

    Raises:
        ValueError: The pattern is not valid, or no engine here supports it.
    """
    matches = _compiled.get(pattern)
    if matches is None:
        matches = _compiled[pattern] = _compile(pattern)
        if _is_small(pattern):
            _recent.append(matches)
    return matches


def _is_small(pattern: str) -> bool:
    """Return whether a pattern takes little memory once it is compiled; a class of Unicode takes 80 kB each time."""
    small = len(pattern) <= MAX_RECENT_LENGTH and "\\p" not in pattern and "\\P" not in pattern
    return small and count_repetitions(pattern) <= MAX_RECENT_REPETITIONS


def forget_patterns() -> None:
    """Drop what is compiled, as after a change of the engine."""
    _compiled.clear()
    _recent.clear()


def _compile(pattern: str) -> Matcher:
    if engines.fast_engine() is None:
        return compile_with_re(pattern)
    if "{" in pattern and count_repetitions(pattern) > MAX_REPETITIONS:
        raise ValueError(f"its quantifiers, multiplied, repeat more than {MAX_REPETITIONS} times")
    parts = [(_compile_linear(part), expected) for part, expected in split_lookaheads(pattern)]
    compiled = [(matches, expected) for matches, expected in parts if matches is not None]
    if len(compiled) < len(parts):
        return _compile_backtracking(pattern)
    if len(compiled) == 1:
        return compiled[0][0]
    return lambda value: all(matches(value) is expected for matches, expected in compiled)


def _compile_linear(pattern: str) -> Matcher | None:
    # Draft 7 asserts that a pattern is valid in ECMA-262; in later drafts the engine's own escapes would be accepted.
    return engines.compile_fast({"pattern": expand_dots(pattern)}, "draft-07")


def _compile_backtracking(pattern: str) -> Matcher:
    compile_with_re(pattern)  # raises an error with the reason if it is not valid
    engine = engines.fast_engine()
    options = engine.FancyRegexOptions(backtrack_limit=MAX_BACKTRACKS)
    schema = {"pattern": translate(pattern, BACKTRACKING)}
    try:
        matches = engine.Draft202012Validator(schema, pattern_options=options).is_valid
    except (ValueError, engine.ValidationError):
        matches = None
    if matches is None:
        raise ValueError("no engine can run it in bounded time")
    return lambda value: len(value) <= MAX_BACKTRACKING_LENGTH and matches(value)


def compile_with_re(pattern: str) -> Matcher:
    """Return the same as `compile_pattern`, with Python's `re`; ValueError if it does not support the pattern."""
    try:
        search = re.compile(translate(pattern), re.ASCII).search
    except (re.error, OverflowError, RecursionError) as error:
        reason = str(error)
    else:
        return lambda value: search(value) is not None
    raise ValueError(reason)


# --- the patterns of a schema ----------------------------------------------------------------------------------------


def patterns_in(schema: Any) -> Iterator[tuple[Tokens, str]]:
    """Yield the patterns at the top level of a schema, each with the tokens that lead to it."""
    if isinstance(schema, dict):
        pattern, properties = schema.get("pattern"), schema.get("patternProperties")
        if isinstance(pattern, str):
            yield ("pattern",), pattern
        for name in properties if isinstance(properties, dict) else ():
            yield ("patternProperties", name), name


def adapt_for_fast_engine(schema: Any) -> Any:
    """Return a schema whose patterns mean to the fast engine what they mean in ECMA-262: a dot matches no line end."""
    schemas = (value for _, shape, value in walk((), "schema", schema) if shape == "schema")
    has_dots = any(has_unescaped_dot(pattern) for value in schemas for _, pattern in patterns_in(value))
    return rewrite_patterns(schema, "schema") if has_dots else schema


def rewrite_patterns(value: Any, shape: str) -> Any:
    """Return a copy of a value of this shape in which the dots of all patterns of schemas are expanded."""
    if shape == LITERAL:
        return value
    if isinstance(value, list):
        return [rewrite_patterns(item, shape) for item in value]
    if not isinstance(value, dict):
        return value
    copy = {key: rewrite_patterns(member, child_shape(shape, key)) for key, member in value.items()}
    if shape == "schema" and isinstance(value.get("pattern"), str):
        copy["pattern"] = expand_dots(value["pattern"])
    if shape == "schema" and isinstance(value.get("patternProperties"), dict):
        copy["patternProperties"] = {expand_dots(name): member for name, member in copy["patternProperties"].items()}
    return copy
