"""
Results that are more than one value: pages, streams, downloads, and the progress of long work.

In: an action and a function that sends. Out: iterators, files. Below it: `http`.
"""
