"""Markdown → tokens, by markdown-it: a parser that shares nothing with the one that renders."""

import re
from collections.abc import Callable, Sequence
from types import SimpleNamespace

from markdown_it import MarkdownIt, helpers
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.subscript import sub_plugin
from mdit_py_plugins.superscript import superscript_plugin

from bookbuild.manuscript.blocks import BLOCKS
from bookbuild.proof.promise.emphasis import wide_emphasis_plugin
from bookbuild.proof.promise.html_rules import rule_of, tags_plugin
from bookbuild.proof.promise.math_rules import formulas_plugin

BLOCK_OPEN = "colon_block_open"
BLOCK_CLOSE = "colon_block_close"
CAPTION_OPEN = "caption_open"

_Rule = Callable[[StateBlock, int, int, bool], bool]

_ABBREVIATION = re.compile(r"\*\[[^\[\]\\]+\] ?: *\S")
_CODE = re.compile(r"(?:(?:[-+*]|\d{1,9}[.)]) +)*(?P<marks>`{3,}(?=[^`]*$)|~{3,})(?P<info>.*)$")
"""A fence of code, perhaps right after the mark of an item."""
_CAPTION = re.compile(r":[ \t]+(?=\S)")
_OF_TABLES = r"""(?:#[^\s{}"']+|\.[\w-]+|landscape|widths=(?:"[^"{}]*"|'[^'{}]*'|[^\s{}"']+))"""
_SAID = re.compile(rf"\{{[ \t]*{_OF_TABLES}(?:[ \t]+{_OF_TABLES})*[ \t]*\}}")
"""What is said of a table, on the line after it."""
_SAID_AT_END = re.compile(
    rf"(?:^|(?<![ \t])[ \t]*+\n|(?<![ \t])[ \t]++)(?=\{{[^{{}}]*(?:widths=|landscape)){_SAID.pattern}[ \t]*$"
)
_IMAGE = re.compile(r"!\[.*[)\]}]\s*$")
_DASH = re.compile(r"(?:—|---?) (?=\S)")
_NAMES = re.compile(r"^[\w-]+|(?<=\.)[\w-]+")
_TITLE = re.compile(r"""\btitle=(?:"([^"]*)"|'([^']*)'|([^\s}]+))""")

_LANGUAGE = re.compile(r"""\blang=["']?([\w-]+)""")


def tokens(text: str, parser: MarkdownIt) -> Sequence[Token]:
    """Parse a text. Notes come last, each between `footnote_open` and `footnote_close`."""
    tokens: Sequence[Token] = parser.parse(text, {"whole": text})
    for token in tokens:
        if token.type == "html_block":  # with marks of lists before it, where tabs follow these
            token.content = token.content[token.content.index("<") :]
    return tokens


def new_parser(*, raw_html: bool = True, math: bool = False) -> MarkdownIt:
    """A parser for `tokens`, for one text after another. Making one takes about as long as parsing a page.

    Without `raw_html` tags are words like others; with `math` there are formulas.
    """
    parser = MarkdownIt("commonmark", {"maxNesting": 200, "html": raw_html}).enable(["table", "strikethrough"])
    parser.use(footnote_plugin).use(deflist_plugin).use(sub_plugin).use(superscript_plugin)
    parser.use(attrs_plugin, after=("span_close",), spans=True)
    parser.use(wide_emphasis_plugin).use(tags_plugin)
    parser.disable(["footnote_inline"])
    vars(parser)["helpers"] = SimpleNamespace(**{**vars(helpers), "parseLinkLabel": _link_label})
    parser.validateLink = lambda url: True  # type: ignore[method-assign]  # words are words, wherever they lead
    ruler = parser.block.ruler
    ruler.before("fence", "colon_block", _colon_block, {"alt": ["paragraph", "reference", "blockquote"]})
    ruler.before("table", "caption", _caption, {"alt": ["blockquote"]})
    ruler.before("list", "abbreviation", _abbreviation, {"alt": ["paragraph", "reference"]})
    deflist = rule_of(ruler, "deflist")
    ruler.at("deflist", _definitions(deflist.fn), {"alt": deflist.alt})
    if math:
        parser.use(formulas_plugin)
    return parser


def _link_label(state: StateInline, start: int, disable_nested: bool = False) -> int:
    """The end of words in brackets that begin at `start`; -1 where nothing closes them, which is seen at once."""
    is_closed = state.src.find("]", start, state.posMax) >= 0
    return helpers.parseLinkLabel(state, start, disable_nested) if is_closed else -1


def _colon_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`::: name` up to the `:::` that closes it; blocks nest."""
    words = _fence(state, start)
    if not words:
        return False
    if silent:
        return True
    meta = _meaning(words)
    depth, close = 1, start
    code = ""
    while depth and close + 1 < end:
        close += 1
        was_code, code = code, _code(state, close, code)
        name = None if was_code or code else _fence(state, close)
        if name is not None:
            depth += 1 if name else -1
    token = state.push(BLOCK_OPEN, "section", 1)
    token.meta = meta
    token.map = [start, close]
    first = len(state.tokens)
    old_parent, old_max = state.parentType, state.lineMax
    state.parentType = "container"
    state.lineMax = close
    form = BLOCKS[meta["name"]].form if meta["name"] else "plain"
    is_verse = form == "verse"
    if is_verse:
        state.md.block.ruler.disable("code")  # in verse an indent is just an indent
    try:
        state.md.block.tokenize(state, start + 1, close)
    finally:
        if is_verse:
            state.md.block.ruler.enable("code")  # for what comes next, and for the next text
    state.parentType, state.lineMax = old_parent, old_max
    is_poem = is_verse and _has_source(state.tokens[first:])
    if is_poem:
        meta["title"] = ""  # which outputs show only to a pointer
    if form == "quotation" or is_poem:
        _quote(state, first, token.map)
    state.push(BLOCK_CLOSE, "section", -1).meta = meta
    state.line = close + 1
    return True


def _meaning(words: str) -> dict[str, str]:
    """The name of a block, its title and its language; of several classes the first that is a name counts."""
    title = _TITLE.search(words)
    names = _NAMES.findall(_TITLE.sub("", words))
    name = next((name for name in names if name in BLOCKS), "")
    has_title = title is not None and bool(name) and BLOCKS[name].titled
    language = _LANGUAGE.search(words)
    return {
        "name": name,
        "title": next(filter(None, title.groups()), "") if title and has_title else "",
        "language": language[1] if language else "",
    }


def _has_source(tokens: Sequence[Token]) -> bool:
    """Whether the last of several paragraphs begins with a dash: verse that names its poet is a quotation."""
    return len(tokens) > 3 and tokens[-1].type == "paragraph_close" and bool(_DASH.match(tokens[-2].content))


def _quote(state: StateBlock, first: int, lines: list[int]) -> None:
    """What stands in the block is a quotation, unless it holds nothing but quotations."""
    top = state.tokens[first].level if first < len(state.tokens) else 0
    openers = [token for token in state.tokens[first:] if token.level == top and token.nesting >= 0]
    if not openers or all(token.type == "blockquote_open" for token in openers):
        return
    opener = Token("blockquote_open", "blockquote", 1, map=lines, level=top, block=True)
    state.tokens.insert(first, opener)
    state.tokens.append(Token("blockquote_close", "blockquote", -1, level=top, block=True))


def _fence(state: StateBlock, line: int) -> str | None:
    """The name on a line of colons, empty on a closing one; None on any other line."""
    if state.is_code_block(line):
        return None
    written = _line(state, line)
    name = written.lstrip(":")
    return name.strip() if len(written) - len(name) >= 3 else None


def _code(state: StateBlock, line: int, marks: str) -> str:
    """The marks of the fence whose code is open after a line, empty if none is; before it, it was that of `marks`."""
    fence = _CODE.match(_line(state, line))
    if not fence or (not marks and state.is_code_block(line)):
        return marks
    if not marks:
        return fence["marks"]
    return "" if fence["marks"].startswith(marks) and not fence["info"].strip() else marks


def _caption(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`: words` under the rows of a table, up to the next empty line; a line in braces says how the table is set."""
    mark = None if state.is_code_block(start) else _CAPTION.match(_line(state, start))
    if not mark and not state.is_code_block(start) and _SAID.fullmatch(_line(state, start).strip()):
        return _says_of_table(state, start, silent=silent)
    if silent:
        return bool(mark) and state.parentType == "table"
    if not mark or not state.tokens or state.tokens[-1].type != "table_close":
        return False
    close = start + 1
    others = state.md.block.ruler.getRules("paragraph")
    while close < end and not state.isEmpty(close) and not any(rule(state, close, end, True) for rule in others):
        close += 1
    words = state.getLines(start, close, state.blkIndent, False).strip()[mark.end() :]
    words = _SAID_AT_END.sub("", words)
    table = max(index for index, token in enumerate(state.tokens) if token.type == "table_open")
    state.tokens[table:table] = [  # first, as it is read: a caption says what the rows are about
        Token(CAPTION_OPEN, "caption", 1, block=True, map=[start, close]),
        Token("inline", "", 0, block=True, map=[start, close], content=words, children=[]),
        Token("caption_close", "caption", -1, block=True),
    ]
    state.line = close
    return True


def _says_of_table(state: StateBlock, line: int, *, silent: bool) -> bool:
    """A line of attributes after a table, which is no text."""
    if silent:
        return bool(state.parentType == "table")
    if not state.tokens or state.tokens[-1].type not in ("table_close",):
        return False
    state.line = line + 1
    return True


def _abbreviation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """`*[HTML]: words` is said of words elsewhere, and is no text of its own."""
    if state.is_code_block(start) or not _ABBREVIATION.match(_line(state, start)):
        return False
    if not silent:
        state.line = start + 1
    return True


def _definitions(rule: _Rule) -> _Rule:
    """The rule of definition lists, for colons alone, and not for the caption under an image."""

    def colons(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        if not silent:
            after = start + 2 if start + 1 < end and state.isEmpty(start + 1) else start + 1
            if after >= end or state.is_code_block(after):
                return False
            if not _line(state, after).startswith(":") or _IMAGE.match(_line(state, start)):
                return False
        return rule(state, start, end if silent else _before_figure(state, start, end), silent)

    return colons


def _before_figure(state: StateBlock, start: int, end: int) -> int:
    """The line of an image under the definitions whose caption, a line after it, is no definition; else `end`."""
    for line in range(start, end - 1) if "![" in state.src else ():
        is_next = line > start and state.isEmpty(line - 1) and not state.isEmpty(line) and state.tShift[line] == 0
        if is_next and _line(state, line + 1).startswith(":") and _IMAGE.match(_line(state, line)):
            return line
        if is_next and not any(_line(state, near).startswith(":") for near in range(line, min(line + 3, end))):
            return end  # neither a term nor a definition: the list is over
    return end


def _line(state: StateBlock, line: int) -> str:
    return state.src[state.bMarks[line] + state.tShift[line] : state.eMarks[line]]
