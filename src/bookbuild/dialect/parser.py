"""Markdown text → a clean HTML tree: Python-Markdown parses, nh3 removes what no reader may be given."""

import dataclasses
import re
import string
from collections import Counter

import lxml.html
import nh3
from lxml.html import HtmlElement
from markdown import Markdown
from markdown.extensions.attr_list import AttrListTreeprocessor
from markdown.extensions.footnotes import FootnoteBlockProcessor
from markdown.inlinepatterns import LinkInlineProcessor

from bookbuild.dialect.normalize import regular
from bookbuild.dialect.syntax.blocks import BlocksExtension
from bookbuild.dialect.syntax.code import CodeExtension
from bookbuild.dialect.syntax.colons import ColonsExtension
from bookbuild.dialect.syntax.math import FormulasExtension, blanked, one_line
from bookbuild.dialect.syntax.paragraphs import ParagraphsExtension
from bookbuild.dialect.syntax.spans import InlineExtension
from bookbuild.dialect.tree import BLOCK_TAGS, MARK
from bookbuild.manuscript.attributes import ATTRIBUTES
from bookbuild.manuscript.scan import Form, Verbatim
from bookbuild.manuscript.tags import as_text

MAX_DEPTH = 50
"""How deep quotations, lists and blocks may be nested; past about 140 the PDF engine overflows its stack."""

_TAGS = frozenset(
    "a abbr aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em "
    "figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li mark ol p pre q rp rt ruby s samp section "
    "small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
_ANYWHERE = frozenset({"id", "class", "lang", "dir", "title"})
_ATTRIBUTES = {
    "a": {"href"},
    "blockquote": {"cite"},
    "col": {"span"},
    "colgroup": {"span"},
    "data": {"value"},
    "details": {"open"},
    "img": {"src", "alt", "width", "height", "placement"},
    "li": {"value"},
    "ol": {"start", "type", "reversed"},
    "q": {"cite"},
    "td": {"colspan", "rowspan", "style"},
    "th": {"colspan", "rowspan", "scope", "style"},
    "time": {"datetime"},
}
_SOURCE = re.compile(r"\s*(?:https?|mailto|tel):", re.IGNORECASE)
"""How the address begins that a quotation may name as its source."""
_START_TAG = re.compile(r"<([a-zA-Z][\w:-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?)*)\s*/?>")
_ATTRIBUTE = re.compile(r"([\w:@.-]+)(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'<>]+))?")
_HEADING = re.compile(
    r"(?:^|\n)(?P<level>#{1,6})(?= )(?P<header>(?:\\.|[^\\])*?)(?<![ \t])[ \t]*+(?:(?<=[ \t])#++[ \t]*+)?(?:\n|$)"
)
"""pymdownx.saneheaders, but for the number signs at the end: those of “C#” belong to the word, as CommonMark has it."""
_BRACKET = re.compile(r"[\[\]]")
_NO_CHARACTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
"""What a reference such as `&#1;` can name and XML cannot hold."""


class _NamedNotes(FootnoteBlockProcessor):
    """Definitions of notes: `[^]:` is none, and Python-Markdown would fail on it."""

    RE = re.compile(r"^ {0,3}\[\^([^\]\s]+)\]: *(.*)$", re.MULTILINE)


def to_tree(text: str, parser: Markdown) -> tuple[HtmlElement, tuple[str, ...]]:
    """Parse Markdown. The tree's root is a `div`; with it comes what had to be removed, such as `<script>`.

    Raises RecursionError for text nested deeper than Python-Markdown can follow.
    """
    has_formulas = FormulasExtension.NAME in parser.inlinePatterns
    has_html = "html_block" in parser.preprocessors
    whole = text = one_line(text) if has_formulas else text
    mark = BlocksExtension.mark(parser, text)
    text, code = regular(text, raw_html=has_html)
    text = as_text(text, blanked(text) if has_formulas else text, whole) if has_html else text
    CodeExtension.lay_ready(parser, [_with_tags_alone(block, whole) for block in code])
    raw = parser.reset().convert(text)
    clean = nh3.clean(
        raw,
        tags=set(_TAGS),
        attributes={"*": set(_ANYWHERE), **_ATTRIBUTES, **{tag: {mark} for tag in BLOCK_TAGS}},
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel=None,
    )
    clean = _NO_CHARACTER.sub("\ufffd", clean)
    tree = lxml.html.fragment_fromstring(clean, create_parent="div")
    assert isinstance(tree, HtmlElement)
    for element in tree.iter(*BLOCK_TAGS):
        if name := element.attrib.pop(mark, ""):
            element.set(MARK, name)
    return tree, tuple(sorted({*_removed(raw, clean), *_without_own_sources(tree)}))


def _without_own_sources(tree: HtmlElement) -> list[str]:
    """Take out sources of quotations that are no addresses of the web: paths of this machine are nobody's matter."""
    own = [each for each in tree.iter("blockquote", "q") if not _SOURCE.match(each.get("cite", "https:"))]
    for quotation in own:
        del quotation.attrib["cite"]
    return ["cite="] if own else []


def _with_tags_alone(block: Verbatim, whole: str) -> Verbatim:
    """A block of HTML in which all that looks like a tag is one."""
    if block.form is not Form.HTML:
        return block
    html = "\n".join(block.code)
    return dataclasses.replace(block, code=tuple(as_text(html, html, whole).split("\n")))


def depth(tree: HtmlElement) -> int:
    """How many elements are nested in each other at the deepest place."""
    deepest, level = 0, [tree]
    while level:
        deepest, level = deepest + 1, [child for element in level for child in element]
    return deepest


def new_parser(*, raw_html: bool = True, math: bool = False) -> Markdown:
    """A parser for `to_tree`. Making one costs more than parsing a short chapter, so one serves many.

    Without `raw_html` the tags in a text are shown as the text that they are; with `math` there are formulas.
    """
    parser = Markdown(
        output_format="xhtml",
        extensions=[
            "abbr",
            "attr_list",
            "footnotes",
            "sane_lists",
            "tables",
            "pymdownx.highlight",
            "pymdownx.quotes",
            "pymdownx.saneheaders",
            "pymdownx.superfences",
            "pymdownx.tilde",
            CodeExtension(),
            BlocksExtension(),
            ColonsExtension(),
            InlineExtension(),
            ParagraphsExtension(),
            *([FormulasExtension()] if math else []),
        ],
        extension_configs={
            "footnotes": {"USE_DEFINITION_ORDER": False, "BACKLINK_TEXT": ""},
            "pymdownx.highlight": {"pygments_lang_class": True},
            "pymdownx.tilde": {"subscript": False},
            "pymdownx.superfences": {"relaxed_headers": True},
        },
    )
    notes = parser.parser.blockprocessors["footnote"]
    assert isinstance(notes, FootnoteBlockProcessor)
    parser.parser.blockprocessors.register(_NamedNotes(notes.footnotes), "footnote", 17)
    parser.ESCAPED_CHARS = list(string.punctuation)  # as in CommonMark: a backslash makes a letter of any mark
    _follow_quickly(parser)
    attributes = parser.treeprocessors["attr_list"]
    assert isinstance(attributes, AttrListTreeprocessor)
    vars(attributes).update(
        HEADER_RE=re.compile(rf"(?<! )[ ]+{ATTRIBUTES}[ ]*$"),
        BLOCK_RE=re.compile(rf"\n[ ]*{ATTRIBUTES}[ ]*$"),
        INLINE_RE=re.compile(rf"^{ATTRIBUTES}"),
    )
    if not raw_html:
        parser.preprocessors.deregister("html_block")
        parser.inlinePatterns.deregister("html")
    return parser


def _follow_quickly(parser: Markdown) -> None:
    """Give a parser equals of what takes the square of the time for twice the marks: the end of a heading with many
    number signs, and the bracket that closes another."""
    vars(parser.parser.blockprocessors["hashheader"])["RE"] = _HEADING
    for pattern in parser.inlinePatterns:
        if isinstance(pattern, LinkInlineProcessor):
            vars(pattern)["getText"] = _bracketed


def _bracketed(text: str, start: int) -> tuple[str, int, bool]:
    """The words from `start` to the bracket that closes them, where the rest begins, and whether they are closed."""
    depth = 1
    for bracket in _BRACKET.finditer(text, start) if text.find("]", start) >= 0 else ():
        depth += 1 if bracket[0] == "[" else -1
        if not depth:
            return text[start : bracket.start()], bracket.end(), True
    return text[start:], len(text), False


def _removed(raw: str, clean: str) -> tuple[str, ...]:
    """What is in the raw HTML and not in the clean one, as a writer would have typed it."""
    gone = _inventory(raw) - _inventory(clean)
    return tuple(sorted(gone))


def _inventory(html: str) -> Counter[str]:
    inventory: Counter[str] = Counter()
    for tag, attributes in _START_TAG.findall(html):
        inventory[f"<{tag.lower()}>"] += 1
        if attributes:
            inventory.update(f"{name.lower()}=" for name in _ATTRIBUTE.findall(attributes))
    return inventory
