"""The schema that editors read of a description: what its `$schema` is, and the copy that is written beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from ...description.editors import addresses
from ...records import dataclass
from ..output import console
from ..output.files import write_file

_MAX_BYTES = 4_000_000
"""A file that is larger is not a copy of the schema."""


@dataclass(frozen=True)
class SchemaOfFile:
    """What a description that is written to a file refers to, and whether the schema has to be written beside it."""

    reference: str | None
    copy: Path | None = None
    """Where the schema is written; None if it is there, or if none is needed."""
    note: str = ""
    """Why the description refers to no schema, if a person should know."""

    def write(self) -> None:
        """Write the schema, after the description is written, and print what was written."""
        if self.note:
            console.print_message(self.note)
        if self.copy is None:
            return
        from ...description.editors.schemas import description_schema

        try:
            write_file(self.copy, description_schema())
        except click.UsageError as error:
            console.print_message(f"{error.message}, and editors do not find the schema there")
        else:
            console.print_message(f"{self.copy}: written; editors complete and validate the description with it")


def schema_of(file: Path, document: Any) -> SchemaOfFile:
    """
    Return the schema of a description that is written to a file.

    Args:
        file: Where it is written to.
        document: The description; a URL of another schema that it refers to stays.
    """
    before = document.get("$schema") if hasattr(document, "get") else None
    if addresses.is_address_of_others(before):
        return SchemaOfFile(before)
    address = addresses.published_address(addresses.DESCRIPTIONS)
    copy = file.parent / addresses.DESCRIPTIONS
    if address is not None:
        return SchemaOfFile(address)
    if file.name == copy.name or (file.exists() and not file.is_file()):
        return SchemaOfFile(None)  # it is in the place of the copy; or there is no folder beside it, as beside a pipe
    if not copy.exists():
        return SchemaOfFile(copy.name, copy)
    return _beside(copy, file)


def _beside(copy: Path, file: Path) -> SchemaOfFile:
    """Return what to do if a file of the name of the copy is there: one of ours is replaced, unless it is newer."""
    from ...description.editors.schemas import description_schema

    found = _content(copy)
    is_newer = addresses.is_newer(found)
    if is_newer is None:
        note = f"{copy} is another file and was not changed, so {file} has no `$schema`; "
        return SchemaOfFile(None, note=note + "`dynaclient schema -o FILE` writes the schema for editors")
    return SchemaOfFile(copy.name, None if is_newer or found == description_schema() else copy)


def _content(file: Path) -> str:
    """Return the content of a file; an empty string if it cannot be a schema."""
    try:
        return file.read_text("utf-8") if file.stat().st_size <= _MAX_BYTES else ""
    except (OSError, ValueError):
        return ""


def profiles_schema() -> str:
    """Return the schema of profiles for editors, as JSON."""
    from ...auth.profile_rules import SCHEMA
    from ...description.editors.schemas import editor_schema

    return editor_schema(json.loads(SCHEMA.read_text("utf-8")), addresses.PROFILES)
