"""What leads through an EPUB: the navigation document, and the same for readers of EPUB 2. EPUB 3.3, §7."""

from collections.abc import Iterator, Sequence
from html import escape

from bookbuild.i18n.words import cover_label, wording
from bookbuild.model import FRONT_MATTER, PAGES, ROLES, Book
from bookbuild.outputs import frame
from bookbuild.outputs.epub.documents import Look, document, plain
from bookbuild.outputs.epub.opf import Point
from bookbuild.outputs.epub.page_list import Mark, spans
from bookbuild.outputs.frame import ContentsEntry, tag, words

Files = dict[str, str]
"""The file of each chapter."""
Pages = Sequence[tuple[str, Mark]]
"""The pages of the print edition, each with the id of the chapter in which it begins."""


def navigation(
    book: Book, entries: Sequence[ContentsEntry], files: Files, cover: str, pages: Pages, look: Look
) -> bytes:
    """The navigation document: contents, and landmarks for the reading system alone.

    `cover` is the address of the page of the cover, if there is one.
    """
    title = wording(book.metadata.language).contents
    in_contents = [mark for chapter, mark in pages if _is_nav(book, chapter)]
    attributes = {
        "epub:type": "toc",
        "role": "doc-toc",
        "id": "toc",
        "class": "contents",
        "aria-labelledby": "toc-title",
    }
    heading = tag("h1", {"id": "toc-title"}, escape(title))
    table = tag("nav", attributes, f"\n{heading}\n{_list(entries, files)}\n")
    landmarks = "".join(
        tag("li", {}, tag("a", {"epub:type": kind, "href": href}, escape(label)))
        for kind, href, label in _landmarks(book, files, cover)
    )
    hidden = {"epub:type": "landmarks", "id": "landmarks", "hidden": "hidden"}
    marks = tag("nav", hidden, f"\n{tag('ol', {}, landmarks)}\n")
    body = f"{spans(in_contents)}{table}\n{marks}{_page_list(book, pages, files)}"
    return document(book, title, body, "", look)


def _page_list(book: Book, pages: Pages, files: Files) -> str:
    """The pages of the print edition (§7.4.3)."""
    if not pages:
        return ""
    items = "\n".join(
        tag("li", {}, tag("a", {"href": page_address(book, *page, files)}, escape(page[1].label))) for page in pages
    )
    attributes = {"epub:type": "page-list", "role": "doc-pagelist", "id": "page-list", "hidden": "hidden"}
    return "\n" + tag("nav", attributes, f"\n{tag('ol', {}, items)}\n")


def page_address(book: Book, chapter: str, mark: Mark, files: Files) -> str:
    """Where a page begins, as the package document calls it."""
    return f"{'nav.xhtml' if _is_nav(book, chapter) else f'text/{files[chapter]}'}#{plain(mark.id)}"


def _is_nav(book: Book, chapter: str) -> bool:
    """Whether a chapter is the contents, which the navigation document shows."""
    return any(each.id == chapter and frame.sets_contents(each) for each in book.chapters)


def points(entries: Sequence[ContentsEntry], files: Files) -> tuple[Point, ...]:
    """The contents for the NCX."""
    return tuple(
        Point(f"toc-{entry.id}", entry.title, _address(entry, files), points(entry.children, files))
        for entry in entries
    )


def _landmarks(book: Book, files: Files, cover: str) -> Iterator[tuple[str, str, str]]:
    """Kind, address and name of the places that a reading system can offer (§7.4.4): the pages, and where to begin."""
    if cover:
        yield "cover", cover, cover_label(book.metadata.language)
    text = [chapter for chapter in book.chapters if chapter.role not in PAGES] or book.chapters
    beginning = next((chapter for chapter in text if chapter.role not in FRONT_MATTER), text[0])
    for chapter in book.chapters:
        address = "#toc" if frame.sets_contents(chapter) else f"text/{files[chapter.id]}"
        if chapter.role in PAGES:
            yield ROLES[chapter.role].epub_type, address, chapter.title
        if chapter is beginning:
            yield "bodymatter", address, wording(book.metadata.language).beginning


def _address(entry: ContentsEntry, files: Files) -> str:
    file = f"text/{files[entry.chapter]}"
    return file if entry.id == entry.chapter else f"{file}#{plain(entry.id)}"


def _list(entries: Sequence[ContentsEntry], files: Files) -> str:
    items = "\n".join(
        tag(
            "li",
            {},
            tag("a", {"href": _address(entry, files)}, words(entry.title)),
            _list(entry.children, files) if entry.children else "",
        )
        for entry in entries
    )
    return tag("ol", {}, f"\n{items}\n")
