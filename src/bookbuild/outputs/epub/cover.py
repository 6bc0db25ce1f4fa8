"""The cover of an EPUB: the author's own picture or one that is typeset, and the page that shows it."""

from dataclasses import dataclass
from html import escape

from bookbuild.model import Book, Metadata
from bookbuild.outputs.epub.documents import Look, document
from bookbuild.outputs.epub.package import COVER_IMAGE, XHTML_TYPE, Item
from bookbuild.problems import Problem
from bookbuild.wording import cover_label

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


def cover_of(book: Book) -> Cover:
    """The cover of a book, typeset where its author has none (EPUB 3.3, §5.6.2)."""
    if book.cover is not None:
        asset = book.cover
        return Cover(_items(book, asset.name, asset.media_type, asset.data))
    from bookbuild.outputs import cover  # Pillow and HarfBuzz take their time to load

    picture = Item("cover-picture", "cover.png", cover.MEDIA_TYPE, cover.cover(book.metadata), (COVER_IMAGE,))
    return Cover(_items(book, picture.name, picture.media_type, picture.data))


def _items(book: Book, name: str, media_type: str, data: bytes) -> tuple[Item, Item]:
    metadata = book.metadata
    label = cover_label(metadata.language)
    body = (
        f'<section epub:type="cover" class="cover" aria-label="{escape(label)}">'
        f'<img role="doc-cover" src="{escape(name)}" alt="{escape(_words(metadata, label))}"/></section>'
    )
    return (
        Item(f"{_ID}-picture", name, media_type, data, (COVER_IMAGE,)),
        Item(_ID, _PAGE, XHTML_TYPE, document(book, label, body, "", Look())),
    )


def _words(metadata: Metadata, label: str) -> str:
    """What a listener is told of the cover."""
    named = ", ".join(filter(None, (metadata.title, metadata.subtitle, *metadata.byline)))
    return f"{label}: {named}"
