"""
Files generated from a description.

The input is a loaded description. The output is a mapping of file names to contents: its documentation, its type stubs,
or the skeleton of a package that ships it. Nothing is written to disk here. All packages of the core are below; the
other faces, `cli` and `mock`, are not.
"""
