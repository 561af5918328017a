"""The way of a call for an agent: it is allowed, valid, agreed to by a person, logged, sent, and shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from functools import partial
from typing import Any

from ..client import inner
from ..client.aio import AsyncClient
from ..client.allowance import Allowance
from ..description.granted_scopes import scope_texts
from ..description.loading import bundled
from ..description.model import UNSET, Action
from ..errors import DynaclientError, InvalidCall
from ..messages import Request
from ..records import dataclass, replace
from ..results.page_styles import has_pages
from .answering import Answers, Cursor
from .asking import Ask, Questions, Reply, question_text, refusal_of
from .audit import AuditLog, Entry
from .explaining import error_result, last_line, problem_text
from .fetching import Fetched, Fetcher
from .files import FileRoots, with_files
from .kept import fingerprint
from .masking import redacted_arguments
from .pace import NotSent, Pace
from .progress import Progress, Report, no_report
from .results import ToolResult
from .selecting import compile_selection
from .shell_line import shell_line

NOT_SENT = "not sent"
"""What the log has of a call that was refused."""


@dataclass(frozen=True, eq=False, repr=False)
class CallContext:
    """How a call reaches the person behind it."""

    ask: Ask | None = None
    """Asks a person during the call; None if that is not possible."""
    can_ask_later: bool = False
    """Whether a question may be returned as the result, and the reply comes with the next call."""
    reply: Reply | None = None
    """The reply to a question that an earlier call returned."""
    report: Report = no_report
    """Receives the progress."""
    caller: str = ""
    """The program that calls, and its version, for the log."""


@dataclass(frozen=True, eq=False, repr=False)
class Caller:
    """Calls actions for an agent."""

    client: AsyncClient
    allowance: Allowance
    confirm: str
    """What a person is asked about: ``destructive``, ``all`` or ``never``."""
    fetcher: Fetcher
    answers: Answers
    files: FileRoots
    log: AuditLog
    pace: Pace
    questions: Questions
    program: str
    """The program with which a person makes a call themselves."""

    async def call(self, tool: str, action: Action, passed: Mapping[str, Any], context: CallContext) -> ToolResult:
        """
        Return the result of an action.

        Args:
            tool: The name of the tool that is called.
            action: The action.
            passed: `arguments`, and what the tool has besides: `select`, `cursor`, `max_items`.
            context: How the call reaches the person behind it.
        """
        try:
            arguments = partial(self._shown_arguments, action, passed.get("arguments") or {})
            entry = self.log.begin(context.caller, tool, action.name, arguments)
        except OSError as error:
            text = f"{action.name} was not sent: the log of this server cannot be written ({error.strerror})"
            return ToolResult(text, is_error=True)
        with entry:
            entry.note(outcome=NOT_SENT)
            result = await self._checked(tool, action, passed, context, entry)
            entry.note(bytes=sum(len(text.encode("utf-8", "backslashreplace")) for text in result.texts))
        return result

    async def _checked(
        self, tool: str, action: Action, passed: Mapping[str, Any], context: CallContext, entry: Entry
    ) -> ToolResult:
        if refusal := self.refusal(action):
            return ToolResult(refusal, is_error=True)
        if tool == "read" and not action.readonly:
            return ToolResult(f"{action.name} changes something, nothing was sent: call it with write", is_error=True)
        progress = Progress(context.report)
        try:
            async with progress.kept_alive():
                return await self._call(tool, action, passed, replace(context, report=progress.report), entry)
        except InvalidCall as error:
            entry.note(outcome="not valid, not sent")
            text = problem_text(error, action.name, last=last_line(action))
            return ToolResult(text, is_error=True)

    def _shown_arguments(self, action: Action, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the arguments of a call as they are logged: without what is secret, and without credentials."""
        shown = redacted_arguments(action, arguments)
        cleaned: Mapping[str, Any] = inner.without_credentials(self.client, shown)
        return cleaned

    def refusal(self, action: Action) -> str:
        """Return why an action may not be called, and what a person can do about it; empty if it may."""
        if reason := self.allowance.refusal(action):
            return (
                f"{action.name} is not allowed on this server, nothing was sent: {reason}. "
                "Only the person who runs the server can do that"
            )
        lacking = inner.lacking_scopes(self.client, action)
        if not lacking:
            return ""
        listed = " or ".join(scope_texts(lacking[:6]))
        reason = f"the credential of this server lacks the scope {listed}; a person can give it one that has it"
        return f"{action.name} was not sent: {reason}"

    def preview(self, action: Action, arguments: Mapping[str, Any], shown: Callable[[Request], str]) -> str:
        """
        Return the request of a call as a string, with what is secret redacted wherever it is.

        Args:
            action: The action.
            arguments: Its arguments; InvalidCall if they are not valid.
            shown: Returns the string of a request.
        """
        with ExitStack() as stack:
            sent = with_files(action, arguments, self.files, stack)
            text: str = inner.cleaner(self.client, action, sent)(shown(inner.prepare(self.client, action, sent)))
            return text

    def is_confirmed_first(self, action: Action) -> bool:
        """Return whether a person is asked before an action is sent."""
        return not action.readonly and (self.confirm == "all" or (self.confirm == "destructive" and action.destructive))

    async def _call(
        self, tool: str, action: Action, passed: Mapping[str, Any], context: CallContext, entry: Entry
    ) -> ToolResult:
        arguments, expression = passed.get("arguments"), passed.get("select")
        select = compile_selection(expression, action.name) if expression else None
        cursor = Cursor(action.name, fingerprint(arguments or {}), expression or "", passed.get("max_items"))
        if passed.get("cursor"):
            found = self.answers.cursor(passed["cursor"], action, arguments, expression)
            if isinstance(found, str):
                return ToolResult(f"{action.name}: {found}", is_error=True)
            cursor = replace(found, max_items=passed.get("max_items", found.max_items))
            if cursor.kept:
                entry.note(outcome="kept, not sent")
                return await asyncio.to_thread(self.answers.rest, action, cursor)
            select = compile_selection(cursor.select, action.name) if cursor.select else None
            arguments = cursor.arguments
        arguments = arguments or {}
        if self.is_confirmed_first(action):
            refused = await self._asked(tool, action, arguments, context)
            entry.note(confirmed="not yet" if refused and refused.question else "no" if refused else "yes")
            if refused is not None:
                return refused
        fetched = await self._sent(action, arguments, cursor, context, entry)
        if isinstance(fetched, ToolResult):
            return fetched
        return await self._shown(action, fetched, cursor, arguments, select)

    async def _shown(
        self, action: Action, fetched: Fetched, cursor: Cursor, arguments: Mapping[str, Any], select: Any
    ) -> ToolResult:
        def shown() -> ToolResult:
            value, files = self.answers.without_files(fetched.value)
            found = fetched
            if select is not None and not isinstance(value, bytes):
                try:
                    value = select(value)
                except DynaclientError as error:
                    if action.readonly:
                        raise
                    # It cannot be asked for again: all of it is better than none.
                    found = replace(fetched, note=f"{error}. {fetched.note}")
            result = self.answers.whole(action, found, cursor.at_beginning(arguments), value)
            named = tuple(file for file in files if file.uri in (result.data or ""))
            return replace(result, files=named) if named else result

        try:
            # What is selected takes up to two seconds, in which other calls go on.
            return await asyncio.to_thread(shown) if fetched.is_heavy or select is not None else shown()
        except DynaclientError as error:
            return error_result(error)

    # Asking.

    async def _asked(
        self, tool: str, action: Action, arguments: Mapping[str, Any], context: CallContext
    ) -> ToolResult | None:
        """Ask a person, and return what is returned instead of the call; None if they agree."""
        text = self.preview(action, arguments, partial(question_text, self.client.api.title, action))
        call = fingerprint({"tool": tool, "action": action.name, "arguments": arguments})
        if context.reply is not None:
            reason = self.questions.refusal(context.reply, call)
        elif context.ask is not None:
            reason = refusal_of(await self._answer(context.ask, text))
        elif context.can_ask_later:
            return ToolResult(f"{action.name}: a person has to agree first", question=self.questions.ask(text, call))
        else:
            path = self.client.api.path
            file = path if path and path != str(bundled()) else ""
            line = shell_line(action, self._shown_arguments(action, arguments), file, self.program)
            text = f"a person has to agree, and cannot be asked here. They can run: {line}"
            return ToolResult(f"{action.name} was not sent: {text}", is_error=True, lacks_person=True)
        return ToolResult(f"{action.name} was not sent: {reason}", is_error=True) if reason else None

    @staticmethod
    async def _answer(ask: Ask, text: str) -> str:
        """Return the reply of a person; one that cannot be asked has not agreed."""
        try:
            return await ask(text)
        except Exception:  # noqa: BLE001 - of the host: whatever it is, there is no reply
            return "cancel"

    # Sending.

    async def _sent(
        self, action: Action, arguments: Mapping[str, Any], cursor: Cursor, context: CallContext, entry: Entry
    ) -> Fetched | ToolResult:
        entry.note(outcome="cancelled, not sent")
        try:
            with ExitStack() as stack:
                sent = with_files(action, arguments, self.files, stack)
                async with self.pace.turn():
                    entry.note(outcome="cancelled" if action.readonly else "cancelled, it may have been carried out")
                    fetched = await self._fetched(action, sent, cursor, context.report)
        except InvalidCall:
            raise
        except NotSent as error:
            entry.note(outcome=NOT_SENT)
            return ToolResult(f"{action.name} was not sent: {error}", is_error=True)
        except DynaclientError as error:
            status = getattr(error, "status", None)
            outcome = "it may have been carried out" if error.may_be_processed else None
            entry.note(status=status, error=type(error).__name__, outcome=outcome)
            return error_result(error, action)
        except Exception as error:
            outcome = "failed" if action.readonly else "it may have been carried out"
            entry.note(error=type(error).__name__, outcome=outcome)
            raise
        entry.note(status=fetched.status, outcome=None)
        return fetched

    async def _fetched(self, action: Action, sent: Mapping[str, Any], cursor: Cursor, report: Report) -> Fetched:
        page = UNSET if cursor.page is None else cursor.page
        if not has_pages(action) or not action.readonly:
            return await self.fetcher.call(action, sent, once=not action.readonly, report=report)
        if cursor.max_items is not None:
            return await self.fetcher.items(action, sent, cursor.max_items, report, page)
        return await self.fetcher.page(action, sent, page)
