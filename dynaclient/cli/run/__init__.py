"""
What the larger commands do when they run: calls, rows, the demonstration, a new package.

Parsed arguments and options go in. Imports from the core, `cli.arguments` and `cli.output`.
"""
