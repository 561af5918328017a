"""The matcher of IPython, and how it is registered with a shell. IPython is never imported here."""

from __future__ import annotations

import sys
from collections import ChainMap
from typing import Any

from ..display.awaited import end_when_interrupted, leave_when_interrupted
from ..display.shell import interactive_shell
from ..runtime.log import log_debug
from .candidates import candidates

IDENTIFIER = "dynaclient"


def register(shell: Any = None) -> None:
    """
    Offer the names of clients where the Tab key is pressed in a shell of IPython, and let Ctrl-C end what is awaited.

    Nothing is done outside IPython. A version before 8.6 has other matchers.

    Args:
        shell: The shell; the running one if left out.
    """
    shell = shell or interactive_shell()
    end_when_interrupted(shell)
    matchers = getattr(getattr(shell, "Completer", None), "custom_matchers", None)
    is_supported = hasattr(sys.modules.get("IPython.core.completer"), "CompletionContext")
    if matchers is not None and is_supported and match not in matchers:
        matchers.append(match)


def unregister(shell: Any) -> None:
    """Leave the shell as it was, until another client is made."""
    leave_when_interrupted(shell)
    matchers = shell.Completer.custom_matchers
    if match in matchers:
        matchers.remove(match)


def match(context: Any) -> dict[str, Any]:
    """Return what IPython shows for the text before the cursor; see IPython's documentation of matchers."""
    try:
        typed, found = _candidates(context)
    except Exception as error:  # noqa: BLE001 - IPython would print it in the middle of what is being typed
        log_debug("no completion: %s", type(error).__name__)
        typed, found = "", []
    return {"completions": found, "suppress": bool(found), "matched_fragment": typed, "ordered": True}


match.matcher_api_version = 2  # type: ignore[attr-defined]
match.matcher_identifier = IDENTIFIER  # type: ignore[attr-defined]
match.matcher_priority = 100  # type: ignore[attr-defined]  # before all of IPython's own, which need more time


def _candidates(context: Any) -> tuple[str, list[Any]]:
    shell = interactive_shell()
    lines = context.full_text.split("\n")[: context.cursor_line]
    before = "\n".join([*lines, context.text_until_cursor])
    after = context.line_with_cursor[context.cursor_position :]
    typed, found = candidates(before, ChainMap(shell.user_ns, shell.user_global_ns), after)
    completion = sys.modules["IPython.core.completer"].SimpleCompletion
    return typed, [completion(text=candidate.text, type=candidate.kind) for candidate in found]
