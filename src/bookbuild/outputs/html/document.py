"""Book → the text of the file: head, contents, chapters with their notes."""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping
from html import escape

import lxml.etree

from bookbuild.assets.block_sheets import block_sheets
from bookbuild.i18n.words import skip_label, table_label, wording
from bookbuild.jobs.cache import Cache
from bookbuild.model import Asset, Book
from bookbuild.outputs import frame, wide_tables
from bookbuild.outputs.frame import ContentsEntry, tag, words
from bookbuild.outputs.html import fonts, sidenotes, tables, titles
from bookbuild.outputs.html.metadata import statements
from bookbuild.results import HTML
from bookbuild.styles import stylesheet
from bookbuild.typography import themes

CONTENTS_DEPTH = 3

_STYLES = ("base.css", "web.css")
_REMARK = re.compile(r"/\*.*?\*/\n?|(?<=\n)\s+", re.DOTALL)
"""Remarks and indents in style sheets of bookbuild's own, in which no text has such signs: readers need neither."""

_POLICY = (
    "default-src 'none'; style-src 'sha256-{digest}'; "
    "img-src data:; font-src data:; base-uri 'none'; form-action 'none'"
)
"""What a browser may do with the file: show it (Content Security Policy 3). A policy in a file, rather than from a
server, cannot say more about frames."""

_PAGE = """\
<!DOCTYPE html>
<html lang="{lang}" dir="{dir}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
{statements}
<link rel="icon" href="data:,">
<style>{style}</style>
</head>
<body class="{classes}">
<a class="skip" href="#{main}">{skip}</a>
{contents}<main id="{main}">
{text}
</main>
</body>
</html>
"""


def whole(book: Book, cache: Cache) -> str:
    """The file."""
    metadata = book.metadata
    tree = _text(book)
    widths = _widths(tree)
    _embed(tree, {asset.name: asset for asset in book.assets})
    wide_tables.mark(tree)
    tables.boxes(tree, table_label(metadata.language))
    _reach(tree)
    _quieten(tree)
    titles.keep_together(tree, metadata.language)
    beside = sidenotes.beside(tree)
    contents = _contents(book, wording(metadata.language).contents)
    blocks = block_sheets(book).values()
    ours = "\n".join((*map(stylesheet, _STYLES), *blocks, themes.stylesheet(book, HTML)))
    css = "\n".join((_REMARK.sub("", ours), widths, beside, *_own(book)))
    style = "\n".join((*fonts.rules(themes.theme_of(book), tree, css, contents, cache), css))
    classes = {metadata.kind.value: True, "with-contents": bool(contents), "with-notes": bool(beside)}
    return _PAGE.format(
        lang=escape(metadata.language),
        dir=metadata.direction,
        policy=_POLICY.format(digest=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()),
        title=escape(metadata.title, quote=False),
        statements=statements(book),
        style=style,
        classes=" ".join(name for name, applies in classes.items() if applies),
        skip=escape(skip_label(metadata.language)),
        main=_free_id(tree),
        contents=contents,
        text="\n".join(map(_html, tree)),
    )


def _text(book: Book) -> lxml.etree._Element:
    """All sections in one tree: the fragments are XHTML, so that they are parsed as that."""
    parts = [
        frame.section(chapter, chapter.body + frame.endnotes(chapter.notes, chapter.language))
        for chapter in book.chapters
        if not frame.sets_contents(chapter)  # which stand beside the text
    ]
    text = f'<body class="{book.metadata.kind.value}">{"".join(parts)}</body>'
    return lxml.etree.fromstring(text, lxml.etree.XMLParser(huge_tree=True))


def _own(book: Book) -> Iterator[str]:
    """The writer's own style sheets, with the files that they use inside."""
    for each in book.stylesheets:
        if HTML.stylesheets in each.outputs:
            text = each.text
            for file in book.style_files:
                data = f"data:{file.media_type};base64,{base64.b64encode(file.data).decode()}"
                text = text.replace(f'url("{file.name}")', f'url("{data}")')
            yield text


def _widths(tree: lxml.etree._Element) -> str:
    """Turn style attributes, which the policy does not let through, into rules of the style sheet."""
    classes: dict[str, str] = {}
    for element in tree.xpath("//*[@style]"):
        name = classes.setdefault(element.attrib.pop("style"), f"style-{len(classes) + 1}")
        element.set("class", f"{element.get('class', '')} {name}".strip())
    return "\n".join(f".{name} {{ {style} }}" for style, name in classes.items())


def _embed(tree: lxml.etree._Element, images: Mapping[str, Asset]) -> None:
    """Put the pictures themselves in the places of their names."""
    for image in tree.iter("img"):
        asset = images[image.get("src", "")]
        image.set("src", f"data:{asset.media_type};base64,{base64.b64encode(asset.data).decode()}")
        if not image.get("alt"):
            image.attrib.pop("role", None)  # HTML says by the empty words alone that it is an ornament


def _reach(tree: lxml.etree._Element) -> None:
    """What scrolls can be reached by the keyboard."""
    for wide in (*tree.iter("pre"), *tree.xpath("//p[@class='formula']")):
        wide.set("tabindex", "0")


def _quieten(tree: lxml.etree._Element) -> None:
    """Asides are landmarks, by which people who do not see jump from part to part; of those a text has few."""
    for aside in tree.iter("aside"):
        aside.tag = "div"
        aside.set("role", aside.get("role", "note"))


def _free_id(tree: lxml.etree._Element) -> str:
    taken = set(tree.xpath("//@id"))
    name = "text"
    while name in taken:
        name += "-"
    return name


def _html(part: lxml.etree._Element) -> str:
    written = lxml.etree.tostring(part, encoding="unicode", method="html", with_tail=False)
    return written.replace("<wbr></wbr>", "<wbr>")  # an empty element that lxml does not know


def _contents(book: Book, title: str) -> str:
    """The contents; nothing where they would be the title again."""
    entries = frame.contents(book, CONTENTS_DEPTH)
    if sum(1 for _ in frame.walk(entries)) < 2:
        return ""
    summary = tag("summary", {}, escape(title))
    attributes = {"class": "contents", "role": "doc-toc", "aria-label": title, "data-title": title, "tabindex": "0"}
    details = tag("details", {}, f"\n{summary}\n{_list(entries)}\n")
    return tag("nav", attributes, f"\n{details}\n") + "\n"


def _list(entries: tuple[ContentsEntry, ...]) -> str:
    items = "".join(
        tag(
            "li",
            {},
            tag("a", {"href": f"#{entry.id}"}, words(entry.title)),
            _list(entry.children) if entry.children else "",
        )
        + "\n"
        for entry in entries
    )
    return tag("ol", {}, f"\n{items}")
