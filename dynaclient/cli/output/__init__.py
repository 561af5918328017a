"""
What the command line prints.

Results and requests go in; JSON, tables, text or a curl command come out on the standard output, and messages on the
standard error. Imports from `call` and below.
"""
