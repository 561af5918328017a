"""
What a frozen program needs of this library and of the packages that it requires, and what it does not.

Nothing here lists modules or files: those of the library are collected from its folder, and what it requires is read
from its metadata. All of this runs while PyInstaller analyses a program, and never in the program.
"""

from __future__ import annotations

import inspect
from collections.abc import Collection, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution, requires
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PyInstaller.depend.imphookapi import PostGraphAPI

_LIBRARY = "dynaclient"
_ALL = "all"
"""The extra that names everything a program may use."""
_STUBS = ["**/*.pyi", "**/py.typed"]
"""Files that only type checkers read."""
NEVER_NEEDED = [
    "dynaclient.frozen",
    "dynaclient.losant",  # imported for annotations only
    "flask_swagger_ui",  # its files are read, and its code, for Flask, is not imported
    "ipywidgets",  # of notebooks
    "httpx",  # imported for auth objects of httpx, which the program has imported then
]
"""What a program does not contain for the sake of this library; it does if it imports that itself."""


def add_contents(hook_api: PostGraphAPI) -> None:
    """
    Add what a program that imports the library has to contain.

    Args:
        hook_api: PyInstaller's; what a program is frozen without (``--exclude-module``) is not added.
    """
    excluded: Collection[str] = hook_api.analysis.excludes
    hook_api.add_imports(*_modules({*NEVER_NEEDED, *excluded}))
    hook_api.add_datas(_data_files())
    for found in _requirements():
        packages = _packages(found)
        if packages.isdisjoint(excluded):
            hook_api.add_imports(*sorted(packages - {*NEVER_NEEDED}))
            hook_api.add_datas(_data_of(found, packages))


def _modules(left_out: Collection[str]) -> list[str]:
    """Return the modules of the library: most are imported by name, when they are first used."""
    from PyInstaller.utils.hooks import is_module_or_submodule

    # `collect_submodules` imports packages, and that of the mock server raises an error without its extra.
    folder = Path(__file__).parent.parent
    paths = [path.relative_to(folder.parent).with_suffix("") for path in folder.rglob("*.py")]
    names = sorted(".".join(path.parts).removesuffix(".__init__") for path in paths)
    return [name for name in names if not any(is_module_or_submodule(name, other) for other in left_out)]


def _data_files() -> list[tuple[str, str]]:
    """Return the data files of the library, each with its folder in the program."""
    from PyInstaller.utils.hooks import collect_data_files

    from ..description.loading import bundled

    # In a checkout, the bundled description is not in the package yet.
    return [*collect_data_files(_LIBRARY, excludes=_STUBS), (str(bundled()), _LIBRARY)]


def _requirements() -> Iterator[Distribution]:
    """Yield what the library requires and may use, as far as it is installed."""
    from packaging.requirements import Requirement  # which PyInstaller requires

    for requirement in map(Requirement, requires(_LIBRARY) or ()):
        if requirement.marker is None or requirement.marker.evaluate({"extra": _ALL}):
            try:
                yield distribution(requirement.name)
            except PackageNotFoundError:
                continue


def _packages(found: Distribution) -> set[str]:
    """Return the names under which a distribution is imported: those that it declares, else those of its files."""
    declared = (found.read_text("top_level.txt") or "").split()
    paths = [file for file in found.files or () if file.suffix != ".pyc" and inspect.getmodulename(file.name)]
    names = declared or [inspect.getmodulename(path.parts[0]) or path.parts[0] for path in paths]
    return {name for name in names if name.isidentifier()}


def _data_of(found: Distribution, packages: Collection[str]) -> list[tuple[str, str]]:
    """Return the metadata and the data files of a requirement."""
    from PyInstaller.utils.hooks import collect_data_files, copy_metadata, is_package

    folders = [package for package in packages if is_package(package)]
    files = [file for package in folders for file in collect_data_files(package, excludes=_STUBS)]
    return [*files, *copy_metadata(found.metadata["Name"])]
