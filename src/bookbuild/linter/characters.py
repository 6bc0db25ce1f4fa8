"""Single letters: those that nobody sees, those that were damaged, and those that only look right."""

import difflib
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from html.entities import html5

from bookbuild.linter.rules import rule
from bookbuild.linter.text import Finding, MaskedText

_INVISIBLE = "\u00ad\u180e\u200b\u2028\u2029\ufeff"
"""Soft hyphen, old Mongolian separator, zero-width space, line and paragraph separator, byte order mark."""
_SPACELESS = ("THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN", "JAVANESE", "BALINESE")
"""Scripts without spaces between words, where a zero-width one tells where a line may end."""
_DAMAGE = ("\ufffd", "â", "Ã", "Â", "ï", *map(chr, range(0x80, 0xA0)))
"""Marks of damage: the sign for a lost letter, UTF-8 that was read as Latin-1, control characters of Windows."""
_DAMAGED_LETTER = re.compile("\ufffd|[\x80-\x9f]|â€.?|Ã[©¨ª«¢¤¶¼³±§\u00a0\u00ad]|Â[\u00a0«»°©®£§·´¿¡]|ï»¿")
_ODD_HYPHEN = re.compile("\u2010")
_INNER_TAB = re.compile(r"(?<=[^\s#>.)*+|-])\t+(?=[^\s|])")
_PRE = re.compile(r"<pre[\s>](?:(?!<pre[\s>]).)*?</pre>", re.DOTALL)
_ENTITY = re.compile(r"&(?P<name>[A-Za-z][A-Za-z0-9]{1,31});")


@rule("BB345", *_INVISIBLE)
def invisible(masked: MaskedText) -> Iterator[Finding]:
    """One finding for each such letter in a file, with the number of the others."""
    for letter in _INVISIBLE:
        places = [match for match in re.finditer(letter, masked.text) if not _divides_words(masked.text, match.start())]
        yield from _first(
            places,
            f"there is an invisible letter here (U+{ord(letter):04X}, {unicodedata.name(letter, 'BYTE').lower()})",
            "Delete it together with the letter before it, and type that letter again; otherwise a search does not "
            "find the word.",
        )


def _divides_words(text: str, index: int) -> bool:
    near = text[max(index - 1, 0) : index] + text[index + 1 : index + 2]
    return text[index] == "\u200b" and any(unicodedata.name(each, "").startswith(_SPACELESS) for each in near)


@rule("BB346", *_DAMAGE)
def damaged(masked: MaskedText) -> Iterator[Finding]:
    """What is left of letters that were read in another encoding than they were written in."""
    places = list(_DAMAGED_LETTER.finditer(masked.text))
    yield from _first(
        places,
        "a letter was damaged here when the text was copied or saved",
        "Type it again. If there are many, open the original once more and save it as UTF-8.",
    )


@rule("BB347", "\u2010")
def odd_hyphens(masked: MaskedText) -> Iterator[Finding]:
    """U+2010 looks like the hyphen of the keyboard; it comes with text that was copied from a PDF."""
    yield from _first(
        list(_ODD_HYPHEN.finditer(masked.prose)),
        "this hyphen is not the one on the keyboard (U+2010), so a search for the word does not find it",
        "Replace it with the hyphen on your keyboard.",
    )


@rule("BB348", "\t")
def inner_tabs(masked: MaskedText) -> Iterator[Finding]:
    """A tab among words, where columns may have been meant."""
    preformatted = [each.span() for each in _PRE.finditer(masked.prose)]
    places = [
        match
        for match in _INNER_TAB.finditer(masked.prose)
        if "|" not in masked.line(masked.line_of(match.start()))
        and masked.line(masked.line_of(match.start()))[:1] not in "\t:["
        and not any(start < match.start() < end for start, end in preformatted)
    ]
    yield from _first(
        places,
        "there is a tab between the words here, and readers see a single space",
        "Write a space; or, if you mean columns, make a table: | one | two |",
    )


def _first(places: list[re.Match[str]], message: str, hint: str) -> Iterator[Finding]:
    if places:
        more = f", and {len(places) - 1} more times in this file" if len(places) > 1 else ""
        yield Finding(*places[0].span(), f"{message}{more}", hint)


@rule("BB349", "&")
def unknown_names(masked: MaskedText) -> Iterator[Finding]:
    """`&nbps;`: printed as it stands, since HTML has no such name."""
    for match in _ENTITY.finditer(masked.prose):
        if f"{match['name']};" in html5:
            continue
        near = _nearest_name(match["name"])
        meant = f"Did you mean {near}? " if near else ""
        yield Finding(
            *match.span(),
            f"no character has the name {match[0]}, so these marks themselves would be printed",
            f"{meant}You can also type the character itself.",
        )


@cache
def _nearest_name(name: str) -> str:
    """Of the names that begin with the same letter: there are thousands."""
    known = [each for each in html5 if each[0] == name[0] and each.endswith(";")]
    near = difflib.get_close_matches(f"{name};", known, n=1)
    return f"&{near[0]}" if near else ""
