"""The references of the project's own documentation: of codes and of the format, as Markdown for code hosts."""
