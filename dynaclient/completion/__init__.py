"""
What the Tab key offers in IPython and notebooks: names and values of what a client's description has.

In: the text before the cursor, and the variables of the shell. Out: candidates. Nothing is sent, and no code of the
user's is run. Below it: `client`.
"""
