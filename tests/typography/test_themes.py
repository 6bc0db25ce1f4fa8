"""What a theme does to the HTML file and the EPUB; the pages are tested with the PDF, the cover with covers."""

import base64
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import cssselect2
import lxml.etree
import pytest
import tinycss2
from conftest import MakeManuscript
from fontTools.ttLib import TTFont

from bookbuild.pipeline.build import build
from bookbuild.styles import stylesheet, theme_folder, theme_names

TEXT = "# Weather\n\nIt *rained* for **nine** days.\n\n## Rain\n\nAnd rained.\n"
FACE = re.compile(
    r'font-family: "([^"]+)"; font-style: \w+; font-weight: [\d ]+; src: url\("data:font/woff2;base64,([^"]+)"'
)


def built(make: MakeManuscript, settings: str) -> tuple[str, dict[str, str]]:
    """The HTML file, and the style sheets of the EPUB with a chapter beside them."""
    folder = make({"book.toml": f'title = "Weather"\n{settings}', "walk.md": TEXT})
    artifacts = build(folder, folder.parent / "out", ["epub", "html"]).artifacts
    (page,) = [each.data.decode() for each in artifacts if each.name == "weather.html"]
    (data,) = [each.data for each in artifacts if each.name.endswith(".epub")]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [name for name in archive.namelist() if name.endswith((".css", "walk.xhtml"))]
        return page, {Path(name).name: archive.read(name).decode() for name in names}


@pytest.mark.parametrize("kind", ["book", "article"])
@pytest.mark.parametrize(
    ("theme", "families"),
    [
        ("classic", {"EB Garamond"}),
        ("modern", {"Newsreader", "Source Sans 3"}),
        ("large-print", {"Atkinson Hyperlegible"}),
    ],
)
def test_html_is_set_in_the_letters_of_the_theme(
    theme: str, families: set[str], kind: str, make_manuscript: MakeManuscript
) -> None:
    page, _ = built(make_manuscript, f'kind = "{kind}"\n[style]\ntheme = "{theme}"\n')
    faces = FACE.findall(page)
    assert {family for family, _ in faces} - {"Newsreader Display"} == families
    for family, data in faces:
        name = str(TTFont(io.BytesIO(base64.b64decode(data)))["name"].getBestFamilyName())
        assert name.startswith(family.removesuffix(" Display"))


@pytest.mark.parametrize(("kind", "usual"), [("book", "classic"), ("article", "modern")])
def test_a_theme_that_is_the_usual_one_changes_nothing(kind: str, usual: str, make_manuscript: MakeManuscript) -> None:
    said = built(make_manuscript, f'kind = "{kind}"\n[style]\ntheme = "{usual}"\n')
    assert said == built(make_manuscript, f'kind = "{kind}"\n')


@pytest.mark.parametrize(
    ("theme", "generic", "named"),
    [
        ("classic", "", '"EB Garamond"'),
        ("modern", "sans-serif", '"Newsreader"'),
        ("large-print", "sans-serif", '"Atkinson Hyperlegible"'),
    ],
)
@pytest.mark.parametrize("kind", ["book", "article"])
def test_epub_asks_for_kinds_of_letters_and_for_families_only_where_they_are_inside(
    theme: str, generic: str, named: str, kind: str, make_manuscript: MakeManuscript
) -> None:
    settings = f'kind = "{kind}"\n[style]\ntheme = "{theme}"\n'
    _, bare = built(make_manuscript, settings)
    sheet = bare.get("theme.css", "")
    assert bool(sheet) == ("theme.css" in bare["walk.xhtml"])
    assert set(re.findall("font-family: (.+);", sheet)) == ({generic} if generic else set())
    _, full = built(make_manuscript, f"{settings}[epub]\nfonts = true\n")
    held = set(re.findall(r'@font-face \{\s+font-family: (".+?");', full["fonts.css"]))
    assert named in held
    assert re.search(rf"body {{\s+font-family: {named}, (sans-)?serif;", full["fonts.css"])
    assert ('"Source Sans 3"' in held) == (theme == "modern")
    order = [full["walk.xhtml"].index(name) for name in ("epub.css", *(["theme.css"] if sheet else []), "fonts.css")]
    assert order == sorted(order)


@pytest.mark.parametrize("theme", [name for name in theme_names() if (theme_folder(name) / "epub.css").is_file()])
def test_no_theme_says_how_large_letters_of_an_e_book_are(theme: str) -> None:
    for rule in tinycss2.parse_stylesheet(stylesheet(f"themes/{theme}/epub.css"), True, True):
        selectors = {each.strip() for each in tinycss2.serialize(rule.prelude).split(",")}
        for declaration in tinycss2.parse_blocks_contents(rule.content, True, True):
            if declaration.name in ("font-size", "line-height"):
                assert not selectors & {"html", "body", "p", ".book", ".article"}
                assert tinycss2.serialize(declaration.value).strip().endswith("em")


def aligned(sheets: Sequence[str], document: str) -> Iterator[tuple[str, str]]:
    """The direction of each heading and paragraph of a chapter, and the side to which style sheets range it."""
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet("\n".join(sheets), skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            said = tinycss2.parse_blocks_contents(rule.content, skip_comments=True, skip_whitespace=True)
            sides = [tinycss2.serialize(each.value).strip() for each in said if each.name == "text-align"]
            for selector in cssselect2.compile_selector_list(rule.prelude) if sides else ():
                matcher.add_selector(selector, sides[-1])
    root = lxml.etree.fromstring(document.encode())
    for element in cssselect2.ElementWrapper.from_xml_root(root).iter_subtree():
        if element.local_name in ("h1", "p"):
            (direction,) = element.etree_element.xpath("ancestor-or-self::*[@dir][1]/@dir")
            matches = [match for match in matcher.match(element) if match[2] is None]
            yield direction, max(matches, key=lambda match: match[:2])[3] if matches else ""


@pytest.mark.parametrize(("book", "chapter"), [("en", "ar"), ("ar", "en")])
def test_an_e_book_ranges_words_to_the_side_on_which_they_begin(
    book: str, chapter: str, make_manuscript: MakeManuscript
) -> None:
    foreign = f"---\nlanguage: {chapter}\n---\n\n# A\n\nB.\n"
    for theme in ("modern", "large-print"):
        settings = f'title = "T"\nlanguage = "{book}"\nkind = "book"\n[style]\ntheme = "{theme}"\n'
        folder = make_manuscript({"book.toml": settings, "a.md": "# A\n\nB.\n", "b.md": foreign})
        (data,) = [
            each.data for each in build(folder, folder.parent / "out", ["epub"]).artifacts if "epub" in each.name
        ]
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sheets = [archive.read(f"EPUB/styles/{name}.css").decode() for name in ("base", "epub", "theme")]
            texts = [archive.read(f"EPUB/text/{name}.xhtml").decode() for name in "ab"]
            found = {each for text in texts for each in aligned(sheets, text)}
        assert found - {("ltr", ""), ("rtl", "")} == {("ltr", "left"), ("rtl", "right")}
