"""Explanations of errors by their codes: the catalogue of causes and cures, and the exit codes."""
