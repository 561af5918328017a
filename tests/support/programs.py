"""Programs that some tests need beside this one."""

from __future__ import annotations

import os
import shutil
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip a test for the want of something, or fail it where nothing may be skipped for that."""
    if os.environ.get("DYNACLIENT_PROGRAMS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)


def needed(*names: str) -> None:
    """Go on where these programs are installed."""
    for each in names:
        if shutil.which(each) is None:
            missing(f"{each} is not installed")
