"""The matcher of IPython, and how it is registered with a shell. IPython is never imported here."""

from __future__ import annotations

import sys
from collections import ChainMap
from typing import Any

from ..display.awaited import end_when_interrupted, leave_when_interrupted
from ..display.shell import interactive_shell
from ..runtime.log import log_debug
from .candidates import candidates, is_string_of_call

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


class _NothingElse(list[Any]):
    """
    No candidates, of which IPython believes that there is one.

    It suppresses what other matchers find only where there is a candidate: otherwise magics, and without jedi all names
    of Python, would be offered in a string of a call.
    """

    def __len__(self) -> int:
        return 1


_ONLY_FILES = {"suppress": True, "do_not_suppress": {"IPCompleter.file_matcher"}}
"""Of a string no other matcher knows what may be in it, unless it is the path of a file."""


def match(context: Any) -> dict[str, Any]:
    """Return what IPython shows for the text before the cursor; see IPython's documentation of matchers."""
    try:
        typed, found, is_ours = _candidates(context)
    except Exception as error:  # noqa: BLE001 - IPython would print it in the middle of what is being typed
        log_debug("no completion: %s", type(error).__name__)
        typed, found, is_ours = "", [], False
    if is_ours and not found:
        return {"completions": _NothingElse(), "matched_fragment": context.token, **_ONLY_FILES}
    return {"completions": found, "suppress": bool(found), "matched_fragment": typed, "ordered": True}


match.matcher_api_version = 2  # type: ignore[attr-defined]
match.matcher_identifier = IDENTIFIER  # type: ignore[attr-defined]
match.matcher_priority = 100  # type: ignore[attr-defined]  # before all of IPython's own, which need more time


def _candidates(context: Any) -> tuple[str, list[Any], bool]:
    """Return what has been typed, the candidates, and whether it is a string of a call of ours."""
    shell = interactive_shell()
    lines = context.full_text.split("\n")[: context.cursor_line]
    before = "\n".join([*lines, context.text_until_cursor])
    after = context.line_with_cursor[context.cursor_position :]
    names = ChainMap(shell.user_ns, shell.user_global_ns)
    typed, found = candidates(before, names, after)
    completion = sys.modules["IPython.core.completer"].SimpleCompletion
    shown = [completion(text=candidate.text, type=candidate.kind) for candidate in found]
    return typed, shown, is_string_of_call(before, names)
