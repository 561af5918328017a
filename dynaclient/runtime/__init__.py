"""
Used by every package: how coroutines run (in a thread or in asyncio), the reset in a forked child, and formatted pages.

Below it: `errors`.
"""
