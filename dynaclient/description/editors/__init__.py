"""
What editors read: the schemas of our files with Markdown and suggestions, and how a description refers to its schema.

In come the schemas that are files of the package; out come those that `dynaclient schema` prints and that are written
beside descriptions. The package below is `schema`.
"""
