"""Which letters of a text are set how: upright or italic, bold or not, in which voice; its style sheets say.

This is the cascade (CSS Cascading 4) for three properties, as far as our own style sheets need it: rules in `@media`
and for pseudo-elements say nothing about fonts there.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import cssselect2
import lxml.etree
import tinycss2

_BROWSER = "em, i, cite, dfn, var, address { font-style: italic } strong, b, th { font-weight: bold }"
"""What a browser does by itself."""
_BOLD = frozenset({"bold", "bolder", "600", "700"})


@dataclass(frozen=True, slots=True)
class TextStyle:
    """How letters are set."""

    voice: str = "serif"
    """The custom property of web.css that names their font: `serif`, `sans`, `display`, `code`."""
    italic: bool = False
    bold: bool = False


def by_style(tree: lxml.etree._Element, css: str) -> dict[TextStyle, set[str]]:
    """The letters of a text, by how the style sheets set them."""
    matcher = _matcher(_BROWSER + css)
    letters: dict[TextStyle, set[str]] = {}
    styles: dict[lxml.etree._Element | None, TextStyle] = {tree.getparent(): TextStyle()}
    for wrapper in cssselect2.ElementWrapper.from_xml_root(tree).iter_subtree():
        element = wrapper.etree_element
        style = styles[element.getparent()]
        for *_, declarations in sorted(matcher.match(wrapper), key=lambda match: match[:2]):
            style = replace(style, **declarations)
        styles[element] = style
        letters.setdefault(style, set()).update(element.text or "")
        if element is not tree:
            letters.setdefault(styles[element.getparent()], set()).update(element.tail or "")
    return letters


def _matcher(css: str) -> cssselect2.Matcher:
    matcher = cssselect2.Matcher()
    for rule in tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and (declarations := dict(_declarations(rule.content))):
            for selector in _selectors(rule.prelude):
                if selector.pseudo_element is None:
                    matcher.add_selector(selector, declarations)
    return matcher


def _selectors(prelude: list[tinycss2.ast.Node]) -> list[Any]:
    """The selectors of a rule; none where they are of kinds that are not known here, which a browser may still know."""
    try:
        return list(cssselect2.compile_selector_list(prelude))
    except cssselect2.SelectorError:
        return []


def _declarations(content: list[tinycss2.ast.Node]) -> Iterator[tuple[str, str | bool]]:
    for each in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
        if each.type != "declaration":
            continue
        value = tinycss2.serialize(each.value).strip()
        if each.lower_name == "font-style":
            yield "italic", value == "italic"
        elif each.lower_name == "font-weight":
            yield "bold", value in _BOLD
        elif each.lower_name == "font-family" and value.startswith("var(--"):
            yield "voice", value[6:-1]
