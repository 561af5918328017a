"""
Write the stubs of the bundled description anew.

``python -m tests.support.bundled_stubs`` does, after a change of `api.json`; `test_stubs.py` fails as long as it was not done.
"""

from __future__ import annotations

from pathlib import Path

import dynaclient
from dynaclient.render.stubs import stubs

if __name__ == "__main__":
    folder = Path(dynaclient.__file__).parent / "losant"
    for name, text in stubs(dynaclient.load(), bundled=True).items():
        (folder / name).write_text(text, encoding="utf-8")
