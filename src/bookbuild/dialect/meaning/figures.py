"""From what Markdown can say to what it means: figures, scene breaks, tables, code, tasks, asides, author notes.

Every function changes the tree that it is given, in place; `chapter.py` calls them in order.
"""

import re

import lxml.html
from lxml.html import HtmlElement
from lxml.html.builder import E

from bookbuild.dialect.meaning.quotations import of_class, replace
from bookbuild.dialect.syntax.blocks import BLOCKS
from bookbuild.i18n.words import callout_title, task_label, wording

_CAPTION = re.compile(r"\s*\n:[ \t]+")
_TASK = re.compile(r"\s*\[(?P<mark>[ xX])\]\s+(?=\S|$)")
_PLAIN_CODE = ("", "w", "p")
"""Classes of Pygments for what needs no mark of its own: nothing, white space, punctuation."""
_WIDTH = re.compile(r"\d+(?:\.\d+)?(?:%|em|px)?")


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
        replace(paragraph, figure)
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


def code(tree: HtmlElement) -> None:
    """A block of code is one `pre`, with the classes of Pygments inside and the name of its language outside."""
    for box in of_class(tree, "highlight", "div"):
        pre = box.find("pre")
        if pre is None:
            continue
        named = [name for name in box.get("class", "").split() if name.startswith("language-")]
        pre.set("class", " ".join(["code", *(name for name in named if name != "language-text")]))
        for plain in [span for span in pre.iter("span") if span.get("class", "") in _PLAIN_CODE]:
            plain.drop_tag()
        box.drop_tag()


def tasks(tree: HtmlElement, language: str) -> None:
    """An item of a list that begins with `[ ]` or `[x]` is a task, and shows a box that print can show as well."""
    for item in tree.iter("li"):
        first = item[0] if len(item) and item[0].tag == "p" and not (item.text or "").strip() else item
        found = _TASK.match(first.text or "")
        if not found or not (len(first) or (first.text or "")[found.end() :]):
            continue
        done = found["mark"] != " "
        label = {"class": "task", "role": "img", "aria-label": task_label(language, done=done)}
        box = E.span(label, "☑" if done else "☐")
        box.tail = f" {(first.text or '')[found.end() :]}"
        first.text = ""
        first.insert(0, box)
        item.set("class", "task-item")


def asides(tree: HtmlElement, language: str) -> None:
    """Blocks get the roles that they have for listeners; asides the title that is given them, callouts one at least."""
    for element in tree.iter("aside", "div"):
        classes = set(element.get("class", "").split())
        name = next((name for name, block in BLOCKS.items() if classes.issuperset(block.css_class.split())), "")
        if not name:
            continue
        if BLOCKS[name].role:
            element.set("role", BLOCKS[name].role)
        title = element.attrib.pop("title", "")
        begins_with_heading = len(element) > 0 and re.fullmatch("h[1-6]", str(element[0].tag))
        if "callout" in classes and len(element) and not title and not begins_with_heading:
            title = callout_title(element.get("lang") or language, name)
        if title:
            line = E.p({"class": "aside-title"}, title)
            line.tail = "\n"
            element.insert(0, line)


def author_notes(tree: HtmlElement, language: str) -> None:
    """Author notes are labelled, and stand at the end of their chapter, unless someone quotes one."""
    for section in of_class(tree, "author-note", "section"):
        if any(around.tag == "blockquote" for around in section.iterancestors()):
            continue
        section.set("aria-label", wording(language).about_the_author)
        section.drop_tree()
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


def text_of(element: HtmlElement) -> str:
    """The words of a heading or a name, on one line, without the numbers of notes; a formula is its TeX."""
    clone = lxml.html.fromstring(lxml.html.tostring(element, encoding="unicode", with_tail=False))
    for mark in list(clone.iter("sup")):
        if mark.find("a[@class='noteref']") is not None:
            mark.drop_tree()
    for formula in clone.iter("math"):
        for symbol in list(formula):
            symbol.drop_tree()
        formula.text = formula.get("alttext")
    return " ".join(clone.text_content().split())
