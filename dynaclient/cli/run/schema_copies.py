"""The schema that editors read of a description: what its `$schema` is, and the copy that is written beside it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from ...description.editors import addresses
from ...records import dataclass
from ...runtime.user_files import read_file, replace_file
from ..output import console

_MODE = 0o644
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
            replace_file(self.copy, description_schema().encode("utf-8"), _MODE)
        except OSError as error:
            reason = f"{self.copy} cannot be written: {error.strerror}"
            console.print_message(f"{reason}, and editors do not find the schema there")
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
    replaced = _reference_in(file)
    if replaced is not None:
        return _at(file.parent / replaced, replaced, file)
    address = addresses.published_address(addresses.DESCRIPTIONS)
    copy = file.parent / addresses.DESCRIPTIONS
    if address is not None:
        return SchemaOfFile(address)
    if file.name == copy.name or (file.exists() and not file.is_file()):
        return SchemaOfFile(None)  # it is in the place of the copy; or there is no folder beside it, as beside a pipe
    if not os.path.lexists(copy):
        return SchemaOfFile(copy.name, copy)
    return _at(copy, copy.name, file)


def _reference_in(file: Path) -> str | None:
    """Return the path of our schema that a file has which is replaced, such as `../../api.schema.json`."""
    try:
        reference = json.loads(_content(file))["$schema"]
        found = _content(file.parent / reference)
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return None if addresses.is_newer(found) is None else reference


def _at(copy: Path, reference: str, file: Path) -> SchemaOfFile:
    """
    Return what to do if something has the name of the copy.

    What we have written is replaced, unless it is newer, or was changed since, or is where a link leads to.
    """
    from ...description.editors.schemas import description_schema

    found = _content(copy)
    is_newer = addresses.is_newer(found)
    if is_newer is None:
        note = f"{copy} is another file and was not changed, so {file} has no `$schema`; "
        return SchemaOfFile(None, note=note + "`dynaclient schema -o FILE` writes the schema for editors")
    stays = is_newer or copy.is_symlink() or found == description_schema()
    return SchemaOfFile(reference, None if stays else copy)


def _content(file: Path) -> str:
    """Return the content of a file; an empty string if it cannot be a schema."""
    try:
        return read_file(file, _MAX_BYTES)[0].decode("utf-8")
    except (OSError, ValueError):
        return ""


def profiles_schema() -> str:
    """Return the schema of profiles for editors, as JSON."""
    from ...auth.profile_rules import SCHEMA
    from ...description.editors.schemas import editor_schema

    return editor_schema(json.loads(SCHEMA.read_text("utf-8")), addresses.PROFILES)
