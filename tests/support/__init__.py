"""Paths of the repository; the modules of this package have the servers, values and pages that several tests share."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "data"
