"""What is typed: extensions of Python-Markdown, one for each mark or block that it does not know."""
