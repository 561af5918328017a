"""The pages of the site, in the order of its navigation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from posixpath import normpath
from typing import Union

from dynaclient.render.mkdocs import Navigation

ROOT = Path(__file__).parent.parent

Contents = Mapping[str, Union[str, "Contents"]]

TITLE = "dynaclient"
DESCRIPTION = "One JSON file describes an HTTP API; dynaclient is at once a complete, validated client for it."

SOURCES_URL = ""
"""Where files of the repository are shown that are not pages, up to a slash; empty until the first release."""

HOME = "docs/index.md"
CONTENTS: Contents = {
    "Start": {
        "README.md": "Overview",
        "docs/start.md": "Start",
        "docs/installing.md": "Installing",
    },
    "Tutorial": {
        "docs/tutorial.md": "In ten minutes",
    },
    "Guides": {
        "docs/calls.md": "Calls",
        "docs/asyncio.md": "asyncio",
        "docs/pages-streams-files.md": "Pages, streams and files",
        "docs/errors.md": "Errors and retries",
        "docs/command-line.md": "In a shell",
        "docs/notebooks.md": "Notebooks",
        "docs/troubleshooting.md": "Troubleshooting",
        "docs/values.md": "Values",
        "docs/many-calls.md": "Many calls",
        "docs/transports.md": "Transports",
        "docs/authentication.md": "Authentication",
        "docs/tokens.md": "Obtaining tokens",
        "docs/profiles.md": "Profiles and logins",
        "docs/openapi-file.md": "You have an OpenAPI file",
        "docs/importing.md": "Importing descriptions",
        "docs/write-a-description.md": "Write a description",
        "docs/extending.md": "Extend a description",
        "docs/editors.md": "Editors",
        "docs/types-and-documentation.md": "Types and documentation",
        "docs/description-problems.md": "Problems of a description",
        "docs/mock-server.md": "The mock server",
        "docs/mock-state.md": "What the mock server stores",
        "docs/mock-in-tests.md": "The mock server in tests",
        "docs/agents.md": "Agents",
        "docs/ship-your-own.md": "Ship your own",
        "examples/acme/README.md": "A package as an example",
        "docs/performance.md": "Performance",
        "docs/security.md": "Security",
    },
    "Reference": {
        "Format of descriptions": {
            "docs/reference/format.md": "All keys",
            "docs/reference/format-auth.md": "Keys of authentication and scopes",
            "docs/reference/format-mock.md": "Keys of the mock server",
        },
        "Error codes": {
            "docs/reference/errors.md": "By code",
            "docs/reference/call-problems.md": "Problems of calls",
            "docs/reference/connection-errors.md": "Connections and responses",
            "docs/reference/file-problems.md": "Problems of files",
        },
        "docs/reference/losant-rest.md": "Methods of losant-rest",
        "reference/commands.md": "Command line",
        "Python": {
            "reference/python.md": "All names",
            "reference/python-clients.md": "Clients",
            "reference/python-actions.md": "Actions",
            "reference/python-results.md": "Pages, rows, files and events",
            "reference/python-errors.md": "Errors",
            "reference/python-auth.md": "Authentication",
            "reference/python-descriptions.md": "Descriptions",
            "reference/python-transports.md": "Requests and transports",
            "reference/python-tests.md": "Mock server and tests",
            "reference/python-agents.md": "Agents",
            "reference/python-cli.md": "Command lines of packages",
        },
        "library/index.md": "Documentation of an API",
    },
    "Migration": {
        "docs/migrating-from-losant-rest.md": "From losant-rest",
        "docs/migrating-from-bravado.md": "From bravado",
        "docs/migrating-from-aiopenapi3.md": "From aiopenapi3",
        "docs/migrating-from-generated-clients.md": "From generated clients",
    },
    "Project": {
        "docs/architecture.md": "Architecture",
        "docs/compatibility.md": "Compatibility",
        "docs/limits.md": "Limits",
        "docs/faq.md": "Questions and answers",
        "SECURITY.md": "Report a vulnerability",
        "docs/releasing.md": "Releasing",
        "THREAT_MODEL.md": "Threat model",
        "docs/benchmarks.md": "Benchmarks",
        "benchmarks/README.md": "How it is measured",
        "CHANGELOG.md": "Changelog",
        "CONTRIBUTING.md": "Contributing",
    },
}
"""
The groups of the navigation, each with its pages: the source, and the title in the navigation.

A source is a file of the repository, or a page that is generated. What stands here has to exist, and each page in
``docs`` has to stand here: the site is not built otherwise.
"""
_FILES = {
    "README.md": "overview.md",  # site generators make the first page of a readme
    "SECURITY.md": "reporting.md",  # there is a page on security
    "benchmarks/README.md": "measuring.md",
    "examples/acme/README.md": "acme.md",
}
"""The files of pages whose names say too little on a site."""


class ContentsError(Exception):
    """The table of the pages and the files of the repository differ."""


def file_of(source: str) -> str:
    """Return the file of a page in the site, in Markdown, for its source."""
    return _FILES.get(source) or source.removeprefix("docs/").lower().replace("_", "-")


def sources(contents: Contents = CONTENTS) -> list[str]:
    """Return the sources of the pages in the navigation, in its order."""
    return [
        source
        for key, below in contents.items()
        for source in ([key] if isinstance(below, str) else sources(below))
    ]  # fmt: skip


def navigation(contents: Contents = CONTENTS) -> Navigation:
    """Return the titles and the files of the pages in the navigation."""
    return [
        (below, file_of(key)) if isinstance(below, str) else (key, navigation(below))
        for key, below in contents.items()
    ]  # fmt: skip


def page_of(path: str) -> str | None:
    """Return the source of the page that shows a file or a folder of the repository, if there is one."""
    known = {HOME, *sources()}
    names = (path, normpath(f"{path}/README.md"), path.removeprefix("docs/"))  # the last one is a generated page
    return next((name for name in names if name in known), None)


def unlisted(folder: Path) -> Iterator[str]:
    """Yield the pages in the folder ``docs`` of a repository that have no title in the table."""
    known = {HOME, *sources()}
    for path in sorted((folder / "docs").rglob("*.md")):
        source = path.relative_to(folder).as_posix()
        if source not in known:
            yield source
