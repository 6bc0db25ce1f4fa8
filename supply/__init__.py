"""What the project depends on, held against what is known to be unsafe."""
