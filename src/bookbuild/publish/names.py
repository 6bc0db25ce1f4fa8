"""The names of output files."""

import hashlib
import re
import unicodedata

LEDGER = "proof.html"
"""The ledger stands beside the outputs under this name, which no output may take."""


def file_name(title: str) -> str:
    """A file name of letters, digits and hyphens that every system accepts, made of a title, without ending."""
    ascii_title = unicodedata.normalize("NFKD", re.sub("[–—]", "-", title)).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "-", ascii_title.replace("'", "")).strip("-")[:80].strip("-")
    if not name or is_reserved(name):
        return f"book-{hashlib.sha256(title.encode()).hexdigest()[:8]}"
    return f"{name}-book" if f"{name}.html" == LEDGER else name


def is_reserved(name: str) -> bool:
    """Whether Windows keeps a name for itself, with whatever ending."""
    return re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name.partition(".")[0].strip().lower()) is not None
