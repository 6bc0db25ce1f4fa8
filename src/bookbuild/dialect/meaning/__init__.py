"""What is meant: quotations with their sources, figures, notes and headings, found in the parsed text."""
