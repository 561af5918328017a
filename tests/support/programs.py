"""External programs that some tests need."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def skip_or_fail(reason: str) -> NoReturn:
    """Skip a test because something is missing, or fail it where no test may be skipped for that."""
    if os.environ.get("DYNACLIENT_PROGRAMS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def require_programs(*names: str) -> None:
    """Continue only if these programs are installed."""
    for name in names:
        if shutil.which(name) is None:
            skip_or_fail(f"{name} is not installed")
