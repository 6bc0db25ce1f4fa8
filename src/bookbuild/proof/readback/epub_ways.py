"""The ways through an EPUB: where the entries of its lists lead, for e-readers of today and of before.

Contents must lead to the headings that they name, in their order; the NCX wherever the contents lead; the list of pages
to the marks with the same labels; and each landmark to what it says it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise, zip_longest

import lxml.etree

from bookbuild.proof.passages import as_title, essence
from bookbuild.proof.readback.epub_package import XHTML, Package, parse, resolve
from bookbuild.proof.readback.xhtml import EPUB_TYPE

_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_PAGE_MARKS = lxml.etree.XPath(
    "//*[@role='doc-pagebreak' or contains(concat(' ', @epub:type, ' '), ' pagebreak ')]",
    namespaces={"epub": "http://www.idpf.org/2007/ops"},
)
_FRONT = frozenset({"cover", "titlepage", "copyright-page", "dedication", "toc"})

Entry = tuple[str, str]
"""Essence of an entry, and the place to which it leads, as an address from the root of the archive."""
Wrong = tuple[str, str]
"""Essence of an entry that misleads, and a sentence about it."""


def page_marks(root: lxml.etree._Element) -> dict[str, str]:
    """The labels of the marks where pages begin, by their ids."""
    return {each.get("id", ""): essence(_label(each)) for each in _PAGE_MARKS(root)}


def matter(root: lxml.etree._Element) -> str:
    """What a document is, by its own word: `chapter`, `titlepage`; empty where it does not say so."""
    kinds = (element.get(EPUB_TYPE, "") for body in root.iter(f"{XHTML}body") for element in body.iter())
    return next((kind.split()[0] for kind in kinds if kind.strip() not in ("", "pagebreak")), "")


def misleading(
    package: Package, places: Mapping[str, str], marks: Mapping[str, str], matters: Mapping[str, str]
) -> Iterator[Wrong]:
    """Every entry that leads elsewhere. `places` are the essences of places, in order; `marks` the labels of pages and
    `matters` the kinds of documents, by their addresses."""
    contents = [(title, target) for (_, title), target in zip(package.contents, package.targets, strict=True)]
    yield from _contents(contents, places)
    if not package.nav:
        return
    nav = parse(package.nav, package.files[package.nav])
    all_marks = {**marks, **{f"{package.nav}#{name}": label for name, label in page_marks(nav).items()}}
    pages = list(_entries(nav, package.nav, "page-list"))
    yield from _pages(pages, all_marks)
    if package.ncx:
        ncx = parse(package.ncx, package.files.get(package.ncx, b""))
        yield from _alike("NCX", list(_ncx_entries(ncx, package.ncx, "navPoint")), contents)
        yield from _alike("list of pages of the NCX", list(_ncx_entries(ncx, package.ncx, "pageTarget")), pages)
    yield from _landmarks(nav, package, matters)


def _label(mark: lxml.etree._Element) -> str:
    return mark.get("aria-label") or mark.get("title") or "".join(mark.itertext())


def _contents(entries: Sequence[Entry], places: Mapping[str, str]) -> Iterator[Wrong]:
    for title, target in entries:
        if target in places and as_title(places[target]) != title:
            yield title, f"the entry “{title}” of its contents leads to “{as_title(places[target])[:60]}”"
    order = {place: number for number, place in enumerate(places)}
    for (_, before), (title, target) in pairwise(entries):
        if order.get(target, len(order)) < order.get(before, 0):
            yield title, f"the entry “{title}” of its contents leads to a place before that of the entry above it"


def _pages(pages: Sequence[Entry], marks: Mapping[str, str]) -> Iterator[Wrong]:
    for label, target in pages:
        if marks.get(target) != label:
            there = f"to page {marks[target]}" if target in marks else "where no page begins"
            yield label, f"the entry {label} of its list of pages leads {there}"
    if unlisted := next((label for target, label in marks.items() if (label, target) not in pages), ""):
        yield unlisted, f"its list of pages does not lead to page {unlisted}"


def _alike(name: str, entries: Sequence[Entry], wanted: Sequence[Entry]) -> Iterator[Wrong]:
    for there, should in zip_longest(entries, wanted):
        if there != should:
            title = (should or there)[0]
            yield title, f"its {name} leads elsewhere than its other lists, at “{title}”"
            return


def _landmarks(nav: lxml.etree._Element, package: Package, matters: Mapping[str, str]) -> Iterator[Wrong]:
    """Each landmark must lead to what it is called, and the beginning to the first document that is no front matter."""
    pages = {package.nav: "toc", **dict.fromkeys(package.cover_pages, "cover"), **matters}
    for table in nav.iter(f"{XHTML}nav"):
        for link in table.iter(f"{XHTML}a") if "landmarks" in table.get(EPUB_TYPE, "").split() else ():
            kind = link.get(EPUB_TYPE, "")
            target = resolve(package.nav, link.get("href", "")).partition("#")[0]
            there = pages.get(target, "")
            is_right = _begins(target, matters) if kind == "bodymatter" else there in ("", kind)
            if target not in pages or not is_right:
                yield "", f"its landmark “{kind}” leads to “{target}”, which is {there or 'no document of it'}"


def _begins(target: str, matters: Mapping[str, str]) -> bool:
    """Whether a document is no front matter, and the first of its kind."""
    kind = matters.get(target, "")
    return kind not in _FRONT and next((each for each in matters if matters[each] == kind), "") == target


def _entries(nav: lxml.etree._Element, name: str, kind: str) -> Iterator[Entry]:
    for table in nav.iter(f"{XHTML}nav"):
        if kind in table.get(EPUB_TYPE, "").split():
            for link in table.iter(f"{XHTML}a"):
                yield essence("".join(link.itertext())), resolve(name, link.get("href", ""))


def _ncx_entries(ncx: lxml.etree._Element, name: str, tag: str) -> Iterator[Entry]:
    for point in ncx.iter(f"{_NCX}{tag}"):
        label = "".join(point.findtext(f"{_NCX}navLabel/{_NCX}text", ""))
        content = point.find(f"{_NCX}content")
        yield essence(label), resolve(name, content.get("src", "") if content is not None else "")
