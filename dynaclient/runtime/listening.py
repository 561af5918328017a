"""Why a server cannot listen on an address."""

from __future__ import annotations

import errno
import socket

_OF_ADDRESS = frozenset({errno.EADDRNOTAVAIL, errno.EAFNOSUPPORT})
"""The errors of an address for which another port does not help."""


def reason_against_listening(error: OSError | ValueError) -> tuple[str, bool]:
    """
    Return why `socket.create_server` has failed, and whether that is its address, not its port.

    Args:
        error: What it has raised; a ValueError for an address that is not a name at all.
    """
    words = getattr(error, "strerror", None) or str(error)
    reason = words.partition(" (while attempting")[0]  # to bind a tuple of Python
    is_unknown = not isinstance(error, OSError) or isinstance(error.__context__, socket.gaierror)
    return reason, is_unknown or getattr(error, "errno", None) in _OF_ADDRESS
