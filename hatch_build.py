"""
The build of a wheel: the index of the bundled description is made, and packed beside it.

With an index the description is loaded without parsing all of it (see `dynaclient/description/json_index.py`). One that
did not fit would be of no use, so the two are compared by their digest.
"""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

DESCRIPTION, INDEX = "api.json", "dynaclient/api.index.json"


class IndexHook(BuildHookInterface):  # type: ignore[type-arg]
    """Adds the index to a wheel, but not to an editable install: there the description is edited."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make the index before the files of the wheel are collected."""
        if self.target_name != "wheel" or version == "editable":
            return
        self._folder = tempfile.TemporaryDirectory()
        path = Path(self._folder.name) / "index"
        path.write_bytes(index_of(Path(self.root)))
        build_data["force_include"][str(path)] = INDEX

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove it from where it was made."""
        if hasattr(self, "_folder"):
            self._folder.cleanup()


def index_of(root: Path) -> bytes:
    """Return the index of the description in a folder, made by the package there; ValueError if it does not fit."""
    data = (root / DESCRIPTION).read_bytes()
    sys.path.insert(0, str(root))
    try:
        is_sound = importlib.import_module("dynaclient.description.soundness").is_sound(json.loads(data))
        indexing = importlib.import_module("dynaclient.description.json_index")
        made: bytes | None = indexing.make_index(data, is_sound=is_sound)
    finally:
        sys.path.remove(str(root))
    if made is None or json.loads(made)["index"]["sha256"] != hashlib.sha256(data).hexdigest():
        raise ValueError(f"{INDEX} does not fit {DESCRIPTION}")
    return made
