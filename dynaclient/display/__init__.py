"""
What IPython and notebooks show: short tracebacks, and tables of data.

In: errors and plain data. Out: lines, and fragments of HTML. Below it: `strings` and `redaction`.
"""
