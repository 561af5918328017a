"""What actions do to collections of items, and where these are stored."""
