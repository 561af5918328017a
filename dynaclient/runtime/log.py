"""The logger ``dynaclient``. It does not import `logging`, which takes longer than most of a first call."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logging import Logger

DEBUG, INFO = 10, 20
"""Two levels of `logging`."""


def logger(level: int) -> Logger | None:
    """
    Return the logger if lines of this level are written, and None otherwise.

    Until a program imports `logging` it cannot ask for any, for what is not asked for begins with warnings.
    """
    # Another thread may be importing it.
    get_logger: Any = getattr(sys.modules.get("logging"), "getLogger", None)
    found: Logger | None = get_logger("dynaclient") if get_logger is not None else None
    return found if found is not None and found.isEnabledFor(level) else None


def log_debug(message: str, *values: object) -> None:
    """Write a line for those who look for what is wrong, as with `logging.Logger.debug`."""
    log = logger(DEBUG)
    if log is not None:
        log.debug(message, *values)
