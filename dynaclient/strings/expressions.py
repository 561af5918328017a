"""
Regular expressions that are compiled when they are first used.

Compiling takes a tenth of a millisecond or more, and a program uses few of those that it imports.
"""

from __future__ import annotations

import re
from typing import Any, AnyStr, cast


class _Expression:
    """Has what the compiled expression has; each attribute is looked up there once."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._source = (pattern, flags)

    def __getattr__(self, name: str) -> Any:
        value = getattr(re.compile(*self._source), name)
        self.__dict__[name] = value
        return value


def expression(pattern: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """
    Return a regular expression.

    Args:
        pattern: The expression.
        flags: As for `re.compile`.
    """
    return cast("re.Pattern[AnyStr]", _Expression(pattern, int(flags)))
