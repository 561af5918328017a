"""What the benchmarks share: ratios, quartiles, tables, and goals."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
PROCESSORS = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_setaffinity") else []
"""Those that a process may run on, before any is pinned."""
WARM_UP = 3
"""Calls before each block that is measured: what the other ways evicted from the caches of the processor comes back."""


@dataclass(frozen=True)
class Goal:
    """A measured ratio, and its maximum."""

    name: str
    ratios: tuple[float, ...]
    most: float

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.ratios)

    @property
    def missed(self) -> bool:
        """Whether it is above the maximum."""
        return self.ratio > self.most

    def __str__(self) -> str:
        low, high = quartiles(self.ratios)
        return (
            f"{self.name} {self.ratio:.2f} [{low:.2f}–{high:.2f}] of {self.most:.2f}{' MISSED' if self.missed else ''}"
        )


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Return the lower and the upper quartile."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def ratios(values: Sequence[float], base: Sequence[float]) -> tuple[float, ...]:
    """Return the ratio of the value to the base for each round."""
    return tuple(value / other for value, other in zip(values, base, strict=True))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table with aligned columns."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([shown[0], "  ".join("-" * width for width in widths), *shown[1:]])


@dataclass(frozen=True)
class Table:
    """A table of results, and its bars: the numbers of a picture by their names."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    bars: dict[str, float] = field(default_factory=dict)
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.title}\n{table(self.head, self.rows)}\n"


def print_and_save(facts: Sequence[str], tables: Sequence[Table], path: str | None) -> None:
    """Print results; with a path, also write them there as JSON, from which `page.py` makes the page."""
    print("\n".join(facts))
    for shown in tables:
        print(f"\n{shown}")
    if path:
        saved = {"facts": list(facts), "tables": [asdict(shown) for shown in tables]}
        Path(path).write_text(json.dumps(saved), encoding="utf-8")


def row_of(name: str, values: Sequence[float], base: Sequence[float], number: str) -> tuple[str, ...]:
    """Return a row: the name, the number, the median of the ratio to the base, and its quartiles."""
    of_base = ratios(values, base)
    low, high = quartiles(of_base)
    return name, number, f"{statistics.median(of_base):.2f}", f"{low:.2f}–{high:.2f}"


def installed(package: str) -> Any:
    """Return an optional package; None if it is not installed."""
    try:
        return importlib.import_module(package)
    except ImportError:
        return None


def version(distribution: str) -> str:
    """Return the version of what is installed."""
    return metadata.version(distribution)


def turned(values: Sequence[Any], number: int) -> list[Any]:
    """Return the values, with another one first in each round, so that none is always measured after the same other."""
    at = number % len(values)
    return [*values[at:], *values[:at]]


def options(description: str, *, saves: bool = False) -> argparse.Namespace:
    """Parse ``--quick`` and ``--check``, and ``--save`` if results can be saved."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="run few rounds, in a few seconds")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
    if saves:
        parser.add_argument("--save", metavar="FILE", help="also write the results as JSON")
    return parser.parse_args()


def conclude(goals: Sequence[Goal], *, check: bool) -> None:
    """Print the ratios on one line; with ``check``, exit with 1 if a goal is missed."""
    print("ratios: " + "; ".join(map(str, goals)))
    if check and any(goal.missed for goal in goals):
        sys.exit(1)


def fresh(*arguments: str) -> str:
    """Run this Python in a new process, and return its output."""
    # Installed packages are compiled; without this the compilation of a checkout would be measured.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    program = [sys.executable, *arguments]
    return subprocess.run(program, env=environment, capture_output=True, text=True, check=True).stdout


def pin(processor: int, process: int = 0) -> None:
    """Run a process, by default this one, on one processor only, if the system supports it and has several."""
    if len(PROCESSORS) > 1:
        os.sched_setaffinity(process, {PROCESSORS[processor % len(PROCESSORS)]})
