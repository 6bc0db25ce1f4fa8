"""Texts of a writer as strings of CSS."""


def quoted(text: str) -> str:
    """A string of CSS; what could end it is written in figures (CSS Syntax 3, 4.3.7)."""
    return '"' + "".join(f"\\{ord(letter):x} " if letter in '"\\\n<' else letter for letter in text) + '"'
