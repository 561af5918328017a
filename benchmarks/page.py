"""
Run the benchmarks, and write their page with its pictures: ``python benchmarks/page.py``.

Each benchmark runs in a process of its own and saves its results; no number on the page is typed.
"""

from __future__ import annotations

import argparse
import datetime
import json
import platform
import shutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from measure import PROCESSORS, ROOT, fresh
from pictures import bars

BENCHMARKS = ("call", "compare", "many", "cores")
PICTURES = "pictures"

_OPENING = """\
# Benchmarks

<!-- Written by benchmarks/page.py: change it there. -->

What a call costs with dynaclient and with other libraries, measured in one run: {date}, Python {python} on {system}
with {processors}. All ways of a table call the same server in turns, so that other work on the machine slows all of
them; the ratio to the base is the median of the rounds, and the quartiles show how much it varied. Times are CPU
times of the client unless noted: the absolute ones depend on the machine, the ratios much less.

To repeat it, in some minutes, with nginx installed:

```sh
pip install -e '.[all,test]' -r benchmarks/requirements.txt && python benchmarks/page.py
```

[The README of the benchmarks](../benchmarks/README.md) explains how each is made, and what its goals are.
"""

_TEXTS = {
    "compare": """\
## The same call with other libraries

A GET with a path and a query parameter whose response is a page of objects, and a POST with an object, on an open
connection, with a credential, up to the decoded JSON. Each library is used as a careful user does: sessions,
connections and what is made from a description are made once. The base is `Session.send` of a request that was
prepared once, in a session that ignores the environment: the fastest way with requests.

boto3, google-api-python-client and bravado make a client from a description as dynaclient does; they get the same two
operations in their own format, and the last table shows which invalid arguments each notices. boto3 does not sign
here, and bravado makes no models of the responses. losant-rest, the client of the bundled API, opens a connection for
each call. The other libraries send what they are given.

There is no POST through the proxy: urllib3 leaves Nagle's algorithm on for proxies, so that a body which follows its
head waits for an acknowledgement, and the table would show nothing else.
""",
    "many": """\
## Many calls

The same GET with many calls in flight, by the clock, because these are rates. The client has all processors; the
server is on one of them.
""",
    "call": """\
## A call and the environment

requests reads the environment for each request, unless its session ignores it (`trust_env = False`); dynaclient reads
it when the client is made. So a process with many environment variables is measured, too.
""",
    "cores": """\
## HTTP/1.1 alone

Reading a response that has arrived as a whole, writing the head of a GET, and one exchange with everything around it
(connection pool, deadlines, limits), without any validation. What a core needs once for each connection is made
beforehand. httptools is the parser of Node.js, in C, with a protocol in Python that collects headers and body. It has
nothing that writes requests.
""",
}

_STRICTNESS = """\
### What each core accepts

Responses that RFC 9112 calls invalid, or that two readers could read in two ways: a difference between a proxy and a
client is how responses are smuggled. Each case arrives in pieces of 16 KiB, and then the connection ends. A core
accepts a case if it returns a complete response without an error, and without a sign that bytes are left. The tables
list the cases in which the cores differ; `benchmarks/hostile.py` has all. Two that are accepted here follow the RFC:
a client replaces a folded line by a space (section 5.2), and chunks take precedence over a length, after which the
connection is closed (section 6.3).
"""


def run(name: str, *, quick: bool) -> dict[str, Any]:
    """Run a benchmark, and return its results."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "results.json"
        options = ["--quick"] if quick else []
        print(fresh(str(ROOT / "benchmarks" / f"{name}.py"), "--save", str(file), *options), flush=True)
        results: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        return results


def markdown(table: dict[str, Any]) -> str:
    """Return a table of the page."""
    lines = [table["head"], ["---"] * len(table["head"]), *table["rows"]]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def section(name: str, results: dict[str, Any], pictures: Path) -> Iterator[str]:
    """Yield the parts of a section; write its pictures."""
    yield _TEXTS[name]
    yield "".join(f"- {fact}\n" for fact in results["facts"])
    first = next((table["title"] for table in results["tables"] if table["head"][0] == "response"), "")
    for number, table in enumerate(results["tables"]):
        if table["title"] == first:
            yield _STRICTNESS
        yield f"{'####' if table['head'][0] == 'response' else '###'} {table['title']}\n"
        if table["bars"]:
            file = f"{name}-{number}.svg"
            (pictures / file).write_text(bars(table["title"], table["unit"], table["bars"]), encoding="utf-8")
            yield f"![{table['title']}: {table['unit']}]({PICTURES}/{file})\n"
        yield markdown(table)


def opening(date: str) -> str:
    """Return the beginning of the page: what was measured where."""
    count = len(PROCESSORS) or 1
    processors = f"{count} processor{'s' if count > 1 else ''}"
    return _OPENING.format(date=date, python=platform.python_version(), system=platform.system(), processors=processors)


def summary(results: dict[str, dict[str, Any]]) -> str:
    """Return the main results in a few lines."""
    own, threads, ready, plain = "Client", "Client, threads", "`Session.send`", "Session.get, Session.post"
    compared = [table for table in results["compare"]["tables"] if table["bars"]]
    rows = [
        (table["title"], f"{table['bars'][own]:.2f}", f"{table['bars'][own] / table['bars'][plain]:.2f}")
        for table in compared
    ]
    many = results["many"]["tables"][0]
    rate = many["bars"]
    head = ("a validated call with `Client`", f"CPU time of it, × {ready}", "× `Session.get` or `Session.post`")
    rates = (
        f"{many['title']}: `AsyncClient` makes {rate['AsyncClient']:.1f} times and `Client` in threads"
        f" {rate[threads]:.1f} times as many calls a second as requests in threads."
    )
    return "\n".join(["## In short", "", markdown({"head": head, "rows": rows}), rates, ""])


def main() -> None:
    """Run all benchmarks and write the page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="run few rounds, to see that it works")
    parser.add_argument("--folder", type=Path, default=ROOT / "docs", help="where to write (docs by default)")
    arguments = parser.parse_args()
    if not shutil.which("nginx") and not arguments.quick:
        sys.exit("install nginx first: the page compares what only it serves")
    results = {name: run(name, quick=arguments.quick) for name in BENCHMARKS}
    pictures = arguments.folder / PICTURES
    pictures.mkdir(exist_ok=True)
    for stale in (file for name in BENCHMARKS for file in pictures.glob(f"{name}-*.svg")):
        stale.unlink()
    parts = [opening(datetime.datetime.now(datetime.timezone.utc).strftime("%B %Y")), summary(results)]
    for name in _TEXTS:
        parts.extend(section(name, results[name], pictures))
    (arguments.folder / "benchmarks.md").write_text("\n".join(parts), encoding="utf-8")


if __name__ == "__main__":
    main()
