"""HTML and style sheets → pages, by WeasyPrint."""

import copy
import functools
import logging
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import weasyprint
import weasyprint.layout.block
import weasyprint.layout.column
import weasyprint.layout.inline
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from bookbuild.model import Asset
from bookbuild.outputs.pdf import dividing, fitting, justifying, letters, long_notes
from bookbuild.problems import LimitError, Location, Problem, Severity
from bookbuild.typography.faces import Face, named

fitting.install()
dividing.install()
justifying.install()
letters.install()
long_notes.install()

_LOGGER = logging.getLogger("weasyprint")
_BASE = "asset:/"
_FACES = "face:/"
_EMBEDDED = ("data:image/png", "data:image/jpeg")
"""Pictures inside drawings (SVG)."""
_MARGIN_BOXES = ("@top-", "@right-", "@bottom-", "@left-")
"""How the names of the sixteen begin (CSS Paged Media 3, 4.2)."""
_WITHOUT_FURNITURE = "@page { background: none !important; marks: none !important; bleed: 0 !important }"
"""For chapters: what stands around and behind their text depends on where they stand, and is painted later."""
_MISSING = re.compile(r"notdef glyph.*\"(.)\" \(U\+([0-9A-F]+)\)", re.DOTALL)
_KNOWN = "has no required alt description"
"""Said of ornaments too; the reading of the text has reported the pictures that lack words."""


_split_first_line = weasyprint.layout.inline.split_first_line


def _split_line(text: str, style: Any, context: Any, max_width: Any, *rest: Any, **named: Any) -> Any:
    """WeasyPrint's own function, but for a text all of whose words fit into a line, and only the space after them not.

    That space comes before an element such as inline code. WeasyPrint 70 takes such a text for one that is too wide,
    and puts its first word alone on the line.
    """
    split = _split_first_line(text, style, context, max_width, *rest, **named)
    _, length, resume_at, *_ = split
    if resume_at is None or not text.endswith(" ") or style["white_space"] not in ("normal", "pre-line"):
        return split
    bare = text.rstrip(" ")
    if " " not in bare or " " in text.encode()[:length].decode(errors="ignore"):
        return split
    whole = _split_first_line(bare, style, context, max_width, *rest, **named)
    return split if whole[2] is not None or whole[3] > max_width else whole


weasyprint.layout.inline.split_first_line = _split_line

_split_inline_level = weasyprint.layout.inline.split_inline_level


def _split_level(context: Any, box: Any, *rest: Any) -> tuple[Any, ...]:
    """WeasyPrint's own function, but for the numbers of notes, before which no line ends.

    WeasyPrint asks whether a line may end between two letters, which it may after a full stop or an ideograph; where it
    is told `False` in place of the second letter, it may not.
    """
    split: tuple[Any, ...] = _split_inline_level(context, box, *rest)
    if box.element_tag != "sup" or not len(box.element) or box.element[0].get("class") != "noteref":
        return split
    return (*split[:3], False, *split[4:])


weasyprint.layout.inline.split_inline_level = _split_level

_block_level_width = weasyprint.layout.block.block_level_width


def _width_of_block(box: Any, containing_block: Any, with_min_max: bool = True) -> None:
    """WeasyPrint's own function, but for blocks with margins `auto` in text from right to left.

    WeasyPrint 70 moves a block to the right before such margins have a width, so that it hangs off by as much.
    """
    style = getattr(containing_block, "style", {"direction": "ltr"})
    is_mirrored = style["direction"] == "rtl" and not box.is_column
    begin = box.position_x if is_mirrored else 0  # which not every box has
    _block_level_width(box, containing_block, with_min_max)
    if is_mirrored:
        box.position_x = begin + containing_block.width - box.margin_width()


_width_of_block.without_min_max = functools.partial(_width_of_block, with_min_max=False)  # type: ignore[attr-defined]
for _module in (weasyprint.layout.block, weasyprint.layout.column):
    _module.block_level_width = _width_of_block


def render(
    html: str,
    stylesheets: Sequence[str],
    images: Sequence[Asset],
    files: Sequence[Asset] = (),
    *,
    furniture: bool = True,
) -> Any:
    """WeasyPrint's document of laid out pages; `files` are those that the style sheets use.

    Without `furniture` nothing stands in the margins of the pages, or lies behind their text. Raises LimitError for
    what is nested too deep.
    """
    configuration, styles, filled, complaints_of_styles = _prepared(tuple(stylesheets), tuple(files), furniture)
    if furniture:  # each chapter would say the same
        for complaint in complaints_of_styles:
            _LOGGER.warning("%s", complaint)
    fetcher = _Fetcher({image.name: image for image in images}, {})
    try:
        return _Source(html, fetcher, filled).render(
            stylesheets=styles, font_config=configuration, pdf_variant="pdf/ua-1"
        )
    except RecursionError as error:
        message = "lists, quotations or notes of this book are nested too deep to be laid out as pages"
        raise LimitError(
            [Problem("BB701", Location(""), message, "Take some of them apart, or build --to epub.")]
        ) from error


@functools.lru_cache(maxsize=4)
def _prepared(
    stylesheets: tuple[str, ...], files: tuple[Asset, ...], furniture: bool
) -> tuple[FontConfiguration, list[weasyprint.CSS], frozenset[str], tuple[str, ...]]:
    """Style sheets as WeasyPrint reads them, their fonts, the margin boxes that they fill, and what it does not like.

    They are the same for all chapters of a book. Rules for fonts are only read for what they tell the configuration:
    style sheets are asked about each element.
    """
    declared = tuple(named(stylesheets))
    texts = (*stylesheets, *(() if furniture else (_WITHOUT_FURNITURE,)))
    read = [_style_sheet(text, declared, files) for text in texts]
    styles = [style for style, _ in read]
    filled = frozenset(_filled(styles)) if furniture else frozenset()
    lean = [_without_empty_boxes(style, filled) for style in styles]
    return _fonts(declared, files)[0], lean, filled, tuple(message for _, said in read for message in said)


@functools.lru_cache(maxsize=64)
def _style_sheet(
    text: str, declared: tuple[Face, ...], files: tuple[Asset, ...]
) -> tuple[weasyprint.CSS, Sequence[str]]:
    """A style sheet by itself, and what WeasyPrint does not like about it.

    Pages, what stands around them and leaflets in letters of many sizes share most of theirs, and reading them takes
    longer than laying out an article.
    """
    configuration, fetcher = _fonts(declared, files)
    with complaints() as messages:
        style = weasyprint.CSS(string=text, font_config=configuration, url_fetcher=fetcher, base_url=_BASE)
    return style, messages


@functools.lru_cache(maxsize=4)
def _fonts(declared: tuple[Face, ...], files: tuple[Asset, ...]) -> tuple[FontConfiguration, URLFetcher]:
    """The fonts that a book may use, and what hands out their files."""
    configuration = FontConfiguration()
    fetcher = _Fetcher({file.name: file for file in files}, {face.name: face for face in declared})
    for face in declared:
        rule = face.rule(_FACES + face.name)
        weasyprint.CSS(string=rule, font_config=configuration, url_fetcher=fetcher, base_url=_BASE)
    return configuration, fetcher


def _filled(styles: Sequence[weasyprint.CSS]) -> Iterator[str]:
    """The margin boxes that some page may have: without `content` there is none (CSS Paged Media 3, 4.3)."""
    for style in styles:
        for _, selectors, declarations in style.page_rules:
            if any(name == "content" for name, _, _ in declarations):
                yield from (box for _, box, _ in selectors if box)


def _without_empty_boxes(style: weasyprint.CSS, filled: frozenset[str]) -> weasyprint.CSS:
    """A style sheet that says nothing of margin boxes but those that are filled.

    WeasyPrint computes the style of every box that a style sheet names, on every page, whether or not it has a content;
    of all sixteen, since its own style sheet does.
    """
    lean = copy.copy(style)
    lean.page_rules = [
        rule
        for rule in style.page_rules
        if any(box is None or box in filled or not box.startswith(_MARGIN_BOXES) for _, box, _ in rule[1])
    ]
    return lean


class _Source(weasyprint.HTML):
    """What is to be laid out, with WeasyPrint's own style sheet as far as it concerns pages with some margin boxes."""

    def __init__(self, html: str, fetcher: URLFetcher, filled: frozenset[str]) -> None:
        super().__init__(string=html, base_url=_BASE, url_fetcher=fetcher)
        self._filled = filled

    def _ua_stylesheets(self, forms: bool = False) -> list[weasyprint.CSS]:
        return [_without_empty_boxes(style, self._filled) for style in super()._ua_stylesheets(forms)]


class _Fetcher(URLFetcher):
    """Hands out images and fonts of the book, and refuses every other address."""

    def __init__(self, images: Mapping[str, Asset], declared: Mapping[str, Face]) -> None:
        super().__init__(allowed_protocols=("asset", "face", "data"), allow_redirects=False)
        self._images = images
        self._faces = declared

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        if face := self._faces.get(url.removeprefix(_FACES)):
            return URLFetcherResponse(url, face.data, {"Content-Type": "font/ttf"})
        if url.startswith(_EMBEDDED):
            return super().fetch(url, headers)
        asset = self._images.get(url.removeprefix(_BASE))
        if asset is None:
            raise ValueError(f"{url} is not part of the book")
        return URLFetcherResponse(url, asset.data, {"Content-Type": asset.media_type})


@contextmanager
def complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint only writes to its log."""
    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if _KNOWN not in message:
                messages.append(message)

    handler = Collector(logging.WARNING)
    propagate, _LOGGER.propagate = _LOGGER.propagate, False
    _LOGGER.addHandler(handler)
    try:
        yield messages
    finally:
        _LOGGER.removeHandler(handler)
        _LOGGER.propagate = propagate


def problem(message: str) -> Problem:
    """What WeasyPrint complained of, as something that a writer can do something about."""
    missing = _MISSING.search(message)
    if missing:
        what = f"no font has the letter “{missing[1]}” (U+{missing[2]}), so that the pages could not show it"
        hint = "Install a font that has it, such as one of the Noto fonts, or write something else."
        return Problem("BB502", Location(""), what, hint)
    return Problem("BB501", Location(""), f"the pages: {message}", severity=Severity.WARNING)
