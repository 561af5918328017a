"""Links between files of the repository, which become links between pages of the site."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from posixpath import dirname, join, normpath, relpath

from .contents import SOURCES_URL, file_of, page_of

_PARTS = re.compile(
    r"""
      (?P<code>^(?P<indent>[ ]*)(?P<fence>`{3,}).*?^(?P=indent)(?P=fence)[ ]*$   # a block of code
        | (?<!`)(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)                      # code within a line
        | <!--.*?-->)
    | (?P<bang>!?)\[(?P<shown>(?:[^\[\]]|`[^`]*`|!\[[^\]]*\]\([^)]*\))*)\]\((?P<target>[^()\s]+)\)
    | (?P<attribute>\b(?:src|href)=")(?P<value>[^"]*)(?=")
    """,
    re.VERBOSE | re.MULTILINE | re.DOTALL,
)
_ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|#", re.IGNORECASE)


class Links:
    """
    The links of one page.

    Args:
        root: The folder of the repository.
        source: The source of the page, from there.
        has_page: Whether there is a page for a source.
    """

    def __init__(self, root: Path, source: str) -> None:
        self._root = root
        self._source = source
        self._folder = dirname(file_of(source))
        self.files: set[str] = set()
        """The files that the page shows, such as pictures, from the root of the repository."""
        self.broken: list[str] = []
        """The links to files that do not exist, in words."""

    def rewritten(self, text: str) -> str:
        """Return the Markdown of the page with links that work on the site."""
        return _PARTS.sub(self._replacement, text)

    def _replacement(self, found: re.Match[str]) -> str:
        if found["code"]:
            return found[0]
        if found["attribute"]:
            return found["attribute"] + (self._target(found["value"], self._picture) or "")
        shown = self.rewritten(found["shown"])
        target = self._target(found["target"], self._picture if found["bang"] else self._page)
        return f"{found['bang']}[{shown}]({target})" if target else shown

    def _target(self, target: str, resolve: Callable[[str], str]) -> str:
        if _ELSEWHERE.match(target):
            return target
        path, _, anchor = target.partition("#")
        file = normpath(join(dirname(self._source), path))
        if not (self._root / file).exists() and page_of(file) is None:
            self.broken.append(f"{self._source} links to {target}, which does not exist")
        resolved = resolve(file)
        return f"{resolved}#{anchor}" if resolved and anchor else resolved

    def _page(self, file: str) -> str:
        """Return the target of a link to a file: its page, or where the repository is shown, if anywhere."""
        page = page_of(file)
        if page is not None:
            return relpath(file_of(page), self._folder or ".")
        return SOURCES_URL + file if SOURCES_URL else ""

    def _picture(self, file: str) -> str:
        """Return the target of a file that the page shows; it is copied to the site."""
        if page_of(file) is not None:
            return self._page(file)
        if (self._root / file).is_file():
            self.files.add(file)
        return relpath(file_of(file), self._folder or ".")
