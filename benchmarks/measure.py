"""What the benchmarks share: medians, quartiles, the table, and how a goal is held against a ratio."""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent


@dataclass(frozen=True)
class Goal:
    """A ratio that was measured, and the most that it may be."""

    name: str
    ratios: tuple[float, ...]
    most: float

    @property
    def ratio(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.ratios)

    @property
    def missed(self) -> bool:
        """Whether it is above what it may be."""
        return self.ratio > self.most

    def __str__(self) -> str:
        low, high = quartiles(self.ratios)
        return (
            f"{self.name} {self.ratio:.2f} [{low:.2f}–{high:.2f}] of {self.most:.2f}{' MISSED' if self.missed else ''}"
        )


def quartiles(values: Sequence[float]) -> tuple[float, float]:
    """Give the lower and the upper quartile."""
    if len(values) < 2:
        return values[0], values[0]
    low, _, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, high


def ratios(values: Sequence[float], base: Sequence[float]) -> tuple[float, ...]:
    """Give for each round how many times the base it took."""
    return tuple(each / other for each, other in zip(values, base, strict=True))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Give a table as Markdown, its columns aligned."""
    lines = [tuple(head), *map(tuple, rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    shown = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines]
    return "\n".join([shown[0], "  ".join("-" * width for width in widths), *shown[1:]])


def options(described: str) -> argparse.Namespace:
    """Read ``--quick`` and ``--check`` from the command line."""
    parser = argparse.ArgumentParser(description=described)
    parser.add_argument("--quick", action="store_true", help="a few rounds, in a few seconds")
    parser.add_argument("--check", action="store_true", help="exit with 1 when a goal is missed")
    return parser.parse_args()


def conclude(goals: Sequence[Goal], *, check: bool) -> None:
    """Print the ratios on one line, and exit with 1 if a goal is missed and that was asked for."""
    print("ratios: " + "; ".join(map(str, goals)))
    if check and any(each.missed for each in goals):
        sys.exit(1)


def fresh(*arguments: str) -> str:
    """Run this Python in a fresh process, and give what it prints."""
    # Installed packages are compiled; a checkout has to be as well, or its compiling is what is measured.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = str(ROOT)
    program = [sys.executable, *arguments]
    return subprocess.run(program, env=environment, capture_output=True, text=True, check=True).stdout


def pin(processor: int) -> None:
    """Keep this process on one processor, where the system can do that and has more than one."""
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[processor % len(allowed)]})
