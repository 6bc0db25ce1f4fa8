"""The cover: the author's own, one beside the manuscript, one that is typeset, or none."""

import io
import zipfile
from dataclasses import dataclass, replace
from pathlib import Path

import lxml.etree
import pytest
from conftest import MakeManuscript
from PIL import Image

from bookbuild.model import Kind, Metadata
from bookbuild.outputs.cover import HEIGHT, WIDTH, cover, says_its_title
from bookbuild.outputs.cover.lines import fitted
from bookbuild.pipeline.build import build
from bookbuild.problems import ContentError, Severity
from bookbuild.styles import theme_names
from bookbuild.typography.themes import Theme, theme_named

TEXT = "# A Walk\n\nIt rained.\n"
THEMES = {name: theme_named(name) for name in theme_names()}
CLASSIC = THEMES["classic"]
OPF = {"opf": "http://www.idpf.org/2007/opf"}


def picture(colour: str = "red", kind: str = "JPEG") -> bytes:
    data = io.BytesIO()
    Image.new("RGB", (60, 96), colour).save(data, kind)
    return data.getvalue()


@dataclass(frozen=True)
class Covered:
    """What an EPUB says of its cover."""

    names: frozenset[str]
    href: str
    """Of the item with the property `cover-image`; empty without one."""
    old: str
    """Of the item that readers of EPUB 2 take."""
    spine: tuple[str, ...]
    page: str
    data: bytes
    identifier: str


def covered(folder: Path) -> Covered:
    (file,) = folder.glob("*.epub")
    with zipfile.ZipFile(file) as archive:
        package = lxml.etree.fromstring(archive.read("EPUB/content.opf"))
        items = {item.get("id", ""): item for item in package.iterfind("opf:manifest/opf:item", OPF)}
        new = [item.get("href", "") for item in items.values() if item.get("properties") == "cover-image"]
        named = [meta.get("content", "") for meta in package.iterfind("opf:metadata/opf:meta[@name='cover']", OPF)]
        spine = tuple(
            items[each.get("idref", "")].get("href", "") for each in package.iterfind("opf:spine/opf:itemref", OPF)
        )
        href = "".join(new)
        page = archive.read("EPUB/cover.xhtml").decode() if "EPUB/cover.xhtml" in archive.namelist() else ""
        data = archive.read(f"EPUB/{href}") if href else b""
        old = "".join(items[id_].get("href", "") for id_ in named)
        identifier = package.findtext(".//{http://purl.org/dc/elements/1.1/}identifier", "")
        return Covered(frozenset(archive.namelist()), href, old, spine, page, data, identifier)


def made(folder: Path) -> Covered:
    build(folder, folder.parent / "out", ["epub"])
    return covered(folder.parent / "out")


def test_cover_is_typeset_where_there_is_none(make_manuscript: MakeManuscript) -> None:
    found = made(make_manuscript({"walk.md": f"---\ntitle: A Walk\nauthor: Ada Moreau\n---\n\n{TEXT}"}))
    assert found.href == found.old == "cover.png"
    assert found.spine[0] == "cover.xhtml"
    with Image.open(io.BytesIO(found.data)) as image:
        assert image.size == (WIDTH, HEIGHT)
    assert len(found.data) < 150_000
    assert 'alt="Cover: A Walk, Ada Moreau"' in found.page
    assert 'role="doc-cover"' in found.page


@pytest.mark.parametrize("name", ["cover.jpg", "Cover.JPG", "cover.jpeg"])
def test_picture_beside_the_manuscript_is_the_cover(name: str, make_manuscript: MakeManuscript) -> None:
    found = made(make_manuscript({"walk.md": TEXT, name: picture()}))
    assert found.href == found.old
    assert found.href.startswith("cover.jp")
    assert found.data == picture()
    assert f'src="{found.href}"' in found.page


def test_settings_name_the_cover_before_the_one_that_lies_there(make_manuscript: MakeManuscript) -> None:
    text = f"---\ntitle: A Walk\ncover: art/front.png\n---\n\n{TEXT}"
    found = made(make_manuscript({"walk.md": text, "cover.jpg": picture(), "art/front.png": picture("blue", "PNG")}))
    assert found.href == "cover.png"
    assert found.data == picture("blue", "PNG")


def test_picture_of_the_text_is_no_cover(make_manuscript: MakeManuscript) -> None:
    found = made(make_manuscript({"walk.md": f"{TEXT}\n![A path](cover.jpg)\n", "cover.jpg": picture()}))
    assert found.href == "cover.png"
    assert found.data != picture()


def test_cover_can_be_switched_off(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"walk.md": f"---\ntitle: A Walk\ncover: false\n---\n\n{TEXT}", "cover.jpg": picture()})
    found = made(folder)
    assert (found.href, found.old, found.page) == ("", "", "")
    assert found.spine == ("text/walk.xhtml",)


@pytest.mark.parametrize(("files", "code"), [({}, "BB401"), ({"front.jpg": b"no picture"}, "BB404")])
def test_cover_is_checked_like_every_picture(
    files: dict[str, str | bytes], code: str, make_manuscript: MakeManuscript
) -> None:
    folder = make_manuscript({"walk.md": f"---\ntitle: A Walk\ncover: front.jpg\n---\n\n{TEXT}", **files})
    with pytest.raises(ContentError) as caught:
        build(folder, folder.parent / "out", ["epub"])
    (problem,) = caught.value.problems
    assert (problem.code, problem.location.path, problem.location.line) == (code, "walk.md", 3)


def _metadata(title: str, **more: str) -> Metadata:
    return Metadata(
        title=title,
        subtitle=more.get("subtitle", ""),
        authors=(),
        byline=tuple(filter(None, [more.get("author", "")])),
        credit="",
        language=more.get("language", "en"),
        direction=more.get("direction", "ltr"),
        identifier="urn:uuid:c4f1d0a0-0000-5000-8000-000000000000",
        kind=Kind(more.get("kind", "book")),
    )


def _letters(data: bytes) -> int:
    """How many pixels have the colour of ink."""
    with Image.open(io.BytesIO(data)) as image:
        return image.histogram()[31]


@pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES)
@pytest.mark.parametrize(
    ("title", "language", "direction"),
    [
        ("Emma", "en", "ltr"),
        ("The Life and Strange Surprizing Adventures of Robinson Crusoe, of York, Mariner " * 3, "en", "ltr"),
        ("Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen", "de", "ltr"),
        ("ألف ليلة وليلة", "ar", "rtl"),
        ("שיר השירים 2024", "he", "rtl"),
        ("Война и мир", "ru", "ltr"),
        ("Ὀδύσσεια", "el", "ltr"),
    ],
)
def test_every_title_is_set_in_full(title: str, language: str, direction: str, theme: Theme) -> None:
    said = _metadata(title, language=language, direction=direction)
    assert says_its_title(said, theme)
    without = cover(_metadata("𒀀", language=language, direction=direction, author="A"), theme)
    data = cover(said, theme)
    assert _letters(data) > 0
    assert data != without
    assert cover(said, theme) == data


def test_title_without_a_font_leaves_the_paper_alone() -> None:
    japanese = _metadata("吾輩は猫である", language="ja")
    assert not says_its_title(japanese, CLASSIC)
    assert _letters(cover(japanese, CLASSIC)) == 0


def test_each_word_of_the_settings_changes_the_cover() -> None:
    said = [_metadata("Emma"), _metadata("Emma", author="Jane Austen"), _metadata("Emma", subtitle="A Novel")]
    assert len({cover(each, CLASSIC) for each in said}) == 3


def test_each_theme_has_a_cover_of_its_own() -> None:
    assert len({cover(_metadata("Emma"), theme) for theme in THEMES.values()}) == 3


@pytest.mark.parametrize(("kind", "usual"), [("book", "classic"), ("article", "modern")])
@pytest.mark.parametrize("theme", ["", "classic", "modern", "large-print"])
def test_cover_in_the_epub_follows_the_theme(
    theme: str, kind: str, usual: str, make_manuscript: MakeManuscript
) -> None:
    style = f'[style]\ntheme = "{theme}"\n' if theme else ""
    found = made(make_manuscript({"book.toml": f'title = "A Walk"\nkind = "{kind}"\n{style}', "walk.md": TEXT}))
    drawn = {name: cover(replace(_metadata("A Walk"), identifier=found.identifier), THEMES[name]) for name in THEMES}
    assert [name for name, data in drawn.items() if data == found.data] == [theme or usual]


def test_writer_is_told_of_a_cover_without_a_title(make_manuscript: MakeManuscript) -> None:
    folder = make_manuscript({"cat.md": "---\ntitle: 猫\nlanguage: ja\n---\n\n# 猫\n\n猫である。\n"})
    (problem,) = build(folder, folder.parent / "out", ["epub"]).problems
    assert (problem.code, problem.location.path, problem.severity) == ("BB406", "cat.md", Severity.WARNING)
    (folder / "cover.png").write_bytes(picture(kind="PNG"))
    assert not build(folder, folder.parent / "out", ["epub"]).problems


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(
    "word", ["Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft", "x" * 300]
)
def test_a_long_word_stays_on_its_cover(word: str, theme: str) -> None:
    lines, _ = fitted(word, THEMES[theme].cover.title, 936, 7, "ltr", "de")
    assert max(line.width for line in lines) <= 936
    assert sum(len(line.glyphs) for line in lines) >= 60


@pytest.mark.parametrize("theme", THEMES)
def test_lines_of_a_cover_end_at_sense(theme: str) -> None:
    """The lines have as many glyphs as letters, since no letters join in them."""
    title = "A Short History of the Pro-Government Coalition and of the North"
    lines, _ = fitted(title, THEMES[theme].cover.title, 936, 7, "ltr", "en")
    passed = 0
    for line in lines[:-1]:
        passed += len(line.glyphs)
        assert title[:passed].split()[-1] not in ("A", "of", "the", "and")
        assert title[passed] == " "
        passed += 1
