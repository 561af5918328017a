"""PyInstaller's hook for a module of rich, which imports IPython where it runs inside it, and there it is imported."""

excludedimports = ["IPython"]
