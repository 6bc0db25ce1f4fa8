"""What a style sheet may not say.

One that goes into an e-book may say only what old readers survive: Adobe's engine, in many of them, drops a whole style
sheet for one value that it does not know.
"""

import re
from collections.abc import Iterator, Sequence

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule

from bookbuild.assets.css_selectors import SIZES, readers_own
from bookbuild.problems import Location, Problem

_NAMING_FILES = frozenset({"image", "image-set", "src", "cross-fade", "element"})
"""Functions that name files as `url()` does."""
_FUNCTIONS = frozenset({"calc", "min", "max", "clamp", "var", "env"})
_LAYOUTS = frozenset({"flex", "inline-flex", "grid", "inline-grid"})
_AT_RULES = frozenset({"charset", "font-face", "page", "namespace"})
"""At-rules that e-readers do not stumble over."""
_LEFT_TO_READERS = frozenset({"inherit", "currentcolor", "transparent", "none", "normal"})
"""Values that decide nothing."""
_FIXED = frozenset({"px", "pt", "pc", "cm", "mm", "q", "in"})
_IN_WEB = "Put it into a style sheet for the other outputs: one whose name begins with print or web."
_BREAKS = {
    "bad-string": ("a quotation mark is never closed", "Close it on the same line."),
    "bad-url": ("an address in url() contains a space, a quotation mark or a bracket", "Put it in quotation marks."),
}
_DEEPEST = 100
_NEVER_CLOSED = {"{": "}", "[": "]", "(": ")", "/*": "*/"}


def breaks(text: str, path: str) -> Iterator[Problem]:
    """Where a style sheet stops being CSS for all that comes after: what is not closed, and what was never opened."""
    nodes = tinycss2.parse_component_value_list(f"{text}\n;")
    for node in walk(nodes):
        if isinstance(node, ParseError):
            message, hint = _BREAKS.get(node.kind, (f"this “{node.kind}” closes nothing", "Remove it."))
            yield Problem("BB420", Location(path, node.source_line), f"this is not CSS: {message}", hint)
    level: Sequence[Node] = nodes
    for _ in range(_DEEPEST):
        level = [inner for node in level for inner in _inside(node)]
    if level:
        message = f"brackets are nested more than {_DEEPEST} deep"
        yield Problem("BB420", Location(path, level[0].source_line), message, "Look for one that is not closed.")
    opened = _unclosed(nodes)
    if opened is not None:
        node, sign = opened
        message = f"“{sign}” is opened here and never closed"
        yield Problem(
            "BB420", Location(path, node.source_line), message, f"Write “{_NEVER_CLOSED[sign]}” where it ends."
        )


def _unclosed(nodes: Sequence[Node]) -> tuple[Node, str] | None:
    """The innermost block, or the comment, that holds the semicolon which was put after the style sheet."""
    opening = None
    while nodes and nodes[-1] != ";" and not isinstance(nodes[-1], ParseError):
        last = nodes[-1]
        opening = last, "/*" if last.type == "comment" else "(" if last.type == "function" else last.type[0]
        nodes = _inside(last)
    if opening and nodes and isinstance(nodes[-1], ParseError):
        return None  # told already
    return opening


def faults(text: str, path: str, *, for_epub: bool) -> Iterator[Problem]:
    """What would reach outside, and what e-readers would drop the style sheet for."""
    if "</style" in text.lower():
        line = text.lower()[: text.lower().index("</style")].count("\n") + 1
        yield Problem("BB420", Location(path, line), "the style sheet contains an HTML tag", "Write only CSS in it.")
    for node in walk(tinycss2.parse_component_value_list(text, skip_comments=True)):
        if node.type == "function" and _plain(node.lower_name) in _NAMING_FILES:
            message = f"“{node.name}()” may name files outside the book"
            yield Problem("BB422", Location(path, node.source_line), message, "Name files with url().")
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        yield from _rule_faults(rule, path, for_epub=for_epub)


def _rule_faults(rule: Node, path: str, *, for_epub: bool) -> Iterator[Problem]:
    where = Location(path, rule.source_line)
    if isinstance(rule, ParseError):
        hint = "Look for a missing brace."
        yield Problem("BB420", where, "this is not a CSS rule: nothing in braces follows it", hint)
    elif isinstance(rule, AtRule) and rule.lower_at_keyword == "import":
        hint = "Copy its rules into this style sheet, or put that style sheet into the folder styles."
        yield Problem("BB422", where, "a style sheet cannot import another", hint)
    elif isinstance(rule, AtRule):
        if for_epub and rule.lower_at_keyword not in _AT_RULES:
            message = f"some e-readers ignore a whole style sheet that contains @{rule.at_keyword}"
            yield Problem("BB421", where, message, _IN_WEB)
        if rule.content and rule.lower_at_keyword in ("media", "supports", "layer", "container"):
            for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
                yield from _rule_faults(inner, path, for_epub=False)
        elif rule.content:
            yield from _content_faults(rule.content, path, readers=frozenset(), for_epub=for_epub)
    elif isinstance(rule, QualifiedRule):
        yield from _content_faults(rule.content, path, readers=readers_own(rule.prelude), for_epub=for_epub)


def _content_faults(
    content: Sequence[Node], path: str, *, readers: frozenset[str], for_epub: bool
) -> Iterator[Problem]:
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        where = Location(path, each.source_line)
        if isinstance(each, ParseError):
            hint = "Write a property, a colon, a value and a semicolon."
            yield Problem("BB420", where, "this is not a CSS declaration (property: value)", hint)
        elif for_epub and isinstance(each, Declaration):
            if what := _unsurvived(each):
                yield Problem(
                    "BB421", where, f"some e-readers ignore a whole style sheet that contains {what}", _IN_WEB
                )
            elif each.lower_name in readers and not _words(each) <= _LEFT_TO_READERS:
                message = (
                    f"“{each.name}” for the whole page is the reader’s choice: some read at night, some in large type"
                )
                yield Problem("BB421", where, message, _IN_WEB)
            elif each.lower_name in SIZES and (unit := _fixed(each)):
                message = f"text sized in {unit} stays small when readers choose larger type"
                yield Problem("BB421", where, message, f"Give its size in em. Or: {_IN_WEB[0].lower()}{_IN_WEB[1:]}")
        elif for_epub and isinstance(each, QualifiedRule):
            yield Problem(
                "BB421", where, "some e-readers ignore a whole style sheet that contains rules inside rules", _IN_WEB
            )


def _words(declaration: Declaration) -> frozenset[str]:
    """The words of a value; where it has anything else, an empty one is among them."""
    values = [node for node in declaration.value if node.type not in ("whitespace", "comment")]
    return frozenset(node.lower_value if node.type == "ident" else "" for node in values)


def _fixed(declaration: Declaration) -> str:
    """The unit in which a declaration says the size of text, if that does not grow with the reader's letters."""
    units = [node.lower_unit for node in walk(declaration.value) if node.type == "dimension" and node.value]
    return next((unit for unit in units if unit in _FIXED), "")


def _unsurvived(declaration: Declaration) -> str:
    """What in a declaration old e-readers do not survive; empty if nothing."""
    if declaration.name.startswith("--"):
        return f"“{declaration.name}”"
    functions = [node for node in walk(declaration.value) if node.type == "function"]
    if called := next((node.name for node in functions if _plain(node.lower_name) in _FUNCTIONS), ""):
        return f"{called}()"
    words = [node.lower_value for node in declaration.value if node.type == "ident"]
    if declaration.lower_name == "display":
        layout = next((word for word in words if _plain(word) in _LAYOUTS), "")
        return layout and f"“display: {layout}”"
    return "“position: fixed”" if declaration.lower_name == "position" and "fixed" in words else ""


def _plain(name: str) -> str:
    """A name without the prefix of the browser that had it first."""
    return re.sub(r"^-[a-z]+-", "", name)


def walk(nodes: Sequence[Node]) -> Iterator[Node]:
    """All nodes in their order, with those inside them, however deep."""
    waiting = list(reversed(nodes))
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(_inside(node))


def _inside(node: Node) -> Sequence[Node]:
    return getattr(node, "arguments", None) or getattr(node, "content", None) or ()
