"""The real API behind a mock server: what is forwarded to it, how its responses differ, and what is recorded."""
