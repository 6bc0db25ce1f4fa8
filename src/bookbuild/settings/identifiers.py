"""ISBNs and other names under which catalogues know a book."""

import re
from dataclasses import dataclass

_ISBN = re.compile(r"(?:urn:isbn:|isbn(?:-1[03])?:?)\s*", re.IGNORECASE)
_REMARK = re.compile(r"\s*\([^()]*\)$")
_OF_PRINT = re.compile(
    r"\((?:print|printed|paperback|softcover|pbk|hardback|hardcover|hbk|cloth)\b[^()]*\)$", re.IGNORECASE
)
_SEPARATORS = re.compile(r"[\s\u2010-\u2013-]")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A name under which a catalogue knows the book."""

    value: str
    """As programs want it: `urn:isbn:9780306406157`; anything but an ISBN, as typed."""
    printed: str
    """As readers see it: an ISBN with its hyphens and what follows it in brackets, without the word ISBN."""
    scheme: str = ""
    """`ISBN-13`, `ISBN-10`, `DOI`, or empty for any other."""

    @property
    def is_of_print(self) -> bool:
        """Whether it is the ISBN of the print edition, and says so: “(print)”, “(paperback)”."""
        return self.scheme.startswith("ISBN") and bool(_OF_PRINT.search(self.printed))


def isbn(typed: str) -> Identifier:
    """An ISBN, with or without hyphens, perhaps with a remark such as “(print)”.

    Raises ValueError with a sentence for the writer where it cannot be one (ISO 2108, check digit).
    """
    printed = _ISBN.sub("", typed.strip(), count=1)
    digits = _SEPARATORS.sub("", _REMARK.sub("", printed)).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        scheme, check = "ISBN-13", str(-sum(int(d) * (1, 3)[i % 2] for i, d in enumerate(digits[:12])) % 10)
    elif re.fullmatch(r"\d{9}[\dX]", digits):
        remainder = -sum(int(d) * (10 - i) for i, d in enumerate(digits[:9])) % 11
        scheme, check = "ISBN-10", "X" if remainder == 10 else str(remainder)
    else:
        raise ValueError(
            f"“{typed}” is not an ISBN; one has 13 digits and begins with 978 or 979; an old one has 10 digits"
        )
    if digits[-1] != check:
        raise ValueError(f"“{typed}” is not an ISBN; one digit is mistyped, since the last one should be {check}")
    return Identifier(f"urn:isbn:{digits}", printed, scheme)


def identifier(typed: str) -> Identifier:
    """Any identifier; what says of itself that it is an ISBN, or has the digits of one, is read as `isbn` does.

    Raises ValueError like `isbn`.
    """
    if _ISBN.match(typed) or re.fullmatch(r"97[89]\d{10}", _SEPARATORS.sub("", _REMARK.sub("", typed))):
        return isbn(typed)
    return Identifier(typed, typed, "DOI" if re.match(r"(?:doi:|https?://doi\.org/)", typed, re.IGNORECASE) else "")
