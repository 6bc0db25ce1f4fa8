"""The EPUB, opened with nothing but zipfile and lxml and held against the words of the Markdown files themselves."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import lxml.etree
import pytest
from conftest import MANUSCRIPT, TESTS, Built, MakeManuscript

from bookbuild.i18n.words import LANGUAGES
from bookbuild.pipeline.build import build

GARDEN = TESTS / "books" / "garden"
BOOKS = ("article", "garden")
XHTML = "http://www.w3.org/1999/xhtml"
EPUB_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
NAMES = {
    "x": XHTML,
    "opf": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "ncx": "http://www.daisy.org/z3986/2005/ncx/",
    "c": "urn:oasis:names:tc:opendocument:xmlns:container",
}
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
LEAVES = frozenset({*HEADINGS, "p", "cite", "pre", "td", "th", "hr", "img"})

Element = lxml.etree._Element
Block = tuple[str, str]
"""What a block is, and its words."""


@dataclass(frozen=True)
class Opened:
    """An EPUB as a stranger finds it."""

    manuscript: Path
    data: bytes

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        return zipfile.ZipFile(io.BytesIO(self.data))

    def tree(self, name: str) -> Element:
        return lxml.etree.fromstring(self.archive.read(f"EPUB/{name}"))

    @cached_property
    def package(self) -> Element:
        return self.tree("content.opf")

    @cached_property
    def manifest(self) -> dict[str, Element]:
        return {item.get("href", ""): item for item in found(self.package, "opf:manifest/opf:item")}

    @cached_property
    def spine(self) -> list[str]:
        places = {item.get("id"): href for href, item in self.manifest.items()}
        return [places[reference.get("idref")] for reference in found(self.package, "opf:spine/opf:itemref")]

    @property
    def chapters(self) -> list[str]:
        return [
            name
            for name in self.spine
            if name.startswith("text/") and found(self.tree(name), "//x:section[@role='doc-chapter']")
        ]

    @property
    def documents(self) -> list[str]:
        return [name for name, item in self.manifest.items() if item.get("media-type") == "application/xhtml+xml"]


def found(tree: Element, path: str) -> list[Element]:
    result = tree.xpath(path, namespaces=NAMES)
    assert isinstance(result, list)
    return [each for each in result if isinstance(each, lxml.etree._Element)]


def words(element: Element) -> str:
    return " ".join("".join(str(text) for text in element.itertext()).split())


def name_of(element: Element) -> str:
    return lxml.etree.QName(element).localname


def blocks(section: Element) -> Iterator[Block]:
    """Every block of a chapter in order, called by what it is to a reader."""
    for element in section.iter(f"{{{XHTML}}}*"):
        tag = name_of(element)
        around = {name_of(parent): parent for parent in reversed(list(element.iterancestors()))}
        if tag == "figcaption" and not found(element, "x:cite"):
            yield "caption", words(element)
        elif tag == "li" and not found(element, "x:p"):
            loose = (element.text or "") + "".join(mark.tail or "" for mark in found(element, "x:span"))
            yield "item", " ".join(loose.split() + [words(e) for e in element if name_of(e) == "strong"])
        elif tag not in LEAVES or "aside" in around:
            continue
        elif tag == "img":
            yield "picture", element.get("alt", "")
        elif tag == "p" and element.get("class"):
            yield element.get("class", ""), words(element)
        elif tag == "p" and "author-note" in around.get("section", element).get("class", ""):
            yield "author-note", words(element)
        elif tag == "p" and "blockquote" in around:
            yield "quotation", words(element)
        else:
            yield ("text" if tag == "p" else tag), words(element)


@pytest.fixture(params=BOOKS)
def opened(request: pytest.FixtureRequest) -> Opened:
    built: Built = request.getfixturevalue(request.param)
    return Opened(built.manuscript, built.artifact(".epub").data)


@pytest.fixture
def article_epub(article: Built) -> Opened:
    return Opened(article.manuscript, article.artifact(".epub").data)


@pytest.fixture
def garden_epub(garden: Built) -> Opened:
    return Opened(garden.manuscript, garden.artifact(".epub").data)


def test_mimetype_comes_first_and_is_stored(opened: Opened) -> None:
    first = opened.archive.infolist()[0]
    assert (first.filename, first.compress_type, first.extra) == ("mimetype", zipfile.ZIP_STORED, b"")
    assert opened.archive.read("mimetype") == b"application/epub+zip"
    assert opened.data[30:38] == b"mimetype"
    assert opened.data[38:58] == b"application/epub+zip"


def test_archive_is_whole_and_carries_no_time(opened: Opened) -> None:
    assert opened.archive.testzip() is None
    entries = opened.archive.infolist()
    assert len({entry.filename for entry in entries}) == len(entries)
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o644}


def test_container_names_the_package(opened: Opened) -> None:
    container = lxml.etree.fromstring(opened.archive.read("META-INF/container.xml"))
    (rootfile,) = found(container, "//c:rootfile")
    assert rootfile.get("full-path") == "EPUB/content.opf"
    assert rootfile.get("media-type") == "application/oebps-package+xml"


def test_manifest_lists_every_file_and_no_other(opened: Opened) -> None:
    apart = {"mimetype", "META-INF/container.xml", "EPUB/content.opf"}
    assert {f"EPUB/{href}" for href in opened.manifest} == set(opened.archive.namelist()) - apart


def test_manifest_knows_the_kinds_of_files(opened: Opened) -> None:
    kinds = {
        ".xhtml": "application/xhtml+xml",
        ".css": "text/css",
        ".ncx": "application/x-dtbncx+xml",
        ".png": "image/png",
        ".svg": "image/svg+xml",
    }
    for href, item in opened.manifest.items():
        assert item.get("media-type") == kinds[posixpath.splitext(href)[1]]
    assert [href for href, item in opened.manifest.items() if item.get("properties") == "nav"] == ["nav.xhtml"]


def _metadata(package: Element) -> list[tuple[str, str]]:
    """Each element of the metadata: its name or property, refined by what it refines, and its value."""
    names = {element.get("id"): name_of(element) for element in found(package, "opf:metadata/*") if element.get("id")}
    listed = []
    for element in found(package, "opf:metadata/*"):
        refined = element.get("refines", "")[1:]
        name = element.get("property") or element.get("name") or name_of(element)
        listed.append((f"{refined} {name}".strip(), (element.text or element.get("content") or "").strip()))
    assert all(name.split()[0] in names for name, _ in listed if " " in name)
    return listed


def test_article_says_what_its_front_matter_says(article_epub: Opened) -> None:
    said = _metadata(article_epub.package)
    for expected in [
        ("title", "Strikes Near At Tanf"),
        ("title", "The U.S.-led coalition hits pro-government forces and downs a drone in southern Syria"),
        ("title-main title-type", "main"),
        ("title-main display-seq", "1"),
        ("title-subtitle title-type", "subtitle"),
        ("title-subtitle display-seq", "2"),
        ("creator", "The bookbuild editors"),
        ("person-1 role", "aut"),
        ("language", "en-US"),
        ("dcterms:modified", "2000-01-01T00:00:00Z"),
    ]:
        assert said.count(expected) == 1
    assert len([value for name, value in said if name in ("title", "creator", "contributor", "language")]) == 4
    assert not [value for name, value in said if name in ("date", "publisher", "description", "subject", "rights")]


def test_book_says_what_its_settings_say(garden_epub: Opened) -> None:
    said = _metadata(garden_epub.package)
    expected = [
        ("title", "A Field Guide to Small Gardens"),
        ("title", "With notes on weather"),
        ("creator", "Ada Moreau"),
        ("person-1 role", "aut"),
        ("person-1 file-as", "Moreau, Ada"),
        ("contributor", "Ben Ito"),
        ("person-2 role", "ill"),
        ("language", "en-GB"),
        ("publisher", "Wren Press"),
        ("date", "2024-03-01"),
        ("dcterms:modified", "2024-03-01T00:00:00Z"),
        ("description", "How to grow things where there is no room."),
    ]
    for each in expected:
        assert said.count(each) == 1
    assert [value for name, value in said if name == "subject"] == ["gardens", "weather"]
    assert ("person-2 file-as", "") not in said


PAGES = ("pageBreakMarkers", "pageNavigation", "displayTransformability", "unlocked")


@pytest.mark.parametrize(
    ("book", "features"),
    [("article", {"alternativeText"}), ("garden", {"alternativeText"})],
)
def test_accessibility_is_claimed_as_the_pictures_warrant(
    book: str, features: set[str], request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(book)
    said = _metadata(Opened(built.manuscript, built.artifact(".epub").data).package)
    claimed = [value for name, value in said if name == "schema:accessibilityFeature"]
    assert set(claimed) == {"structuralNavigation", "tableOfContents", "readingOrder", *PAGES} | features
    assert len(claimed) == len(set(claimed))
    assert ("schema:accessMode", "textual") in said
    assert ("schema:accessMode", "visual") in said
    assert ("schema:accessModeSufficient", "textual") in said
    assert ("schema:accessibilityHazard", "none") in said


def test_identifier_is_the_one_that_the_package_names(opened: Opened) -> None:
    (identifier,) = found(
        opened.package, f"opf:metadata/dc:identifier[@id='{opened.package.get('unique-identifier')}']"
    )
    assert re.fullmatch(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", identifier.text or "")
    (uid,) = found(opened.tree("toc.ncx"), "ncx:head/ncx:meta[@name='dtb:uid']")
    assert uid.get("content") == identifier.text


def test_identifiers_of_the_two_books_differ(article_epub: Opened, garden_epub: Opened) -> None:
    first, second = (found(book.package, "opf:metadata/dc:identifier")[0].text for book in (article_epub, garden_epub))
    assert first != second


def test_spine_follows_the_reading_order(article_epub: Opened, garden_epub: Opened) -> None:
    assert article_epub.spine == ["cover.xhtml", "text/coalition-strikes.xhtml"]
    assert garden_epub.spine == [
        "cover.xhtml",
        "text/title-page.xhtml",
        "text/copyright-page.xhtml",
        "nav.xhtml",
        "text/c01-soil.xhtml",
        "text/c02-water.xhtml",
    ]


def test_language_stands_in_package_and_documents(opened: Opened) -> None:
    language = {MANUSCRIPT: "en-US", GARDEN: "en-GB"}[opened.manuscript]
    assert opened.package.get(XML_LANG) == language
    for name in opened.documents:
        tree = opened.tree(name)
        assert (tree.get("lang"), tree.get(XML_LANG), tree.get("dir")) == (language, language, "ltr")


def test_documents_are_well_formed_and_titled(opened: Opened) -> None:
    for name in opened.documents:
        data = opened.archive.read(f"EPUB/{name}")
        assert data.startswith(b"<?xml")
        assert b"<!DOCTYPE html>" in data
        tree = opened.tree(name)
        assert name_of(tree) == "html"
        assert found(tree, "x:head/x:title")[0].text


def test_ids_are_unique_in_the_whole_book(opened: Opened) -> None:
    ids = [element.get("id") for name in opened.documents for element in opened.tree(name).iter() if element.get("id")]
    assert len(set(ids)) == len(ids)


def test_every_link_and_file_leads_somewhere(opened: Opened) -> None:
    ids = {name: {element.get("id") for element in opened.tree(name).iter()} for name in opened.documents}
    count = 0
    for name in opened.documents:
        for element in opened.tree(name).iter():
            for attribute in ("href", "src"):
                address = element.get(attribute)
                if address is None or ":" in address:
                    continue
                path, _, fragment = address.partition("#")
                place = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
                assert place in opened.manifest
                assert not fragment or fragment in ids[place]
                count += 1
    assert count > 10


ARTICLE_HEADINGS = [(1, "Strikes Near At Tanf"), (2, "A drone outside the zone"), (2, "Whose zone?")]
GARDEN_HEADINGS = [(1, "Soil"), (2, "A list"), (2, "A table"), (1, "Water & Light"), (2, "Rain")]


def _headings(opened: Opened) -> list[tuple[int, str]]:
    return [
        (int(name_of(heading)[1]), words(heading))
        for name in opened.chapters
        for heading in opened.tree(name).iter(*(f"{{{XHTML}}}{tag}" for tag in HEADINGS))
    ]


def _nav_entries(element: Element, depth: int = 1) -> Iterator[tuple[int, str, str]]:
    for item in found(element, "x:ol/x:li"):
        (link,) = found(item, "x:a")
        yield depth, words(link), link.get("href", "")
        yield from _nav_entries(item, depth + 1)


def _ncx_entries(element: Element, depth: int = 1) -> Iterator[tuple[int, str, str]]:
    for point in found(element, "ncx:navPoint"):
        (text,) = found(point, "ncx:navLabel/ncx:text")
        (content,) = found(point, "ncx:content")
        yield depth, words(text), content.get("src", "")
        yield from _ncx_entries(point, depth + 1)


def test_headings_are_those_of_the_manuscript(article_epub: Opened, garden_epub: Opened) -> None:
    assert _headings(article_epub) == ARTICLE_HEADINGS
    assert _headings(garden_epub) == GARDEN_HEADINGS


def test_contents_list_every_heading(opened: Opened) -> None:
    (nav,) = found(opened.tree("nav.xhtml"), "//x:nav[@role='doc-toc']")
    assert nav.get(EPUB_TYPE) == "toc"
    entries = list(_nav_entries(nav))
    assert [(depth, title) for depth, title, _ in entries] == _headings(opened)
    for _, title, address in entries:
        path, _, fragment = address.partition("#")
        heading = f"//x:*[@id='{fragment}']" if fragment else "//x:h1"
        assert words(found(opened.tree(path), heading)[0]) == title


def test_old_contents_say_the_same_as_the_new(opened: Opened) -> None:
    (nav,) = found(opened.tree("nav.xhtml"), "//x:nav[@role='doc-toc']")
    (navigation_map,) = found(opened.tree("toc.ncx"), "ncx:navMap")
    assert list(_ncx_entries(navigation_map)) == list(_nav_entries(nav))


def test_landmarks_lead_to_title_page_contents_and_text(article_epub: Opened, garden_epub: Opened) -> None:
    def landmarks(opened: Opened) -> list[tuple[str | None, str | None]]:
        (nav,) = found(opened.tree("nav.xhtml"), "//x:nav[@id='landmarks']")
        assert (nav.get(EPUB_TYPE), nav.get("hidden")) == ("landmarks", "hidden")
        return [(link.get(EPUB_TYPE), link.get("href")) for link in found(nav, ".//x:a")]

    assert landmarks(article_epub) == [("cover", "cover.xhtml"), ("bodymatter", "text/coalition-strikes.xhtml")]
    assert landmarks(garden_epub) == [
        ("cover", "cover.xhtml"),
        ("titlepage", "text/title-page.xhtml"),
        ("copyright-page", "text/copyright-page.xhtml"),
        ("toc", "#toc"),
        ("bodymatter", "text/c01-soil.xhtml"),
    ]


def _article_blocks() -> Iterator[Block]:
    """The blocks of the article, cut by hand from its Markdown: it uses no marks inside its lines but one note."""
    _, front_matter, text = (MANUSCRIPT / "coalition-strikes.md").read_text(encoding="utf-8").split("---\n", 2)
    matter = dict(line.split(": ", 1) for line in front_matter.splitlines())
    yield "h1", matter["title"]
    for key in ("subtitle", "byline", "credit"):
        yield key, matter[key]
    for block in text.strip().split("\n\n"):
        if block.startswith("## "):
            yield "h2", block[3:]
        elif block.startswith("> "):
            quoted, source = block.replace("> ", "").split("\n>\n")
            yield "quotation", quoted
            yield "cite", source.removeprefix("— ")
        elif block == "***":
            yield "hr", ""
        elif block.startswith("!["):
            picture = re.fullmatch(r'!\[(.*)\]\(images/at-tanf\.svg "(.*)"\)\{width=82%\}', block)
            assert picture
            yield "picture", picture[1]
            yield "caption", picture[2]
        elif block.startswith("::: author-note"):
            yield "author-note", block.split("\n")[1]
        elif not block.startswith("[^zone]:"):
            yield "text", block.replace("[^zone]", "1")


def test_article_stands_there_character_for_character(article_epub: Opened) -> None:
    expected = list(_article_blocks())
    assert len(expected) == 24
    assert list(blocks(article_epub.tree(article_epub.chapters[0]))) == expected


SOIL: list[Block] = [
    ("h1", "Soil"),
    ("text", "The soil is everything, said the gardener.1 See the second chapter, or the tables."),
    ("quotation", "A garden is a friend you can visit any time."),
    ("quotation", "It never minds the hour."),
    ("cite", "Anna Lind, The Green Year"),
    ("quotation", "A second quotation without a source."),
    ("text", "Again the same note1 and another.2"),
    ("h2", "A list"),
    ("item", "one"),
    ("item", "two"),
    ("item", "nested strong"),
    ("item", "nested"),
    ("item", "three"),
    ("item", "first"),
    ("text", "second"),
    ("text", "a paragraph inside"),
    ("h2", "A table"),
    *(("th", cell) for cell in ("Plant", "Litres", "When")),
    *(("td", cell) for cell in ("Rose", "2.5", "morning", "Fern", "10", "evening")),
    ("pre", 'def water(plant: str) -> None: print(f"watering {plant} <now> & then")'),
]
WATER: list[Block] = [
    ("h1", "Water & Light"),
    ("byline", "Clara Voss"),
    ("credit", "Reviewed by the Water Board"),
    ("text", "Rain falls."),
    ("h2", "Rain"),
    ("text", "Text before the break. Back to soil and Soil file."),
    ("hr", ""),
    ("picture", "A watering can on a step"),
    ("caption", "The can, drawn from life"),
    ("picture", ""),
    ("picture", "A leaf"),
    ("caption", "A caption with emphasis and a note.1"),
    ("quotation", "Outer words."),
    ("quotation", "Inner words, quoted again."),
    ("cite", "The inner speaker"),
    ("cite", "The outer speaker"),
    ("text", "Visit https://example.org/ or write to mail@example.org. A hard break."),
    ("author-note", "Clara Voss keeps three gardens."),
]


@pytest.mark.parametrize(("number", "expected"), [(0, SOIL), (1, WATER)])
def test_chapters_stand_there_character_for_character(garden_epub: Opened, number: int, expected: list[Block]) -> None:
    assert list(blocks(garden_epub.tree(garden_epub.chapters[number]))) == expected


def test_spaces_and_lines_of_code_are_kept(garden_epub: Opened) -> None:
    (code,) = found(garden_epub.tree("text/c01-soil.xhtml"), "//x:pre/x:code")
    written = "".join(code.itertext())
    assert written == 'def water(plant: str) -> None:\n    print(f"watering {plant} <now> & then")\n'


@pytest.mark.parametrize(
    ("book", "expected"),
    [
        (
            "article",
            [
                ["Colonel Ryan Dillon, spokesman of Operation Inherent Resolve"],
                ["U.S. Central Command, in a statement"],
            ],
        ),
        ("garden", [["Anna Lind, The Green Year"], [], ["The outer speaker"], ["The inner speaker"]]),
    ],
)
def test_each_quotation_stands_with_its_own_speaker(
    book: str, expected: list[list[str]], request: pytest.FixtureRequest
) -> None:
    built: Built = request.getfixturevalue(book)
    opened = Opened(built.manuscript, built.artifact(".epub").data)
    speakers = []
    for name in opened.chapters:
        for quotation in found(opened.tree(name), "//x:blockquote"):
            figure = quotation.getparent()
            assert figure is not None
            if figure.get("class") == "quotation":
                assert [name_of(child) for child in figure] == ["blockquote", "figcaption"]
                speakers.append([words(cite) for cite in found(figure, "x:figcaption/x:cite")])
            else:
                speakers.append([])
    assert speakers == expected


def test_byline_names_its_author_and_nothing_else(opened: Opened) -> None:
    expected = {MANUSCRIPT: ["The bookbuild editors"], GARDEN: ["Clara Voss"]}[opened.manuscript]
    authors = [
        words(author)
        for name in opened.chapters
        for author in found(opened.tree(name), "//x:p/x:span[@class='author']")
    ]
    assert authors == expected


ARTICLE_NOTES = [
    [
        "The report speaks of a “55km deconfliction zone” and does not say how or by whom its limits were set. Syria "
        "does not recognize such zones on its soil, and Russia disputes those declared by one side alone, although "
        "the United States had said that Russia consented to a safe zone outside At Tanf."
    ]
]
GARDEN_NOTES = [
    ["The note says “so”."],
    ["A long note with two paragraphs.", "The second paragraph, with a link."],
    ["Caption note."],
]


def test_notes_hold_their_words(opened: Opened) -> None:
    expected = {MANUSCRIPT: ARTICLE_NOTES, GARDEN: GARDEN_NOTES}[opened.manuscript]
    asides = [aside for name in opened.chapters for aside in found(opened.tree(name), "//x:aside")]
    assert [[words(paragraph) for paragraph in found(aside, "x:p[not(@class)]")] for aside in asides] == expected


def test_references_and_notes_lead_to_each_other(opened: Opened) -> None:
    for name in opened.chapters:
        tree = opened.tree(name)
        references = found(tree, "//x:sup/x:a[@role='doc-noteref']")
        asides = found(tree, "//x:aside")
        assert {reference.get(EPUB_TYPE) for reference in references} <= {"noteref"}
        assert {(aside.get("role"), aside.get(EPUB_TYPE)) for aside in asides} == {("doc-footnote", "footnote")}
        numbers = [words(found(aside, "x:p[@class='note-number']")[0]) for aside in asides]
        assert numbers == [f"{number}." for number in range(1, len(asides) + 1)]
        for aside, number in zip(asides, numbers, strict=True):
            here = [reference for reference in references if reference.get("href") == f"#{aside.get('id')}"]
            backs = found(aside, ".//x:a[@role='doc-backlink']")
            assert [f"{words(reference)}." for reference in here] == [number] * len(backs)
            assert [back.get("href") for back in backs] == [f"#{reference.get('id')}" for reference in here]
            assert backs


def test_author_note_is_a_labelled_section_after_the_text(opened: Opened) -> None:
    tree = opened.tree(opened.chapters[-1])
    (note,) = found(tree, "//x:section[contains(@class, 'author-note')]")
    assert note.get("aria-label") == "About the author"
    following = note.getnext()
    assert following is not None
    assert following.get("class") == "notes"


def test_chapters_are_sections_that_say_so(opened: Opened) -> None:
    for name in opened.chapters:
        (section,) = found(opened.tree(name), "x:body/x:section")
        assert (section.get(EPUB_TYPE), section.get("role")) == ("chapter", "doc-chapter")


def test_table_keeps_its_alignment_and_says_what_heads_it(garden_epub: Opened) -> None:
    tree = garden_epub.tree("text/c01-soil.xhtml")
    for row in found(tree, "//x:tr"):
        assert [cell.get("class") for cell in row] == ["align-left", "align-right", "align-center"]
    assert {cell.get("scope") for cell in found(tree, "//x:th")} == {"col"}


def test_links_between_chapters_lead_to_files(garden_epub: Opened) -> None:
    soil, water = (garden_epub.tree(name) for name in garden_epub.chapters)
    by_words = {words(link): link.get("href") for tree in (soil, water) for link in found(tree, "//x:a[not(@role)]")}
    assert by_words == {
        "the second chapter": "c02-water.xhtml#rain",
        "the tables": "#c01-soil--a-table",
        "link": "https://example.org/a?b=c&d=e",
        "soil": "c01-soil.xhtml#soil",
        "Soil file": "c01-soil.xhtml",
        "https://example.org/": "https://example.org/",
        "mail@example.org": "mailto:mail@example.org",
    }


@pytest.mark.parametrize(
    ("book", "names"), [("article", ["images/at-tanf.svg"]), ("garden", ["images/can.png", "images/leaf.svg"])]
)
def test_pictures_are_carried_along_unchanged(book: str, names: list[str], request: pytest.FixtureRequest) -> None:
    built: Built = request.getfixturevalue(book)
    opened = Opened(built.manuscript, built.artifact(".epub").data)
    assert sorted(href for href in opened.manifest if href.startswith("images/")) == names
    for name in names:
        carried, typed = opened.archive.read(f"EPUB/{name}"), (opened.manuscript / name).read_bytes()
        if name.endswith(".svg"):  # without what is not drawn
            drawn = [lxml.etree.canonicalize(each.decode(), strip_text=True) for each in (carried, typed)]
            assert drawn[0] == drawn[1]
        else:
            assert carried == typed


def test_only_the_ornament_is_hidden_from_listeners(garden_epub: Opened) -> None:
    pictures = found(garden_epub.tree("text/c02-water.xhtml"), "//x:img")
    assert [(picture.get("alt"), picture.get("role")) for picture in pictures] == [
        ("A watering can on a step", None),
        ("", "presentation"),
        ("A leaf", None),
    ]


def test_title_page_names_the_book_and_its_makers(garden_epub: Opened) -> None:
    (section,) = found(garden_epub.tree("text/title-page.xhtml"), "x:body/x:section")
    assert section.get(EPUB_TYPE) == "titlepage"
    assert [(element.get("class"), words(element)) for element in section] == [
        ("book-title", "A Field Guide to Small Gardens"),
        ("subtitle", "With notes on weather"),
        ("byline", "Ada Moreau"),
        ("contributor", "Illustrated by Ben Ito"),
        ("publisher", "Wren Press"),
    ]


def test_styles_hold_nothing_that_old_readers_drop_a_sheet_for(opened: Opened) -> None:
    for name in ("styles/base.css", "styles/epub.css"):
        sheet = re.sub(r"/\*.*?\*/", "", opened.archive.read(f"EPUB/{name}").decode(), flags=re.DOTALL)
        assert not re.search(r"@|\b(?:calc|min|max|clamp|var|env)\(|display:\s*(?:flex|grid)|url\(", sheet)


def _built(make_manuscript: MakeManuscript, settings: str, text: str = "# A Walk\n\nIt rained.\n") -> Opened:
    folder = make_manuscript({"book.toml": f'title = "A Walk"\n{settings}', "walk.md": text})
    (epub,) = [each for each in build(folder, folder.parent / "out", ["epub"]).artifacts if each.name.endswith(".epub")]
    return Opened(folder, epub.data)


@pytest.mark.parametrize(("depth", "titles"), [(1, ["A"]), (2, ["A", "B", "E"]), (6, ["A", "B", "C", "D", "E"])])
def test_contents_are_as_deep_as_the_settings_say(
    depth: int, titles: list[str], make_manuscript: MakeManuscript
) -> None:
    text = "# A\n\n## B\n\n### C\n\n#### D\n\nIt rained.\n\n## E\n\nAnd again.\n"
    opened = _built(make_manuscript, f'kind = "book"\n[epub]\ntoc-depth = {depth}\n', text)
    (nav,) = found(opened.tree("nav.xhtml"), "//x:nav[@role='doc-toc']")
    entries = list(_nav_entries(nav))
    assert [title for _, title, _ in entries] == titles
    ncx = opened.tree("toc.ncx")
    assert list(_ncx_entries(found(ncx, "ncx:navMap")[0])) == entries
    (said,) = found(ncx, "ncx:head/ncx:meta[@name='dtb:depth']")
    assert said.get("content") == str(max(level for level, _, _ in entries))


def test_vertical_lines_turn_the_pages_to_the_right(make_manuscript: MakeManuscript) -> None:
    opened = _built(make_manuscript, 'language = "ja"\n[epub]\nwriting-mode = "vertical-rl"\n')
    assert found(opened.package, "opf:spine")[0].get("page-progression-direction") == "rtl"
    assert {opened.tree(name).get("class") for name in ("nav.xhtml", "text/walk.xhtml")} == {"vertical-rl"}
    assert opened.tree("cover.xhtml").get("class") is None
    sheet = opened.archive.read("EPUB/styles/epub.css").decode()
    for prefix in ("-epub-", "-webkit-", " "):
        assert f"{prefix}writing-mode: vertical-rl;" in sheet


def test_lines_are_horizontal_unless_asked_otherwise(make_manuscript: MakeManuscript) -> None:
    opened = _built(make_manuscript, 'language = "ja"\n')
    assert found(opened.package, "opf:spine")[0].get("page-progression-direction") is None
    assert opened.tree("text/walk.xhtml").get("class") is None


def test_conformance_is_claimed_only_where_someone_answers_for_it(make_manuscript: MakeManuscript) -> None:
    silent = _metadata(_built(make_manuscript, "").package)
    assert not [name for name, _ in silent if name in ("dcterms:conformsTo", "a11y:certifiedBy")]
    said = _metadata(_built(make_manuscript, '[epub]\ncertified-by = "Benetech"\n').package)
    assert ("dcterms:conformsTo", "EPUB Accessibility 1.1 - WCAG 2.2 Level AA") in said
    assert ("a11y:certifiedBy", "Benetech") in said


@pytest.mark.parametrize("language", LANGUAGES)
def test_accessibility_is_summed_up_in_the_language_of_the_book(language: str, make_manuscript: MakeManuscript) -> None:
    said = dict(_metadata(_built(make_manuscript, f'cover = false\nlanguage = "{language}"\n').package))
    english = "The text can be read aloud or enlarged"
    assert said["schema:accessibilitySummary"].startswith(english) == (language == "en")


@pytest.mark.parametrize("book", ["kitab", "yoko", "tongues"])
def test_places_have_names_that_no_engine_writes_otherwise_in_an_address(
    book: str, request: pytest.FixtureRequest
) -> None:
    opened = Opened(Path(), request.getfixturevalue(book).artifact(".epub").data)
    trees = {name: opened.tree(name) for name in opened.documents}
    ids = {f"{name}#{found_id}" for name, tree in trees.items() for found_id in tree.xpath("//@id")}
    links = [
        posixpath.normpath(posixpath.join(posixpath.dirname(name), href)) if not href.startswith("#") else name + href
        for name, tree in trees.items()
        for href in tree.xpath("//@href")
        if "#" in href and ":" not in href
    ]
    assert len(links) > 2
    assert all(name.isascii() for name in (*ids, *links))
    assert [link for link in links if link not in ids] == []
    assert any(re.search(r"u[0-9a-f]{3,}", name) for name in ids)
