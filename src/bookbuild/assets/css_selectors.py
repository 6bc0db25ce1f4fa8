"""Which rules of a style sheet speak of the whole page, and what of it belongs to the reader."""

from collections.abc import Sequence

from tinycss2.ast import FunctionBlock, IdentToken, LiteralToken, Node

from bookbuild.model import Kind

SIZES = frozenset({"line-height", "font", "font-size"})
_COLOURS = frozenset({"color", "background", "background-color"})
_ROOTS = frozenset({"html", "body"})
_KINDS = frozenset(kind.value for kind in Kind)
"""Classes that the body of every document has."""
_RUNNING = frozenset({"p", "div", "section"})
"""Elements that are nearly all of a text: a colour for them is one for the page."""
_ALTERNATIVES = frozenset({"is", "where", "matches", "any", "-webkit-any", "-moz-any"})
_PIECES = frozenset({"before", "after", "first-line", "first-letter"})
_NOTHING: frozenset[str] = frozenset()


def readers_own(selectors: Sequence[Node]) -> frozenset[str]:
    """The properties that a rule with these selectors takes out of the reader's hands.

    Colours and sizes, where the page is meant as a whole; colours, where all of its running text is.
    """
    return _NOTHING.union(*map(_of_one, _split(selectors)))


def _split(selectors: Sequence[Node]) -> list[list[Node]]:
    parts: list[list[Node]] = [[]]
    for node in selectors:
        if node == ",":
            parts.append([])
        elif node.type != "comment":
            parts[-1].append(node)
    return parts


def _of_one(selector: Sequence[Node]) -> frozenset[str]:
    """What holds for the last element that a selector names, if those before it do not narrow it."""
    compounds: list[list[Node]] = [[]]
    for node in selector:
        if node.type == "whitespace" or (isinstance(node, LiteralToken) and node.value in (">", "+", "~")):
            compounds.append([])
        else:
            compounds[-1].append(node)
    *above, last = [each for each in compounds if each] or [[]]
    if _is_root(last):
        return _COLOURS | SIZES
    if not all(_is_root(each) or _is_universal(each) for each in above):
        return _NOTHING
    if _is_universal(last):
        return _COLOURS | SIZES
    if len(last) == 1 and isinstance(last[0], IdentToken) and last[0].lower_value in _RUNNING:
        return _COLOURS
    return _NOTHING.union(
        *(
            readers_own(node.arguments)
            for node in last
            if isinstance(node, FunctionBlock) and node.lower_name in _ALTERNATIVES
        )
    )


def _is_universal(compound: Sequence[Node]) -> bool:
    return len(compound) == 1 and compound[0] == "*"


def _is_root(compound: Sequence[Node]) -> bool:
    """Whether it means the root or the body, whatever classes and attributes it asks of them."""
    pairs = list(zip((None, *compound), compound, strict=False))
    named = [(before, node.lower_value) for before, node in pairs if isinstance(node, IdentToken)]
    if any(before == ":" and name in _PIECES for before, name in named):
        return False  # with two colons as with one
    return any(
        (before is None and name in _ROOTS) or (before == ":" and name == "root") or (before == "." and name in _KINDS)
        for before, name in named
    )
