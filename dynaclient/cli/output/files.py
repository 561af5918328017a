"""Files that commands write."""

from __future__ import annotations

from pathlib import Path

import click


def write_file(file: Path, text: str) -> None:
    """Write a file, or replace it; what is not a regular file, such as a device, is written to."""
    data = text.encode("utf-8")
    if file.is_file():
        replace_file(file.resolve(), data)
        return
    try:
        file.write_bytes(data)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None


def replace_file(file: Path, data: bytes) -> None:
    """Replace the content of a file atomically, so that it is never half written; its mode stays."""
    import shutil
    import tempfile

    temporary = None
    try:
        with tempfile.NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as target:
            temporary = Path(target.name)
            target.write(data)
        shutil.copymode(file, temporary)
        temporary.replace(file)
    except OSError as error:
        raise click.UsageError(f"{file} cannot be written: {error.strerror}") from None
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
