"""Actions that respond with a token that the others accept."""
