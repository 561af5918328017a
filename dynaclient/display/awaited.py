"""
Cells of IPython on a terminal that await something: what Ctrl-C interrupts ends, as it does in a notebook.

IPython itself only leaves the event loop then: the work of the cell would go on with the next ``await``, and send more.
"""

from __future__ import annotations

import sys
from typing import Any

from .shell import is_notebook


class EndingRunner:
    """The runner of IPython for asyncio, which also ends the work of a cell that is interrupted."""

    def __init__(self, runner: Any) -> None:
        self.runner = runner

    def __call__(self, coroutine: Any) -> Any:
        """Run the coroutine of a cell, and return its result."""
        loop = sys.modules["IPython.core.async_helpers"].get_asyncio_loop()
        task = loop.create_task(coroutine)
        try:
            return self.runner(task)
        except KeyboardInterrupt:
            if task.done():
                raise
        # Only this task: those that the user has started in the background go on. As in a notebook, IPython shows the
        # cancellation, and not as one that follows from the interrupt. A second Ctrl-C ends this, too.
        task.cancel()
        return self.runner(task)

    def __str__(self) -> str:
        return str(self.runner)  # which ``%autoawait`` shows


def end_when_interrupted(shell: Any) -> None:
    """End the work of cells that are interrupted, if the shell of a terminal runs them with asyncio."""
    own = getattr(sys.modules.get("IPython.core.async_helpers"), "_asyncio_runner", None)
    # A kernel cancels by itself, and asks whether this runner is IPython's.
    if own is not None and not is_notebook(shell) and getattr(shell, "loop_runner", None) is own:
        shell.loop_runner = EndingRunner(own)


def leave_when_interrupted(shell: Any) -> None:
    """Undo `end_when_interrupted`, unless another runner has been chosen since."""
    if isinstance(getattr(shell, "loop_runner", None), EndingRunner):
        shell.loop_runner = shell.loop_runner.runner
