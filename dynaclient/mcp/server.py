"""A server of the Model Context Protocol that carries the tools of a `Toolbox`, in both eras of the protocol."""

from __future__ import annotations

import base64
import sys
from typing import Any

import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.request_state import RequestStateBoundary, RequestStateSecurity
from mcp.shared.exceptions import MCPError
from mcp_types.version import MODERN_PROTOCOL_VERSIONS

from .. import __version__
from ..agents.asking import Question, Reply
from ..agents.kept import LIFE, Kept
from ..agents.pictures import MAX_PICTURE, is_picture
from ..agents.results import ToolResult
from ..agents.sending import CallContext
from ..agents.toolbox import Toolbox

Context = ServerRequestContext[Any, Any]

_QUESTION = "confirm"
"""The name of our question among the requests for input."""
_FORM: dict[str, Any] = {"type": "object", "properties": {}}
"""A form without fields: a person accepts or declines."""
_NEEDED: dict[str, Any] = {"requiredCapabilities": {"elicitation": {"form": {}}}}
"""What a host has to be able to do, for a person to be asked."""
MAX_RANGE = 64 * 1024
"""Bytes of a kept answer that are read at a time."""
MAX_EMBEDDED = 8 * 1024
"""Bytes of the files of a result that stand in it; further ones are links, which not every host can read."""


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
    # What a host keeps between a question and its reply is sealed; that it counts once is the work of `Questions`.
    security = RequestStateSecurity.ephemeral(ttl=LIFE)
    server.middleware.append(RequestStateBoundary(security, default_audience="dynaclient"))
    return server


class _Handlers:
    """What is done for each request of the protocol."""

    def __init__(self, toolbox: Toolbox, *, structured: bool) -> None:
        self._toolbox = toolbox
        self._structured = structured
        self._tools = [types.Tool.model_validate(tool.data) for tool in toolbox.tools]

    async def list_tools(self, _: Context, __: Any) -> types.ListToolsResult:
        """Return all tools, on one page: some hosts read no other."""
        self._toolbox.prepare()  # what `find` needs, while the model thinks
        return types.ListToolsResult(tools=self._tools)

    async def call_tool(
        self, ctx: Context, params: types.CallToolRequestParams
    ) -> types.CallToolResult | types.InputRequiredResult:
        """Call a tool. Whatever is wrong is part of the result, so that the model can read it."""
        try:
            result = await self._toolbox.call(params.name, params.arguments, _call_context(ctx, params))
        except Exception as error:  # noqa: BLE001 - a host shows no more of an exception than "Internal error"
            print(f"dynaclient: {params.name[:60]!r} failed: {type(error).__name__}", file=sys.stderr)
            result = ToolResult(f"{params.name[:60]} failed: an error of this server, not of the call", is_error=True)
        if result.question is not None:
            return _input_required(result.question)
        if result.lacks_person and ctx.session.protocol_version in MODERN_PROTOCOL_VERSIONS:
            raise MCPError(types.MISSING_REQUIRED_CLIENT_CAPABILITY, result.head, _NEEDED)
        return types.CallToolResult(
            content=self._content(result), is_error=result.is_error,
            structured_content=_as_object(result.value) if self._structured and result.data is not None else None,
        )  # fmt: skip

    def _content(self, result: ToolResult) -> list[types.ContentBlock]:
        texts = result.texts[:1] if self._structured else result.texts
        content: list[types.ContentBlock] = [types.TextContent(text=text) for text in texts]
        if result.image is not None:
            data, media = result.image
            content.append(_image(data, media))
        left = MAX_EMBEDDED
        for file in (*result.files, *([result.link] if result.link else ())):
            content.append(self._file(file, left))
            left -= file.size if isinstance(content[-1], types.EmbeddedResource) else 0
        return content

    def _file(self, file: Kept, most: int) -> types.ContentBlock:
        """Return a file of a result: a picture, or up to `most` bytes of it as they are, or a link."""
        found = self._toolbox.kept(file.uri, MAX_PICTURE) if file.size <= MAX_PICTURE else None
        data = found[1] if found else None
        if data is not None and is_picture(file.media, data):
            return _image(data, file.media)
        if data is not None and len(data) <= most:
            return types.EmbeddedResource(resource=_contents(file.uri, file.media, data))
        return types.ResourceLink(uri=file.uri, name=file.id, mime_type=file.media, size=file.size)

    async def list_resources(self, _: Context, __: Any) -> types.ListResourcesResult:
        """Return no resources: those that there are, are named in results."""
        return types.ListResourcesResult(resources=[])

    async def list_templates(self, _: Context, __: Any) -> types.ListResourceTemplatesResult:
        """Return how kept answers are addressed."""
        template = types.ResourceTemplate(uri_template=Kept.TEMPLATE, name="result", description="A kept answer")
        return types.ListResourceTemplatesResult(resource_templates=[template])

    async def read_resource(self, _: Context, params: types.ReadResourceRequestParams) -> types.ReadResourceResult:
        """Return a range of a response that is kept."""
        uri = str(params.uri)
        found = self._toolbox.kept(uri, MAX_RANGE)
        if found is None:
            raise MCPError(types.INVALID_PARAMS, "There is no such result, or no longer", {"uri": uri})
        kept, data = found
        return types.ReadResourceResult(contents=[_contents(uri, kept.media, data)])


def _call_context(ctx: Context, params: types.CallToolRequestParams) -> CallContext:
    """Return how a call reaches the person: by a question during the call, or, since 2026-07-28, by its result."""
    session = ctx.session
    is_modern = session.protocol_version in MODERN_PROTOCOL_VERSIONS
    can_ask = has_forms(session.client_capabilities)
    info = session.client_params.client_info if session.client_params else None

    async def ask(text: str) -> str:
        answer = await session.elicit_form(text, _FORM, related_request_id=ctx.request_id)
        return answer.action

    return CallContext(
        ask=ask if can_ask and not is_modern else None,
        can_ask_later=can_ask and is_modern,
        reply=_reply(params),
        report=session.report_progress,  # which reports nothing to a host that does not ask for it
        caller=f"{info.name} {info.version}" if info else "",
    )


def has_forms(capabilities: Any) -> bool:
    """Return whether a host can show a form: one that only opens URLs cannot."""
    elicitation = capabilities.elicitation if capabilities else None
    return elicitation is not None and (elicitation.form is not None or elicitation.url is None)


def _reply(params: types.CallToolRequestParams) -> Reply | None:
    """Return the reply of a person that comes with a call; where there is none, they are asked anew."""
    answer = (params.input_responses or {}).get(_QUESTION)
    if params.request_state is None or not isinstance(answer, types.ElicitResult):
        return None
    return Reply(params.request_state, answer.action)


def _input_required(question: Question) -> types.InputRequiredResult:
    form = types.ElicitRequestFormParams(message=question.text, requested_schema=_FORM)
    request = types.ElicitRequest(params=form)
    return types.InputRequiredResult(input_requests={_QUESTION: request}, request_state=question.state)


def _image(data: bytes, media: str) -> types.ImageContent:
    return types.ImageContent(data=base64.b64encode(data).decode(), mime_type=media)


def _contents(uri: str, media: str, data: bytes) -> Any:
    if media == "application/json":
        return types.TextResourceContents(uri=uri, mime_type=media, text=data.decode("utf-8", "replace"))
    return types.BlobResourceContents(uri=uri, mime_type=media, blob=base64.b64encode(data).decode())


def _as_object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {"result": value}
