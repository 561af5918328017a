"""What a test or a person does with a running mock server: look into it, seed it, reset it, and have it fail."""
