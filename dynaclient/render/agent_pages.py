"""
The documentation of a description for coding agents: `llms.txt`, and a Markdown page for each action.

The form is that of https://llmstxt.org: a title, a summary, and sections with links. No file is long, however large the
API is: if the list of all actions is, each resource has an `llms.txt` of its own, for what is in its folder.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..agents.cleaning import one_line, visible
from ..agents.lines import action_marks
from ..description.api import Api, Resource
from ..description.model import Action, first_sentence
from ..errors import DescriptionError
from ..help.pages import PYTHON, action_page
from ..records import dataclass, replace
from ..strings.counting import counted
from .markdown import code, inline, link, literal
from .site_map import file_stems

INDEX = "llms.txt"
MAX_INDEX = 65_536
"""The bytes of a list of links."""
MAX_SUMMARY = 500
"""Characters of the summary of an API or a resource."""
MAX_LINE = 150
"""Characters of what a link leads to."""
MAX_SCHEMES = 10
MAX_KEPT = 1000
"""How many actions are kept at a time: those of a large API need gigabytes."""
TARGET = "#"
"""What stands in a link for its target."""

WORDING = replace(PYTHON, responses=True, clean=visible)


@dataclass(frozen=True, eq=False, repr=False)
class _Folder:
    """A resource, or the API itself, as a folder of pages."""

    path: str
    """Its path, with a slash at its end; empty for the API."""
    title: str
    summary: str
    actions: Mapping[str, str]
    """What the links to its actions say, by the names of their files."""
    folders: Mapping[str, _Folder]
    """Its resources by their names."""

    @property
    def count(self) -> int:
        """The number of actions in it and in its folders."""
        return len(self.actions) + sum(folder.count for folder in self.folders.values())

    def links(self, base: str) -> list[str]:
        """Return the links to its actions from another folder."""
        before = self.path.removeprefix(base)
        return [f"- {text.replace(TARGET, f'{before}{file}', 1)}" for file, text in self.actions.items()]

    def sections(self, base: str) -> Iterator[str]:
        """Yield a section for it and for each folder in it that has actions, with links from another folder."""
        if self.actions:
            yield "\n".join([f"## {literal(self.title)}", "", *self.links(base)])
        for folder in self.folders.values():
            yield from folder.sections(base)


def pages(api: Api) -> Mapping[str, str]:
    """Return the files by their relative paths. Actions with problems are left out."""
    writer = _Writer(api)
    root = writer.root()
    return {**dict(_indexes(root, _about(api))), **writer.pages}


class _Writer:
    """Writes the pages of all actions, and remembers what the links to them say."""

    def __init__(self, api: Api) -> None:
        self.api = api
        self.pages: dict[str, str] = {}
        self._count = 0
        self._fresh = api

    def root(self) -> _Folder:
        """Return the folder of the API."""
        api = self.api
        stems = file_stems(api.resources)
        folders = {name: self._folder(resource, f"{stems[name]}/") for name, resource in api.resources.items()}
        title = f"{one_line(api.title, MAX_LINE)} {one_line(api.version, MAX_LINE)}".strip()
        summary = one_line(api.description.strip().split("\n\n", 1)[0], MAX_SUMMARY)
        return _Folder("", title, summary, {}, folders)

    def _folder(self, resource: Resource, path: str) -> _Folder:
        stems = file_stems([*resource.action_names, *resource.resource_names])
        links = {}
        for key in resource.action_names:
            try:
                action = self._action(f"{resource.name}.{key}")
            except DescriptionError:
                continue  # `lint` lists its problems
            file = f"{stems[key]}.md"
            links[file] = _action_link(action)
            page = action_page(action, common=self.api.common, wording=WORDING)
            self.pages[f"{path}{file}"] = page.markdown(level=1)
        folders = {name: self._folder(inner, f"{path}{stems[name]}/") for name, inner in resource.resources.items()}
        return _Folder(path, resource.name, one_line(first_sentence(resource.description), MAX_SUMMARY), links, folders)

    def _action(self, name: str) -> Action:
        """Return an action of a description that is made anew from time to time: it keeps what its actions refer to."""
        if self._count % MAX_KEPT == 0:
            self._fresh = Api(self.api.document, self.api.source)
        self._count += 1
        return self._fresh.action(name)


# --- llms.txt --------------------------------------------------------------------------------------------------------


def _about(api: Api) -> list[str]:
    """Return the paragraphs about the API as a whole."""
    schemes = [f"{code(scheme.name)} ({literal(scheme.type)})" for scheme in api.auth.values()]
    server = "" if api.server is None else one_line(api.server.template, MAX_SUMMARY)
    return [
        f"Base URL: {code(server)}." if server else "",
        f"Credentials: {', '.join(schemes[:MAX_SCHEMES])}." if schemes else "",
        "The page of an action has its arguments, the properties of its body and of its response, and a Python call.",
    ]


def _indexes(folder: _Folder, about: list[str]) -> Iterator[tuple[str, str]]:
    """Yield the lists of links of a folder, with their paths: one for all below it, or one for each folder in it."""
    head = "\n\n".join(filter(None, [f"# {literal(folder.title)}", _quoted(folder.summary), *about]))
    whole = "\n\n".join([head, *folder.sections(folder.path)]) + "\n"
    if len(whole.encode()) <= MAX_INDEX:
        yield f"{folder.path}{INDEX}", whole
        return
    inner_links = [_folder_link(folder, inner) for inner in folder.folders.values()]
    yield from _parts(folder.path, head, folder.links(folder.path), inner_links)
    for inner in folder.folders.values():
        yield from _indexes(inner, [])


def _parts(path: str, head: str, actions: list[str], folders: list[str]) -> Iterator[tuple[str, str]]:
    """Yield a list of links in as many files as it needs, each of which has a link to the next one."""
    lines = [
        *(["## Actions", ""] if actions else []),
        *actions,
        *(["", "## Resources", ""] if folders else []),
        *folders,
    ]
    number, text = 1, f"{head}\n\n"
    for line in lines:
        if len(text.encode()) + len(line.encode()) + len(_more(number).encode()) > MAX_INDEX:
            yield f"{path}{_part_name(number)}", f"{text}{_more(number)}"
            number += 1
            text = f"{head}\n\n## Further links\n\n"
        text += f"{line}\n"
    yield f"{path}{_part_name(number)}", text


def _more(number: int) -> str:
    return f"\n## More\n\n- {link('Further links', _part_name(number + 1))}\n"


def _part_name(number: int) -> str:
    return INDEX if number == 1 else f"llms-{number}.txt"


def _quoted(summary: str) -> str:
    return f"> {inline(summary)}" if summary else ""


def _action_link(action: Action) -> str:
    """Return the link to an action and what follows it, without its target."""
    marks = [mark for mark in action_marks(action) if mark != "pages"]
    about = f"{action.method} ({', '.join(marks)})" if marks else action.method
    text = inline(one_line(action.summary, MAX_LINE))
    return f"{link(code(action.name), TARGET)}: {f'{about}. {text}' if text else about}"


def _folder_link(folder: _Folder, inner: _Folder) -> str:
    target = f"{inner.path.removeprefix(folder.path)}{INDEX}"
    return f"- {link(code(inner.title), target)}: {counted(inner.count, 'action')}. {inline(inner.summary)}".rstrip()
