"""Agents: any API as a handful of tools that are checked, bounded and safe. There is no protocol in here."""
