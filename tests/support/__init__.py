"""What several tests share: where things lie in the repository, and in the modules of this package servers, cases and pages."""

from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests" / "data"
