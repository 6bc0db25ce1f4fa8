"""What was promised held against what was read back: words, facts, punctuation."""
