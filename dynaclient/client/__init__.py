"""
`Client` and `AsyncClient`: resources and methods, options, and where calls go.

In: a description and options. Out: everything a caller sees. Below it: all other packages of the core.
"""
