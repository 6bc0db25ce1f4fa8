"""From what Markdown can say to what it means: quotations with their sources, figures, scene breaks, author notes.

Every function changes the tree that it is given, in place; `chapter.py` calls them in order.
"""

import re

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.wording import wording

_ATTRIBUTION = re.compile(r"\s*(?:—|---?)[ \u00a0]\s*(?=\S)")
_CAPTION = re.compile(r"\s*\n:[ \t]+")
_WIDTH = re.compile(r"\d+(?:\.\d+)?(?:%|em|px)?")


def quotations(tree: HtmlElement) -> None:
    """A quotation whose last paragraph begins with a dash becomes one figure with its source.

    The dash is markup, like the `>` before it; the style sheets show one again.
    """
    for quote in list(tree.iter("blockquote")):
        last = quote[-1] if len(quote) > 1 else None
        if last is None or last.tag != "p":
            continue
        dash = _ATTRIBUTION.match(last.text or "")
        if not dash:
            continue
        quote.remove(last)
        last.tag = "cite"
        last.text = (last.text or "")[dash.end() :]
        last.tail = None
        figure = E.figure({"class": "quotation"})
        _replace(quote, figure)
        figure.extend([quote, E.figcaption(last)])


def figures(tree: HtmlElement) -> None:
    """An image alone in its paragraph becomes a figure.

    Its title, or a line after it that begins with `:`, is the caption.
    """
    for paragraph in list(tree.iter("p")):
        if len(paragraph) == 0 or paragraph[0].tag != "img" or (paragraph.text or "").strip():
            continue
        image = paragraph[0]
        caption = _caption(paragraph, image)
        if caption is None:
            continue
        figure = E.figure({"class": f"image {image.attrib.pop('class', '')}".strip()})
        if paragraph.get("id") or image.get("id"):
            figure.set("id", paragraph.get("id") or image.attrib.pop("id"))
        if width := _css_width(image.attrib.pop("width", "")):
            figure.set("style", f"width: {width}")
        _replace(paragraph, figure)
        image.tail = None
        figure.append(image)
        if len(caption) or (caption.text or "").strip():
            figure.append(caption)


def scene_breaks(tree: HtmlElement) -> None:
    """Every rule is a scene break."""
    for rule in tree.iter("hr"):
        rule.set("class", "scene-break")


def tables(tree: HtmlElement) -> None:
    """Alignment becomes a class, which every reader's own style can overrule; header cells say what they head."""
    for cell in tree.iter("td", "th"):
        align = re.search(r"text-align:\s*(left|right|center)", cell.attrib.pop("style", ""))
        if align:
            cell.set("class", f"{cell.get('class', '')} align-{align[1]}".strip())
        if cell.tag == "th" and "scope" not in cell.attrib:
            cell.set("scope", "col")
        for code in cell.iter("code"):  # there too a bar needs a backslash, so as not to end the cell
            code.text = (code.text or "").replace("\\|", "|")
    for head in list(tree.iter("thead")):
        if not any((cell.text_content() or "").strip() for cell in head.iter("th")):
            head.drop_tree()


def author_notes(tree: HtmlElement, language: str) -> None:
    """Author notes are labelled, and stand at the end of their chapter."""
    for section in [s for s in tree.iter("section") if "author-note" in s.get("class", "").split()]:
        section.set("aria-label", wording(language).about_the_author)
        _detach(section)
        section.tail = "\n"
        tree.append(section)


def _caption(paragraph: HtmlElement, image: HtmlElement) -> HtmlElement | None:
    """The caption of a paragraph that is a figure, perhaps an empty one; None where other text goes with the image."""
    mark = _CAPTION.match(image.tail or "")
    if mark:
        image.attrib.pop("title", None)
        caption = E.figcaption((image.tail or "")[mark.end() :])
        caption.extend(paragraph[1:])
        return caption
    if len(paragraph) > 1 or (image.tail or "").strip():
        return None
    return E.figcaption(image.attrib.pop("title", ""))


def _css_width(value: str) -> str:
    if not _WIDTH.fullmatch(value):
        return ""
    return f"{value}px" if value[-1].isdigit() else value


def _replace(old: HtmlElement, new: HtmlElement) -> None:
    new.tail, old.tail = old.tail, None
    parent = old.getparent()
    assert parent is not None
    parent.replace(old, new)


def _detach(element: HtmlElement) -> None:
    """Take an element out of its place; the text after it stays."""
    element.drop_tree()


def text_of(element: HtmlElement) -> str:
    """The words of a heading or a name, on one line, without the numbers of notes."""
    clone = lxml.html.fromstring(lxml.html.tostring(element, encoding="unicode", with_tail=False))
    for mark in list(clone.iter("sup")):
        if mark.find("a[@class='noteref']") is not None:
            mark.drop_tree()
    return " ".join(clone.text_content().split())
