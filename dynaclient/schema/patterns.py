"""
Patterns as JSON Schema defines them (ECMA-262), run in bounded time.

`pattern_parser` reads a pattern. What the fast engine can express is written for it (`pattern_writer`) and runs in
linear time; lookaheads at the start become patterns of their own. Everything else runs in `pattern_matcher`, with a
limit on its steps. Most patterns need none of these: the fast engine reads them in the same way.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any
from weakref import WeakValueDictionary

from ..strings.expressions import expression
from . import engines
from .references import Tokens, map_schemas, walk

if TYPE_CHECKING:
    from .pattern_tree import Node

MAX_REPETITIONS = 5_000
"""The fast engine needs time and memory for each repetition of nested quantifiers."""

_ATOM = r"[A-Za-z0-9 _/,:;@=%'\"!#&~-]|\\[-.\/*+?()|\[\]{}^$\\dw]"
_CLASS = r"\[\^?(?:[A-Za-z0-9]-[A-Za-z0-9]|[A-Za-z0-9 _.,:;@=%'\"!/+*?$(){}|]|\\[-.\/*+?()|\[\]{}^$\\dw])+-?\]"
_QUANTIFIER = r"[*+?]\??|\{[0-9]{1,4}(?:,[0-9]{0,4})?\}\??"
_COMMON = expression(rf"(?:[\^$](?![*+?{{])|\((?:\?:)?|\||(?:{_ATOM}|{_CLASS}|\))(?:{_QUANTIFIER})?)*")
_COUNT = expression("[0-9]+(?=[,}])")
_NOT_FAST = "(?=)"
"""A pattern that the fast engine does not compile, in place of any that it must not run."""

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

    It raises `pattern_tree.TooManySteps`, a ValueError, if that is not decided within a number of steps;
    never for a pattern that the fast engine runs.

    Raises:
        ValueError: ECMA-262 does not allow the pattern, or no engine here can run it (`pattern_tree.PatternError`).
    """
    matches = _compiled.get(pattern)
    if matches is None:
        matches = _compiled[pattern] = _compile(pattern)
        if _is_small(pattern):
            _recent.append(matches)
    return matches


def lenient(matches: Matcher) -> Matcher:
    """Return a function that returns True, too, if it takes too many steps to decide: it may match."""
    from .pattern_tree import TooManySteps

    def may_match(value: str) -> bool:
        try:
            return matches(value)
        except TooManySteps:
            return True

    return may_match


def _is_small(pattern: str) -> bool:
    """Return whether a pattern takes little memory once it is compiled; a class of Unicode takes 80 kB each time."""
    small = len(pattern) <= MAX_RECENT_LENGTH and "\\p" not in pattern and "\\P" not in pattern
    return small and _count_at_most(pattern) <= MAX_RECENT_REPETITIONS


def forget_patterns() -> None:
    """Drop what is compiled, as after a change of the engine."""
    _compiled.clear()
    _recent.clear()


def _compile(pattern: str) -> Matcher:
    fast = _compile_linear(pattern) if _is_common(pattern) else None
    if fast is None:
        from .pattern_parser import parse

        fast = _compile_parts(parse(pattern).tree)
    if fast is None:
        from .pattern_matcher import compile_own

        return compile_own(pattern)
    return _with_surrogates(fast, pattern)


def _with_surrogates(fast: Matcher, pattern: str) -> Matcher:
    """Return a function that takes half of a surrogate pair too, which JSON allows and the fast engine refuses."""

    def matches(value: str) -> bool:
        try:
            return fast(value)
        except UnicodeEncodeError:
            from .pattern_matcher import compile_own

            return compile_own(pattern)(value)

    return matches


def _compile_linear(pattern: str) -> Matcher | None:
    return engines.compile_fast({"pattern": pattern}, engines.DEFAULT_DIALECT)


def _compile_parts(tree: Node) -> Matcher | None:
    """Return a function for a pattern that the fast engine can run, or None."""
    from .pattern_tree import count_repetitions, split_lookaheads
    from .pattern_writer import NotLinear, write

    if engines.fast_engine() is None or count_repetitions(tree) > MAX_REPETITIONS:
        return None
    try:
        parts = [(_compile_linear(write(part)), expected) for part, expected in split_lookaheads(tree)]
    except NotLinear:
        return None
    compiled = [(matches, expected) for matches, expected in parts if matches is not None]
    if len(compiled) < len(parts):
        return None
    if len(compiled) == 1:
        return compiled[0][0]
    return lambda value: all(matches(value) is expected for matches, expected in compiled)


def _is_common(pattern: str) -> bool:
    """Return whether a pattern, if the fast engine compiles it, is valid and means what it means in ECMA-262."""
    return _count_at_most(pattern) <= MAX_REPETITIONS and _COMMON.fullmatch(pattern) is not None


def _count_at_most(pattern: str) -> int:
    """Return how often the quantifiers of a pattern repeat something at most, as if each were inside the others."""
    counts = _COUNT.findall(pattern) if "{" in pattern else ()
    return math.prod(max(int(count[:10]), 1) for count in counts)


def find_doubts(pattern: str) -> tuple[tuple[str, str], ...]:
    """Return what other dialects of patterns read differently: how ECMA-262 reads it, and what to write instead."""
    if _is_common(pattern):
        return ()
    from .pattern_parser import parse
    from .pattern_tree import PatternError

    try:
        return parse(pattern).doubts
    except PatternError:
        return ()


# --- the patterns of a schema ----------------------------------------------------------------------------------------


def patterns_in(schema: Any) -> Iterator[tuple[Tokens, str]]:
    """Yield the patterns at the top level of a schema, each with the tokens that lead to it."""
    if isinstance(schema, dict):
        pattern, properties = schema.get("pattern"), schema.get("patternProperties")
        if isinstance(pattern, str):
            yield ("pattern",), pattern
        for name in properties if isinstance(properties, dict) else ():
            yield ("patternProperties", name), name


def translate(pattern: str) -> str:
    """Return a pattern for the fast engine; one that it does not compile, if it cannot run it."""
    if _is_common(pattern):
        return pattern
    from .pattern_parser import parse
    from .pattern_tree import PatternError, count_repetitions
    from .pattern_writer import NotLinear, write

    try:
        tree = parse(pattern).tree
        return write(tree) if count_repetitions(tree) <= MAX_REPETITIONS else _NOT_FAST
    except (PatternError, NotLinear):
        return _NOT_FAST


def needs_translation(pattern: str) -> bool:
    """Return whether the fast engine reads a pattern differently from ECMA-262."""
    return translate(pattern) != pattern


def adapt_for_fast_engine(schema: Any) -> Any:
    """Return a schema whose patterns mean to the fast engine what they mean in ECMA-262."""
    schemas = (value for _, shape, value in walk((), "schema", schema) if shape == "schema")
    is_foreign = any(needs_translation(pattern) for value in schemas for _, pattern in patterns_in(value))
    return rewrite_patterns(schema) if is_foreign else schema


def rewrite_patterns(schema: Any) -> Any:
    """Return a copy of a schema in which all patterns are translated for the fast engine."""
    return map_schemas(schema, _translated)


def _translated(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema with the patterns that it has itself translated."""
    made = dict(schema)
    if isinstance(schema.get("pattern"), str):
        made["pattern"] = translate(schema["pattern"])
    if isinstance(schema.get("patternProperties"), dict):
        made["patternProperties"] = {}
        for name, member in schema["patternProperties"].items():
            key = translate(name)
            while key in made["patternProperties"]:  # two patterns with one translation
                key = f"(?:{key})"
            made["patternProperties"][key] = member
    return made
