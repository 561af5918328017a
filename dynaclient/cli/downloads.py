"""An answer that goes to a file."""

from __future__ import annotations

from ..results.progress import size
from . import output
from .calls import Call

CANNOT = "cannot be downloaded: call it, and send what comes to a file"


def save(call: Call, target: str, *, progress: bool) -> None:
    """Call, and write the answer to a path, which gets it when it is whole."""
    with call.client() as client:
        download = call.method_of(client, "download", CANNOT, progress=progress)
        made = download(target, call.arguments)
    media = f" of {made.media}" if made.media else ""
    output.tell(f"{made.path}: {size(made.size)}{media}")
