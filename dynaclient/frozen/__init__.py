"""What a frozen program has to contain, as hooks that PyInstaller finds by the entry point of the package."""
