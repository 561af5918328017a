"""The doors to the packages above: each is imported when it is asked for, here and nowhere else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ..description.api import Api
from ..display.shell import interactive_shell
from ..errors import DynaclientError

if TYPE_CHECKING:
    from ..mock import MockServer as MockServer  # noqa: PLC0414 - for annotations elsewhere


def complete_in_shell() -> None:
    """Offer the names of clients where the Tab key is pressed, if this process is an IPython shell or its kernel."""
    if interactive_shell() is not None:
        from ..completion.matcher import register

        register()


def mock_server(api: Api, **options: Any) -> MockServer:
    """Return a mock server for a description; see `mock.server.MockServer` for the options."""
    from ..mock import MockServer

    return MockServer(api, **options)


def mock_token(api: Api) -> Any:
    """Return the credential that each mock server of a description takes without `grants`, which is not secret."""
    from ..mock.reading.authorization import token_for

    return token_for(api)


def mock_server_options() -> Collection[str]:
    """Return the names of the options of a mock server."""
    from inspect import signature

    from ..mock import MockServer

    return signature(MockServer).parameters


def documentation(api: Api) -> Mapping[str, str]:
    """Return the files of the documentation of a description, by their names."""
    from ..render.docs import pages

    return pages(api)


def agent_documentation(api: Api) -> Mapping[str, str]:
    """Return the files of the documentation of a description for agents, by their names; see `render.agent_pages`."""
    from ..render.agent_pages import pages

    return pages(api)


def stubs(api: Api, only: Sequence[str] = ()) -> Mapping[str, str]:
    """Return the files of the type stubs of a description, by their names; see `render.stubs`."""
    from ..render.stubs import stubs as stub_files

    return stub_files(api, only=only)


def to_openapi(api: Api) -> dict[str, Any]:
    """
    Return a description as a document of OpenAPI 3.1, as JSON data.

    What OpenAPI cannot say, such as the names of actions and pagination, is in `x-dynaclient`: a client of the
    document sends the requests that a client of the description does.

    Args:
        api: The description, as `dynaclient.load` returns it.

    Raises:
        DescriptionError: The description has problems.
    """
    from ..render.openapi.document import to_openapi as document_of

    return document_of(api)


def explorer(api: Api) -> Mapping[str, tuple[str, bytes, tuple[tuple[str, str], ...]]]:
    """Return the files of an API reference in the browser, for the mock server; see `render.openapi.explorer`."""
    from ..render.openapi.explorer import explorer as files_of

    return files_of(api)


def skeleton(name: str, api: Api | None, url: str | None) -> Mapping[str, str]:
    """Return the files of a package that ships a description; see `render.skeleton`."""
    from ..render.skeleton import skeleton as skeleton_files

    return skeleton_files(name, api, url)


def agent_server(toolbox: Any, **options: Any) -> Any:
    """Return a server that carries the tools of a `Toolbox`; see `mcp.serving.AgentServer`."""
    try:
        import mcp  # noqa: F401 - the package of the protocol
    except ImportError:
        message = "mcp needs the mcp extra: pip install 'dynaclient[mcp]'"
        raise DynaclientError(message, code="extra-missing") from None
    from ..mcp.serving import AgentServer

    return AgentServer(toolbox, **options)
