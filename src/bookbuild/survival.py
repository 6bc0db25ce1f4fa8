"""What a style sheet may not say.

A sheet that goes into an e-book may say only what old readers survive: Adobe's engine, in many of them, drops the whole
sheet for one value that it does not know.
"""

import re
from collections.abc import Iterator, Sequence

import tinycss2
from tinycss2.ast import AtRule, Declaration, Node, ParseError, QualifiedRule

from bookbuild.problems import Location, Problem
from bookbuild.stylesheets import URL

_NAMING_FILES = frozenset({"image", "image-set", "src", "cross-fade", "element"})
"""Functions that name files as `url()` does."""
_FUNCTIONS = frozenset({"calc", "min", "max", "clamp", "var", "env"})
_LAYOUTS = frozenset({"flex", "inline-flex", "grid", "inline-grid"})
_AT_RULES = frozenset({"charset", "font-face", "page", "namespace"})
"""At-rules that e-readers do not stumble over."""
_READERS_OWN = frozenset({"color", "background", "background-color", "line-height", "font", "font-size"})
"""What belongs to the reader, as far as the whole page is meant."""
_ROOTS = re.compile(r"(?:^|,)\s*(?:html|body|:root|html\s+body)\s*(?=,|$)")
_IN_WEB = "Put it into a sheet for the other outputs, whose name begins with print or web."


def faults(text: str, path: str, *, for_epub: bool) -> Iterator[Problem]:
    """What is no CSS, what would reach outside, and what e-readers would drop the sheet for."""
    if "</style" in text.lower():
        line = text.lower()[: text.lower().index("</style")].count("\n") + 1
        yield Problem(
            "BB420", Location(path, line), "the style sheet holds a tag of HTML", "Write nothing but CSS in it."
        )
    yield from _hidden_addresses(text, path)
    for rule in tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True):
        yield from _rule_faults(rule, path, for_epub=for_epub)


def _hidden_addresses(text: str, path: str) -> Iterator[Problem]:
    """Files that are named in another way than by a plain `url()`, so that outputs could not take them along."""
    plain = {next((group for group in found.groups() if group), "") for found in URL.finditer(text)}
    hint = "Name files by url(), without backslashes."
    for node in _walk(tinycss2.parse_component_value_list(text, skip_comments=True)):
        where = Location(path, node.source_line)
        name = node.lower_name if node.type == "function" else ""
        if name.rpartition("-webkit-")[2] in _NAMING_FILES:
            yield Problem("BB422", where, f"“{node.name}()” may name files outside the book", hint)
        elif node.type == "url" or name == "url":
            strings = [node] if node.type == "url" else [each for each in node.arguments if each.type == "string"]
            if any(each.value not in plain for each in strings):
                yield Problem("BB422", where, "the address of a file is written in a way that is not followed", hint)


def _rule_faults(rule: Node, path: str, *, for_epub: bool) -> Iterator[Problem]:
    where = Location(path, rule.source_line)
    if isinstance(rule, ParseError):
        yield Problem(
            "BB420", where, f"this is no CSS: {rule.message}", "Look for a brace or a semicolon that is missing."
        )
    elif isinstance(rule, AtRule) and rule.lower_at_keyword == "import":
        hint = "Copy what it says into this sheet, or put that sheet into the folder styles."
        yield Problem("BB422", where, "a style sheet may not import another", hint)
    elif isinstance(rule, AtRule):
        if for_epub and rule.lower_at_keyword not in _AT_RULES:
            message = f"some e-readers drop a whole style sheet that has @{rule.at_keyword} in it"
            yield Problem("BB421", where, message, _IN_WEB)
        if rule.content and rule.lower_at_keyword in ("media", "supports", "layer", "container"):
            for inner in tinycss2.parse_rule_list(rule.content, skip_comments=True, skip_whitespace=True):
                yield from _rule_faults(inner, path, for_epub=False)
        elif rule.content:
            yield from _content_faults(rule.content, path, is_root=False, for_epub=for_epub)
    elif isinstance(rule, QualifiedRule):
        is_root = _ROOTS.search(tinycss2.serialize(rule.prelude).strip().lower()) is not None
        yield from _content_faults(rule.content, path, is_root=is_root, for_epub=for_epub)


def _content_faults(content: Sequence[Node], path: str, *, is_root: bool, for_epub: bool) -> Iterator[Problem]:
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        where = Location(path, each.source_line)
        if isinstance(each, ParseError):
            hint = "Write a property, a colon, a value and a semicolon."
            yield Problem("BB420", where, f"this is no CSS: {each.message}", hint)
        elif isinstance(each, Declaration):
            if for_epub and (what := _unsurvived(each, is_root=is_root)):
                yield Problem("BB421", where, f"some e-readers drop a whole style sheet that has {what} in it", _IN_WEB)
            elif for_epub and is_root and each.lower_name in _READERS_OWN:
                message = (
                    f"“{each.name}” of the whole page belongs to the reader, who may read at night or in large letters"
                )
                yield Problem("BB421", where, message, _IN_WEB)
        elif for_epub and isinstance(each, QualifiedRule):
            yield Problem(
                "BB421", where, "some e-readers drop a whole style sheet that has rules inside rules", _IN_WEB
            )


def _unsurvived(declaration: Declaration, *, is_root: bool) -> str:
    """What in a declaration old e-readers do not survive; empty if nothing."""
    if declaration.name.startswith("--"):
        return f"“{declaration.name}”"
    functions = [node.lower_name for node in _walk(declaration.value) if node.type == "function"]
    if called := next((name for name in functions if name in _FUNCTIONS), ""):
        return f"{called}()"
    words = {node.lower_value for node in declaration.value if node.type == "ident"}
    if declaration.lower_name == "display" and (layout := next(iter(words & _LAYOUTS), "")):
        return f"“display: {layout}”"
    return "“position: fixed”" if declaration.lower_name == "position" and "fixed" in words else ""


def _walk(nodes: Sequence[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _walk(getattr(node, "arguments", None) or getattr(node, "content", None) or ())
