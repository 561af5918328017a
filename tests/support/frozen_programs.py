"""Environments that have a wheel of the library and what it requires, and programs that PyInstaller freezes in them."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import Distribution, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.support import ROOT
from tests.support.programs import require_programs, skip_or_fail

NO_LIBRARY = ("Python library not found", "Python was built without a shared library", "PythonLibraryNotFoundError")
"""What PyInstaller prints of a Python that cannot be frozen."""
VARIABLES = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}


@dataclass(frozen=True)
class FrozenProgram:
    """A program that was frozen, as a folder or as one file."""

    executable: Path

    @property
    def folder(self) -> Path:
        """Where a program in a folder has its files."""
        return self.executable.parent / "_internal"

    def run(self, *arguments: str, script: str = "") -> str:
        """Run the program with nothing of the environment, and return what it prints; it has to end well."""
        variables = {"HOME": str(self.executable.parent), "DYNACLIENT_CACHE": "", "LANG": "C.UTF-8"}
        done = subprocess.run(
            (self.executable, *arguments),
            cwd="/", env=variables, input=script, capture_output=True, encoding="utf-8", check=False, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@dataclass(frozen=True)
class Environment:
    """A virtual environment that has nothing but what is asked for."""

    python: Path

    def run(self, *arguments: str | Path, script: str = "") -> str:
        """Run Python, and return what it prints; it has to end well."""
        done = subprocess.run(
            (self.python, *arguments),
            cwd=self.python.parent, env=VARIABLES, input=script, capture_output=True, encoding="utf-8", check=False,
        )  # fmt: skip
        if done.returncode and any(reason in done.stderr for reason in NO_LIBRARY):
            skip_or_fail(f"PyInstaller cannot freeze this Python: {done.stderr.strip()[-300:]}")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def freeze(self, source: str, folder: Path, *options: str) -> FrozenProgram:
        """
        Freeze a program.

        Args:
            source: The program.
            folder: Where its source is written, and what PyInstaller makes of it.
            options: Of PyInstaller.
        """
        require_programs("objdump", "ldd")
        script = folder / "program.py"
        script.write_text(source, encoding="utf-8")
        folders = [f"--{name}path={folder / name}" for name in ("dist", "work", "spec")]
        self.run("-m", "PyInstaller", "--log-level=WARN", *folders, *options, script)
        made = folder / "dist" / "program"
        return FrozenProgram(made / "program" if made.is_dir() else made)


def build_wheel(folder: Path) -> Path:
    """Build the wheel of the library, without a download: what builds it is installed with the tests."""
    options = ["--quiet", "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", str(folder)]
    subprocess.run((sys.executable, "-m", "pip", "wheel", *options, str(ROOT)), env=VARIABLES, check=True)
    return next(folder.glob("dynaclient-*.whl"))


def environment_of(wheel: Path | None, folder: Path, *requirements: str) -> Environment:
    """
    Return an environment with PyInstaller, the library, and links to what is required, from the environment of the tests.

    Args:
        wheel: The wheel of the library; None for the library as the tests have it.
        folder: The environment, which is created.
        requirements: What else is in it, with what it requires: ``dynaclient[mock]`` are the requirements of that extra.
    """
    subprocess.run((sys.executable, "-m", "venv", "--without-pip", folder), env=VARIABLES, check=True)
    environment = Environment(folder / "bin" / "python")
    packages = Path(environment.run("-c", "import sysconfig; print(sysconfig.get_paths()['purelib'])").strip())
    for found in _required("dynaclient", "pyinstaller", *requirements):
        if wheel is None or found.metadata["Name"] != "dynaclient":
            _link(found, packages)
    if wheel is None:
        return environment
    options = ("--quiet", "--no-compile", "--no-deps", "--no-index", "--ignore-installed", str(wheel))
    pip = (sys.executable, "-m", "pip", "--python", environment.python, "install")
    subprocess.run((*pip, *options), env=VARIABLES, check=True)
    return environment


def _required(*requirements: str) -> list[Distribution]:
    """Return the distributions that requirements lead to, themselves included."""
    found: dict[tuple[str, str], Distribution] = {}
    waiting = [(Requirement(text), "") for text in requirements]
    while waiting:
        requirement, extra = waiting.pop()
        key = canonicalize_name(requirement.name), extra
        if key not in found:
            found[key] = distribution(requirement.name)
            for below in map(Requirement, found[key].requires or ()):
                if below.marker is None or below.marker.evaluate({"extra": extra}):
                    waiting.append((below, ""))
                    waiting += [(below, name) for name in below.extras]
        waiting += [(Requirement(requirement.name), name) for name in requirement.extras if not extra]
    return list({name: installed for (name, _), installed in found.items()}.values())


def _link(found: Distribution, folder: Path) -> None:
    """Link the packages, modules and metadata of a distribution into a folder."""
    for name in {file.parts[0] for file in found.files or ()} - {"..", "__pycache__"}:
        link = folder / name
        if not link.exists():
            link.symlink_to(str(found.locate_file(name)))
