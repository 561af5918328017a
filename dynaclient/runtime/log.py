"""The logger ``dynaclient``. It does not import `logging`, which takes longer than most of a first call."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from logging import Logger

DEBUG, INFO = 10, 20
"""Two levels of `logging`."""
_NAME = "dynaclient"
_known: dict[str, Logger] = {}
"""The logger, once it was looked up."""


def logger(level: int) -> Logger | None:
    """
    Return the logger if lines of this level are written, and None otherwise.

    Until a program imports `logging` it cannot ask for any, for what is not asked for begins with warnings.
    """
    found = _known.get(_NAME)
    if found is None:
        # Another thread may be importing it.
        get_logger: Any = getattr(sys.modules.get("logging"), "getLogger", None)
        if get_logger is None:
            return None
        # Once: it locks all loggers, and an interrupt at that moment would leave them so.
        found = _known[_NAME] = get_logger(_NAME)
    return found if found.isEnabledFor(level) else None


def log_info(message: str, *values: object) -> None:
    """Write a line about what a call does, as with `logging.Logger.info`."""
    log = logger(INFO)
    if log is not None:
        log.info(message, *values)


def log_debug(message: str, *values: object) -> None:
    """Write a line for those who look for what is wrong, as with `logging.Logger.debug`."""
    log = logger(DEBUG)
    if log is not None:
        log.debug(message, *values)
