"""
The tools for agents over the Model Context Protocol: the only door to the package `mcp`.

In: a `Toolbox`, and a transport, standard input and output or HTTP. Out: the protocol, in both of its eras.
"""
