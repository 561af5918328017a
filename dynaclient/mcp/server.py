"""A server of the Model Context Protocol that carries the tools of a `Toolbox`, in both eras of the protocol."""

from __future__ import annotations

import base64
import sys
from typing import Any

from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp_types import (
    BlobResourceContents,
    CallToolRequestParams,
    CallToolResult,
    ContentBlock,
    ElicitRequest,
    ElicitRequestFormParams,
    ElicitResult,
    ImageContent,
    InputRequiredResult,
    ListResourcesResult,
    ListResourceTemplatesResult,
    ListToolsResult,
    ReadResourceRequestParams,
    ReadResourceResult,
    ResourceLink,
    ResourceTemplate,
    TextContent,
    TextResourceContents,
    Tool,
)
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from .. import __version__
from ..agents.asking import Question, Reply
from ..agents.kept import LIFE, Kept
from ..agents.progress import no_report
from ..agents.results import ToolResult
from ..agents.sending import CallContext
from ..agents.toolbox import Toolbox

Context = ServerRequestContext[Any, Any]

_QUESTION = "confirm"
"""The name of our question among the requests for input."""
_FORM: dict[str, Any] = {"type": "object", "properties": {}}
"""A form without fields: a person accepts or declines."""
MAX_RANGE = 64 * 1024
"""Bytes of a kept answer that are read at a time."""


def create_server(toolbox: Toolbox, *, structured: bool = False) -> Server[Any]:
    """
    Return a server.

    Args:
        toolbox: The tools.
        structured: Whether data is returned as `structuredContent`, for programs, in place of the second block of text.
    """
    handlers = _Handlers(toolbox, structured=structured)
    server: Server[Any] = Server(
        "dynaclient", version=__version__, instructions=toolbox.instructions, on_list_tools=handlers.list_tools,
        on_call_tool=handlers.call_tool, on_list_resources=handlers.list_resources,
        on_list_resource_templates=handlers.list_templates, on_read_resource=handlers.read_resource,
    )  # fmt: skip
    # What a host keeps between a question and its answer is sealed; `Questions` looks after that it counts once.
    security = RequestStateSecurity.ephemeral(ttl=LIFE)
    server.middleware.append(RequestStateBoundary(security, default_audience="dynaclient"))
    return server


class _Handlers:
    """What is done for each request of the protocol."""

    def __init__(self, toolbox: Toolbox, *, structured: bool) -> None:
        self._toolbox = toolbox
        self._structured = structured
        self._tools = [Tool.model_validate(tool.data) for tool in toolbox.tools]

    async def list_tools(self, _: Context, __: Any) -> ListToolsResult:
        """Return all tools, on one page: some hosts read no other."""
        return ListToolsResult(tools=self._tools)

    async def call_tool(self, ctx: Context, params: CallToolRequestParams) -> CallToolResult | InputRequiredResult:
        """Call a tool. Whatever is wrong is part of the result, so that the model can read it."""
        try:
            result = await self._toolbox.call(params.name, params.arguments, _call_context(ctx, params))
        except Exception as error:  # noqa: BLE001 - a host shows no more of an exception than "Internal error"
            print(f"dynaclient: {params.name[:60]!r} failed: {type(error).__name__}", file=sys.stderr)
            result = ToolResult(f"{params.name[:60]} failed: an error of this server, not of the call", is_error=True)
        if result.question is not None:
            return _input_required(result.question)
        return CallToolResult(
            content=self._content(result), is_error=result.is_error,
            structured_content=_as_object(result.value) if self._structured and result.data is not None else None,
        )  # fmt: skip

    def _content(self, result: ToolResult) -> list[ContentBlock]:
        texts = result.texts[:1] if self._structured else result.texts
        content: list[ContentBlock] = [TextContent(text=text) for text in texts]
        if result.image is not None:
            data, media = result.image
            content.append(ImageContent(data=base64.b64encode(data).decode(), mime_type=media))
        if result.link is not None:
            link = result.link
            content.append(ResourceLink(uri=link.uri, name=link.id, mime_type=link.media, size=link.size))
        return content

    async def list_resources(self, _: Context, __: Any) -> ListResourcesResult:
        """Return no resources: those that there are, are named in results."""
        return ListResourcesResult(resources=[])

    async def list_templates(self, _: Context, __: Any) -> ListResourceTemplatesResult:
        """Return how kept answers are addressed."""
        template = ResourceTemplate(uri_template=Kept.TEMPLATE, name="result", description="An answer that is kept")
        return ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(self, _: Context, params: ReadResourceRequestParams) -> ReadResourceResult:
        """Return a range of an answer that is kept."""
        from mcp.shared.exceptions import MCPError

        found = self._toolbox.kept(str(params.uri), MAX_RANGE)
        if found is None:
            raise MCPError(code=-32602, message="There is no such result, or no longer")
        kept, data = found
        uri = str(params.uri)
        if kept.media == "application/json":
            text = data.decode("utf-8", "replace")
            return ReadResourceResult(contents=[TextResourceContents(uri=uri, mime_type=kept.media, text=text)])
        blob = base64.b64encode(data).decode()
        return ReadResourceResult(contents=[BlobResourceContents(uri=uri, mime_type=kept.media, blob=blob)])


def _call_context(ctx: Context, params: CallToolRequestParams) -> CallContext:
    """Return how a call reaches the person: by a question during the call, or, since 2026-07-28, by its result."""
    session = ctx.session
    is_modern = session.protocol_version in MODERN_PROTOCOL_VERSIONS
    can_ask = _has_forms(session.client_capabilities)
    info = session.client_params.client_info if session.client_params else None

    async def ask(text: str) -> str:
        answer = await session.elicit_form(text, _FORM, related_request_id=ctx.request_id)
        return answer.action

    async def report(done: float, total: float | None, message: str) -> None:
        await session.report_progress(done, total, message)

    return CallContext(
        ask=ask if can_ask and not is_modern else None,
        can_ask_later=can_ask and is_modern,
        reply=_reply(params),
        report=report if ctx.meta and ctx.meta.get("progress_token") is not None else no_report,
        caller=f"{info.name} {info.version}" if info else "",
    )


def _has_forms(capabilities: Any) -> bool:
    """Return whether a host can show a form: one that only opens URLs cannot."""
    elicitation = capabilities.elicitation if capabilities else None
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


def _reply(params: CallToolRequestParams) -> Reply | None:
    """Return the answer of a person that comes with a call; what is not one counts as none."""
    if params.request_state is None:
        return None
    answer = (params.input_responses or {}).get(_QUESTION)
    return Reply(params.request_state, answer.action if isinstance(answer, ElicitResult) else "cancel")


def _input_required(question: Question) -> InputRequiredResult:
    request = ElicitRequest(params=ElicitRequestFormParams(message=question.text, requested_schema=_FORM))
    return InputRequiredResult(input_requests={_QUESTION: request}, request_state=question.state)


def _as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"result": value}
