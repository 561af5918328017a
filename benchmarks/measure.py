"""What the benchmarks share: ratios, quartiles, the table, and goals."""

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


def options(description: str) -> argparse.Namespace:
    """Parse ``--quick`` and ``--check``."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--quick", action="store_true", help="run few rounds, in a few seconds")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a goal is missed")
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


def pin(processor: int) -> None:
    """Run this process on one processor only, if the system supports it and has several."""
    if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {allowed[processor % len(allowed)]})
