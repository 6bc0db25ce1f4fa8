"""What each language does with quotation marks and apostrophes.

The pairs are those of the Unicode CLDR, except where the printed books of a country go another way (Dutch, Danish,
Swiss German). A language that is not listed has the English ones.
"""

from dataclasses import dataclass

_NO_BREAK = "\u00a0"
_NARROW_NO_BREAK = "\u202f"


@dataclass(frozen=True, slots=True)
class Marks:
    """The quotation marks of a language: what opens and what closes, with the space that belongs to it."""

    outer: tuple[str, str]
    """For what is typed between `"`."""
    inner: tuple[str, str]
    """For what is typed between `'`."""

    @property
    def inner_is_double(self) -> bool:
        """Whether the inner marks are such as other languages have outside."""
        return self.inner[0] in "“”„«»『"


def _pairs(marks: str, space: str = "") -> Marks:
    return Marks((marks[0] + space, space + marks[1]), (marks[2], marks[3]))


_ENGLISH = _pairs("“”‘’")
_LOW = _pairs("„“‚‘")
_GUILLEMETS = _pairs("«»“”")
_EASTERN = _pairs("«»„“")
_SAME = _pairs("””’’")
_CORNERS = _pairs("「」『』")
_MARKS = {
    "ar": _pairs("«»‹›"),
    "be": _EASTERN,
    "bg": _LOW,
    "ca": _GUILLEMETS,
    "cs": _LOW,
    "da": _pairs("»«›‹"),
    "de": _LOW,
    "de-ch": _pairs("«»‹›"),
    "de-li": _pairs("«»‹›"),
    "el": _GUILLEMETS,
    "es": _GUILLEMETS,
    "es-419": _ENGLISH,
    "es-mx": _ENGLISH,
    "es-us": _ENGLISH,
    "et": _pairs("„“«»"),
    "eu": _GUILLEMETS,
    "fa": _pairs("«»‹›"),
    "fi": _SAME,
    "fr": _pairs("«»“”", _NO_BREAK),
    "fr-ch": _pairs("«»‹›", _NARROW_NO_BREAK),
    "gl": _GUILLEMETS,
    "he": _SAME,
    "hr": _pairs("„”‚’"),
    "hu": _pairs("„”»«"),
    "hy": _GUILLEMETS,
    "is": _LOW,
    "it": _GUILLEMETS,
    "it-ch": _pairs("«»‹›"),
    "ja": _CORNERS,
    "ka": _LOW,
    "lt": _LOW,
    "mk": _LOW,
    "nb": _pairs("«»‘’"),
    "nn": _pairs("«»‘’"),
    "no": _pairs("«»‘’"),
    "pl": _pairs("„”«»"),
    "pt-pt": _GUILLEMETS,
    "ro": _pairs("„”«»"),
    "ru": _EASTERN,
    "sk": _LOW,
    "sl": _LOW,
    "sq": _LOW,
    "sr": _pairs("„”’’"),
    "sv": _SAME,
    "uk": _EASTERN,
    "zh-hant": _CORNERS,
    "zh-hk": _CORNERS,
    "zh-tw": _CORNERS,
}
_ELISIONS = {
    "af": frozenset({"n", "s", "k", "t"}),
    "de": frozenset("s n ne nem nen ner ran rauf raus rein rüber rum runter".split()),
    "en": frozenset("twas twere twill twould twasn tweren tis tisn twixt em til neath gainst tween nuff scuse".split()),
    "nl": frozenset({"s", "t", "n", "k", "m", "r", "ie", "ns", "tis"}),
}
"""Words that are written with an apostrophe before them; all others have one only where nothing closes a quotation."""


def marks(language: str) -> Marks:
    """The quotation marks of a BCP 47 tag: of its region where that has its own, else of the language."""
    parts = language.lower().split("-")
    tags = ["-".join(parts[:length]) for length in range(len(parts), 0, -1)]
    return next((_MARKS[tag] for tag in tags if tag in _MARKS), _ENGLISH)


def is_elision(word: str, language: str) -> bool:
    """Whether a word has lost its beginning: `twas`."""
    return word.lower() in _ELISIONS.get(language.lower().split("-")[0], ())


def is_french(language: str) -> bool:
    """Whether spaces stand before `;` and inside guillemets."""
    return language.lower().split("-")[0] == "fr"


def french_space(mark: str) -> str:
    """The no-break space that French has before a mark, or after an opening guillemet: narrow before `;`, `!`, `?`."""
    return _NARROW_NO_BREAK if mark in (";", "!", "?") else _NO_BREAK
