"""How a reader of outputs gives up."""


class Unreadable(Exception):  # noqa: N818 - it says what the file is, not what the program did
    """A file is not what it claims to be, or is beyond the limits; the message says why, for a person."""


class Untagged(Unreadable):
    """A PDF without a structure tree: it can be seen, but not read in order."""
