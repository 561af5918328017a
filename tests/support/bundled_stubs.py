"""
Generate the stubs of the bundled description: ``python -m tests.support.bundled_stubs``.

Run it after a change of `api.json`; `test_stubs.py` fails until then.
"""

from __future__ import annotations

from pathlib import Path

import dynaclient
from dynaclient.render.stubs import stubs

if __name__ == "__main__":
    folder = Path(dynaclient.__file__).parent / "losant"
    for name, text in stubs(dynaclient.load(), bundled=True).items():
        (folder / name).write_text(text, encoding="utf-8")
