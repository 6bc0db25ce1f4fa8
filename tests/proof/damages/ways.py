"""Damage to the ways through an EPUB: contents, NCX, pages and landmarks that lead elsewhere, the cover, the spine."""

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise

from mutations import rewritten
from PIL import Image

from bookbuild.proof.passages import Reading
from bookbuild.results import EPUB, HTML, Artifact
from damages.kind import Damaged, Kind

Change = Callable[[str, random.Random], str | None]


def in_member(
    name: str, change: Change, artifact: Artifact, promised: Reading, chance: random.Random
) -> Damaged | None:
    """Change the text of a member."""
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        before = archive.read(name).decode()
    after = change(before, chance)
    return None if after in (None, before) else Damaged(rewritten(artifact, {name: str(after).encode()}))


def _part(text: str, start: str, end: str) -> tuple[int, int] | None:
    begin = text.find(start)
    return None if begin < 0 else (begin, text.index(end, begin))


def _exchanged(start: str, end: str, pattern: str, text: str, chance: random.Random) -> str | None:
    """Two addresses between two words of a text change places."""
    part = _part(text, start, end)
    if part is None:
        return None
    places = [m for m in re.finditer(pattern, text) if part[0] < m.start() < part[1]]
    pairs = [(a, b) for a, b in pairwise(places) if a[0] != b[0]]
    if not pairs:
        return None
    one, other = chance.choice(pairs)
    return text[: one.start()] + other[0] + text[one.end() : other.start()] + one[0] + text[other.end() :]


def _replaced(pattern: str, new: str, text: str, chance: random.Random) -> str | None:
    return re.sub(pattern, new, text, count=1, flags=re.DOTALL) if re.search(pattern, text, re.DOTALL) else None


def _in_html(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    after = _exchanged('role="doc-toc"', "</nav>", _ANY, artifact.data.decode(), chance)
    return None if after is None else Damaged(replace(artifact, data=after.encode()))


def _cover(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    other = io.BytesIO()
    Image.new("RGB", (80, 120), "green").save(other, "PNG")
    with zipfile.ZipFile(io.BytesIO(artifact.data)) as archive:
        chosen = promised.cover and "EPUB/cover.png" in archive.namelist()
    return Damaged(rewritten(artifact, {"EPUB/cover.png": other.getvalue()})) if chosen else None


def _broken_cover(artifact: Artifact, promised: Reading, chance: random.Random) -> Damaged | None:
    return Damaged(rewritten(artifact, {"EPUB/cover.png": b"This is no picture."}))


def _kind(name: str, member: str, change: Change) -> Kind:
    return Kind(name, EPUB.ending, partial(in_member, f"EPUB/{member}", change))


_ANY = r'(?<=href=")[^"]+'
_SRC = r'(?<=src=")[^"]+'

KINDS = (
    Kind("two entries of the contents exchanged", HTML.ending, _in_html),
    _kind("two entries of the contents exchanged", "nav.xhtml", partial(_exchanged, 'epub:type="toc"', "</nav>", _ANY)),
    _kind("two entries of the NCX exchanged", "toc.ncx", partial(_exchanged, "<navMap", "</navMap>", _SRC)),
    _kind(
        "an entry of the NCX lost", "toc.ncx", partial(_replaced, r"<navPoint[^>]*>(?:(?!navPoint).)*</navPoint>", "")
    ),
    _kind("two pages of the list exchanged", "nav.xhtml", partial(_exchanged, '"page-list"', "</nav>", _ANY)),
    _kind("a page of the list lost", "nav.xhtml", partial(_replaced, r'(epub:type="page-list".*?)<li>.*?</li>', r"\1")),
    _kind("two pages of the NCX exchanged", "toc.ncx", partial(_exchanged, "<pageList", "</pageList>", _SRC)),
    _kind("two landmarks exchanged", "nav.xhtml", partial(_exchanged, 'epub:type="landmarks"', "</nav>", _ANY)),
    Kind("another cover", EPUB.ending, _cover),
    Kind("a cover that is no picture", EPUB.ending, _broken_cover),
    _kind("no cover", "content.opf", partial(_replaced, ' properties="cover-image"', "")),
    _kind(
        "a chapter passed over",
        "content.opf",
        partial(_replaced, r'(<itemref idref="chapter-c[^"]*")', r'\1 linear="no"'),
    ),
    _kind(
        "two chapters exchanged",
        "content.opf",
        partial(_exchanged, "<spine", "</spine>", r'(?<=idref=")chapter-c0[^"]+'),
    ),
)
