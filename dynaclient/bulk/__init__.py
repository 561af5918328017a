"""
One action for many rows: rows become calls, calls become outcomes, and a journal survives a crash.

In: a table and an action. Out: one outcome per row. Below it: `results`.
"""
