"""``python -m dynaclient`` is the command line."""

import sys

from .cli import main

if __name__ == "__main__":  # pragma: no branch - it is imported for nothing else
    sys.exit(main())
