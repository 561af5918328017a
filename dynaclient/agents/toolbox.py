"""`Toolbox`: any API as a handful of tools for an agent."""

from __future__ import annotations

import asyncio
import os
import threading
from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from ..call.preview import format_request
from ..client import inner
from ..client.allowance import matching
from ..client.environment import PROGRAM
from ..description.model import Action
from ..errors import DescriptionError, DynaclientError, InvalidCall, Problem, UnknownName, close_matches, invalid_option
from ..records import replace
from ..redaction import strip_traceback
from .answering import Answers
from .asking import WHEN, Questions
from .audit import AuditLog
from .cleaning import cut_text, one_line
from .describing import describe
from .explaining import Hint, error_result, problem_text, unknown
from .fetching import Fetcher
from .files import FileRoots
from .finding import find
from .generic_tools import as_object, check_arguments, generic_tools, instructions, is_argument_of
from .lines import may_overwrite
from .pace import Pace
from .results import ToolResult
from .sending import CallContext, Caller
from .wording import program_words

if TYPE_CHECKING:
    from ..client.base import BaseClient
    from .kept import Kept
    from .tools import Tool

MAX_TOOLS = 40
"""Tools for single actions, unless `many` is set: hosts and models do worse with more."""
MAX_PREVIEW = 8000
"""Bytes of a request that is previewed."""
MAX_RESPONSE = 64 * 1024 * 1024
"""Bytes of a response."""


ALONE = CallContext()
"""A call behind which there is no person who can be asked."""


class Toolbox:
    """
    Any API as a handful of tools for an agent: checked, bounded, and only reading unless more is allowed.

    ::

        toolbox = Toolbox(Client("openapi.json", token="…"))
        toolbox.tools                                               # names, descriptions, JSON Schemas, hints
        result = await toolbox.call("find", {"query": "list devices"})
        result.text

    Args:
        client: A `Client` or an `AsyncClient`. Only the calls of an `AsyncClient` end at once if they are cancelled.
        allow: What may be called besides reads: ``"write"`` for what destroys nothing, ``"destructive"`` for all,
            or patterns of full names such as ``"devices.*"``.
        deny: Patterns of actions that may not be called, whatever `allow` has.
        tools: Patterns of actions that get a tool of their own.
        only_tools: Whether there are no other tools than those.
        many: Whether these may be more than 40.
        confirm: What a person is asked about before it is sent: ``"destructive"``, ``"all"`` that changes something, or
            ``"never"``. Where no person can be asked, it is not sent.
        max_result: Bytes of a result, from 1,024 to 65,536.
        hide: Names of members that are left out of answers.
        reveal: A folder for whole answers in which secrets were redacted: files that only the user may read.
        files: Folders below which files may be read, to be sent.
        save: A folder for answers that are too large, or are not text.
        log: A file for the audit log.
        log_values: Whether the log has the values of arguments.
        rate: The most calls per second, or a string such as ``"100/minute"``.
        max_calls: The most calls in all.
        seconds: How long a call may take.
        program: The program that a person is asked to log in with, whose variables of the environment are named.

    Raises:
        InvalidCall: An option cannot be used.
    """

    def __init__(
        self,
        client: BaseClient,
        *,
        allow: str | Iterable[str] = (),
        deny: str | Iterable[str] = (),
        tools: str | Iterable[str] = (),
        only_tools: bool = False,
        many: bool = False,
        confirm: str = "destructive",
        max_result: int = 16 * 1024,
        hide: Iterable[str] = (),
        reveal: str | os.PathLike[str] | None = None,
        files: Iterable[str | os.PathLike[str]] = (),
        save: str | os.PathLike[str] | None = None,
        log: str | os.PathLike[str] | None = None,
        log_values: bool = False,
        rate: Any = None,
        max_calls: int | None = None,
        seconds: float = 50.0,
        program: str = PROGRAM,
    ) -> None:
        if confirm not in WHEN:
            raise invalid_option("confirm", "is none of its values", f"one of: {', '.join(WHEN)}", "Toolbox")
        self.api = client.api
        self._index: threading.Thread | None = None
        derived = inner.asynchronous(client, timeout=seconds, redirects=0, max_response_bytes=MAX_RESPONSE)
        self._client = derived.limited(allow=allow, deny=deny)
        self._allowance = inner.allowance_of(self._client)
        _require_apart(reveal, files := [os.fspath(folder) for folder in files])
        self._answers = Answers(max_result, reveal=reveal, save=save)
        self._log = AuditLog(log, with_values=log_values)
        self._caller = Caller(
            self._client, self._allowance, confirm, Fetcher(self._client, frozenset(hide), seconds), self._answers,
            FileRoots(files), self._log, Pace(rate, max_calls), Questions(), program,
        )  # fmt: skip
        self._own = self._own_tools((tools,) if isinstance(tools, str) else tuple(tools), many=many)
        self._generic = {} if only_tools else {tool.name: tool for tool in self._generic_tools()}
        self._calls: Mapping[str, Callable[[Mapping[str, Any], CallContext], Awaitable[ToolResult]]] = {
            "find": self._find, "describe": self._describe, "preview": self._preview,
            "read": partial(self._send, tool="read"), "write": partial(self._send, tool="write"),
        }  # fmt: skip
        if not self._own and not self._generic:
            raise invalid_option("tools", "is needed with only_tools", 'pass patterns such as "devices.*"', "Toolbox")

    # What there is.

    @property
    def tools(self) -> list[Tool]:
        """The tools. They stay the same for as long as the toolbox is there."""
        return [*self._generic.values(), *self._own.values()]

    @property
    def instructions(self) -> str:
        """What a model should know of all of them, in at most 512 bytes."""
        return instructions(one_line(self.api.title, 60), writes=self._allowance.allows_writes)

    def schemas(self, vendor: str, *, strict: bool = False) -> list[dict[str, Any]]:
        """
        Return the tools as the API of a vendor takes them.

        Args:
            vendor: ``"openai"``, ``"anthropic"`` or ``"gemini"``.
            strict: Whether each schema is one that the vendor can enforce.

        Raises:
            InvalidCall: There is no such vendor.
        """
        from .vendors import vendor_schemas

        return vendor_schemas(self.tools, vendor, strict=strict)

    def arguments(
        self, name: str, passed: Mapping[str, Any], vendor: str, *, strict: bool = False
    ) -> Mapping[str, Any]:
        """
        Return what a model has passed to a tool, in the form of a vendor, as arguments for `call`.

        A strict model writes null for what it leaves out, and objects with any members as JSON text.

        Args:
            name: The name of the tool.
            passed: What the model has passed.
            vendor: As for `schemas`.
            strict: The same.

        Raises:
            InvalidCall: There is no such vendor.
        """
        from .vendors import call_arguments

        tool = self._generic.get(name) or self._own.get(name)
        return passed if tool is None else call_arguments(tool, passed, vendor, strict=strict)

    def kept(self, uri: str, most: int) -> tuple[Kept, bytes] | None:
        """
        Return a response that is kept, with some of its bytes; None if there is none, or no longer.

        Args:
            uri: Its URI, which a result has named; with ``?from=N`` the bytes from that one on.
            most: How many bytes.
        """
        return self._answers.kept(uri, most)

    def prepare(self) -> None:
        """Begin to make the index of `find`, once and in a thread: of a very large API it takes a moment."""
        if self._index is None and "find" in self._generic:
            self._index = threading.Thread(target=self.api.search, args=("",), name="dynaclient-index", daemon=True)
            self._index.start()

    def close(self) -> None:
        """Remove what is kept, and close the log; the client stays open."""
        self._answers.close()
        self._log.close()

    def _generic_tools(self) -> list[Tool]:
        allowed = self._allowance
        patterns = [pattern for pattern in allowed.allow if pattern not in ("write", "destructive")]
        is_named = bool(patterns) and len(patterns) == len(allowed.allow)
        names = matching(self.api, patterns, "allow") if is_named else []
        only_adds = is_named and not any(
            may_overwrite(action) for action in map(self._known, names) if action is not None
        )
        return generic_tools(writes=allowed.allows_writes, only_adds=only_adds)

    def _own_tools(self, patterns: Iterable[str], *, many: bool) -> dict[str, Tool]:
        names = matching(self.api, patterns, "tools")
        if len(names) > MAX_TOOLS and not many:
            reason = f"matches {len(names)} actions, and there may be {MAX_TOOLS}"
            raise invalid_option("tools", reason, "name fewer, or set many", "Toolbox")
        if not names:
            return {}
        from .action_tools import action_tools

        actions = [action for action in map(self._known, names) if action is not None]
        return {tool.name: tool for tool in action_tools([one for one in actions if not self._allowance.refusal(one)])}

    def _known(self, name: str) -> Action | None:
        """Return an action; None if its description has problems."""
        try:
            return self.api.action(name)
        except DescriptionError:
            return None

    # Calls.

    async def call(self, name: str, arguments: Any = None, context: CallContext = ALONE) -> ToolResult:
        """
        Call a tool.

        Args:
            name: The name of the tool.
            arguments: Its arguments: a dict, or JSON text.
            context: How the call reaches the person behind it.

        Returns:
            The result. Nothing that is wrong with a call, or that the API answers, is raised: it is a result with
            `is_error`, whose text says what to do.
        """
        try:
            result = await self._result(name, arguments, context)
        except BaseException as error:
            strip_traceback(error)
            del arguments, context
            raise
        if result.is_error:
            result = replace(result, head=program_words(result.head, self._caller.program))
        return self._without_credentials(result)

    async def _result(self, name: Any, arguments: Any, context: CallContext) -> ToolResult:
        tool = (self._generic.get(name) or self._own.get(name)) if isinstance(name, str) else None
        if tool is None:
            known = [tool.name for tool in self.tools]
            similar = ", ".join(close_matches(name, known) or known[:10])
            return ToolResult(f"There is no tool {one_line(str(name), 60)!r}; there is {similar}", is_error=True)
        try:
            if tool.action:
                return await self._call_own(tool, arguments, context)
            passed = check_arguments(name, arguments)
            return await self._calls[name](passed, context)
        except InvalidCall as error:
            return ToolResult(problem_text(error, name, self._hint_for(arguments)), is_error=True)
        except DynaclientError as error:
            return error_result(error)

    def _without_credentials(self, result: ToolResult) -> ToolResult:
        """Return a result without the credentials of the client: the one way out, whatever has made it."""
        shown = inner.without_credentials(self._client, (result.head, result.data))
        if shown == (result.head, result.data):
            return result
        return replace(
            result, head=shown[0], data=shown[1], value=inner.without_credentials(self._client, result.value)
        )

    async def _call_own(self, tool: Tool, arguments: Any, context: CallContext) -> ToolResult:
        action = self.api.action(tool.action)
        passed = as_object(arguments, "the arguments of the tool", tool.name)
        ours = [key for key in ("select", "cursor", "max_items") if f"_{key}" not in action.parameters]
        options = {key: passed.pop(f"_{key}") for key in ours if f"_{key}" in passed}
        checked = check_arguments("read", {"action": action.name, **options})
        return await self._caller.call(tool.name, action, {**checked, "arguments": passed}, context)

    async def _send(self, passed: Mapping[str, Any], context: CallContext, tool: str) -> ToolResult:
        found = self._action(passed["action"])
        return found if isinstance(found, ToolResult) else await self._caller.call(tool, found, passed, context)

    async def _preview(self, passed: Mapping[str, Any], _: CallContext) -> ToolResult:
        action = self._action(passed["action"])
        if isinstance(action, ToolResult):
            return action
        try:
            shown = self._caller.preview(action, passed.get("arguments") or {}, format_request)
        except InvalidCall as error:
            return ToolResult(problem_text(error, action.name), is_error=True)
        notes = ["Nothing was sent. The credential is added when it is sent." if action.auth else "Nothing was sent."]
        if refusal := self._caller.refusal(action):
            notes.append(f"{refusal}.")
        elif self._caller.is_confirmed_first(action):
            notes.append("A person is asked before it is sent.")
        size = len(shown.encode("utf-8", "replace"))
        if size > MAX_PREVIEW:
            shown = f"{cut_text(shown, MAX_PREVIEW)} (+{size - MAX_PREVIEW:,} bytes)"
        return ToolResult(f"{action.name}: {' '.join(notes)} The request would be:\n\n{shown}")

    async def _find(self, passed: Mapping[str, Any], _: CallContext) -> ToolResult:
        # In a thread: to build an action takes a fraction of a second, if its schemas are very many.
        return await asyncio.to_thread(find, self._client, passed, self._caller.refusal)

    async def _describe(self, passed: Mapping[str, Any], _: CallContext) -> ToolResult:
        try:
            text = await asyncio.to_thread(describe, self.api, passed["action"], path=passed.get("path", ""))
        except UnknownName as error:
            return unknown(error)
        action = self._action(passed["action"])
        refusal = self._caller.refusal(action) if isinstance(action, Action) else ""
        return ToolResult(f"{text}\n\n{refusal}" if refusal else text)

    def _action(self, name: str) -> Action | ToolResult:
        """Return an action, or the result of a call of one that there is not, or that cannot be called."""
        try:
            return self.api.action(name)
        except UnknownName as error:
            return unknown(error)
        except DescriptionError as error:
            return error_result(error)

    def _hint_for(self, arguments: Any) -> Hint:
        """Return what says where an argument of an action belongs that was passed as one of the tool."""
        try:
            named = as_object(arguments, "", "").get("action")
        except InvalidCall:
            named = None
        action = self._action(named) if isinstance(named, str) else None

        def hint(problem: Problem) -> str:
            is_nested = (
                isinstance(action, Action) and problem.rule == "unknown" and is_argument_of(action, problem.name)
            )
            return 'pass it in "arguments"' if is_nested else ""

        return hint


def _require_apart(reveal: Any, files: Iterable[str]) -> None:
    """Raise InvalidCall if an agent could send the files in which it is not to see the secrets."""
    if reveal is None:
        return
    folder = os.path.realpath(reveal)
    if any(os.path.commonpath([root, folder]) == root for root in map(os.path.realpath, files)):
        reason = "is below a folder of files, and an agent could send what is written there"
        raise invalid_option("reveal", reason, "pass another folder", "Toolbox")
