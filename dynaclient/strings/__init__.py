"""
Strings, below all other packages: names that are similar, and escapes.

In: strings. Out: strings.
"""
