"""
Logging in and out at the command line, and who is logged in.

The options of `login`, `whoami` and `logout` go in; sessions in the store, profiles and messages come out. Imports from
the core, `cli.arguments` and `cli.output`. A secret is typed at a prompt, or read from the standard input, a file or an
environment variable. It is never an argument: everyone on the machine can read a command line.
"""
