"""A plugin of pytest for click before 8.2, whose runner mixes both outputs unless it is asked not to."""

from __future__ import annotations

from functools import partialmethod
from inspect import signature
from typing import Any

from click.testing import CliRunner

runner: Any = CliRunner
if "mix_stderr" in signature(runner).parameters:
    runner.__init__ = partialmethod(runner.__init__, mix_stderr=False)
