"""The cover of an EPUB: the author's own picture or one that is typeset, and the page that shows it."""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from bookbuild.i18n.words import cover_label
from bookbuild.jobs.cache import Cache, key
from bookbuild.jobs.executor import Inline
from bookbuild.jobs.tasks import Job, map_cached
from bookbuild.model import Book, Metadata
from bookbuild.outputs.epub.documents import Look, document
from bookbuild.outputs.epub.opf import COVER_IMAGE, XHTML_TYPE, Item
from bookbuild.outputs.frame import tag
from bookbuild.problems import Location, Problem, Severity
from bookbuild.typography.themes import Theme, theme_of

_PAGE = "cover.xhtml"
_ID = "cover"


@dataclass(frozen=True, slots=True)
class Cover:
    """A cover, with what there is to say of it."""

    items: tuple[Item, Item]
    """Its picture and its page."""
    problems: tuple[Problem, ...] = ()

    @property
    def page(self) -> str:
        """The path of its page."""
        return self.items[1].name


def cover_of(book: Book, cache: Cache) -> Cover:
    """The cover of a book, typeset where its author has none and the cache does not hold it (EPUB 3.3, §5.6.2)."""
    if book.cover is not None:
        asset = book.cover
        return Cover(_items(book, asset.name, asset.media_type, asset.data))
    first = Location(book.chapters[0].source)
    job: Job[_Words] = Job(_set, key=lambda words: key("cover", msgspec.json.encode(words)), place=lambda words: first)
    (data,) = map_cached(job, [(book.metadata, theme_of(book))], cache, lambda shares: Inline())
    picture, says_its_title = msgspec.json.decode(data, type=tuple[bytes, bool])
    return Cover(_items(book, "cover.png", "image/png", picture), () if says_its_title else (_without_words(book),))


_Words = tuple[Metadata, Theme]
"""All that a cover is made of."""


def _set(words: Sequence[_Words]) -> list[bytes]:
    from bookbuild.outputs import cover  # Pillow and HarfBuzz take their time to load

    return [msgspec.json.encode((cover.cover(*each), cover.says_its_title(*each))) for each in words]


def _without_words(book: Book) -> Problem:
    first = book.chapters[0]
    message = "the cover has no title, because the fonts that come with bookbuild lack some of its letters"
    hint = "Put a picture named cover.jpg beside the manuscript, or set cover = false for none."
    return Problem("BB406", Location(first.source, first.line), message, hint, Severity.WARNING)


def _items(book: Book, name: str, media_type: str, data: bytes) -> tuple[Item, Item]:
    metadata = book.metadata
    label = cover_label(metadata.language)
    picture = tag("img", {"role": "doc-cover", "src": name, "alt": _words(metadata, label)})
    body = tag("section", {"epub:type": "cover", "class": "cover", "aria-label": label}, picture)
    return (
        Item(f"{_ID}-picture", name, media_type, data, (COVER_IMAGE,)),
        Item(_ID, _PAGE, XHTML_TYPE, document(book, label, body, "", Look())),
    )


def _words(metadata: Metadata, label: str) -> str:
    """What a listener is told of the cover."""
    named = ", ".join(filter(None, (metadata.title, metadata.subtitle, *metadata.byline)))
    return f"{label}: {named}"
