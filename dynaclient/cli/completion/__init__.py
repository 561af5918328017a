"""
Completion in the shell.

The command line so far goes in; what may follow comes out. Imports from `call` and below, and from `cli.arguments`.
"""
