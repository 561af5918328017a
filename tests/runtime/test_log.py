"""The logger is used by those who have imported `logging`; nothing else imports it."""

from __future__ import annotations

import logging
import sys
from types import ModuleType

import pytest

from dynaclient.runtime import log
from dynaclient.runtime.log import DEBUG, INFO, log_debug, logger


def test_the_levels_are_those_of_logging() -> None:
    assert (DEBUG, INFO) == (logging.DEBUG, logging.INFO)


def test_lines_are_written_for_those_who_ask_for_them(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "dynaclient")
    log_debug("not %s", "shown")
    assert logger(DEBUG) is None
    caplog.set_level(logging.DEBUG, "dynaclient")
    log_debug("shown %s", 1)
    assert logger(INFO) is logging.getLogger("dynaclient")
    assert caplog.messages == ["shown 1"]


@pytest.mark.parametrize("module", [None, ModuleType("logging")], ids=["not imported", "being imported"])
def test_nothing_is_written_before_logging_is_imported(
    module: ModuleType | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delitem(sys.modules, "logging")
    monkeypatch.setattr(log, "_known", {})
    if module is not None:
        monkeypatch.setitem(sys.modules, "logging", module)
    assert logger(INFO) is None
    log_debug("nothing")


def test_the_logger_is_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    found = logger(logging.CRITICAL)
    monkeypatch.delitem(sys.modules, "logging")
    assert found is not None
    assert logger(logging.CRITICAL) is found
