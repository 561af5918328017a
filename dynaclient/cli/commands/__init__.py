"""
The commands: their names, options and help.

A parsed command line goes in; what the command does is imported from `cli.run`, or from the core, when it runs. A
module is imported when one of its commands is needed (see `cli.program`).
"""
