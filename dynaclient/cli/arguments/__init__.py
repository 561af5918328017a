"""
What a command line contains.

Words, options and files go in; the arguments of a call, the description and the connection come out. Examples go the
other way. Imports from `client` and below, and from `cli.output`.
"""
