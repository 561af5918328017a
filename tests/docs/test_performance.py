"""What other pages say of speed, and whether each goal is reached, is what the page of the benchmarks has."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tests.support.pages import Page

MEASURED = Page("docs/benchmarks.md").tables
GET_OR_POST, THREADS = "Session.get, Session.post", "Client, threads"


def rows(table: list[list[str]]) -> dict[str, list[str]]:
    """Return the rows of a table by their first cells."""
    return {row[0]: row[1:] for row in table[1:]}


SHORT = rows(MEASURED[0])
SCENES = [rows(table) for table in MEASURED if table[0][1:3] == ["CPU µs", "× Session.send"]]
(RATES,) = [rows(table) for table in MEASURED if "calls/s" in table[0]]
(ENVIRONMENT,) = [{(row[0], row[1]): row for row in table} for table in MEASURED if "extra variables" in table[0]]
READ, READ_CHUNKS = [rows(table) for table in MEASURED if "× dynaclient" in table[0]][:2]
(EXCHANGE,) = [rows(table) for table in MEASURED if "× HttpTransport" in table[0]]


def ratio(table: dict[str, list[str]], own: str, other: str) -> float:
    """Return the ratio of the CPU times of two ways."""
    return float(table[own][0]) / float(table[other][0])


GROWTH = [
    float(ENVIRONMENT[f"Client, {method}", "500"][2]) / float(ENVIRONMENT[f"Client, {method}", "0"][2])
    for method in ("GET", "POST")
]
RATIOS: dict[tuple[str, str], Iterable[float]] = {
    ("call", "GET, to `Session.send`"): [float(ENVIRONMENT["Client, GET", "0"][3])],
    ("call", "POST, to `Session.send`"): [float(ENVIRONMENT["Client, POST", "0"][3])],
    ("call", "with 500 more variables, to without"): GROWTH,
    ("compare", "to `Session.get` or `Session.post`"): [float(row[1]) for row in SHORT.values()],
    ("compare", "to http.client"): [ratio(scene, "Client", "http.client") for scene in SCENES],
    ("compare", "`Client(session=…)`, to `Session.send`"): [float(scene["Client(session=…)"][1]) for scene in SCENES],
    ("cores", "reading, to http.client"): [ratio(table, "dynaclient", "http.client") for table in (READ, READ_CHUNKS)],
    ("cores", "an exchange, to http.client"): [ratio(EXCHANGE, "HttpTransport", "http.client")],
    ("many", "`AsyncClient`, times the rate of requests"): [float(RATES["AsyncClient"][1])],
    ("many", "`Client` in threads, times the rate of requests"): [float(RATES[THREADS][1])],
    ("many", "`AsyncClient`, times the rate of aiohttp"): [float(RATES["AsyncClient"][3])],
}
"""The program and the words of a goal → what the page of the benchmarks has."""


def expected(goal: str, figures: Iterable[float]) -> str:
    """Return what was measured, as a row of the goals has it."""
    low, high = min(figures), max(figures)
    sign, limit = goal.split()
    missed = high > float(limit) if sign == "≤" else low < float(limit)
    span = f"{low:.2f}" if low == high else f"{low:.2f} to {high:.2f}"
    return f"{span}{': missed' if missed else ''}"


def test_each_goal_has_what_was_measured_beside_it() -> None:
    (table,) = [table for table in Page("benchmarks/README.md").tables if table[0][0] == "program"]
    found = {(program.strip("`").removesuffix(".py"), what): (goal, got) for program, what, goal, got in table[1:]}
    assert {name: got for name, (_, got) in found.items()} == {
        name: expected(found[name][0], figures) for name, figures in RATIOS.items()
    }


def test_the_figures_of_performance_are_those_of_the_benchmarks() -> None:
    figures = [re.findall(r"\d+\.\d+", row[1]) for row in Page("docs/performance.md").tables[0][1:6]]
    plain = [SHORT["GET, plain"][1], SHORT["POST, plain"][1]]
    assert figures == [
        plain,
        [f"{ratio(scene, 'Client', 'http.client'):.2f}" for scene in SCENES[:2]],
        [f"{float(RATES[way][1]):.1f}" for way in ("AsyncClient", THREADS)],
        [f"{float(RATES['AsyncClient'][3]):.1f}"],
        [f"{growth:.2f}" for growth in GROWTH],
    ]


def test_what_the_readme_and_the_guides_say_of_speed_is_so() -> None:
    a_fifth = [float(SHORT[name][1]) for name in ("GET, plain", "POST, plain")]
    assert "takes a fifth of the CPU time of plain `Session.get`" in Page("README.md").text
    assert [round(1 / share) for share in a_fifth] == [5, 5]
    assert "nine to ten times as many a second as requests" in Page("docs/asyncio.md").text
    assert 9 <= float(RATES["AsyncClient"][1]) <= 10
