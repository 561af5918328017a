"""Builds the site: its pages in Markdown are written into a folder, of which the site generator makes HTML."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from dynaclient import load
from dynaclient.render import docs, mkdocs

from . import command_reference
from .contents import DESCRIPTION, HOME, ROOT, TITLE, ContentsError, file_of, navigation, sources, unlisted
from .links import Links
from .pages import for_the_site, portable, with_front_matter
from .python_reference import INDEX, PythonReference

EXAMPLE = ROOT / "examples" / "library.yaml"
NOT_FOUND = Path(__file__).with_name("not_found.html")
"""The page for an address that the site does not have: it needs no other file, since it is shown at any path."""
EXAMPLE_FOLDER = "library"
"""Where the documentation of a small API is, as an example."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")
_STYLE = """\
/* The names of options and arguments are not divided at their hyphens. */
.md-typeset table:not([class]) td:first-child > code {
  white-space: nowrap;
}
"""


class BuildError(Exception):
    """The site generator has failed, or has warned."""


def build(output: Path, root: Path = ROOT) -> None:
    """
    Build the site.

    Args:
        output: The folder of the site, which must not exist yet.
        root: The folder of the repository.

    Raises:
        ContentsError: The table of contents and the files differ, or a link has no target.
        BuildError: The site generator has failed, or has warned.
    """
    if output.exists():
        raise ContentsError(f"{output} exists")
    with TemporaryDirectory() as folder:
        write_pages(Path(folder), root)
        site = generate(Path(folder))
        # Both need the address of the site, which is not known: the one of the theme has its links below the root.
        shutil.copy(NOT_FOUND, site / "404.html")
        (site / "sitemap.xml").unlink()
        shutil.copytree(site, output)


def generate(folder: Path) -> Path:
    """Run the site generator in a folder with pages and their `mkdocs.yml`, and return the folder of the site."""
    command = [sys.executable, "-m", "zensical", "build", "--strict"]
    built = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    output = _COLOURS.sub("", built.stdout + built.stderr)
    if built.returncode or "No issues found" not in output:
        raise BuildError(output.partition("Traceback")[0])
    return folder / "site"


def write_pages(folder: Path, root: Path = ROOT) -> None:
    """Write all that the site generator reads into a folder."""
    missing = list(unlisted(root))
    if missing:
        raise ContentsError(f"{', '.join(missing)}: no title in CONTENTS of website/contents.py")
    pages = {**_generated(), **_written(root, folder / docs.FOLDER)}
    contents = mkdocs.config_of(TITLE, DESCRIPTION, [("Home", file_of(HOME)), *navigation()], depth=3)
    files = {f"{docs.FOLDER}/{name}": text for name, text in pages.items()}
    files |= {
        "mkdocs.yml": contents,
        f"{docs.FOLDER}/site/site.css": mkdocs.STYLE + _STYLE,
        f"{docs.FOLDER}/site/site.js": mkdocs.SCRIPT,
    }
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def _generated() -> dict[str, str]:
    """Return the pages that are made of the package, by their files; a search leaves out the list of all names."""
    pages = {command_reference.PAGE: command_reference.page(), **PythonReference().pages()}
    return {
        name: with_front_matter(text, is_titled=True, is_searched=name != INDEX) for name, text in pages.items()
    } | _example()


def _example() -> dict[str, str]:
    """Return the documentation of an API, as an example; a search leaves it out."""
    pages = docs.pages(load(EXAMPLE))
    return {
        f"{EXAMPLE_FOLDER}/{name.removeprefix(f'{docs.FOLDER}/')}": with_front_matter(
            text, is_titled=True, is_searched=False
        )
        for name, text in pages.items()
        if name.endswith(".md")
    }


def _written(root: Path, folder: Path) -> dict[str, str]:
    """Return the pages of the repository by their files, and copy the files that they show."""
    generated = {command_reference.PAGE, *PythonReference.FILES, f"{EXAMPLE_FOLDER}/index.md"}
    pages = {}
    problems = []
    for source in (HOME, *sources()):
        path = root / source
        if source in generated:
            continue
        if not path.is_file():
            problems.append(f"{source} is in CONTENTS of website/contents.py, and does not exist")
            continue
        links = Links(root, source)
        pages[file_of(source)] = with_front_matter(links.rewritten(portable(for_the_site(path.read_text("utf-8")))))
        problems += links.broken
        _copy(links.files, root, folder)
    if problems:
        raise ContentsError("\n".join(problems))
    return pages


def _copy(names: Iterable[str], root: Path, folder: Path) -> None:
    for name in names:
        target = folder / file_of(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(root / name, target)
