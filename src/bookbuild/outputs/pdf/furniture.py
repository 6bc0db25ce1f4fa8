"""Running heads, folios, backgrounds and marks: what stands around the text, painted when its place is known.

For each page an empty one is laid out by the same `@page` rules, with the named strings that its text sets. Chapters
thus keep their pages when they move to other numbers, or to the other side of a sheet.
"""

import io
from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

import lxml.html
import msgspec
import pikepdf

from bookbuild.outputs.pdf import fonts, running_heads, titles
from bookbuild.outputs.pdf.css import quoted
from bookbuild.outputs.pdf.html import hyphenated
from bookbuild.outputs.pdf.layout import content_box, fonts_of, heads_of
from bookbuild.outputs.pdf.model import HALF_TITLE, Furniture, Strings
from bookbuild.outputs.pdf.runs import COUNT_OF_PAGES, PageRun
from bookbuild.outputs.pdf.weasyprint import complaints, problem, render

_OTHER = {"left": "right", "right": "left"}
_BEFORE = "bookbuild-before"
_MAX_ATTEMPTS = 4
"""How often running heads are cut shorter."""


def paint(data: bytes, stylesheets: Sequence[str]) -> bytes:
    """Paint the furniture of a run of pages: a `PageRun` becomes `Furniture`, both as JSON."""
    run = msgspec.json.decode(data, type=PageRun)
    styles = tuple(COUNT_OF_PAGES.sub(f'"{run.total}"', style) for style in stylesheets)
    with complaints() as warnings:
        laid_out = _laid_out(run, styles)
        start = 0 if run.opens else 1
        pages = laid_out.pages[start : start + len(run.pages)]
        painted = laid_out.copy(pages)
        written = painted.write_pdf(pdf_tags=False, uncompressed_pdf=True)
    with pikepdf.open(io.BytesIO(written)) as pdf:
        used = fonts.take_out(pdf, fonts_of(painted))
        stripped = io.BytesIO()
        pdf.save(stripped, static_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    problems = tuple(map(problem, dict.fromkeys(warnings)))
    return msgspec.json.encode(Furniture(stripped.getvalue(), tuple(map(content_box, pages)), used, problems))


def _laid_out(run: PageRun, styles: Sequence[str]) -> Any:
    """WeasyPrint's document of the furniture, with running heads cut short that are longer than their line."""
    shorter: dict[str, str] = {}
    for _ in range(_MAX_ATTEMPTS):
        laid_out = render(_set(_document(run, shorter), run, styles), styles, run.edition.files, run.edition.files)
        strings = {text for _, text in (*run.carried, *(string for page in run.pages for string in page.strings))}
        found = running_heads.shortened(laid_out.pages, {text: shorter.get(text, text) for text in strings})
        if not found:
            break
        shorter |= found
    return laid_out


def _set(html: str, run: PageRun, styles: Sequence[str]) -> str:
    """The document, with the lines of the half title as those of other titles are."""
    if all(page.name != HALF_TITLE for page in run.pages) or not (heads := heads_of(html, styles, run.edition.files)):
        return html
    tree = lxml.html.document_fromstring(html)
    titles.apply(tree, heads)
    return lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")


def _document(run: PageRun, shorter: Mapping[str, str]) -> str:
    """An empty element for each page; the half title has words.

    Before them stands a page that sets what the pages before have left behind, and after them one that is wanted only
    for the blank page before it. The number to begin with is said here, since style sheets that are the same for all
    runs are read once.
    """
    first = run.pages[0].side

    def short(strings: Strings) -> Strings:
        return tuple((name, shorter.get(text, text)) for name, text in strings)

    bodies = [] if run.opens else [_page(_BEFORE, "auto", short(run.carried))]
    after_blank = False
    for page in run.pages:
        if not page.is_blank:
            words = escape(run.edition.title) if page.name == HALF_TITLE else ""
            bodies.append(_page(page.name, page.side if after_blank else "page", short(page.strings), words))
        after_blank = page.is_blank
    if after_blank:
        bodies.append(_page(run.pages[-1].name, _OTHER[run.pages[-1].side], ()))
    side = first if run.opens else _OTHER[first]
    edition = run.edition
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(hyphenated(edition.language))}" dir="{edition.direction}" '
        f'style="break-before: {side}">\n<head><meta charset="utf-8"><title>{escape(edition.title)}</title>'
        f"<style>@page {_BEFORE} {{ counter-reset: page {run.pages[0].number - 1} }}</style></head>\n"
        f'<body class="{edition.kind.value}">{"".join(bodies)}</body></html>'
    )


def _page(name: str, break_before: str, strings: Iterable[tuple[str, str]], words: str = "") -> str:
    style = f"page: {name or 'auto'}; break-before: {break_before}"
    setters = "".join(
        f'<div style="{escape(f"string-set: {string} {quoted(text)}")}"></div>' for string, text in strings
    )
    shown = f'<p class="half-title">{words}</p>' if words else ""
    return f'<div style="{style}">{setters}{shown}</div>'
