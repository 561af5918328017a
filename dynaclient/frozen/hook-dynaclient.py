"""PyInstaller's hook for this library."""

from dynaclient.frozen.contents import NEVER_NEEDED, add_contents

excludedimports = NEVER_NEEDED
hook = add_contents
