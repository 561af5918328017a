"""
The documentation site of the project: the pages of ``docs``, and references made of the package itself.

::

    python -m website FOLDER

In: the Markdown of the repository, as it is read on a code host, docstrings, and the commands. Out: a folder of HTML.
`contents` has the table of its pages. The site generator, the theme and the style are those of the documentation of
descriptions; see `dynaclient.render.mkdocs`.
"""
