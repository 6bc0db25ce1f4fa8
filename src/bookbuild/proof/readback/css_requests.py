"""What a style sheet asks for, read as browsers and e-readers read it (CSS Syntax 3; CSS Values 3, 3.4)."""

import re
from collections.abc import Iterator

import tinycss2
from tinycss2.ast import Node

_STRINGS = frozenset({"image", "image-set", "src", "cross-fade"})
"""Functions that name files in ways of their own."""
_SILENT = re.compile(r""" "(?:[^"\\\n]|\\.)*" | '(?:[^'\\\n]|\\.)*' | /\*.*?\*/ """, re.DOTALL | re.VERBOSE)
_MAY_LOAD = re.compile(r"(?:url|image|image-set|src|cross-fade)\(|@import|\\", re.IGNORECASE)
"""Outside strings and comments; a sheet with none of these, nor an escape that could spell one, loads nothing."""


def fetched(css: str) -> Iterator[str]:
    """The address of everything that it loads, but not of its own parts; of what names files otherwise, its name."""
    if not _MAY_LOAD.search(_SILENT.sub(" ", css)):
        return
    rule = ""
    for top in tinycss2.parse_component_value_list(css, skip_comments=True):
        if top.type == "at-keyword":
            rule = top.lower_value
        elif top.type == "{} block" or top == ";":
            rule = ""
        for node in _walk(top):
            address = _address(node, is_import=rule == "import") if rule != "namespace" else ""
            if address and not address.startswith("#"):
                yield address


def _address(node: Node, *, is_import: bool) -> str:
    if node.type == "url" or (node.type == "string" and is_import):
        return str(node.value).strip()
    if node.type != "function":
        return ""
    if node.lower_name == "url":
        return next((str(each.value).strip() for each in node.arguments if each.type == "string"), "")
    return f"{node.name}()" if re.sub(r"^-[a-z]+-", "", node.lower_name) in _STRINGS else ""


def _walk(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        waiting += reversed(getattr(each, "arguments", None) or getattr(each, "content", None) or ())
