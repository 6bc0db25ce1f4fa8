"""Finished files read as a stranger would read them, one module for each kind of file."""
