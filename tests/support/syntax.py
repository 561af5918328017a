"""The modules of the package, which several tests look through: each is parsed once, and only if one does."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

from tests.support import ROOT

PACKAGE = ROOT / "dynaclient"


@cache
def tree_of(path: Path) -> ast.Module:
    """Return a module, parsed."""
    return ast.parse(path.read_text("utf-8"))
